"""How long a stable state lives, and how sharp its frequency is.

From a stable angle c_s the magnet leaves over the unstable precession c_u beside it at Kramers'
rate: with L of `stationary`,

    rate = A(c_s) D(c_u) sqrt(|L''(c_u)|/(2 pi)) exp[L(c_u) - L(c_s)],
    A = |L'| at a pole, sqrt(|L''|/(2 pi)) on a precession,

right where the barrier L(c_s) - L(c_u) is large and its top fits in before the pole beyond:
(1 - |c_u|)^2 |L''(c_u)| >> 1.  Else 1/rate is too long, by 5 % where that is 8 and by a factor
where it is less than 1, and `stationary.first_passage_time` is right.  On a stable precession
cos(theta) has the variance D/|growth rate| and forgets with that rate; by an anisotropy it is noise
of the frequency.  Not in the paper.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.families import in_blocks
from thermal_stt.magnet.precession import (
    growth_rate_of_precession,
    stationary_angles,
)
from thermal_stt.noise.diffusion import (
    Bath,
    Surroundings,
    angle_diffusion,
    angle_diffusion_in,
    phase_diffusion,
)
from thermal_stt.noise.stationary import checked_cosines, log_slope_in
from thermal_stt.parameters import Parameters, divided

Array = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)

# Times in which a line's correlation is gone, on panels that are short where the angle moves fast
ENDS = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 25), np.arange(1.5, 40.0, 0.5)])
PLACES, PARTS = np.polynomial.legendre.leggauss(8)
TIMES = np.ravel(ENDS[:-1, None] + np.diff(ENDS)[:, None] / 2 * (1 + PLACES))
IN_TIME = np.ravel(np.diff(ENDS)[:, None] / 2 * PARTS)
# Newton's steps to half of a line's maximum, from at most 1.5 times there; lines at a time
TURNS, LINES = 6, 32


class Escape(NamedTuple):
    """The rate at which a stable state is left, over the lower of its barriers L; energy, a number.

    0 and infinite where there is no unstable precession beside it.
    """

    rate: Array
    barrier: Array


@in_blocks
def angle_deviation(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the standard deviation of cos(theta) on a stable state `cos_theta0`; a number.

    sqrt(D/|growth rate|) on a precession; at a pole that of the exponential 1/|L'|.
    """
    cos_theta0, d = _at(parameters, cos_theta0, around)
    pole = np.abs(cos_theta0) == 1
    growth = np.abs(growth_rate_of_precession(parameters, d, cos_theta0))
    bath = Bath.of(parameters, around)
    diffusion = angle_diffusion_in(parameters, cos_theta0, bath)
    infinite = np.full(growth.shape, np.inf)
    variance = np.divide(diffusion, growth, out=infinite.copy(), where=~pole & (growth > 0))
    slope = np.abs(log_slope_in(parameters, cos_theta0, d, bath))
    return np.where(pole, np.divide(1.0, slope, out=infinite, where=slope > 0), np.sqrt(variance))


@in_blocks
def escape(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Escape:
    """Return Kramers' rate from the stable state `cos_theta0` and the barrier; energy, a number."""
    cos_theta0, d = _at(parameters, cos_theta0, around)
    angles, bath = stationary_angles(parameters, d), Bath.of(parameters, around)
    rate, barrier = np.zeros(cos_theta0.shape), np.full(cos_theta0.shape, np.inf)
    attempt = np.where(
        np.abs(cos_theta0) == 1,
        np.abs(log_slope_in(parameters, cos_theta0, d, bath)),
        np.sqrt(np.abs(_curvature(parameters, cos_theta0, d, bath)) / (2 * np.pi)),
    )
    for side in (1.0, -1.0):
        top = _next_angle(angles, cos_theta0, side, side * np.inf)
        there = np.isfinite(top)
        at = np.where(there, top, 0.0)
        height = _fall(parameters, at, cos_theta0, d, bath)
        way = np.sqrt(np.abs(_curvature(parameters, at, d, bath)) / (2 * np.pi))
        over = attempt * angle_diffusion_in(parameters, at, bath) * way
        with np.errstate(over="ignore", under="ignore"):
            rate = rate + np.where(there, over * np.exp(-height), 0.0)
        barrier = np.where(there, np.minimum(barrier, height), barrier)
    return Escape(rate, barrier)


@in_blocks
def shallowness(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return 1/(fall of ln P) from a stable `cos_theta0` to the next unstable angle; a number.

    To that of both sides to which it falls less: a precession, or a pole where none is between.
    It is 1/{S int (N/g~)/T_eff dcos(theta)} without an own damping; `escape` has a barrier for an
    unstable precession alone.
    """
    cos_theta0, d = _at(parameters, cos_theta0, around)
    angles, bath = stationary_angles(parameters, d), Bath.of(parameters, around)
    least = np.full(cos_theta0.shape, np.inf)
    for side in (1.0, -1.0):
        top = _next_angle(angles, cos_theta0, side, side)
        height = _fall(parameters, top, cos_theta0, d, bath)
        least = np.where(cos_theta0 * side < 1, np.minimum(least, height), least)
    return divided(np.ones(least.shape), least)


@in_blocks
def linewidth(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the full width at half maximum, angular, of a stable precession's line; energy.

    Of the transform of exp{-D_phi t - x^2 (r t - 1 + e^-rt)}, Kubo's line, with r = |growth rate|
    and x = |B_K| deviation/r: an anisotropy makes noise of the angle noise of the frequency.  That
    is 2 D_phi + 2 B_K^2 D/r^2 for x << 1, where the angle moves fast, and sqrt(8 ln 2) |B_K|
    times the deviation of cos(theta) for x >> 1, where it does not.  To 1e-6; infinite at r = 0
    with an anisotropy.
    """
    cos_theta0, d = _at(parameters, cos_theta0, around)
    rate = np.abs(growth_rate_of_precession(parameters, d, cos_theta0))
    phase = phase_diffusion(parameters, cos_theta0, around)
    square = parameters.anisotropy**2 * angle_diffusion(parameters, cos_theta0, around)
    known = np.isfinite(phase) & ((rate > 0) | (square == 0))
    slow = np.where(rate > 0, rate, 1.0)
    line = [array.ravel() for array in (np.where(known, phase, 1.0), square / slow**3, slow)]
    width = np.empty(known.size)
    for first in range(0, known.size, LINES):
        part = slice(first, first + LINES)
        width[part] = _width_of_line(*(array[part] for array in line))
    return np.where(known, width.reshape(known.shape), np.inf)


def _at(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> tuple[Array, Array]:
    cosines, d, *_ = parameters.broadcast(
        checked_cosines("cos_theta0", cos_theta0), around.d, *around
    )
    return cosines, d


def _width_of_line(phase, square, rate):
    # twice the frequency at which the transform is half of that at 0; it falls with it
    narrow, wide = phase + square * rate, np.sqrt(2 * np.log(2) * square) * rate
    longest = 1 / np.maximum(phase + square * rate / (1 + np.sqrt(square)), np.finfo(float).tiny)
    t = longest[..., None] * TIMES
    moved = rate[..., None] * t
    decay = phase[..., None] * t + square[..., None] * (moved + np.expm1(-moved))
    weight = np.exp(-decay) * IN_TIME
    half, at = np.sum(weight, axis=-1) / 2, np.minimum(narrow, phase + wide)
    for _ in range(TURNS):
        turned = at[..., None] * t
        excess = np.sum(weight * np.cos(turned), axis=-1) - half
        at = at + excess / np.sum(weight * np.sin(turned) * t, axis=-1)
    return 2 * at


def _curvature(parameters, cos_theta, d, bath):
    # L'' at a root of N, where L' = drift/D: the slope of the drift over D
    growth = growth_rate_of_precession(parameters, d, cos_theta)
    diffusion = angle_diffusion_in(parameters, cos_theta, bath)
    return np.divide(growth, diffusion, out=np.zeros(growth.shape), where=diffusion > 0)


def _next_angle(angles, cos_theta0, side, none):
    # the precession next to an angle on the side +1 or -1, or `none`
    ahead = angles.exists & ((angles.cos_theta0 - cos_theta0) * side > 1e-12)
    return side * np.where(ahead, angles.cos_theta0 * side, none * side).min(axis=0)


@partial(in_blocks, nodes=NODES.size)
def _fall(parameters: Parameters, low: Array, high: Array, d: Array, bath: Bath) -> Array:
    # L(high) - L(low)
    half = (high - low) / 2
    nodes = (low + half)[..., None] + half[..., None] * NODES
    within = Bath(*(array[..., None] for array in bath))
    slope = log_slope_in(parameters[..., None], nodes, d[..., None], within)
    return half * np.sum(slope * WEIGHTS, axis=-1)  # not @, as in `stationary`
