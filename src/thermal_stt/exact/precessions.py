"""The exact torque at every angle, and the precessions: where it changes its sign.

M, phi_dot and V follow the angle, that of M; sin^2(theta) torque is S d/dt of the cosine of S.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines
from thermal_stt.exact.newton import MET, settle, torque_of
from thermal_stt.exact.self_consistent import (
    MOST,
    Dot,
    ExactState,
    NoState,
    families,
    follow,
    state_at,
)
from thermal_stt.exact.turning_frame import Frame, Response
from thermal_stt.magnet.precession import PRECESSION
from thermal_stt.mean_field.zero_modes import NotMagnetic

ROUGHLY = 0.1  # a last step of a state that is left at once
ANGLES = np.linspace(1, -1, 33)  # at which the torque is looked at


class TorqueCurve(NamedTuple):
    """Columns over the angle: the frame, the torque over sin^2(theta), the left lead's current."""

    magnetization: NDArray[np.float64]
    cos_theta: NDArray[np.float64]
    phi_dot: NDArray[np.float64]
    potential: NDArray[np.float64]
    torque: NDArray[np.float64]
    current_left: NDArray[np.float64]

    def frames(self) -> list[tuple[str, NDArray[np.float64]]]:
        """Return the columns that are fields of `Frame`, with their names."""
        return [(name, getattr(self, name)) for name in Frame._fields]


def precession(dot: Dot, cos_theta: float, start: Frame | None = None) -> ExactState:
    """Return the precession that the theory has at `cos_theta`; see `ExactState`.

    Numbers but for frequency, rates and currents; energy.  `start` may be a neighbour's frame.
    Raises NoState where the torque has one sign at all angles, NotMagnetic as `Dot.start` does.
    """
    if start is None:
        start = dot.start(float(np.clip(cos_theta, -1, 1)), ROUGHLY)
    try:
        frame = follow(dot, start._replace(cos_theta=np.asarray(cos_theta)), held=False)
        if abs(frame.cos_theta) <= 1:
            return state_at(dot, PRECESSION, frame)
    except NoState:
        pass
    return min(precessions(dot), key=lambda one: abs(one.frame.cos_theta - cos_theta))


def precessions(dot: Dot) -> list[ExactState]:
    """Return every precession, from north to south; see `ExactState`.

    Those that a change of sign of the torque shows, between ANGLES.  Numbers but for frequency,
    rates and currents; energy.  Raises NoState where there is none, NotMagnetic as `Dot.start`
    does at both poles.
    """
    return precessions_on(dot, torque_from_poles(dot, ANGLES))


def precessions_on(dot: Dot, curve: TorqueCurve) -> list[ExactState]:
    """Return what `precessions` does of a dot whose torque at ANGLES is known, or NaN.

    Numbers but for frequency, rates and currents; energy.  Raises NoState where there is none.
    """
    sign = np.sign(curve.torque)
    changes = np.flatnonzero(np.abs(np.diff(sign)) > (sign[1:] == 0))  # of two that are known
    if not changes.size:
        _whole(curve)
        way = "north" if curve.torque[0] > 0 else "south"
        raise NoState(f"no precession: the exact torque goes to the {way} pole from every angle")
    found = []
    for at in changes:
        share = curve.torque[at] / (curve.torque[at] - curve.torque[at + 1])
        between = {name: (1 - share) * c[at] + share * c[at + 1] for name, c in curve.frames()}
        start = Frame(**{name: np.asarray(value) for name, value in between.items()})
        found.append(state_at(dot, PRECESSION, follow(dot, start, held=False)))
    return found


def torque_curve(dot: Dot, cos_theta: ArrayLike) -> TorqueCurve:
    """Return the torque at each angle; see `TorqueCurve`.  Energies.

    Raises NoState where the dot has no state at one of them, NotMagnetic as `Dot.start` does.
    """
    angles = np.atleast_1d(cosines(cos_theta))
    [curve] = torque_curves([dot], [dot.start(float(angles[0]))], angles)
    return _whole(curve)


def torque_from_poles(dot: Dot, cos_theta: NDArray[np.float64]) -> TorqueCurve:
    """Return the torque at angles from north to south; see `TorqueCurve`.  Energies.

    Followed from the first on, and where that does not lead from the last; NaN where the dot is no
    magnet.  Raises NoState or NotMagnetic, as `Dot.start` does, where it is none at both.
    """
    try:
        first: Frame | None = dot.start(float(cos_theta[0]))
    except (NoState, NotMagnetic):
        first = None
    try:
        last: Frame | None = dot.start(float(cos_theta[-1]))
    except (NoState, NotMagnetic):
        if first is None:
            raise
        last = None
    [curve] = torques_from_poles([dot], [first], [last], cos_theta)
    return curve


def torques_from_poles(
    dots: Sequence[Dot],
    first: Sequence[Frame | None],
    last: Sequence[Frame | None],
    cos_theta: NDArray[np.float64],
) -> list[TorqueCurve]:
    """Return `torque_from_poles` of each dot from its frames at the ends, None where it has none.

    Energies.
    """
    curves = np.full((len(dots), len(TorqueCurve._fields), cos_theta.size), np.nan)
    for starts, order in ((first, 1), (last, -1)):
        unknown = np.isnan(curves).any(axis=(1, 2))
        begin = {i: frame for i, frame in enumerate(starts) if frame and unknown[i]}
        members = [dots[place] for place in begin]
        found = torque_curves(members, [*begin.values()], cos_theta[::order])
        for place, curve in zip(begin, found, strict=True):
            there = np.array(curve)[:, ::order]
            curves[place] = np.where(np.isnan(curves[place]), there, curves[place])
    return [TorqueCurve(*curve) for curve in curves]


def torque_curves(
    dots: Sequence[Dot], starts: Sequence[Frame], cos_theta: NDArray[np.float64]
) -> list[TorqueCurve]:
    """Return the `torque_curve` of each dot from its frame at the first angle, all in a few calls.

    Energies.  NaN where a dot has no state, and at every angle that follows.
    """
    curves = np.full((len(dots), len(TorqueCurve._fields), cos_theta.size), np.nan)
    curves[:, TorqueCurve._fields.index("cos_theta")] = cos_theta
    for members, family in families(dots):
        frame = np.array([starts[place] for place in members]).T
        for number, angle in enumerate(cos_theta):
            frame[1] = angle
            settled = settle(family, Frame(*frame), held=True, met=MET, most=MOST)
            on = settled.found
            members, family, frame = members[on], family.part(on), np.array(settled.frame)[:, on]
            if not members.size:
                break
            at = Frame(*frame)
            response = Response(family.band, family.channels, at)
            found = response.dot(at, *response.integrals)
            torque = torque_of(family.own_damping, at, found)
            columns = *frame, torque, found.currents[:, 0].sum(axis=-1)
            curves[members, :, number] = np.transpose(columns)
    return [TorqueCurve(*curve) for curve in curves]


def _whole(curve):
    # of a dot that has a state at every angle
    lost = np.flatnonzero(np.isnan(curve.torque))
    if lost.size:
        raise NoState(f"no state of the exact theory at cos_theta = {curve.cos_theta[lost[0]]:.6g}")
    return curve
