"""V C, A 2: the chunks of a map as one file with named axes -> map.nc."""

import numpy as np

from pipeline import command, models, netcdf, scenarios
from thermal_stt import __version__, maps
from thermal_stt.parameters import ALLOWED
from thermal_stt.scenario.axes import Map
from thermal_stt.scenario.scenario import Scenario
from thermal_stt.scenario.units import DIMENSIONS, to_si

SECTIONS = ("model", "map", "energy_unit")
MAPS = ("attractor", "switching")


def gather_map(
    config: str, parts: list[str], mapped: command.Made, zero_modes: str | None = None
) -> None:
    """Write the map whose chunks `parts` are, in their order, to the file `mapped`."""
    scenario = models.read(config, SECTIONS, zero_modes)
    asked = scenario.map_of(parts[0].split("/")[-2])
    chunks = [np.load(part) for part in parts]
    names = chunks[0].files
    columns = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in names}
    said: dict[str, str | float] = {
        "title": f"{asked.of} over {', '.join(axis.key for axis in asked.axes)}",
        "source": f"thermal-stt {__version__}",
        "scenario": parts[0].split("/")[-4],
        "made_from": "; ".join(scenarios.said(config, SECTIONS)),
        "units": "hbar = k_B = e = 1; si_per_unit takes a variable to units_si",
    }
    swept = {axis.name for axis in asked.axes}
    model = {n: float(getattr(scenario.parameters, n)) for n in ALLOWED if n not in swept}
    netcdf.write(mapped, variables(asked, columns, scenario), said | model | dict(asked.fixed))


def variables(asked: Map, columns: dict, scenario: Scenario) -> dict[str, netcdf.Variable]:
    """Return axes and results with their dimensions, symbols and units."""
    energy, lengths = scenario.joule_per_energy, asked.dimensions
    found = {
        axis.name: netcdf.Variable(
            (axis.dimension,),
            axis.values,
            _said(maps.AXES[axis.name], energy) | {"key": axis.key},
        )
        for axis in asked.axes
    }
    if asked.way.size:
        found["t"] = netcdf.Variable(("t",), asked.way, _said(maps.AXES["t"], energy))
    described = maps.VARIABLES[asked.of] | maps.VARIABLES["way"]
    for name, values in columns.items():
        on_the_way = ("t",) * (values.ndim - 1)
        shape = (*lengths.values(), *values.shape[1:])
        found[name] = netcdf.Variable(
            (*lengths, *on_the_way), values.reshape(shape), _said(described[name], energy)
        )
    return found


def _said(variable: maps.Variable, energy: float | None) -> dict[str, str | float]:
    dimension = DIMENSIONS[variable.dimension]
    said: dict[str, str | float] = {
        "long_name": variable.meaning,
        "symbol": variable.symbol,
        "units": dimension.unit,
        "equation": variable.equation,
    }
    if energy is not None:
        said["units_si"] = dimension.unit_si
        said["si_per_unit"] = to_si(1.0, variable.dimension, energy)
    return said


if __name__ == "__main__":
    command.run(gather_map)
