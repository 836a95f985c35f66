"""The stationary states of a dot, exactly but for the mean fields M and V.

What is asked of M, theta, phi_dot and V: the leads' torque along z vanishes; that along y turns the
spin with phi_dot; M = 2 J S + B, as vectors; C V = N - N_0.  The first two in the form

    torque = 0,    (B + phi_dot) S_x = J_y,

J_y the leads' torque along y: with the equation of motion S x (M + phi_dot z) + J = 0 they say that
S is along M - B z, and keep their digits however small torques are beside M.

A potential that is held is that of a large capacitance C with the charge N_0 = -C V.

Beyond the paper B is B + B_K S_z/S with an anisotropy, and a damping alpha_0 of the magnet's own
takes alpha_0 S phi_dot of the torque.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.exact.turning_frame import Frame, Response, TurningDot, turning_dot
from thermal_stt.magnet.precession import POLES, PRECESSION
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import POSITIVE, one_number

STEP = 1e-5  # of a derivative: in units of M, of 1
MET = 1e-9  # a last step that leaves its square
ROUGHLY = 0.1  # the same of a state that is left at once
MOST = 30  # of Newton's steps
FARTHEST = 0.3  # of one step, in M and in cos(theta)
WELL_BEYOND = 10.0  # a magnetization over B that no paramagnet has, unless it nearly is a magnet
ANGLES = 33  # at which the torque is looked at where a precession is not found at once


class NoState(ValueError):  # noqa: N818 - it is a finding, in the field's words
    """A branch that this dot does not have; the message says what is there instead."""


@dataclass(frozen=True)
class Dot:
    """A dot with a band between two leads, and all that is given of it.

    Of `leads` the rates and temperatures count; cos_theta and phi_dot are what is looked for.
    `field` is B, `exchange` J, `capacitance` C and `electrons` N_0 relative to half filling,
    `anisotropy` B_K and `own_damping` alpha_0.
    """

    band: Band
    leads: Leads
    field: float
    exchange: float
    capacitance: float
    electrons: float = 0.0
    anisotropy: float = 0.0
    own_damping: float = 0.0

    def __post_init__(self) -> None:
        for name in ("field", "electrons", "anisotropy", "own_damping"):
            one_number(name, getattr(self, name))
        for name in ("exchange", "capacitance"):
            one_number(name, getattr(self, name), POSITIVE)

    def saturated(self, cos_theta: float, met: float = MET, most: int = MOST) -> Frame:
        """Return M, phi_dot and V at an angle, from saturation down; energies, a number.

        Raises NoState where that does not end, in `most` steps, at a magnetization well beyond B.
        """
        field = self.field + self.anisotropy * cos_theta
        saturated = self.exchange * self.band.states, cos_theta, -field, 0.0
        found = follow(self, Frame(*map(np.asarray, saturated)), held=True, met=met, most=most)
        if found.magnetization > WELL_BEYOND * abs(field):
            return found
        raise NoState(f"no spontaneous magnetization at cos_theta = {cos_theta:.6g}")

    def start(self, cos_theta: float, met: float = MET) -> Frame:
        """Return M, phi_dot and V of the largest magnetization at an angle; energies, a number.

        From saturation down; from the zero modes of the theory where that does not end at a
        magnetization well beyond B.  Raises NotMagnetic where there is no spontaneous one.
        """
        try:
            return self.saturated(cos_theta, met)
        except NoState:
            pass
        field = self.field + self.anisotropy * cos_theta
        zero = zero_modes.solve(
            self.band,
            replace(self.leads, cos_theta=cos_theta, phi_dot=-field),
            field=field,
            exchange=self.exchange,
            capacitance=self.capacitance,
            electrons=self.electrons,
        )
        near = zero.magnetization, cos_theta, -field, zero.potential
        return follow(self, Frame(*map(np.asarray, near)), held=True, met=met)


@dataclass(frozen=True)
class ExactState:
    """A stationary state: where it is, what flows, whether it is stable.

    `cos_theta` is that of M, `cos_theta_spin` that of S.  `growth_rate` is the slope of the exact
    torque in cos(theta), all else following, over S: that of a slow deviation.  `damping` is
    -d(torque)/d(phi_dot)/S, Gilbert's damping with the answer of the distribution, (1 - h) alpha.
    Currents and heats flow into the dot.
    """

    branch: str
    frame: Frame
    dot: TurningDot = field(repr=False)
    cos_theta_spin: float
    spin: float
    growth_rate: float
    damping: float

    @property
    def current_left(self) -> float:
        """The particle current from the left lead; energy."""
        return float(self.dot.currents[0].sum())

    @property
    def heats(self) -> tuple[float, float]:
        """The heat from the left and the right lead, energy counted from mu; energy^2, energy^2."""
        left, right = self.dot.energies.sum(axis=-1)
        return float(left), float(right)


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
            return _state(dot, PRECESSION, frame)
    except NoState:
        pass
    return min(precessions(dot), key=lambda one: abs(one.frame.cos_theta - cos_theta))


def precessions(dot: Dot) -> list[ExactState]:
    """Return every precession, from north to south; see `ExactState`.

    Those that a change of sign of the torque shows, between ANGLES angles.  Numbers but for
    frequency, rates and currents; energy.  Raises NoState where there is none.
    """
    curve = torque_curve(dot, np.linspace(1, -1, ANGLES))
    sign = np.sign(curve.torque)
    changes = np.flatnonzero((sign[:-1] != sign[1:]) & (sign[1:] != 0))
    if not changes.size:
        way = "north" if curve.torque[0] > 0 else "south"
        raise NoState(f"no precession: the exact torque goes to the {way} pole from every angle")
    found = []
    for at in changes:
        share = curve.torque[at] / (curve.torque[at] - curve.torque[at + 1])
        between = {name: (1 - share) * c[at] + share * c[at + 1] for name, c in curve.frames()}
        start = Frame(**{name: np.asarray(value) for name, value in between.items()})
        found.append(_state(dot, PRECESSION, follow(dot, start, held=False)))
    return found


def pole(dot: Dot, branch: str) -> ExactState:
    """Return the state at a pole, `branch` one of `precession.POLES`; see `ExactState`.

    Numbers but for frequency, rates and currents; energy.  The frequency is that of small circles.
    """
    return _state(dot, branch, dot.start(POLES[branch]))


def torque_curve(dot: Dot, cos_theta: ArrayLike) -> TorqueCurve:
    """Return the torque at each angle, M, phi_dot and V following; see `TorqueCurve`.

    S d(cos_theta)/dt = sin^2(theta) torque; energies.
    """
    angles = np.atleast_1d(np.asarray(cos_theta, dtype=float))
    rows, frame = [], dot.start(float(angles[0]))
    for angle in angles:
        frame = follow(dot, frame._replace(cos_theta=np.asarray(angle)), held=True)
        found = turning_dot(dot.band, dot.leads, frame)
        rows.append((*frame, _torque(dot, frame, found), found.currents[0].sum()))
    return TorqueCurve(*np.array(rows).T)


def _missing(dot, frame, found):
    # what is left of the four equations: length, frequency, charge, torque
    m, c, phi_dot, potential = frame
    field = dot.field
    if dot.anisotropy:
        field = field + dot.anisotropy * found.spin_along / _spin(frame, found)
    exchange = np.sqrt((m - field) ** 2 + 2 * m * field * (1 - c))  # |M - B z|
    along = m * (1 - c**2) * found.spin_across + (m * c - field) * found.spin_along
    return np.stack(
        [
            exchange - 2 * dot.exchange * along / exchange,
            field + phi_dot - found.torque_out / found.spin_across,
            dot.capacitance * potential - found.charge + dot.electrons,
            _torque(dot, frame, found),
        ]
    )


def torque_at(dot: Dot, frame: Frame) -> NDArray[np.float64]:
    """Return the torque along z in a frame, over sin^2(theta); energy."""
    return _torque(dot, frame, turning_dot(dot.band, dot.leads, frame))


def _torque(dot, frame, found):
    if not dot.own_damping:
        return found.torque
    return found.torque - dot.own_damping * _spin(frame, found) * frame.phi_dot


def _spin(frame, found):
    sin2 = np.maximum(1 - frame.cos_theta**2, 0.0)  # a step of Newton's may be beyond
    return np.hypot(np.sqrt(sin2) * found.spin_across, found.spin_along)


def _linearised(dot, response, frame):
    # `_missing` at a frame, and its derivatives by M, cos(theta), phi_dot, V
    here = np.array(frame)
    size = here[0]
    steps = STEP * np.array([size, 1.0, size, size])
    around = here[:, None] + np.hstack([np.zeros((4, 1)), np.diag(steps), -np.diag(steps)])
    missing = _missing(dot, Frame(*around), response.near(Frame(*around)))
    return missing[:, 0], (missing[:, 1:5] - missing[:, 5:]) / (2 * steps)


def follow(dot: Dot, start: Frame, *, held: bool, met: float = MET, most: int = MOST) -> Frame:
    """Return the state at the end of Newton's way from `start`; energies, a number.

    At the angle of the start, without the torque, if it is `held`.  Its cosine may be beyond 1,
    where there is no state.  Raises NoState where of `most` steps none is less than `met`.
    """
    free = [0, 2, 3] if held else [0, 1, 2, 3]
    rows = [0, 1, 2] if held else [0, 1, 2, 3]
    frame = start
    for _ in range(most):
        missing, slope = _linearised(dot, Response(dot.band, dot.leads, frame), frame)
        step = np.zeros(4)
        try:
            step[free] = -np.linalg.solve(slope[np.ix_(rows, free)], missing[rows])
        except np.linalg.LinAlgError:
            break
        size = frame.magnetization
        relative = np.abs(step) / np.array([size, 1.0, max(abs(dot.field), MET * size), size])
        step *= min(1.0, FARTHEST / max(relative[0], relative[1], 1e-300))
        frame = Frame(*map(np.asarray, np.array(frame) + step))
        if not frame.magnetization > 0 or abs(frame.cos_theta) > 2:
            break
        if relative.max() < met:
            return frame
    raise NoState(f"no state of the exact theory is near that at cos_theta = {start.cos_theta:.6g}")


def _state(dot, branch, frame):
    response = Response(dot.band, dot.leads, frame)
    found = response.dot(frame, *response.integrals)
    _, slope = _linearised(dot, response, frame)
    sin2 = float(1 - frame.cos_theta**2)
    spin = float(_spin(frame, found))
    if branch == PRECESSION:
        rest = [0, 2, 3]
        following = np.linalg.solve(slope[np.ix_([0, 1, 2], rest)], slope[:3, 1])
        rate = sin2 * (slope[3, 1] - slope[3, rest] @ following) / spin
    else:
        rate = -float(frame.cos_theta) * _torque(dot, frame, found) / spin
    return ExactState(
        branch=branch,
        frame=frame,
        dot=found,
        cos_theta_spin=float(found.spin_along) / spin,
        spin=spin,
        growth_rate=float(rate),
        damping=float(-slope[3, 2] / spin) - dot.own_damping,
    )
