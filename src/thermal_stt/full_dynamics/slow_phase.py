"""A 2: the slow mode, and what it does to the magnet, after the fast one is gone.

y = slow (1, r), and r follows the magnet: with F(r) = A_21 + (A_22 - A_11) r - A_12 r^2,

    dr/dt = F(r) = -gap (r - r*) - A_12 (r - r*)^2,   r* the eigenvector,

so r = r* - (dr*/dt)/gap + ... in powers of the rate of the magnet over the gap.  dr*/dt is known by
the chain rule, the derivative of what is left from the polynomial in time.  Then

    slow = slow(0) exp(int (A_11 + A_12 r) dt),   v = V(t) + eta,
    deta/dt = f(V + eta) - f(V) - k slow,   k = pull (1, r),

with the slow flow V(t) in closed form.  eta is small and smooth: Newton, whose linear equation
deta/dt = f'(V) eta + g is solved by its integrating factor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import EFOLDS, INTEGRAL, NODES, SLOPE, TAU, tail
from thermal_stt.full_dynamics.fast_phase import Segment, coming
from thermal_stt.full_dynamics.two_modes import Sets

Array = NDArray[np.float64]

TURNS = 10
# exp(-EFOLDS) of the fast mode is left, and goes on to decay: it may be this many times the aim
LEFT = 5.0
# A segment that is too long is halved: that costs less than many short ones
RATHER_LONG = 1.0
TINY = np.finfo(float).tiny


def smooth_span(sets: Sets, v: Array, slow: Array, size: Array) -> Array:
    """Return how long a segment from v may be for an error of `size` of what it describes.

    A polynomial in time converges as rho^-NODES, where the ellipse about the segment with the sum
    of its half axes rho times their difference goes through the nearest singularity of V(t).
    """
    exponent = -np.log(np.minimum(size, 0.5)) / NODES
    when, wide = sets.flow.bends(v)
    span = 2 * (np.cosh(exponent) * np.hypot(when, wide) - when) / np.sinh(exponent) ** 2
    return np.minimum(EFOLDS / np.abs(slow), RATHER_LONG * span.min(axis=0))


def slow_phase(
    sets: Sets,
    start: tuple[Array, Array, Array],
    span: Array,
    scales: Array,
    aim: float,
) -> Segment:
    """Return the segment of length `span`, (sets,), from `start` = (v, delta_M, delta_V).

    Turns go on until every error is below `aim`.  The error holds how far r at the start is from
    delta_V/delta_M there: how much the fast mode is not gone.
    """
    v, delta_m, delta_v = start
    flow, met = sets.flow.at(v, TAU[:, None] * span)
    rate, slope = sets.flow.rate_and_slope(flow)
    grows = np.exp(INTEGRAL @ (span * slope))
    shrinks = 1 / grows
    eta = np.zeros_like(flow)
    change = next_steps = np.ones((3, v.size))
    slow = last_slow = last_r = r = np.zeros_like(flow)
    pulled = 0.0
    for turn in range(TURNS):
        path = flow + eta
        x = np.tanh(path)
        sine2 = (1 - x) * (1 + x)
        speed = sets.flow.rate(path)
        a = sets.matrix(x)
        half = (a.mm - a.vv) / 2
        root = np.sqrt(half * half + a.mv * a.vm)
        r_0 = a.vm / (half + root)
        by_x = sets.slope.vm + (sets.slope.vv - sets.slope.mm) * r_0 - sets.slope.mv * r_0 * r_0
        inverse = 0.5 / root
        if turn == 0:
            pulled = (sets.pull_m + sets.pull_v * r_0) * delta_m
        moved = by_x * inverse * sine2 * (speed - pulled)  # dr*/dt
        left = -moved * inverse
        left = -(moved + SLOPE @ (left / span) + a.mv * left * left) * inverse
        left = -(moved + SLOPE @ (left / span) + a.mv * left * left) * inverse
        r = r_0 + left
        slow = delta_m * np.exp(INTEGRAL @ (span * (a.mm + a.mv * r)))
        pulled = (sets.pull_m + sets.pull_v * r) * slow
        force = speed - rate - slope * eta - pulled
        new = grows * (INTEGRAL @ (span * force * shrinks))
        sine = np.sqrt(sine2)
        steps = np.stack(
            [
                np.abs((new - eta) * sine).max(axis=0),
                np.abs(slow - last_slow).max(axis=0) / scales[0],
                np.abs(r * slow - last_r * last_slow).max(axis=0) / scales[1],
            ]
        )
        eta, last_slow, last_r = new, slow, r
        next_steps, change = coming(steps, change), steps
        if (next_steps < aim).all():
            break
    follows = r * slow
    errors = np.maximum(
        next_steps,
        [tail(eta) * sine.max(axis=0), tail(slow) / scales[0], tail(follows) / scales[1]],
    )
    left = np.abs(follows[0] - delta_v) / (scales[1] * LEFT)
    error, relative = np.where(met, errors[0], np.inf), np.maximum(errors[1:].max(axis=0), left)
    growth = (grows * sine).max(axis=0) / np.maximum(sine[0], TINY)
    return Segment(span, flow + eta, slow, follows, eta, sets.flow, error, relative, growth)
