"""A map as labelled arrays: what its axes and results are, in what unit, and of which model."""

from collections.abc import Mapping
from pathlib import Path

from numpy.typing import NDArray

from pipeline.netcdf import Variable
from thermal_stt import __version__, maps
from thermal_stt.parameters import ALLOWED
from thermal_stt.scenario.axes import Map
from thermal_stt.scenario.quantities import BEYOND
from thermal_stt.scenario.scenario import Scenario
from thermal_stt.scenario.units import DIMENSIONS, to_si

# Of `measured`, where the dimension of `units` has another name
KINDS = {"energy_squared": "drive"}


def origin(asked: Map, scenario: Scenario) -> dict[str, str | float]:
    """Return what a map says of itself: title, source, units, and the numbers that no axis has."""
    swept = {axis.name for axis in asked.axes}
    model = {n: float(getattr(scenario.parameters, n)) for n in ALLOWED if n not in swept}
    model = {name: value for name, value in model.items() if name not in BEYOND or value}
    return {
        "title": f"{asked.of} over {', '.join(axis.key for axis in asked.axes)}",
        "source": f"thermal-stt {__version__}",
        "scenario": Path(scenario.source.name).stem,
        "units": "hbar = k_B = e = 1; si_per_unit takes a variable to units_si",
        **model,
        **asked.fixed,
    }


def variables(
    asked: Map, columns: Mapping[str, NDArray], scenario: Scenario
) -> dict[str, Variable]:
    """Return axes and results with their dimensions, symbols and units."""
    energy, lengths = scenario.joule_per_energy, asked.dimensions
    found = {
        axis.name: Variable(
            (axis.dimension,),
            axis.values,
            described(maps.AXES[axis.name], energy) | {"key": axis.key},
        )
        for axis in asked.axes
    }
    if asked.way.size:
        found["t"] = Variable(("t",), asked.way, described(maps.AXES["t"], energy))
    results = maps.VARIABLES[asked.of] | maps.VARIABLES["way"]
    for name, values in columns.items():
        on_the_way = ("t",) * (values.ndim - 1)
        shape = (*lengths.values(), *values.shape[1:])
        said = described(results[name], energy)
        if maps.STATES in results[name].meaning and values.max(initial=0) > 2:
            every = maps.STATES + maps.MORE_STATES
            said["description"] = results[name].meaning.replace(maps.STATES, every)
        found[name] = Variable((*lengths, *on_the_way), values.reshape(shape), said)
    return found


def described(variable: maps.Variable, energy: float | None) -> dict[str, str | float]:
    """Return what a variable says of itself, in SI too if `energy`, 1 in joule, is known."""
    dimension = DIMENSIONS[variable.dimension]
    said: dict[str, str | float] = {
        "long_name": variable.symbol,
        "description": variable.meaning,
        "symbol": variable.symbol,
        "kind": variable.kind or KINDS.get(variable.dimension, variable.dimension),
        "units": dimension.unit,
        "equation": variable.equation,
    }
    if energy is not None:
        said["units_si"] = dimension.unit_si
        said["si_per_unit"] = to_si(1.0, variable.dimension, energy)
    return said
