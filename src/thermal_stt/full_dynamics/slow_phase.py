"""A 2: the slow mode, and what it does to the magnet, after the fast one is gone.

y = slow (1, r), and r follows the magnet: with F(r) = A_21 + (A_22 - A_11) r - A_12 r^2,

    dr/dt = F(r),   dF/dr = -gap,   gap = A_11 - A_22 + 2 A_12 r,

and from one turn to the next r + [F(r) - dr/dt]/gap: Newton for the eigenvector, and one more power
of the rate of the magnet over the gap.  dr/dt is that of the polynomial in time.  Then

    slow = slow(0) exp(int (A_11 + A_12 r) dt),   v = V(t) + eta,
    deta/dt = f(V + eta) - f(V) - k slow,   k = pull (1, r),

with the slow flow V in closed form.  eta is small and smooth: Newton, whose linear equation
deta/dt = f'(V) eta + g is solved by its integrating factor.  A segment is a polynomial not in time
but in z of `slow_flow`, in which V and t are explicit and dt/dz is smooth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import EFOLDS, INTEGRAL, NODES, SLOPE, TAU, tail
from thermal_stt.full_dynamics.fast_phase import TINY, Segment, coming
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet.slow_clock import bounded
from thermal_stt.magnet.slow_flow import FAR, Path

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

TURNS = 10
# exp(-EFOLDS) of the fast mode is left, and goes on to decay: it may be this many times the aim
LEFT = 5.0
# A turn that gains less than this is not worth another: the segment is too long
SLOWEST = 0.2
# Where so many of the sets are done, turns for the others cost more than to halve their segments
MOST = 0.98
# The slow mode may be faster at the start of a segment than on its average
DENSE = 1.5
# Of what would just do: few are to be halved
SAFE = 0.9
# Over so little of z a step of fourth order is exact, and so far beyond its bends t(z) is straight
SHORT, STRAIGHT = 1e-3, 40.0


def smooth_length(path: Path, slow: Array, size: Array) -> tuple[Array, Flags]:
    """Return how far in z a segment of `path` may go for an error of `size` of what it describes.

    A polynomial in z converges as rho^-NODES, where the ellipse about the segment with the sum of
    its half axes rho times their difference goes through the nearest singularity of t(z).  The slow
    mode, most of which is at the start, has as many e-folds there as the polynomial can follow, and
    so has the distance of the magnet from an end, exp(-z).  The second says where nothing moves, or
    t(z) bends no more.
    """
    exponent = -np.log(np.minimum(size, 0.5)) / NODES
    # singular at w = -1 and -delta: off the real axis of z by pi, and so far ahead
    centers = np.array([np.zeros_like(path.z), np.log(path.clock.delta)])
    when = (centers - path.z) * np.sign(path.pace)
    length = 2 * (np.cosh(exponent) * np.hypot(when, np.pi) - when) / np.sinh(exponent) ** 2
    speed = np.maximum(np.abs(path.pace) * path.clock.rate(np.exp(path.z)), TINY)
    ahead = np.minimum(length.min(axis=0) * SAFE, EFOLDS)
    ahead = np.minimum(ahead, DENSE * EFOLDS * speed / np.abs(slow))
    return ahead, ~path.moves | (when.max(axis=0) < -STRAIGHT)


def slow_phase(
    sets: Sets,
    path: Path,
    start: Array,
    later: Array,
    span: Array,
    length: Array,
    straight: Flags,
    share: Array,
    scales: Array,
    aim: float,
) -> Segment:
    """Return a segment from `start` = (delta_M, delta_V) on `path`, with v of the path at `later`.

    It goes on for the time `span` or for `length` in z, whichever is less, of both a `share`; where
    z hardly moves, or is `straight`, it is a polynomial in time.
    Turns go on until every error is below `aim`.  The error holds how far r at the start is from
    delta_V/delta_M there: how much the fast mode is not gone.
    """
    delta_m, delta_v = start
    # z where the slow flow alone is: what is a polynomial in it needs no clock but at `later`
    within = np.minimum(np.maximum(later, 0.0), span)
    z, at_later, met = path.reach(np.concatenate([within, span[None]]))
    part, z = np.abs(z[-1]) == FAR, z - path.z
    whole = np.abs(z[-1])
    in_time = straight | (whole < SHORT)
    part |= (share < 1) | (length < whole)
    ahead = np.copysign(np.where(in_time, 1.0, np.minimum(whole, length) * share), path.pace)
    z_at = path.z + TAU[:, None] * ahead
    stretch = ahead / (path.pace * path.clock.rate(np.exp(z_at)))
    if in_time.any():
        stretch = np.where(in_time, span * share, stretch)
        z_in_time = path.z + path.clock.step(path.z, path.pace * (TAU[:, None] * span * share))
        z_at = np.where(in_time, bounded(z_in_time), z_at)
    flow = path.height(z_at)
    span = np.where(part, INTEGRAL[-1] @ stretch, span)
    at_tau = np.where(in_time, later / span, z[:-1] / ahead)
    eta, slow, follows, grows, sine2, steps = _solved(sets, flow, stretch, delta_m, scales, aim)
    theta_error = np.maximum(steps[0], tail(eta) * np.sqrt(sine2.max(axis=0)))
    relative = np.array(
        [
            *steps[1:],
            tail(slow) / scales[0],
            tail(follows) / scales[1],
            np.abs(follows[0] - delta_v) / (scales[1] * LEFT),
        ]
    ).max(axis=0)
    growth = np.sqrt((grows * grows * sine2).max(axis=0) / np.maximum(sine2[0], TINY))
    error = np.where(met, theta_error, np.inf)
    return Segment(
        span, flow + eta, slow, follows, eta, at_tau, at_later[:-1], error, relative, growth
    )


def _solved(sets, flow, stretch, delta_m, scales, aim):
    # eta, slow and r slow, what an error grows by, sin(theta)^2, and the sizes of the next step
    x = np.tanh(flow)
    rate, slope = sets.rate_and_slope(x)
    s = sets.slope
    grows = np.exp(INTEGRAL @ (stretch * slope))
    shrinks = stretch / grows
    apart_mean, apart_slope = sets.mean.mm - sets.mean.vv, s.mm - s.vv
    # to start with, r and the rate of the slow mode are lines in x
    r, rate_of_slow = (_line(ends, x) for ends in sets.modes(x[[0, -1]])[:3:2])
    slow = delta_m * np.exp(INTEGRAL @ (stretch * rate_of_slow))
    follows = r * slow
    pulled = sets.pull_m * slow + sets.pull_v * follows
    eta = -grows * (INTEGRAL @ (shrinks * pulled))
    sine, change = np.sqrt(1 - (x * x).min(axis=0)), np.zeros((3, 1))
    for turn in range(TURNS):
        x = np.tanh(flow + eta)
        last = eta, slow, follows
        # in `bent`, one after the other: A_12 r, F(r), and the step of r
        mv = sets.mean.mv + s.mv * x
        bent = mv * r
        gap = apart_mean + apart_slope * x + 2 * bent
        bent -= gap
        bent *= r
        bent += sets.mean.vm + s.vm * x
        bent -= (SLOPE @ r) / stretch
        bent /= gap
        r = r + bent
        mv *= r
        mv += sets.mean.mm + s.mm * x
        mv *= stretch
        slow = delta_m * np.exp(INTEGRAL @ mv)
        follows = r * slow
        force = sets.rate(x)
        force -= rate
        force -= slope * eta
        force -= sets.pull_m * slow
        force -= sets.pull_v * follows
        force *= shrinks
        eta = grows * (INTEGRAL @ force)
        steps = np.array(
            [
                np.abs(one - other).max(axis=0)
                for one, other in zip((eta, slow, follows), last, strict=True)
            ]
        )
        steps[0] *= sine
        steps[1:] /= scales
        next_steps, hopeless = coming(steps, change), ~(steps <= SLOWEST * change)
        change = steps
        if ((next_steps < aim) | (hopeless & (turn > 1))).all(axis=0).mean() >= MOST:
            break
    return eta, slow, follows, grows, 1 - x * x, next_steps


def _line(ends, x):
    # through its values at the first and the last x
    way = x[-1] - x[0]
    return ends[0] + (x - x[0]) * ((ends[1] - ends[0]) / np.where(way == 0, 1.0, way))
