"""The exact precessions along a row of a map `of: exact`, all in a few calls.

Newton's way starts from the precession of the theory.  Where that has none, or the way no end, the
exact torques at the poles are asked: if they differ in sign there is a precession between, sought
as `precessions.precessions` does if need be.  Last, each state is followed to the neighbours
that have none.  A row is by itself, so that no number depends on what else is computed, and what
is not `in_a_row` has no neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.charge_current import total_current
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.newton import MET, settle
from thermal_stt.exact.precessions import precessions
from thermal_stt.exact.self_consistent import WELL_BEYOND, Dot, NoState, families
from thermal_stt.exact.turning_frame import Frame, Response
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet.precession import POLES, stationary_angles
from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.mean_field.zero_modes import NotMagnetic
from thermal_stt.parameters import Parameters
from thermal_stt.scenario.scenario import Scenario

Array = NDArray[np.float64]

SOME = 8  # Newton's steps: a way that is longer has no end
FOR_A_SIGN = 1e-3  # a last step that leaves its square: of a torque the sign is asked


def along(
    scenario: Scenario,
    row: Parameters,
    d: Array,
    temperature_coldest: Array,
    *,
    in_a_row: bool = True,
) -> dict[str, NDArray]:
    """Return the exact precession of each model of a row, and how wrong the theory is there.

    By name as `maps.VARIABLES["exact"]`, on the one axis of `d`: numbers, energies, and errors
    relative to the exact number, that of the angle to 1; of several precessions of the theory that
    is compared which is nearest to it.  `scenario` says of what band they are, if it gives one.
    Without a state `exists` is 0 and the numbers are NaN; so are the errors where the theory has
    none.
    """
    row = row.flattened(d.shape)
    angles = stationary_angles(row, d)
    known = np.where(angles.exists, angles.cos_theta0, np.nan)
    dots, potentials = [], []
    for number, (drive, coldest) in enumerate(zip(d, temperature_coldest, strict=True)):
        fitted = dot_for(replace(scenario, parameters=row[number]), float(coldest))
        dots.append(replace(fitted.dot, leads=at_drive(fitted.dot, float(drive), float(coldest))))
        potentials.append(fitted.potential)
    first = angles.cos_theta0[0], -effective_field(row, angles.cos_theta0[0])
    theory = Frame(row.magnetization, *first, np.array(potentials))
    found = precessions_near(dots, theory, known, in_a_row=in_a_row)
    # of several precessions of the theory that which is nearest to it, else the first
    apart = np.nan_to_num(np.abs(known - found.cos_theta), nan=np.inf)
    [cos_theta0] = np.take_along_axis(angles.cos_theta0, apart.argmin(axis=0)[None], axis=0)
    ours = {
        "cos_theta0": cos_theta0,
        "current": total_current(row, cos_theta0, d),
        "phi_dot": -effective_field(row, cos_theta0),
        "magnetization": row.magnetization,
    }
    columns = found.cos_theta, currents(dots, found), found.phi_dot, found.magnetization
    exact = dict(zip(ours, columns, strict=True))
    exists = ~np.isnan(exact["cos_theta0"])
    errors = {"error_exists": angles.exists[0].astype(np.int8) - exists.astype(np.int8)}
    for name, value in ours.items():
        size = 1.0 if name == "cos_theta0" else np.abs(exact[name])
        errors[f"error_{name}"] = np.where(angles.exists[0], (value - exact[name]) / size, np.nan)
    return {"exists": exists.astype(np.int8)} | exact | errors


def currents(dots: Sequence[Dot], frames: Frame) -> Array:
    """Return the left lead's current of each dot in its frame, NaN where that is; energy."""
    result = np.full(len(dots), np.nan)
    there = np.flatnonzero(~np.isnan(frames.cos_theta))
    for members, family in families([dots[place] for place in there.tolist()]):
        frame = Frame(*np.array(frames)[:, there[members]])
        response = Response(family.band, family.channels, frame)
        result[there[members]] = response.dot(frame, *response.integrals).currents[:, 0].sum(-1)
    return result


def precessions_near(
    dots: Sequence[Dot], theory: Frame, angles: Array, *, in_a_row: bool = True
) -> Frame:
    """Return the frame of a precession of each dot, NaN where there is none; energies.

    `theory` is where the theory has the magnet, and `angles` cos(theta_0) of its precessions, one
    after the other along the first axis, NaN where there is none.  Dots `in_a_row` are near to
    their neighbours.
    """
    start, found = np.array(np.broadcast_arrays(*theory)), np.full((4, len(dots)), np.nan)
    start[3] = np.nan_to_num(start[3])  # a band that was not fitted may be without
    for members, family in families(dots):
        for angle in angles[:, members]:
            lacking = np.isnan(found[0, members])
            near = start[:, members]
            near[1] = angle
            found[:, members[lacking]] = _precessions(family.part(lacking), near[:, lacking])
        lacking = np.isnan(found[0, members])
        asked = members[lacking]
        if not asked.size:
            continue
        family = family.part(lacking)
        near, changes = _between_the_poles(family, start[:, asked])
        found[:, asked] = _precessions(family, near)
        for place in asked[changes & np.isnan(found[0, asked])]:
            with suppress(NoState, NotMagnetic):
                found[:, place] = precessions(dots[place])[0].frame
    if in_a_row:
        _spread(dots, found)
    return Frame(*found)


def _precessions(family, start):
    # Newton's ways from `start`, none from NaN; NaN where none ends at an angle
    frames = np.full(start.shape, np.nan)
    asked = ~np.isnan(start[1])
    if asked.any():
        at = Frame(*start[:, asked])
        settled = settle(family.part(asked), at, held=False, met=MET, most=SOME)
        there = settled.found & (np.abs(settled.frame.cos_theta) <= 1)
        frames[:, asked] = np.where(there, np.array(settled.frame), np.nan)
    return frames


def _between_the_poles(family, theory):
    # where to start, NaN where nowhere, and whether the torque changes its sign on the way
    poles = [_at_pole(family, theory, cos_theta) for cos_theta in POLES.values()]
    (north, up), (south, down) = poles
    changes = ~np.isnan(up + down) & (np.sign(up) != np.sign(down))
    share = np.where(changes, up / np.where(changes, up - down, 1.0), np.nan)
    near = (1 - share) * north + share * south
    # where a pole is not magnetic, from the middle between it and the other
    for one, other in ((north, south), (south, north)):
        alone = np.isnan(other[0]) & ~np.isnan(one[0])
        near[:, alone] = one[:, alone]
        near[1, alone] = 0.0
    return near, changes


def _at_pole(family, theory, cos_theta):
    # the state at a pole and its torque, NaN where the dot is no magnet there
    field = family.field + family.anisotropy * cos_theta
    frames, torques = np.full(theory.shape, np.nan), np.full(theory.shape[1], np.nan)
    saturated = family.exchange * np.ravel(family.band.states)
    for magnetization, potential in ((theory[0], theory[3]), (saturated, 0 * theory[3])):
        asked = np.isnan(torques)
        if not asked.any():
            break
        start = np.array([magnetization, 0 * field + cos_theta, -field, potential])[:, asked]
        at = Frame(*start)
        settled = settle(family.part(asked), at, held=True, met=FOR_A_SIGN, most=SOME)
        magnet = settled.frame.magnetization > WELL_BEYOND * np.abs(field[asked])
        frames[:, asked] = np.where(settled.found & magnet, np.array(settled.frame), np.nan)
        torques[asked] = np.where(settled.found & magnet, settled.torque, np.nan)
    return frames, torques


def _spread(dots, found):
    # from each state to the neighbours that have none, until nothing new is found
    new = ~np.isnan(found[0])
    while new.any():
        last, new = new, np.zeros_like(new)
        for step in (-1, 1):
            places = np.flatnonzero(last) + step
            places = places[(places >= 0) & (places < new.size)]
            places = places[np.isnan(found[0, places])]
            for members, family in families([dots[place] for place in places.tolist()]):
                asked = places[members]
                found[:, asked] = _precessions(family, found[:, asked - step])
            new[places] |= ~np.isnan(found[0, places])
