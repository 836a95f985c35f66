"""A 2: the slow mode, and what it does to the magnet, after the fast one is gone.

y = slow (1, r), and r follows the magnet: with F(r) = A_21 + (A_22 - A_11) r - A_12 r^2,

    dr/dt = F(r),   dF/dr = -gap,   gap = A_11 - A_22 + 2 A_12 r,

and from one turn to the next r + [F(r) - dr/dt]/gap: Newton for the eigenvector, and one more power
of the rate of the magnet over the gap.  dr/dt is that of the polynomial in time.  Then

    slow = slow(0) exp(int (A_11 + A_12 r) dt),   v = V(t) + eta,
    deta/dt = f(V + eta) - f(V) - k slow,   k = pull (1, r),

with the slow flow V in closed form.  eta is small and smooth: Newton, whose linear equation
deta/dt = f'(V) eta + g is solved by its integrating factor.  A segment is a polynomial not in time
but in u of `slow_grid`, in which V and t are explicit and dt/du is smooth.

V starts where the slow mode will have taken the magnet, to first order, so that eta goes away.
Where the magnet is at an end that attracts before the slow mode is gone, eta = lag slow + rest: it
follows, lag = k/(f' - mu) at the end of the segment, and

    drest/dt = f'(V) rest + [f(V + eta) - f(V) - f'(V) eta] - [k + lag (mu - f'(V))] slow,

of which the last term goes as the magnet comes to that end, before the integrating factor grows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import INTEGRAL, SLOPE, TAU, TINY, tail
from thermal_stt.full_dynamics.fast_phase import Segment, coming
from thermal_stt.full_dynamics.slow_grid import Grid
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet.slow_clock import bounded
from thermal_stt.magnet.slow_flow import FAR, Path

Array = NDArray[np.float64]

TURNS = 10
# exp(-EFOLDS) of the fast mode is left, and goes on to decay: it may be this many times the aim
LEFT = 5.0
# A turn that gains less than this is not worth another: the segment is too long
SLOWEST = 0.2
# Where so many of the sets are done, turns for the others cost more than to halve their segments
MOST = 0.98
# To pick those that are not costs less than a turn of all where so many are done
FEW_LEFT = 0.6
# r may vary so much faster than the points of a segment say where they are closest
UNEVEN = 10.0
# Over so little of z a step of fourth order is exact
SHORT = 1e-3
# The magnet follows a slow mode that is so much slower
SLOWER = 0.8


def slow_phase(
    sets: Sets,
    path: Path,
    start: Array,
    grid: Grid,
    span: Array,
    share: Array,
    later: Array,
    left: Array,
    scales: Array,
    aim: float,
) -> Segment:
    """Return a segment on `path` from `start`, with v of the path at `later`.

    `start` = (eta, delta_M, delta_V), (3, sets).  It goes on for the time `span` or as far as
    `grid` goes, whichever is less, of both a `share`; where z hardly moves, or is straight, it is a
    polynomial in time.  Turns go on until every error is below `aim`.  The error holds how far r at
    the start is from delta_V/delta_M there, over `left`: how much the fast mode is not gone.
    """
    eta, delta_m, delta_v = start
    # z where the slow flow alone is: what is a polynomial in u needs no clock but at `later`
    within = np.minimum(np.maximum(later, 0.0), span)
    z, at_later, met = path.reach(np.concatenate([within, span[None]]))
    gone = np.minimum(np.abs(z - path.z), grid.most)
    part = (np.abs(z[-1]) == FAR) | (gone[-1] == grid.most) | (share < 1)
    in_time = grid.straight | (gone[-1] < SHORT)
    u = grid.u(gone)
    part |= grid.length < u[-1]
    length = np.where(in_time, 1.0, np.minimum(u[-1], grid.length) * share)
    gone, by_u = grid.z(TAU[:, None] * length)
    z_at = path.z + np.copysign(gone, path.pace)
    stretch = length * by_u / np.abs(path.pace * path.clock.rate(np.exp(z_at)))
    if in_time.any():
        stretch = np.where(in_time, span * share, stretch)
        z_in_time = path.z + path.clock.step(path.z, path.pace * (TAU[:, None] * span * share))
        z_at = np.where(in_time, bounded(z_in_time), z_at)
    flow = path.height(z_at)
    span = np.where(part, INTEGRAL[-1] @ stretch, span)
    at_tau = np.where(in_time, later / span, u[:-1] / length)
    eta, slow, follows, grows, sine2, steps = _solved(
        sets, flow, stretch, eta, delta_m, scales, aim
    )
    theta_error = np.maximum(steps[0], tail(eta) * np.sqrt(sine2.max(axis=0)))
    begin = follows[0]
    relative = np.array(
        [
            *steps[1:],
            tail(slow) / scales[0],
            tail(follows) / scales[1],
            np.abs(begin - delta_v) / (np.maximum(scales[1], np.abs(begin)) * left),
        ]
    ).max(axis=0)
    growth = np.sqrt((grows * grows * sine2).max(axis=0) / np.maximum(sine2[0], TINY))
    error = np.where(met, theta_error, np.inf)
    return Segment(
        span, flow + eta, slow, follows, eta, at_tau, at_later[:-1], error, relative, growth
    )


class _Equations(NamedTuple):
    """Those of the sets that take turns; (nodes, sets), but for the first seven."""

    sets: Sets
    scales: Array
    sine: Array  # the largest
    gain: Array  # what a turn leaves of an error, at least
    delta_m: Array
    lag: Array
    begin: Array  # of eta without its lag
    flow: Array
    stretch: Array  # dt/dtau
    rate: Array
    slope: Array
    grows: Array
    shrinks: Array

    def take(self, which: NDArray[np.intp]) -> _Equations:
        """Return those of `which` of the sets."""
        parts = (np.take(array, which, axis=-1) for array in self[1:])
        return _Equations(self.sets.take(which), *parts)

    def turn(self, r: Array, eta: Array) -> tuple[Array, ...]:
        """Return the next r, eta, slow and r slow."""
        sets, s = self.sets, self.sets.slope
        x = np.tanh(self.flow + eta)
        # `bent` is one after the other A_12 r, F(r), and the step of r; `mv` becomes mu
        mv = sets.mean.mv + s.mv * x
        bent = mv * r
        gap = (sets.mean.mm - sets.mean.vv) + (s.mm - s.vv) * x + 2 * bent
        bent -= gap
        bent *= r
        bent += sets.mean.vm + s.vm * x
        bent -= (SLOPE @ r) / self.stretch
        bent /= gap
        r = r + bent
        mv *= r
        mv += sets.mean.mm + s.mm * x
        pull = sets.pull_m + sets.pull_v * r
        pull += self.lag * (mv - self.slope)
        mv *= self.stretch
        slow = self.delta_m * np.exp(INTEGRAL @ mv)
        force = sets.rate(x)
        force -= self.rate
        force -= self.slope * eta
        pull *= slow
        force -= pull
        force *= self.shrinks
        eta = self.lag * slow + self.grows * (self.begin + INTEGRAL @ force)
        return r, eta, slow, r * slow


def _solved(sets, flow, stretch, eta, delta_m, scales, aim):
    # from eta and delta_M at the start: eta, slow and r slow, what an error grows by,
    # sin(theta)^2, and the sizes of the next step
    x = np.tanh(flow)
    rate, slope = sets.rate_and_slope(x)
    grows = np.exp(INTEGRAL @ (stretch * slope))
    shrinks = stretch / grows
    # to start with, r and mu are lines in x
    ends = sets.modes(x[[0, -1]])
    r, mu = _line(ends.r, x), _line(ends.slow, x)
    # of dr/dt over the gap, whatever a first turn gains on its guess
    gain = UNEVEN / (ends.gap[0] * stretch.min(axis=0))
    slow = delta_m * np.exp(INTEGRAL @ (stretch * mu))
    # where the magnet is the faster one at the end, it follows there
    pull = sets.pull_m + sets.pull_v * r
    faster = slope[-1] < mu[-1] / SLOWER
    lag = np.where(faster, pull[-1] / (slope[-1] - mu[-1]), 0.0)
    begin = eta - lag * delta_m
    pull += lag * (mu - slope)
    eta = lag * slow + grows * (begin - INTEGRAL @ (shrinks * slow * pull))
    sine2 = 1 - x * x
    sine = np.sqrt(sine2.max(axis=0))
    equations = _Equations(
        sets, scales, sine, gain, delta_m, lag, begin, flow, stretch, rate, slope, grows, shrinks
    )
    guess = r, eta, slow, r * slow
    (_, *found), steps = _turns(equations, guess, np.zeros((3, delta_m.size)), aim, TURNS)
    return *found, grows, sine2, steps


def _turns(equations, guess, change, aim, more):
    # the guess after at most so many `more` turns, and the size of the next step
    share = 0.0
    while share < FEW_LEFT and more:
        last, guess = guess[1:], equations.turn(*guess[:2])
        more -= 1
        steps = np.array([np.abs(a - b).max(axis=0) for a, b in zip(guess[1:], last, strict=True)])
        steps[0] *= equations.sine
        steps[1:] /= equations.scales
        next_steps, hopeless = coming(steps, change, equations.gain), ~(steps <= SLOWEST * change)
        change = steps
        done = ((next_steps < aim) | (hopeless & (more < TURNS - 2))).all(axis=0)
        share = np.count_nonzero(done) / done.size
    if share < MOST and more:
        # the next for those alone that need it
        which = np.flatnonzero(~done)
        parts = [array[:, which] for array in guess]
        parts, left = _turns(equations.take(which), parts, steps[:, which], aim, more)
        for whole, part in zip((*guess, next_steps), (*parts, left), strict=True):
            whole[:, which] = part
    return guess, next_steps


def _line(ends, x):
    # through its values at the first and the last x
    way = x[-1] - x[0]
    return ends[0] + (x - x[0]) * ((ends[1] - ends[0]) / np.where(way == 0, 1.0, way))
