"""The exact states over the sweep of the drive: `exact.csv`, the circles of Figs. 2 and 3.

At each d the leads are as in `validity`.  Every precession is there, not only that of the theory.
What `self_consistent` does for one dot is done here for those of all d at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.newton import MET, settle, torque_of
from thermal_stt.exact.self_consistent import (
    ANGLES,
    MOST,
    WELL_BEYOND,
    Dot,
    ExactState,
    NoState,
    family_of,
    state_at,
)
from thermal_stt.exact.turning_frame import Frame, Response
from thermal_stt.exact.validity import at_drive, coldest_of
from thermal_stt.magnet.precession import NORTH_POLE, POLES, PRECESSION
from thermal_stt.mean_field.zero_modes import NotMagnetic
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
    parts = np.linspace(scenario.drive[0], scenario.drive[-1], 2 * DRIVES + 1)
    drives = parts[1::2].tolist()
    dots = [replace(fitted.dot, leads=at_drive(fitted.dot, d, coldest)) for d in drives]
    rows = []
    for d, states in zip(drives, _states(dots), strict=True):
        for number, one in states:
            rate = one.growth_rate * fitted.spin_ratio
            at = one.frame
            rows.append(
                (
                    d,
                    one.branch,
                    number,
                    float(at.cos_theta),
                    float(at.phi_dot),
                    rate,
                    rate < 0,
                    float(at.magnetization),
                    one.current_left,
                    fitted.words,
                )
            )
    # without a state there is still a table
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return {name: np.array(column) for name, column in zip(COLUMNS, columns, strict=True)}


def _states(dots: Sequence[Dot]) -> list[list[tuple[int, ExactState]]]:
    # of each dot those at the poles, and its precessions, counted
    poles = {branch: _starts(dots, cos_theta) for branch, cos_theta in POLES.items()}
    frames = [(branch, np.arange(len(dots)), found) for branch, found in poles.items()]
    frames.append((PRECESSION, *_precessions(dots, poles[NORTH_POLE])))
    states: list[list[tuple[int, ExactState]]] = [[] for _ in dots]
    for branch, places, found in frames:
        there = ~np.isnan(found[0])
        for place, frame in zip(places[there], found.T[there], strict=True):
            number = sum(one.branch == branch for _, one in states[place])
            states[place].append((number, state_at(dots[place], branch, Frame(*frame))))
    return states


def _starts(dots, cos_theta):
    # the frame of each dot as of `Dot.start`, NaN where there is none
    family = family_of(dots)
    field = family.field + family.anisotropy * cos_theta
    saturated = Frame(family.exchange * family.band.states, cos_theta, -field, 0.0)
    settled = settle(family, saturated, held=True, met=MET, most=MOST)
    magnet = settled.found & (settled.frame.magnetization > WELL_BEYOND * np.abs(field))
    frames = np.where(magnet, np.array(settled.frame), np.nan)
    for place in np.flatnonzero(~magnet):
        with suppress(NoState, NotMagnetic):
            frames[:, place] = dots[place].start(cos_theta)
    return frames


def _precessions(dots, north):
    # of which dot each is that a change of sign of the torque shows, and its frame
    frames = np.full((4, len(dots), ANGLES), np.nan)
    torque = np.full(frames.shape[1:], np.nan)
    going = np.flatnonzero(~np.isnan(north[0]))
    frame = north[:, going]
    for number, angle in enumerate(np.linspace(1, -1, ANGLES)):
        if not going.size:
            break
        family = family_of([dots[place] for place in going])
        at = Frame(*frame)._replace(cos_theta=angle)
        settled = settle(family, at, held=True, met=MET, most=MOST)
        on = settled.found
        family, going, frame = family.part(on), going[on], np.array(settled.frame)[:, on]
        response = Response(family.band, family.channels, Frame(*frame))
        found = response.dot(Frame(*frame), *response.integrals)
        frames[:, going, number] = frame
        torque[going, number] = torque_of(family.own_damping, Frame(*frame), found)
    sign = np.sign(torque)
    changes = (sign[:, :-1] != sign[:, 1:]) & (sign[:, 1:] != 0)
    # a dot that has no state at some angle has no precession, as in `precessions`
    of, at = np.nonzero(changes & ~np.isnan(torque).any(axis=1)[:, None])
    if not of.size:
        return of, frames[:, of, at]
    share = torque[of, at] / (torque[of, at] - torque[of, at + 1])
    near = (1 - share) * frames[:, of, at] + share * frames[:, of, at + 1]
    settled = settle(family_of(dots).part(of), Frame(*near), held=False, met=MET, most=MOST)
    return of, np.where(settled.found, np.array(settled.frame), np.nan)
