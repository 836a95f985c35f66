"""Torque and current at every angle, exact and of the theory, as leads cool: `torque_curves.csv`.

At one d the theory knows no temperature: (45)-(49) and (53)-(59) hold d alone.  The exact dot has
M, phi_dot and V of each angle, and its colder lead three temperatures, from that of the scenario
down to a tenth of B, where B << T does not hold.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from thermal_stt.charge_current import charge_currents
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.precessions import torque_from_poles
from thermal_stt.exact.self_consistent import NoState
from thermal_stt.exact.theory import torque_of_theory
from thermal_stt.exact.validity import at_drive, coldest_of
from thermal_stt.mean_field.zero_modes import NotMagnetic
from thermal_stt.scenario.scenario import Scenario, ScenarioError
from thermal_stt.scenario.schema import NOTHING

TEMPERATURES = 3
LAST = 0.1  # of them, in units of B, or of the first where that is less
ANGLES = np.linspace(1, -1, 41)


def curves(scenario: Scenario) -> dict[str, np.ndarray]:
    """Return the columns of `torque_curves.csv` at the first drive of a scenario's `validity`.

    d, temperature_coldest, cos_theta; torque and total_left of the theory and, `_exact`, those of
    the dot.  The torque is S d(cos_theta)/dt over sin^2(theta), of the dot with the cosine of S, at
    the angle of M; energies.  nan where the dot is no magnet.
    """
    if not scenario.validity:
        raise ScenarioError(scenario.source, "validity", NOTHING, "given")
    d, first = scenario.validity[0], coldest_of(scenario)
    parameters, dot = scenario.parameters, dot_for(scenario, first).dot
    last = LAST * (min(first, abs(float(parameters.field))) or first)
    parts = []
    for temperature in np.geomspace(first, last, TEMPERATURES):
        torque = current = np.full(len(ANGLES), np.nan)
        try:
            at = replace(dot, leads=at_drive(dot, d, float(temperature)))
            found = torque_from_poles(at, ANGLES)
            torque, current = found.torque, found.current_left
        except (NoState, NotMagnetic):
            pass
        part = {
            "d": np.full(len(ANGLES), d),
            "temperature_coldest": np.full(len(ANGLES), temperature),
            "cos_theta": ANGLES,
            "torque": torque_of_theory(parameters, ANGLES, d),
            "torque_exact": torque,
            "total_left": charge_currents(parameters, ANGLES, d).total_left,
            "total_left_exact": current,
        }
        parts.append(part)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
