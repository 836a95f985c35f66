"""The stationary states of a dot, exactly but for the mean fields M and V.

What is asked of M, theta, phi_dot and V: the leads' torque along z vanishes; that along y turns the
spin with phi_dot; M = 2 J S + B, as vectors; C V = N - N_0.  The first two in the form

    torque = 0,    (B + phi_dot) S_x = J_y,

J_y the leads' torque along y: with the equation of motion S x (M + phi_dot z) + J = 0 they say that
S is along M - B z, and keep their digits however small torques are beside M.

A potential that is held is that of a large capacitance C with the charge N_0 = -C V.

Beyond the paper B is B + B_K S_z/S with an anisotropy, and a damping alpha_0 of the magnet's own
takes alpha_0 S phi_dot sin^2 of the torque along z, of the angle of S.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.newton import MET, STEP, Dots, linearised, settle, spin_of, torque_of
from thermal_stt.exact.turning_frame import (
    Channels,
    Frame,
    Response,
    TurningDot,
    channels_of,
)
from thermal_stt.magnet.precession import POLES, PRECESSION
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import POSITIVE, one_number

MOST = 30  # of Newton's steps
WELL_BEYOND = 10.0  # a magnetization over B that no paramagnet has, unless it nearly is a magnet
TOGETHER = 64  # dots whose arrays stay in the cache


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

    def start(self, cos_theta: float, met: float = MET) -> Frame:
        """Return M, phi_dot and V of the largest magnetization at an angle; energies, a number.

        From saturation down; from the zero modes of the theory where that does not end at a
        magnetization well beyond B.  Raises NotMagnetic where there is no spontaneous one.
        """
        [found] = _from_saturation([self], cos_theta, met)
        return found or self._from_theory(cos_theta, met)

    def _from_theory(self, cos_theta: float, met: float) -> Frame:
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

    `cos_theta` is that of M, `cos_theta_spin` that of S.  `growth_rate` is that of a slow
    deviation, S d(cos_theta_spin)/dt = sin^2(theta) torque, all else following.  `damping` is
    -d(torque)/d(phi_dot)/S, Gilbert's damping with the answer of the distribution, (1 - h) alpha.
    Currents flow into the dot.
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
    def energy_currents(self) -> tuple[float, float]:
        """The energy from the left and the right lead, counted from mu of the latter; energy^2.

        Heat is V times the current less for the left one, as in `spin_and_heat.entropy_production`.
        """
        left, right = self.dot.energies.sum(axis=-1)
        return float(left), float(right)


def pole(dot: Dot, branch: str) -> ExactState:
    """Return the state at a pole, `branch` one of `precession.POLES`; see `ExactState`.

    Numbers but for frequency, rates and currents; energy.  The frequency is that of small circles.
    """
    return state_at(dot, branch, dot.start(POLES[branch]))


def starts(dots: Sequence[Dot], cos_theta: float) -> list[Frame | None]:
    """Return `Dot.start` of each dot at an angle, None where there is none; energies."""
    frames = _from_saturation(dots, cos_theta, MET)
    for place, frame in enumerate(frames):
        if frame is None:
            with suppress(NoState, zero_modes.NotMagnetic):
                frames[place] = dots[place]._from_theory(cos_theta, MET)
    return frames


def _from_saturation(dots, cos_theta, met):
    # of each dot, None where that does not end at a magnetization well beyond B
    frames = [None] * len(dots)
    for members, family in families(dots):
        field = family.field + family.anisotropy * cos_theta
        saturated = family.exchange * np.ravel(family.band.states)
        start = Frame(saturated, np.full(field.shape, cos_theta), -field, np.zeros(field.shape))
        at, found, _ = settle(family, start, held=True, met=met, most=MOST)
        magnets = found & (at.magnetization > WELL_BEYOND * np.abs(field))
        for member in np.flatnonzero(magnets):
            frames[members[member]] = Frame(*(np.asarray(array[member]) for array in at))
    return frames


def follow(dot: Dot, start: Frame, *, held: bool, met: float = MET) -> Frame:
    """Return the state at the end of Newton's way from `start`, as `settle`; energies, a number.

    At the angle of the start, without the torque, if it is `held`.  Its cosine may be beyond 1,
    where there is no state.  Raises NoState where of MOST steps none is less than `met`.
    """
    alone = Frame(*np.array(start)[:, None])
    found = settle(family_of([dot]), alone, held=held, met=met, most=MOST)
    if found.found[0]:
        return Frame(*map(np.asarray, np.array(found.frame)[:, 0]))
    raise NoState(f"no state of the exact theory is near that at cos_theta = {start.cos_theta:.6g}")


def family_of(dots: Sequence[Dot]) -> Dots:
    """Return some dots, whose bands have one shape or are one table, as a family."""
    bands = [dot.band for dot in dots]
    band = bands[0]
    if any(other is not band for other in bands):
        # each its own along the first of three axes: dot, channel and pole
        half_width, states = np.array([(b.half_width, b.states) for b in bands]).T[..., None, None]
        band = replace(band, half_width=half_width, states=states)
    channels = zip(*(channels_of(dot.leads) for dot in dots), strict=True)
    names = ("field", "exchange", "capacitance", "electrons", "anisotropy", "own_damping")
    numbers = {name: np.array([getattr(dot, name) for dot in dots]) for name in names}
    return Dots(band, Channels(*map(np.array, channels)), **numbers)


def families(dots: Sequence[Dot]) -> Iterator[tuple[NDArray[np.int_], Dots]]:
    """Yield all dots in families of at most TOGETHER, each with the places of its members."""
    alike: dict[object, list[int]] = {}
    for place, dot in enumerate(dots):
        key = dot.band if dot.band.shape == "table" else dot.band.shape
        alike.setdefault(key, []).append(place)
    for places in alike.values():
        for start in range(0, len(places), TOGETHER):
            members = places[start : start + TOGETHER]
            yield np.array(members), family_of([dots[place] for place in members])


def state_at(dot: Dot, branch: str, frame: Frame) -> ExactState:
    """Return the state of a `branch` that is in a frame, all in numbers; see `ExactState`."""
    response = Response(dot.band, channels_of(dot.leads), frame)
    found = response.dot(frame, *response.integrals)
    _, slope = linearised(dot, response, frame)  # type: ignore[arg-type]  # without axes
    sin2 = float(1 - frame.cos_theta**2)
    spin = float(spin_of(frame, found))
    if branch == PRECESSION:
        rest, way = [0, 2, 3], np.ones(4)
        way[rest] = -np.linalg.solve(slope[np.ix_([0, 1, 2], rest)], slope[:3, 1])
        beside = Frame(*(np.array(frame) + np.outer([-STEP, STEP], way)).T)
        near = response.near(beside)
        turned = np.diff(near.spin_along / spin_of(beside, near)) / (2 * STEP)
        rate = sin2 * (slope[3] @ way) / (spin * turned[0])
    else:
        # the angle of S is spin_across/spin of that of M
        torque = torque_of(dot.own_damping, frame, found)
        rate = -float(frame.cos_theta) * torque * spin / found.spin_across**2
    return ExactState(
        branch=branch,
        frame=frame,
        dot=found,
        cos_theta_spin=float(found.spin_along) / spin,
        spin=spin,
        growth_rate=float(rate),
        damping=float(-slope[3, 2] / spin - dot.own_damping * (found.spin_across / spin) ** 2),
    )
