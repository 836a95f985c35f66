"""The exact states over the sweep of the drive: `exact.csv`, the circles of Figs. 2 and 3.

At each d the leads are as in `validity`.  Every precession is there, not only that of the theory.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.precessions import ANGLES, precessions_on, torques_from_poles
from thermal_stt.exact.self_consistent import NoState, starts, state_at
from thermal_stt.exact.validity import at_drive, coldest_of
from thermal_stt.magnet.precession import POLES
from thermal_stt.scenario.scenario import Scenario

DRIVES = 22  # circles along a curve that can be told apart
COLUMNS = (
    "d",
    "branch",
    "state",
    "cos_theta0",
    "precession_frequency",
    "growth_rate",
    "stable",
    "magnetization",
    "total_left",
    "band",
)


def table(scenario: Scenario) -> dict[str, NDArray]:
    """Return COLUMNS, those of `exact.csv`: the states amid each of DRIVES parts of the sweep.

    Rows by d, then the poles, then precessions from north to south, counted by `state` from 0.
    Rates are those of the scenario's own S; `band` as in `validity.csv`.
    """
    coldest = coldest_of(scenario)
    fitted = dot_for(scenario, coldest)
    rows = []
    parts = np.linspace(scenario.drive[0], scenario.drive[-1], 2 * DRIVES + 1)
    drives = parts[1::2].tolist()
    dots = [replace(fitted.dot, leads=at_drive(fitted.dot, d, coldest)) for d in drives]
    for d, states in zip(drives, _states(dots), strict=True):
        before: Counter[str] = Counter()
        for one in states:
            rate = one.growth_rate * fitted.spin_ratio
            at = one.frame
            rows.append(
                (
                    d,
                    one.branch,
                    before[one.branch],
                    float(at.cos_theta),
                    float(at.phi_dot),
                    rate,
                    rate < 0,
                    float(at.magnetization),
                    one.current_left,
                    fitted.words,
                )
            )
            before[one.branch] += 1
    # without a state there is still a table
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return {name: np.array(column) for name, column in zip(COLUMNS, columns, strict=True)}


def _states(dots):
    # of each dot those at the poles, then its precessions, by the torque of all dots at once
    ends = [starts(dots, cos_theta) for cos_theta in POLES.values()]
    states = [
        [state_at(dot, branch, at) for branch, at in zip(POLES, both, strict=True) if at]
        for dot, *both in zip(dots, *ends, strict=True)
    ]
    for place, curve in enumerate(torques_from_poles(dots, *ends, ANGLES)):
        with suppress(NoState):
            states[place] += precessions_on(dots[place], curve)
    return states
