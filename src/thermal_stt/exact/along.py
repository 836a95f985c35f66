"""The exact precession along a row of a map `of: exact`, each state followed into the next.

Followed from its neighbour a state takes some of Newton's steps.  Where that finds none, the exact
torques at the poles are asked: if they have one sign, no precession is looked for; if not, one is
found, as `self_consistent.precessions` does.  A row starts anew, so that no number depends on what
else is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.charge_current import total_current
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.self_consistent import Dot, NoState, follow, precessions, torque_at
from thermal_stt.exact.turning_frame import Frame, turning_dot
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet.precession import POLES, stationary_angle
from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.parameters import Parameters
from thermal_stt.scenario.scenario import Scenario

Array = NDArray[np.float64]

# Newton's steps from a neighbour, and from afar: a way that is longer has no end
FEW, SOME = 5, 8
MIDDLE = np.asarray(0.0)
FOR_A_SIGN = 1e-3  # a last step that leaves its square: of a torque the sign is asked


def along(
    scenario: Scenario, row: Parameters, d: Array, temperature_coldest: Array
) -> dict[str, NDArray]:
    """Return the exact precession of each model of a row, and how wrong the theory is there.

    By name as `maps.VARIABLES["exact"]`, on the one axis of `d`: numbers, energies, and errors
    relative to the exact number, that of the angle to 1.  `scenario` says of what band they are, if
    it gives one.  Without a state `exists` is 0 and the numbers are NaN; so are the errors where
    the theory has none.
    """
    row = row.flattened(d.shape)
    angle = stationary_angle(row, d)
    ours = {
        "cos_theta0": angle.cos_theta0,
        "current": total_current(row, angle.cos_theta0, d),
        "phi_dot": -effective_field(row, angle.cos_theta0),
        "magnetization": row.magnetization,
    }
    dots = []
    for number, (drive, coldest) in enumerate(zip(d, temperature_coldest, strict=True)):
        member = replace(scenario, parameters=row[number])
        dot = dot_for(member, float(coldest)).dot
        dots.append(replace(dot, leads=at_drive(dot, float(drive), float(coldest))))
    columns = np.full((len(ours), d.size), np.nan)
    for number, (dot, frame) in enumerate(zip(dots, followed(dots), strict=True)):
        if frame is not None:
            current = turning_dot(dot.band, dot.leads, frame).currents[0].sum()
            columns[:, number] = frame.cos_theta, current, frame.phi_dot, frame.magnetization
    exact = dict(zip(ours, columns, strict=True))
    exists = ~np.isnan(exact["cos_theta0"])
    errors = {"error_exists": angle.exists.astype(np.int8) - exists.astype(np.int8)}
    for name, value in ours.items():
        size = 1.0 if name == "cos_theta0" else np.abs(exact[name])
        errors[f"error_{name}"] = np.where(angle.exists, (value - exact[name]) / size, np.nan)
    return {"exists": exists.astype(np.int8)} | exact | errors


def followed(dots: Iterable[Dot]) -> Iterator[Frame | None]:
    """Yield the frame of the precession of each dot, near that of the one before; energy.

    None where there is none.
    """
    before: Frame | None = None
    last: Frame | None = None
    poles: dict[str, Frame | None] = dict.fromkeys(POLES)
    for dot in dots:
        found = None
        if last is not None and before is not None:
            ahead = Frame(*(2 * np.array(last) - np.array(before)))
            found = _precession(dot, ahead)
        if last is not None and found is None:
            found = _precession(dot, last)
        if found is None:
            found = _between_the_poles(dot, poles)
        before, last = (last, found) if found is not None else (None, None)
        yield found


def _precession(dot, start):
    with suppress(NoState):
        frame = follow(dot, start, held=False, most=SOME)
        return frame if abs(frame.cos_theta) <= 1 else None
    return None


def _between_the_poles(dot, poles):
    # `poles` has their last frames, and gets the new ones
    torques = []
    for branch, cos_theta in POLES.items():
        poles[branch] = frame = _at_pole(dot, poles[branch], cos_theta)
        if frame is not None:
            torques.append(float(torque_at(dot, frame)))
    if len(torques) < len(POLES):
        # where a pole is not magnetic, from the middle between it and the other
        known = next((frame for frame in poles.values() if frame is not None), None)
        return None if known is None else _precession(dot, known._replace(cos_theta=MIDDLE))
    if np.sign(torques[0]) == np.sign(torques[1]):
        return None
    share = torques[0] / (torques[0] - torques[1])
    north, south = (np.array(frame) for frame in poles.values())
    found = _precession(dot, Frame(*((1 - share) * north + share * south)))
    if found is not None:
        return found
    with suppress(NoState):
        return precessions(dot)[0].frame
    return None


def _at_pole(dot, near, cos_theta):
    with suppress(NoState):
        if near is not None:
            return follow(dot, near, held=True, met=FOR_A_SIGN, most=FEW)
    with suppress(NoState):
        return dot.saturated(cos_theta, most=SOME)
    return None
