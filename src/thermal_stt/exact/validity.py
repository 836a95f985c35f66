"""The theory's numbers for a scenario beside the exact ones: `validity.csv`.

The leads are at the temperatures of each d, the colder one at `temperature_coldest`.  Parts of the
current have an exact meaning in one way: what is left if the magnet is held still at its angle.
alpha is the slope of the torque in phi_dot over S, without the answer of the distribution, 1 - h.
Rates are those of the scenario's own S.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from thermal_stt.charge_current import charge_currents
from thermal_stt.exact.fitted_band import FittedDot, dot_for
from thermal_stt.exact.precessions import precession, precessions
from thermal_stt.exact.self_consistent import Dot, ExactState, NoState, pole
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.magnet.precession import (
    POLES,
    PRECESSION,
    PRECESSIONS,
    growth_rate,
    precession_frequency,
    stationary_angles,
)
from thermal_stt.magnet.spin_torque import gilbert_damping, unshared
from thermal_stt.mean_field.leads import Leads
from thermal_stt.mean_field.zero_modes import NotMagnetic
from thermal_stt.parameters import Parameters
from thermal_stt.scenario.scenario import Scenario, ScenarioError
from thermal_stt.scenario.schema import NOTHING
from thermal_stt.spin_and_heat import temperatures_at

EXISTS = "exists"  # 1 or 0: whether there is such a state
UNITS = {
    EXISTS: "number",
    "cos_theta0": "number",
    "precession_frequency": "energy",
    "magnetization": "energy",
    "total_left": "energy",
    "total_left_without_precession": "energy",
    "gilbert_damping": "number",
    "growth_rate": "energy",
}
TO_ONE = {EXISTS, "cos_theta0"}  # whose error is not relative to themselves


def table(scenario: Scenario) -> list[dict[str, object]]:
    """Return the rows of `validity.csv`, for the drives and the coldest lead of a scenario.

    Keys d, branch, quantity, unit, quasi_classical, exact, relative_error and band: which band the
    exact theory takes, and how well it fits if it is not the scenario's own.  A state that only one
    of the two theories has is one row, `exists`.
    """
    coldest = coldest_of(scenario)
    fitted = dot_for(scenario, coldest)
    rows = []
    for d in scenario.validity or ():
        dot = replace(fitted.dot, leads=at_drive(fitted.dot, d, coldest))
        exist = stationary_angles(scenario.parameters, d).exists
        several = (name for name, exists in zip(PRECESSIONS, exist, strict=True) if exists)
        for branch in dict.fromkeys((*POLES, PRECESSION, *several)):
            for quantity, ours, exact in _compared(scenario.parameters, d, branch, dot, fitted):
                size = 1.0 if quantity in TO_ONE or exact == 0 else abs(exact)
                rows.append(
                    {
                        "d": d,
                        "branch": branch,
                        "quantity": quantity,
                        "unit": UNITS[quantity],
                        "quasi_classical": ours,
                        "exact": exact,
                        "relative_error": (ours - exact) / size,
                        "band": fitted.words,
                    }
                )
    return rows


def coldest_of(scenario: Scenario) -> float:
    """Return the temperature of the colder lead; energy.  Raises ScenarioError without one."""
    if scenario.temperature_coldest is None:
        raise ScenarioError(scenario.source, "thermal_drive.temperature_coldest", NOTHING, "given")
    return scenario.temperature_coldest


def at_drive(dot: Dot, d: float, coldest: float) -> Leads:
    """Return the leads of a dot at a drive, the colder one at `coldest`; energies."""
    left, right = map(float, temperatures_at(d, coldest))
    return replace(dot.leads, temperature_left=left, temperature_right=right)


def _compared(
    parameters: Parameters, d: float, branch: str, dot: Dot, fitted: FittedDot
) -> Iterator[tuple[str, float, float]]:
    angles, cos_theta, ours = stationary_angles(parameters, d), POLES.get(branch), True
    if cos_theta is None:
        number = PRECESSIONS.index(branch)
        cos_theta, ours = float(angles.cos_theta0[number]), bool(angles.exists[number])
    exact = _exact(dot, branch, cos_theta if ours else None)
    yield EXISTS, float(ours), float(exact is not None)
    if not ours or exact is None:
        return
    currents = charge_currents(parameters, cos_theta, d)
    theory = {
        "cos_theta0": cos_theta,
        "precession_frequency": precession_frequency(parameters, d, branch, cos_theta),
        "magnetization": parameters.magnetization,
        "total_left": currents.total_left,
        "total_left_without_precession": currents.total_left_without_precession,
        "gilbert_damping": gilbert_damping(parameters, cos_theta),
        "growth_rate": growth_rate(parameters, d, branch, cos_theta),
    }
    still = exact.frame._replace(phi_dot=np.zeros(()))
    answer = unshared(parameters, exact.frame.cos_theta)
    found = {
        "cos_theta0": exact.frame.cos_theta,
        "precession_frequency": exact.frame.phi_dot,
        "magnetization": exact.frame.magnetization,
        "total_left": exact.current_left,
        "total_left_without_precession": turning_dot(dot.band, dot.leads, still).currents[0].sum(),
        "gilbert_damping": exact.damping / answer * fitted.spin_ratio,
        "growth_rate": exact.growth_rate * fitted.spin_ratio,
    }
    for quantity, value in theory.items():
        yield quantity, float(np.asarray(value)), float(np.asarray(found[quantity]))


def _exact(dot: Dot, branch: str, cos_theta: float | None) -> ExactState | None:
    # the state of a branch, the precession nearest to an angle or any; None where there is none
    try:
        if branch in POLES:
            return pole(dot, branch)
        return precessions(dot)[0] if cos_theta is None else precession(dot, cos_theta)
    except (NoState, NotMagnetic):
        return None
