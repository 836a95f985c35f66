"""The columns of the tables: which kind of quantity each holds, and a table in physical units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thermal_stt.scenario.measured import per_natural_unit
from thermal_stt.scenario.scenario import Scenario, ScenarioError
from thermal_stt.scenario.schema import NOTHING

NUMBER = "number"  # the kind of what has no unit
BY_ROW = "quantity"  # of numbers each of which is what the column of that name says
SI = {
    "energy": "J",
    "drive": "J^2",
    "temperature": "K",
    "frequency": "Hz",
    "rate": "1/s",
    "time": "s",
    "potential": "V",
    "current": "A",
    "power": "W",
    "per_energy": "1/J",
    "per_energy_squared": "1/J^2",
}


def in_units(
    table: Mapping[str, Sequence], kinds: Mapping[str, str], scenario: Scenario
) -> dict[str, Sequence | NDArray]:
    """Return the columns of a table of results in the scenario's `units`.

    `kinds` is the kind of quantity, of `measured.KINDS`, in each column of numbers, or "number".  A
    column that has a unit gets it into its name, as "total_left (pA)"; the others stay as they are.
    One of the kind "quantity" is in the unit of what its row has there, and so says the column
    `unit`.  A current is e times that of particles; spin is in units of hbar and entropy in those
    of k_B, so that what flows of them is a rate.  Raises ScenarioError without `units`, KeyError
    for numbers of no known kind.
    """
    energy = scenario.joule_per_energy
    if scenario.units is None or energy is None:
        raise ScenarioError(scenario.source, "units", NOTHING, "given")
    shown: dict[str, Sequence | NDArray] = {}
    of_rows = [kinds.get(quantity, NUMBER) for quantity in table.get(BY_ROW, ())]
    for name, values in table.items():
        kind = kinds[name] if np.asarray(values).dtype.kind == "f" else kinds.get(name, NUMBER)
        if kind == NUMBER:
            shown[name] = values
            continue
        if kind == BY_ROW:
            units = [getattr(scenario.units, of, None) for of in of_rows]
            ones = [
                per_natural_unit(unit, of, energy) if unit else 1.0
                for unit, of in zip(units, of_rows, strict=True)
            ]
            shown[name] = np.asarray(values) * ones
            words = zip(table["unit"], units, strict=True)
            shown["unit"] = [unit or natural for natural, unit in words]
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
