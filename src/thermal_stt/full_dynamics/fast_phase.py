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

from thermal_stt.full_dynamics.chebyshev import DECAY, EFOLDS, INTEGRAL, RELAX, TAU, TINY, tail
from thermal_stt.full_dynamics.two_modes import Modes, Sets

Array = NDArray[np.float64]

TURNS = 12
# What is not seen before it decayed counts as this much of itself, if it is no more
UNSEEN = 1e-2


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


class Start(NamedTuple):
    """A start along the eigenvectors there, and the numbers of the three equations; (sets,)."""

    x: Array
    modes: Modes
    slow: Array
    fast: Array
    b_ss: Array
    b_sf: Array
    b_fs: Array
    b_ff: Array
    k_slow: Array
    k_fast: Array
    scales: Array  # of delta_M and delta_V: their largest values, at the start or when first seen

    @classmethod
    def of(
        cls, sets: Sets, v: Array, delta_m: Array, delta_v: Array, first: Array | float = 0.0
    ) -> Start:
        """Return the start at v, delta_M, delta_V; `first`: when what comes of it is seen."""
        x = np.tanh(v)
        modes, s = sets.modes(x), sets.slope
        r, q = modes.r, modes.q
        norm = 1 / (1 - q * r)
        slow, fast = (delta_m - q * delta_v) * norm, (delta_v - r * delta_m) * norm
        # A' (1, r), A' (q, 1), then along the two directions
        on_slow, on_fast = (s.mm + s.mv * r, s.vm + s.vv * r), (s.mm * q + s.mv, s.vm * q + s.vv)
        b_ss, b_sf = ((m - q * p) * norm for m, p in (on_slow, on_fast))
        b_fs, b_ff = ((p - r * m) * norm for m, p in (on_slow, on_fast))
        k_slow, k_fast = sets.pull_m + sets.pull_v * r, sets.pull_m * q + sets.pull_v
        seen = slow * np.maximum(np.exp(modes.slow * first), UNSEEN)
        scales = np.maximum(np.abs([delta_m, delta_v]), np.abs([seen, r * seen]))
        scales[scales == 0] = 1.0
        return cls(x, modes, slow, fast, b_ss, b_sf, b_fs, b_ff, k_slow, k_fast, scales)


class Kick(NamedTuple):
    """What the fast mode does where xi is so small that first order is enough, in closed form.

    With xi = a t + c (exp(lambda t) - 1) the three equations are integrals of powers of t times
    exponentials.  What of them decays as exp(lambda t) is a fast part; the rest is as if the start
    had been another, on the slow mode.
    """

    start: Start
    drift: Array  # a
    swing: Array  # c
    slope: Array  # df/dv
    error: Array  # of theta, by second order
    relative_error: Array  # of delta_M, and of what delta_V is by it
    early_error: Array  # of theta and the deviations while the fast part lasts

    @classmethod
    def of(cls, sets: Sets, start: Start) -> Kick:
        """Return the kick from `start`, and what second order makes of first.

        In units of the time 1/|lambda|: `in_slow` and `in_fast` are first order of the amplitudes,
        `of_slow`, `of_fast` and `of_v` second order, of the parts that decay.  That of v goes as
        exp(lambda t) only to lowest order: until it is gone its error is of the next one.  What
        delta_V is off by then goes with the fast mode: it is not what comes after.
        """
        rate, slope = sets.rate_and_slope(start.x)
        sine2, turn, size = 1 - start.x * start.x, 1 / np.abs(start.modes.fast), np.abs
        drift = rate - start.k_slow * start.slow
        a, c = sine2 * drift, sine2 * start.k_fast * turn * start.fast
        b_ss, b_sf, b_fs, b_ff = (
            size(b) * turn for b in (start.b_ss, start.b_sf, start.b_fs, start.b_ff)
        )
        slow, fast, k_slow = size(start.slow), size(start.fast), size(start.k_slow) * turn
        k_fast, late = size(start.k_fast) * turn, size(start.modes.slow) * turn
        steep, bend = size(slope) * turn, 4 * (size(slope) + size(rate)) * turn
        kick = k_fast * fast
        # v in that time; x, and the part of it that decays
        dv = 2 * size(drift) * turn + kick
        xi, decaying = sine2 * dv, sine2 * kick
        in_fast = xi * (b_fs * slow + b_ff * fast)
        in_slow, lasting = b_ss * slow * decaying + b_sf * fast * xi, xi * b_ss * slow
        in_v = k_fast * in_fast + k_slow * in_slow + steep * kick
        # second order of x, and of the part that decays
        of_xi = xi * (dv + steep + late) + sine2 * (in_v + k_slow * lasting)
        of_decaying = 2 * decaying * dv + sine2 * in_v
        of_slow = b_ss * (slow * of_decaying + decaying * (in_slow + lasting + late * slow))
        of_slow += b_ss * xi * in_slow + b_sf * (fast * of_xi + xi * in_fast) + late * in_slow
        of_fast = b_fs * (slow * (of_xi + late * decaying) + xi * (in_slow + lasting))
        of_fast += b_ff * (fast * of_xi + xi * in_fast)
        of_v = k_fast * of_fast + k_slow * of_slow + steep * in_v + bend * dv * kick
        sine, (of_m, of_u) = np.sqrt(sine2), 1 / start.scales
        q, r = size(start.modes.q), size(start.modes.r)
        lasts = (of_slow + q * of_fast) * of_m
        early = np.maximum(sine * in_v, np.maximum(lasts, (of_fast + r * of_slow) * of_u))
        persists = np.maximum(lasts, r * of_slow * of_u)
        return cls(start, a, c, slope, 2 * sine * of_v, 2 * persists, 2 * early)

    def shown(self, first: Array) -> Array:
        """Return the largest error from `first` on, the first time, of what goes with the kick."""
        folds = np.maximum(np.abs(self.start.modes.fast) * first, 1.0)
        return self.early_error * np.exp(2 * np.log1p(folds) - folds)

    def moved(self) -> Array:
        """Return v, delta_M, delta_V of the other start, less those of `start`, (3, sets)."""
        _, modes, slow, fast, b_ss, b_sf, b_fs, b_ff, k_slow, k_fast, _ = self.start
        fall, n, a, c = modes.fast, -modes.gap, self.drift, self.swing
        # integrals over all times of the fast parts below
        of_fast = -fast / fall + b_fs * slow * (2 * c - a / n) / (n * fall)
        of_fast -= b_ff * fast * (a / fall + c / 2) / fall**2
        of_slow = -b_ss * slow * c / fall**2 + b_sf * fast * (2 * a / n + 0.75 * c) / fall**2
        v = -k_fast * (of_fast - self.slope * fast / fall**2) - k_slow * of_slow
        of_slow = -b_ss * slow * c / fall + b_sf * fast * (c / n + a / n**2 - c / (fall + n))
        of_fast = b_fs * slow * (c - a / n) / n - fast
        return np.stack([v, of_slow + modes.q * of_fast, modes.r * of_slow + of_fast])

    def fast_part(self, t: Array) -> Array:
        """Return what the fast mode adds to v, delta_M, delta_V at t, (3, times, sets)."""
        _, modes, slow, fast, b_ss, b_sf, b_fs, b_ff, *_ = self.start
        fall, n, a, c = modes.fast, -modes.gap, self.drift, self.swing
        left = np.exp(fall * t)
        by_fast = a * t * t / 2 - c * t + c * (left - 1) / fall
        in_fast = fast + b_fs * slow * ((a / n - c) / n + c * t) + b_ff * fast * by_fast
        by_fast = (a * t - c - a / n) / n + c * left / (fall + n)
        in_slow = b_ss * slow * c / fall + b_sf * fast * by_fast
        in_v = np.broadcast_to(-self.moved()[0], left.shape)
        return left * np.stack([in_v, in_slow + modes.q * in_fast, modes.r * in_slow + in_fast])


def fast_phase(sets: Sets, v: Array, start: Start, later: Array, aim: float) -> Segment:
    """Return the segment from v and `start` until the fast mode is gone.

    Turns go on until every error is below `aim`.
    """
    x_0, modes, slow_0, fast_0, b_ss, b_sf, b_fs, b_ff, k_slow, k_fast, scales = start
    r, q = modes.r, modes.q
    span = EFOLDS / np.abs(modes.fast)
    grows = np.exp(TAU[:, None] * (modes.slow * span))
    pushes, relaxes = span / grows, DECAY[:, None] * fast_0
    slow, fast = grows * slow_0, relaxes
    path = v + INTEGRAL @ (span * (sets.rate(x_0) - k_slow * slow - k_fast * fast))
    change = next_steps = np.zeros((3, 1))
    for _ in range(TURNS):
        x = np.tanh(path)
        xi, last = x - x_0, (path, slow, fast)
        fast = relaxes + RELAX @ ((span * xi) * (b_fs * slow + b_ff * fast))
        slow = grows * (slow_0 + INTEGRAL @ (pushes * xi * (b_ss * slow + b_sf * fast)))
        path = v + INTEGRAL @ (span * (sets.rate(x) - k_slow * slow - k_fast * fast))
        by_path, by_slow, by_fast = (
            np.abs(one - other).max(axis=0)
            for one, other in zip((path, slow, fast), last, strict=True)
        )
        sine = np.sqrt(1 - (x * x).min(axis=0))
        steps = np.array(
            [
                by_path * sine,
                (by_slow + np.abs(q) * by_fast) / scales[0],
                (by_fast + np.abs(r) * by_slow) / scales[1],
            ]
        )
        next_steps, change = coming(steps, change), steps
        if (next_steps < aim).all():
            break
    delta_m, delta_v = slow + q * fast, r * slow + fast
    errors = np.maximum(
        next_steps,
        [tail(path) * sine, tail(delta_m) / scales[0], tail(delta_v) / scales[1]],
    )
    error, relative = errors[0], errors[1:].max(axis=0)
    ones = np.ones_like(error)
    tau = later / span
    return Segment(span, path, delta_m, delta_v, path, tau, 0 * tau, error, relative, ones)


def coming(steps: Array, before: Array, least: Array | float = 0.0) -> Array:
    """Return the size of the next turn's step from that of this and of the one before.

    They go on alike, but a turn leaves `least` of an error, and no more than all.
    """
    return steps * np.minimum(np.maximum(steps / np.maximum(before, TINY), least), 1.0)
