"""The four equations of a stationary state, and Newton's way to it: for many dots at once.

Unknowns and equations are those of `self_consistent`.  A step of many dots is little more than one
call of `band_integrals`; a dot that has arrived, or that has no way on, takes part no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.turning_frame import Channels, Frame, Response, TurningDot
from thermal_stt.mean_field.bands import Band

Array = NDArray[np.float64]

STEP = 1e-5  # of a derivative: in units of M, of 1
MET = 1e-9  # a last step that leaves its square
FARTHEST = 0.3  # of one step, in M and in cos(theta)


class Settled(NamedTuple):
    """Where Newton's ways end, whether there is a state, and the torque there to first order."""

    frame: Frame
    found: NDArray[np.bool_]
    torque: Array


@dataclass(frozen=True, eq=False)
class Dots:
    """Dots with bands of one shape: the fields of `self_consistent.Dot`, each an array of them."""

    band: Band
    channels: Channels
    field: Array
    exchange: Array
    capacitance: Array
    electrons: Array
    anisotropy: Array
    own_damping: Array

    def part(self, which: NDArray) -> Dots:
        """Return some of the dots: those at an index, or where a mask is true."""
        band, *fields = (getattr(self, name) for name in self.__dataclass_fields__)
        if np.ndim(band.states):
            band = replace(band, half_width=band.half_width[which], states=band.states[which])
        channels, *numbers = fields
        taken = [number[which] for number in numbers]
        return Dots(band, Channels(*(each[which] for each in channels)), *taken)


def settle(dots: Dots, start: Frame, *, held: bool, met: float, most: int) -> Settled:
    """Return the states at the ends of Newton's ways from `start`, an array each; energies.

    At the angle of the start, without the torque, if it is `held`.  Its cosine may be beyond 1,
    where there is no state.  None is found where of `most` steps none is less than `met`.
    """
    free = [0, 2, 3] if held else [0, 1, 2, 3]
    rows = [0, 1, 2] if held else [0, 1, 2, 3]
    at = np.array(np.broadcast_arrays(*start), dtype=float)
    found = np.zeros(at.shape[1], dtype=bool)
    torque = np.full(found.shape, np.nan)
    going = np.arange(found.size)
    for _ in range(most):
        here = at[:, going]
        frame = Frame(*here)
        missing, slope = linearised(dots, Response(dots.band, dots.channels, frame), frame)
        step = np.zeros_like(here)
        step[free] = -_solved(slope[np.ix_(rows, free)], missing[rows])
        size = here[0]
        least = np.maximum(np.abs(dots.field), MET * size)
        relative = np.abs(step) / np.array([size, np.ones_like(size), least, size])
        step *= np.minimum(1.0, FARTHEST / np.maximum(relative[:2].max(axis=0), 1e-300))
        at[:, going] = here + step
        torque[going] = missing[3] + np.sum(slope[3] * step, axis=0)
        on = (at[0, going] > 0) & (np.abs(at[1, going]) <= 2)
        arrived = on & (relative.max(axis=0) < met)
        found[going[arrived]] = True
        on &= ~arrived
        if not on.any():
            break
        if not on.all():
            going, dots = going[on], dots.part(on)
    return Settled(Frame(*at), found, torque)


def linearised(dots: Dots, response: Response, frame: Frame) -> tuple[Array, Array]:
    """Return what is missing in a frame, and its derivatives by M, cos(theta), phi_dot, V.

    Of length, frequency, charge and torque: shapes (4, ...) and (4, 4, ...).  One `Dot` is a family
    without axes.
    """
    here = np.array(frame)
    size = here[0]
    steps = STEP * np.array([size, np.ones_like(size), size, size])
    moves = np.concatenate([np.zeros((1, 4)), np.eye(4), -np.eye(4)]).T
    around = here[:, None] + moves.reshape(4, 9, *[1] * size.ndim) * steps[:, None]
    missing = _missing(dots, Frame(*around), response.near(Frame(*around)))
    return missing[:, 0], (missing[:, 1:5] - missing[:, 5:]) / (2 * steps)


def torque_of(own_damping: float | Array, frame: Frame, found: TurningDot) -> Array:
    """Return the torque along z over sin^2(theta), with that of the magnet's own damping; energy.

    That is alpha_0 S phi_dot sin^2 of the angle of S; `found` is what the leads do in the frame.
    """
    if not np.any(own_damping):
        return found.torque
    share = found.spin_across**2 / spin_of(frame, found)  # S over the two sin^2
    return found.torque - own_damping * share * frame.phi_dot


def spin_of(frame: Frame, found: TurningDot) -> Array:
    """Return the length of the spin; a number."""
    sin2 = np.maximum(1 - frame.cos_theta**2, 0.0)  # a step of Newton's may be beyond
    return np.hypot(np.sqrt(sin2) * found.spin_across, found.spin_along)


def _missing(dot, frame, found):
    # what is left of the four equations: length, frequency, charge, torque
    m, c, phi_dot, potential = frame
    field = dot.field
    if np.any(dot.anisotropy):
        field = field + dot.anisotropy * found.spin_along / spin_of(frame, found)
    exchange = np.sqrt((m - field) ** 2 + 2 * m * field * (1 - c))  # |M - B z|
    along = m * (1 - c**2) * found.spin_across + (m * c - field) * found.spin_along
    return np.stack(
        [
            exchange - 2 * dot.exchange * along / exchange,
            field + phi_dot - found.torque_out / found.spin_across,
            dot.capacitance * potential - found.charge + dot.electrons,
            torque_of(dot.own_damping, frame, found),
        ]
    )


def _solved(slope, missing):
    # NaN where there is no solution
    matrix = np.moveaxis(slope, -1, 0)
    singular = np.linalg.det(matrix) == 0
    matrix = np.where(singular[:, None, None], np.eye(len(missing)), matrix)
    solved = np.linalg.solve(matrix, missing.T[..., None])[..., 0].T
    return np.where(singular, np.nan, solved)
