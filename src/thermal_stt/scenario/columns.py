"""The columns of the tables: which kind of quantity each holds, and a table in physical units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thermal_stt.scenario.measured import per_natural_unit
from thermal_stt.scenario.scenario import Scenario, ScenarioError
from thermal_stt.scenario.schema import NOTHING

# Of currents.csv: the contributions at each lead, and their sums
CURRENTS = (
    "thermal_left",
    "hybrid_left",
    "pumping_left",
    "total_left",
    "thermal_right",
    "hybrid_right",
    "total_right",
    "total_left_without_precession",
)
# Columns that hold words, which stay what they are though they look like a number or a verdict:
# a label may be 007, 1e3, NA or True
WORDS = frozenset(
    "branch formulation label "  # of states and runs
    "symbol name unit unit_si equation meaning "  # of parameters.csv
    "gate figure place sentence number qualification "  # of laws and claims
    "table quantity reason folder shared".split()  # of tolerances.csv and curves.csv
)
# Columns of words where there is another one; elsewhere they hold numbers
WORDS_BESIDE = {"start": "formulation", "tolerance": "sentence"}
# Columns that have a unit, and the kind of quantity that they hold (`measured.KINDS`); the others
# are numbers, verdicts and words
COLUMNS = {
    "d": "drive",
    "temperature_left": "temperature",
    "temperature_right": "temperature",
    "omega": "energy",
    "precession_frequency": "frequency",
    "growth_rate": "rate",
    "t": "time",
    "delta_magnetization": "energy",
    "delta_potential": "potential",
} | dict.fromkeys((*CURRENTS, "current_left"), "current")
SI = {
    "energy": "J",
    "drive": "J^2",
    "temperature": "K",
    "frequency": "Hz",
    "rate": "1/s",
    "time": "s",
    "potential": "V",
    "current": "A",
}


def words_among(names: Iterable[str]) -> set[str]:
    """Return which columns hold words in a table that has the columns `names`."""
    found = set(names)
    beside = {name for name, other in WORDS_BESIDE.items() if other in found}
    return found & (WORDS | beside)


def in_units(table: Mapping[str, Sequence], scenario: Scenario) -> dict[str, Sequence | NDArray]:
    """Return the columns of a table of results in the scenario's `units`.

    A column that has a unit gets it into its name, as "total_left (pA)"; the others stay as they
    are.  A current is e times that of particles.  Raises ScenarioError without `units`.
    """
    energy = scenario.joule_per_energy
    if scenario.units is None or energy is None:
        raise ScenarioError(scenario.source, "units", NOTHING, "given")
    shown: dict[str, Sequence | NDArray] = {}
    for name, values in table.items():
        kind = COLUMNS.get(name)
        if kind is None:
            shown[name] = values
            continue
        unit = getattr(scenario.units, kind)
        one = per_natural_unit(unit, kind, energy)
        shown[f"{name} ({unit})"] = np.asarray(values) * one
    return shown


def units_shown(scenario: Scenario) -> list[dict[str, object]]:
    """Return rows of `parameters.csv` that give each natural unit in the scenario's `units`.

    From them a figure, which sees tables alone, knows its axes.  Empty without `units`.
    """
    energy = scenario.joule_per_energy
    if scenario.units is None or energy is None:
        return []
    return [
        {
            "symbol": "1",
            "name": f"unit_of_{kind}",
            "value": per_natural_unit(unit, kind, energy),
            "unit": unit,
            "value_si": per_natural_unit(SI[kind], kind, energy),
            "unit_si": SI[kind],
            "equation": "-",
            "meaning": f"the natural unit of {kind} in the unit in which it is shown",
        }
        for kind, unit in scenario.units
    ]
