"""A 2: the first EFOLDS of the fast mode, after which delta_V follows delta_M.

y = slow (1, r) + fast (q, 1) with the eigenvectors at the start.  With xi = x - x(0) and
B = E^-1 A' E, E the two eigenvectors,

    dslow/dt = [mu + xi B_ss] slow + xi B_sf fast,
    dfast/dt = lambda fast + xi (B_fs slow + B_ff fast),
    dv/dt = f(v) - k_s slow - k_f fast.

xi is small, of the order of f/lambda, so each turn through the three, each solved exactly with what
the others were, gains about as many digits.  In units of 1/|lambda| the fast mode decays alike in
every set: one polynomial in time, one matrix for all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import DECAY, EFOLDS, INTEGRAL, RELAX, TAU, tail
from thermal_stt.full_dynamics.two_modes import Sets

Array = NDArray[np.float64]

TURNS = 12


class Segment(NamedTuple):
    """v, delta_M, delta_V at `TAU` of a segment of length `span`, (times, sets) and (sets,)."""

    span: Array
    v: Array
    delta_m: Array
    delta_v: Array
    eta: Array  # v without what it is by the slow flow alone
    tau: Array  # of output times
    flow: Array  # v by the slow flow alone, there
    error: Array  # of theta
    relative_error: Array  # of the deviations, over their scales
    growth: Array  # of an earlier error of theta, at most


def fast_phase(
    sets: Sets, v: Array, delta_m: Array, delta_v: Array, later: Array, aim: float
) -> tuple[Segment, Array]:
    """Return the segment from v, delta_M, delta_V, (sets,) each, until the fast mode is gone.

    Turns go on until every error is below `aim`.  The second is the scale of delta_M and delta_V,
    which errors are relative to: their largest values, at the start or just after.
    """
    x_0 = np.tanh(v)
    modes = sets.modes(x_0)
    r, q = modes.r, modes.q
    norm = 1 / (1 - q * r)
    slow_0, fast_0 = (delta_m - q * delta_v) * norm, (delta_v - r * delta_m) * norm
    # A' (1, r), A' (q, 1), then along the two directions
    s = sets.slope
    on_slow, on_fast = (s.mm + s.mv * r, s.vm + s.vv * r), (s.mm * q + s.mv, s.vm * q + s.vv)
    b_ss, b_sf = ((m - q * p) * norm for m, p in (on_slow, on_fast))
    b_fs, b_ff = ((p - r * m) * norm for m, p in (on_slow, on_fast))
    k_slow, k_fast = sets.pull_m + sets.pull_v * r, sets.pull_m * q + sets.pull_v
    span = EFOLDS / np.abs(modes.fast)
    scales = np.maximum(np.abs([delta_m, delta_v]), np.abs([slow_0, r * slow_0]))
    scales[scales == 0] = 1.0
    grows = np.exp(TAU[:, None] * (modes.slow * span))
    slow, fast = grows * slow_0, DECAY[:, None] * fast_0
    path = v + INTEGRAL @ (span * (sets.rate(x_0) - k_slow * slow - k_fast * fast))
    change = next_steps = np.ones((3, v.size))
    for _ in range(TURNS):
        x = np.tanh(path)
        xi, last = x - x_0, (path, slow, fast)
        fast = DECAY[:, None] * fast_0 + RELAX @ (span * xi * (b_fs * slow + b_ff * fast))
        push = span * xi * (b_ss * slow + b_sf * fast) / grows
        slow = grows * (slow_0 + INTEGRAL @ push)
        path = v + INTEGRAL @ (span * (sets.rate(x) - k_slow * slow - k_fast * fast))
        sine = np.sqrt(1 - x * x)
        steps = np.stack(
            [
                np.abs((path - last[0]) * sine).max(axis=0),
                (np.abs(slow - last[1]) + np.abs(q * (fast - last[2]))).max(axis=0) / scales[0],
                (np.abs(fast - last[2]) + np.abs(r * (slow - last[1]))).max(axis=0) / scales[1],
            ]
        )
        next_steps, change = coming(steps, change), steps
        if (next_steps < aim).all():
            break
    delta_m, delta_v = slow + q * fast, r * slow + fast
    errors = np.maximum(
        next_steps,
        [tail(path) * sine.max(axis=0), tail(delta_m) / scales[0], tail(delta_v) / scales[1]],
    )
    error, relative = errors[0], errors[1:].max(axis=0)
    ones = np.ones_like(error)
    tau = later / span
    return Segment(span, path, delta_m, delta_v, path, tau, 0 * tau, error, relative, ones), scales


def coming(steps: Array, before: Array) -> Array:
    """Return the size of the next turn's step from that of this and of the one before."""
    return steps * np.minimum(steps / np.maximum(before, np.finfo(float).tiny), 1.0)
