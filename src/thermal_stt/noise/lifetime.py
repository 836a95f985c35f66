"""How long a stable state lives, and how sharp its frequency is.

From a stable angle c_s the magnet leaves over the unstable precession c_u beside it at Kramers'
rate: with L of `stationary`,

    rate = A(c_s) D(c_u) sqrt(|L''(c_u)|/(2 pi)) exp[L(c_u) - L(c_s)],
    A = |L'| at a pole, sqrt(|L''|/(2 pi)) on a precession,

right where the barrier L(c_s) - L(c_u) is large.  On a stable precession cos(theta) has the
variance D/|growth rate|, and noise of the angle becomes noise of the frequency by an anisotropy.
Not in the paper.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.precession import (
    growth_rate_of_precession,
    stationary_angles,
)
from thermal_stt.noise.diffusion import Surroundings, angle_diffusion, phase_diffusion
from thermal_stt.noise.stationary import log_slope
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)


class Escape(NamedTuple):
    """The rate at which a stable state is left, over the lower of its barriers L; energy, a number.

    0 and infinite where there is no unstable precession beside it.
    """

    rate: Array
    barrier: Array


def angle_deviation(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the standard deviation of cos(theta) on a stable state `cos_theta0`; a number.

    sqrt(D/|growth rate|) on a precession; at a pole that of the exponential 1/|L'|.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, around.d)
    pole = np.abs(cos_theta0) == 1
    growth = np.abs(growth_rate_of_precession(parameters, d, cos_theta0))
    diffusion = angle_diffusion(parameters, cos_theta0, around)
    infinite = np.full(growth.shape, np.inf)
    variance = np.divide(diffusion, growth, out=infinite.copy(), where=~pole & (growth > 0))
    slope = np.abs(log_slope(parameters, cos_theta0, around))
    return np.where(pole, np.divide(1.0, slope, out=infinite, where=slope > 0), np.sqrt(variance))


def escape(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Escape:
    """Return Kramers' rate from the stable state `cos_theta0` and the barrier; energy, a number."""
    cos_theta0, d = parameters.broadcast(cos_theta0, around.d)
    angles = stationary_angles(parameters, d)
    rate, barrier = np.zeros(cos_theta0.shape), np.full(cos_theta0.shape, np.inf)
    attempt = np.where(
        np.abs(cos_theta0) == 1,
        np.abs(log_slope(parameters, cos_theta0, around)),
        np.sqrt(np.abs(_curvature(parameters, cos_theta0, around)) / (2 * np.pi)),
    )
    for side in (1.0, -1.0):
        ahead = np.where(
            angles.exists & ((angles.cos_theta0 - cos_theta0) * side > 1e-12),
            angles.cos_theta0 * side,
            np.inf,
        )
        top = side * ahead.min(axis=0)
        there = np.isfinite(top)
        at = np.where(there, top, 0.0)
        height = _difference(parameters, at, cos_theta0, around)
        way = np.sqrt(np.abs(_curvature(parameters, at, around)) / (2 * np.pi))
        over = attempt * angle_diffusion(parameters, at, around) * way
        with np.errstate(over="ignore", under="ignore"):
            rate = rate + np.where(there, over * np.exp(-height), 0.0)
        barrier = np.where(there, np.minimum(barrier, height), barrier)
    return Escape(rate, barrier)


def linewidth(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the full width at half maximum, angular, of a stable precession's line; energy.

    2 D_phi of the phase, and 2 B_K^2 D/rate^2: what an anisotropy makes of the fluctuating angle,
    rate = |growth rate|.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, around.d)
    growth = growth_rate_of_precession(parameters, d, cos_theta0)
    turned = parameters.anisotropy**2 * angle_diffusion(parameters, cos_theta0, around)
    infinite = np.where(turned > 0, np.inf, 0.0)
    by_angle = np.divide(turned, growth**2, out=infinite, where=growth != 0)
    return 2 * (phase_diffusion(parameters, cos_theta0, around) + by_angle)


def _curvature(parameters, cos_theta, around):
    # L'' at a root of N, where L' = drift/D: the slope of the drift over D
    cos_theta, d = parameters.broadcast(cos_theta, around.d)
    growth = growth_rate_of_precession(parameters, d, cos_theta)
    diffusion = angle_diffusion(parameters, cos_theta, around)
    return np.divide(growth, diffusion, out=np.zeros(growth.shape), where=diffusion > 0)


def _difference(parameters, low, high, around):
    # L(high) - L(low)
    low, high, *arrays = parameters.broadcast(low, high, *around)
    half = (high - low) / 2
    nodes = (low + half)[..., None] + half[..., None] * NODES
    given = Surroundings(*(array[..., None] for array in arrays))
    return half * (log_slope(parameters[..., None], nodes, given) @ WEIGHTS)
