"""Every number of a scenario, given and derived, with its symbol, unit, equation and meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.electrons import regime
from thermal_stt.magnet import full_kernel, kernel, precession, spin_torque
from thermal_stt.mean_field.leads import dot_of
from thermal_stt.noise.localization import conditions_of_states
from thermal_stt.parameters import Parameters
from thermal_stt.scenario import columns
from thermal_stt.scenario.scenario import Scenario
from thermal_stt.scenario.units import DIMENSIONS, to_si

Table = Mapping[str, Sequence]


class Quantity(NamedTuple):
    """One number of the model: how the paper writes it, and how it follows from `Parameters`."""

    symbol: str
    name: str
    dimension: str
    equation: str
    meaning: str
    value: Callable[[Parameters], NDArray[np.float64]]


def _given(symbol: str, name: str, dimension: str, equation: str, meaning: str) -> Quantity:
    return Quantity(symbol, name, dimension, equation, meaning, lambda p: getattr(p, name))


# Not in the paper, and shown where they are not 0
BEYOND = {
    name: _given(symbol, name, dimension, "-", f"{meaning}; beyond the paper")
    for symbol, name, dimension, meaning in (
        ("B_K", "anisotropy", "energy", "anisotropy field, easy axis along z"),
        ("alpha_0", "own_damping", "number", "the magnet's own damping"),
        ("V", "voltage", "potential", "mu_l - mu_r, as an energy"),
    )
}
QUANTITIES = (
    _given("Gamma_l^up", "gamma_left_up", "rate", "III A", "left lead's tunneling rate, spin up"),
    _given(
        "Gamma_l^down", "gamma_left_down", "rate", "III A", "left lead's tunneling rate, spin down"
    ),
    _given("Gamma_r", "gamma_right", "rate", "III A", "right lead's tunneling rate"),
    _given("rho_up", "rho_up", "per_energy", "(43)", "density of states at mu, spin up"),
    _given("rho_down", "rho_down", "per_energy", "(43)", "density of states at mu, spin down"),
    _given("rho'_up", "rho_slope_up", "per_energy_squared", "(43)", "slope of rho at mu, spin up"),
    _given(
        "rho'_down", "rho_slope_down", "per_energy_squared", "(43)", "slope of rho at mu, spin down"
    ),
    _given("B", "field", "energy", "(2)", "Zeeman energy of the external field"),
    _given("S", "spin", "number", "(39)", "length of the dot's spin"),
    _given("J", "exchange", "energy", "(2)", "exchange constant"),
    _given("C", "capacitance", "capacitance", "(2)", "capacitance of the dot, 1/(2 E_c)"),
    *BEYOND.values(),
    _given("Gamma_Sigma", "gamma_sum", "rate", "(49)", "(Gamma_l^up + Gamma_l^down)/2 + Gamma_r"),
    _given("Gamma_Delta", "gamma_delta", "rate", "(44)", "(Gamma_l^up - Gamma_l^down)/2"),
    _given("rho_Sigma", "rho_sum", "per_energy", "(49)", "rho_up + rho_down"),
    _given("rho_Delta", "rho_delta", "per_energy", "(49)", "rho_up - rho_down"),
    _given("rho'_Sigma", "rho_slope_sum", "per_energy_squared", "(49)", "rho'_up + rho'_down"),
    _given("rho'_Delta", "rho_slope_delta", "per_energy_squared", "(49)", "rho'_up - rho'_down"),
    _given(
        "lambda", "lambda_", "number", "(51)", "Gamma_r Gamma_Delta/(Gamma_Sigma^2 - Gamma_Delta^2)"
    ),
    Quantity(
        "d_0",
        "d_0",
        "energy_squared",
        "V C",
        "-Gamma_Sigma rho_Sigma B/(lambda Gamma_Delta rho'_Delta)",
        precession.d_0,
    ),
    Quantity(
        "d_north",
        "d_north",
        "energy_squared",
        "(51)",
        "drive at which the precession meets the north pole; -d_0 if rho_Delta = rho'_Sigma = 0",
        lambda p: precession.branch_points(p)[0],
    ),
    Quantity(
        "d_south",
        "d_south",
        "energy_squared",
        "(51)",
        "drive at which the precession meets the south pole; d_0 if rho_Delta = rho'_Sigma = 0",
        lambda p: precession.branch_points(p)[1],
    ),
    _given(
        "M_0",
        "magnetization",
        "energy",
        "A 3",
        "2 J S, length of the magnetization less B cos(theta_0)",
    ),
    Quantity(
        "alpha_north",
        "gilbert_damping_north",
        "number",
        "(50)",
        "Gilbert damping at the north pole",
        lambda p: spin_torque.gilbert_damping(p, 1.0),
    ),
    Quantity(
        "alpha_south",
        "gilbert_damping_south",
        "number",
        "(50)",
        "Gilbert damping at the south pole",
        lambda p: spin_torque.gilbert_damping(p, -1.0),
    ),
    Quantity("tau_Gamma", "time_gamma", "time", "IV B", "1/Gamma_Sigma", regime.time_gamma),
    Quantity(
        "tau_dM",
        "time_delta_magnetization",
        "time",
        "(A17)",
        "time on which delta_M relaxes, at theta = pi/2",
        lambda p: regime.times_of_deviations(p)[0],
    ),
    Quantity(
        "tau_dV",
        "time_delta_potential",
        "time",
        "(A18)",
        "time on which delta_V relaxes, at theta = pi/2",
        lambda p: regime.times_of_deviations(p)[1],
    ),
    Quantity("tau_theta", "time_theta", "time", "IV B", "1/(alpha |B|)", regime.time_theta),
)


def table(scenario: Scenario) -> list[dict[str, object]]:
    """Return the rows of `parameters.csv`: what is given, what follows, and the regime.

    Keys symbol, name, value, unit, value_si, unit_si, equation, meaning.  The SI entries are None
    without an `energy_unit`.  A name with a bracket belongs to the entry of `distributions` with
    that label.  A condition of the regime has two rows: its ratio, and `..._holds`, 1 or 0; those
    at temperatures are judged for each entry, and along the sweep where it says how cold its colder
    lead is, together with those of the noise, which an own damping makes known only with its
    `temperature_lattice`.  A model with the dropped field has rows with how much of B it is, and
    with where the precession would meet the poles without.  With `units` in the scenario a row
    unit_of_KIND says what the natural unit is there.
    """
    energy = scenario.joule_per_energy
    return [
        {
            "symbol": symbol,
            "name": name,
            "value": float(value),
            "unit": DIMENSIONS[dimension].unit,
            "value_si": None if energy is None else to_si(float(value), dimension, energy),
            "unit_si": None if energy is None else DIMENSIONS[dimension].unit_si,
            "equation": equation,
            "meaning": meaning,
        }
        for symbol, name, dimension, equation, meaning, value in _entries(scenario)
    ] + columns.units_shown(scenario)


def _entries(scenario: Scenario) -> Iterator[tuple]:
    parameters = scenario.parameters
    for quantity in QUANTITIES:
        value = quantity.value(parameters)
        if quantity.name not in BEYOND or value:
            yield *quantity[:5], value
    yield from _renormalization_entries(scenario)
    if scenario.dropped_field is not None:
        yield from _dropped_field_entries(scenario)
    for condition in regime.conditions_of_the_model(parameters):
        yield from _condition_entries(condition, "")
    if scenario.temperature_coldest is not None:
        coldest = scenario.temperature_coldest
        hottest = kernel.temperature_right(-np.abs(scenario.drive).max(), coldest)
        for condition in regime.conditions_at_temperatures(parameters, coldest, float(hottest)):
            yield from _condition_entries(condition, "")
        lattice = scenario.temperature_lattice
        if not parameters.own_damping or lattice is not None:
            given = scenario.drive, coldest, np.nan if lattice is None else lattice
            for condition in conditions_of_states(parameters, *given):
                yield from _condition_entries(condition, "")
    for entry in scenario.distributions:
        label = f"[{entry.label}]"
        leads = entry.temperature_left, entry.temperature_right
        yield f"d{label}", f"d{label}", "energy_squared", "(44)", "thermal drive", entry.d
        for side, temperature in zip(("left", "right"), leads, strict=True):
            name = f"temperature_{side}{label}"
            meaning = f"temperature of the {side} lead"
            yield f"T_{side[0]}{label}", name, "temperature", "II", meaning, temperature
        tau = regime.time_temperature(*leads)
        yield f"tau_T{label}", f"time_temperature{label}", "time", "IV B", "1/min(T_l, T_r)", tau
        for condition in regime.conditions_at_temperatures(parameters, *leads):
            yield from _condition_entries(condition, label)


def _renormalization_entries(scenario: Scenario) -> Iterator[tuple]:
    # what the imaginary part of the kernel, which (43) drops, would change of B and of S
    parameters = scenario.parameters
    if scenario.mean_fields is None:
        torque, spin = map(float, full_kernel.estimated_renormalization(parameters, 0.0))
        source = "estimate: linear density of states within M_0, theta = pi/2"
    else:
        torque, spin = full_kernel.renormalization(*dot_of(scenario), *scenario.mean_fields)
        source = "from the band, at its leads"
    field, bare = torque / parameters.spin, scenario.bare_field
    for symbol, name, dimension, meaning, value in (
        ("delta_B", "field_renormalization", "energy", "field", field),
        ("delta_B/B", "field_renormalization_ratio", "number", "field", field / bare),
        ("delta_S/S", "spin_renormalization_ratio", "number", "spin", spin / parameters.spin),
    ):
        meaning = f"{meaning} that the imaginary part, dropped in (43), adds; {source}"
        yield symbol, name, dimension, "(43)", meaning, float(value) + 0.0


def _dropped_field_entries(scenario: Scenario) -> Iterator[tuple]:
    # with `model: {dropped_field: true}`: what B holds besides, and where the precession would be
    meaning = "part of B above: the field that (43) drops, of the band that is given or fits best"
    yield "delta_B", "dropped_field", "energy", "(43)", meaning, scenario.dropped_field
    bare = replace(scenario.parameters, field=scenario.bare_field)
    for name, point in zip(("north", "south"), precession.branch_points(bare), strict=True):
        meaning = f"d_{name} with B as it is written, without the dropped field"
        yield f"d_{name}(B)", f"d_{name}_bare", "energy_squared", "(51)", meaning, point


def _condition_entries(condition: regime.Condition, label: str) -> Iterator[tuple]:
    symbol, name, ratio, limit, equation, meaning = condition
    meaning = f"{meaning}; must be below {limit:g}"
    yield symbol + label, name + label, "number", equation, meaning, ratio
    name, meaning = f"{name}_holds{label}", "1 if the ratio above is below its limit, else 0"
    yield f"{symbol}{label} holds", name, "number", equation, meaning, condition.holds


def outside(tables: Mapping[str, Table], labelled: bool = True) -> list[str]:
    """Return a line for each condition of the regime that does not hold: where, and its number.

    `tables` are columns as of `table`, with names to call them by; the number is the largest ratio
    there.  Conditions of the entries of `distributions` are left out if not `labelled`, and where
    that of the sweep does not hold either.
    """
    places: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    for who, table in tables.items():
        values = dict(zip(table["name"], table["value"], strict=True))
        rows = zip(table["symbol"], table["name"], table["equation"], table["meaning"], strict=True)
        for symbol, name, equation, meaning in rows:
            quantity, bracket, label = name.partition("[")
            if values.get(f"{quantity}_holds{bracket}{label}") != 0 or (bracket and not labelled):
                continue
            broken = f"{symbol.partition('[')[0]} ({equation})", meaning
            places.setdefault(broken, {}).setdefault(who, {})[label.rstrip("]")] = values[name]
    lines = []
    for (condition, meaning), found in places.items():
        # what holds for no temperature needs no list of them
        shown = {who: {"": r[""]} if "" in r else r for who, r in found.items()}
        named = (f"{who} [{', '.join(r)}]" if "" not in r else who for who, r in shown.items())
        largest = max(max(ratios.values()) for ratios in shown.values())
        lines.append(f"{', '.join(named)}: {condition} does not hold: {largest:.3g}, {meaning}")
    return lines
