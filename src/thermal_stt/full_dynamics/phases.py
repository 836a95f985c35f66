"""A 2: many sets through the fast phase, the slow phase and the closed form that is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import EFOLDS, between
from thermal_stt.full_dynamics.fast_phase import Kick, Segment, Start, fast_phase
from thermal_stt.full_dynamics.rest import Rest
from thermal_stt.full_dynamics.slow_grid import Grid
from thermal_stt.full_dynamics.slow_phase import LEFT, slow_phase
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet.slow_flow import FAR, height, polar_angle

Array = NDArray[np.float64]

# Each error that is known is kept below this share of the tolerance
SHARE = 0.05
# As many sets at once as stay in a processor's cache
BLOCK = 1024
# A slow segment is halved this often, then the set is given up
HALVINGS = 8
ROUND_OFF = 1e-15
# After so many e-folds of the slow mode what is left seldom counts
GONE = 18.0
# of a share of the deviations, where it changes by it
CHANGED = 2
# A second attempt may miss by this much more,
NEARLY = 5
# or aims this much lower, but not lower than round-off lets it hit
AGAIN, LOWEST = 2e-3, 5e-13


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # such a segment is halved
def run_phases(
    sets: Sets, start: Sequence[Array], times: Array, tolerance: float
) -> tuple[Array, NDArray[np.bool_]]:
    """Return theta, delta_M, delta_V, (3, times, sets), and the sets that are within `tolerance`.

    `start` = (theta, delta_M, delta_V), (sets,) each; `times`, (times, sets).
    """
    theta, delta_m, delta_v = start
    v = height(theta)
    pole = np.isinf(v)
    if pole.any():
        sets, v = sets.held(pole), np.clip(v, -FAR / 2, FAR / 2)
    state, aim = np.stack([v, delta_m, delta_v]), SHARE * tolerance
    phases = 1 if np.exp(-EFOLDS) < LEFT * aim / 2 else 2
    run = _Run(sets, state, times, (aim, aim), fast_phases=phases)
    columns, error = run.columns, run.error
    # those that pass a precession that repels, which makes an error grow, and those that just fail
    grown, failed = np.isfinite(error) & (error > tolerance / 2), ~np.isfinite(error)
    for again, aims in (
        (grown, (max(AGAIN * aim, LOWEST), aim)),
        (failed, (NEARLY * aim, NEARLY * aim)),
    ):
        if (which := np.flatnonzero(again)).size:
            run = _Run(
                sets.take(which),
                _of(which, state),
                _of(which, times),
                aims,
                fast_phases=2,
                small=aim,
            )
            columns[:, :, which], error[which] = run.columns, run.error
    met = error <= tolerance / 2
    columns[0] = polar_angle(columns[0])
    columns[0, :, pole] = theta[pole, None]
    return columns, met & np.isfinite(columns).all(axis=(0, 1))


class _Run:
    """Where each set is: `now`, its `state` (v, delta_M, delta_V), its `error` of theta so far."""

    def __init__(self, sets, start, times, aims, *, fast_phases, small=None):
        self.sets, self.times = sets, times
        self.aim, self.relative_aim = aims
        self.small = self.relative_aim if small is None else small  # a share of delta_M
        self.limit = self.small / SHARE / 2  # of an error that is met
        self.columns = np.full((3, *times.shape), np.nan)
        self.end = times.max(axis=0, initial=0.0)
        self.now, self.state = np.zeros(self.end.size), start.copy()
        self.error = np.full(self.end.size, ROUND_OFF)
        self.halvings = np.zeros(self.end.size, int)
        self.first = np.where(times > 0, times, np.inf).min(axis=0, initial=np.inf)
        begin = Start.of(sets, *start, self.first)
        kick, self.scales = Kick.of(sets, begin), begin.scales
        # of theta, by as much of delta_M as its scale
        self.reach = np.abs(begin.k_slow / begin.modes.slow) * self.scales[0] / np.cosh(start[0])
        worst = kick.error + kick.relative_error * self.reach
        fast_span = EFOLDS / np.abs(begin.modes.fast)
        kicked = (np.maximum(worst, kick.shown(self.first)) <= self.aim) & (
            kick.relative_error <= self.relative_aim
        )
        kicked &= self.end > fast_span
        for _ in range(fast_phases):
            for block in _blocks(np.flatnonzero(np.isfinite(self.error) & ~kicked)):
                self._fast(block)
        if kicked.any():
            self.state += np.where(kicked, kick.moved(), 0.0)
            self.error += np.where(kicked, worst, 0.0)
        while (left := self._left()).size:
            for block in _blocks(left):
                self._slow(block)
        for block in _blocks(np.flatnonzero(np.isfinite(self.error) & (self.now < self.end))):
            self._close(block)
        soon = kicked & (times < fast_span)
        if (rows := np.flatnonzero(soon.any(axis=1))).size:
            self.columns[:, rows] += np.where(soon[rows], kick.fast_part(times[rows]), 0.0)

    def _fast(self, sets):
        v, *deviations = _of(sets, self.state)
        start = Start.of(self._take(sets), v, *deviations)
        part, later, rows = self._part(sets, EFOLDS / np.abs(start.modes.fast))
        segment = fast_phase(part, v, start, later, self.aim)
        good = self._accept(segment, rows, sets)
        self.error[sets[~good]] = np.inf

    def _left(self):
        """Return the sets whose delta_M or delta_V still counts."""
        self.rest = Rest.of(self.sets, self.state, self.scales)
        self.reach = self.rest.reach
        counts = self.rest.counts(self.aim, CHANGED * self.small * self.scales)
        return np.flatnonzero(counts & np.isfinite(self.error) & (self.now < self.end))

    def _slow(self, sets):
        scales, (v, delta_m, delta_v) = _of(sets, self.scales), _of(sets, self.state)
        size = np.minimum(self.small * scales[0] / np.abs(delta_m), 1.0)
        slow, shift, now = self.rest.slow[sets], self.rest.steady[sets], self.now[sets]
        span = np.minimum(GONE / np.abs(slow), self.end[sets] - now)
        part, later, rows = self._part(sets, span)
        path = part.flow.path(v + shift)
        segment = slow_phase(
            part,
            path,
            np.array([-shift, delta_m, delta_v]),
            Grid.of(path, slow, size),
            span,
            0.5 ** self.halvings[sets],
            later,
            np.where(now > 0, LEFT, np.inf),  # of a kick all is known
            scales,
            self.aim,
        )
        self._accept(segment, rows, sets)

    def _part(self, sets, span):
        # those sets; the rows of times of which some may be within `span`, and how much later
        later = _of(sets, self.times) - self.now[sets]
        rows = np.flatnonzero(((later >= 0) & (later <= 1.01 * span)).any(axis=1))
        return self._take(sets), later[rows], rows

    def _take(self, sets):
        return self.sets if sets.size == self.end.size else self.sets.take(sets)

    def _accept(self, segment: Segment, rows, sets):
        # an error in delta_M is one of what it will turn the magnet by
        worst = segment.error + segment.relative_error * self.reach[sets]
        good = (worst <= self.aim) & (segment.relative_error <= self.relative_aim)
        bad = sets[~good]
        self.halvings[sets] = np.maximum(self.halvings[sets] + np.where(good, -1, 1), 0)
        self.error[bad[self.halvings[bad] > HALVINGS]] = np.inf
        times, begin = _of(sets, self.times[rows]), self.now[sets]
        # each time is in one segment, whatever its rounding
        end, last = begin + segment.span, self.end[sets]
        end = np.where(np.abs(end - last) <= ROUND_OFF * 100 * last, last, end)
        which, places = np.nonzero(((times > begin) | (begin == 0)) & (times <= end) & good)
        if which.size:
            tau = np.minimum(segment.tau[which, places], 1.0)
            columns = segment.eta, segment.delta_m, segment.delta_v
            values = between(columns, places, tau)
            values[0] += segment.flow[which, places]
            self.columns[:, rows[which], sets[places]] = values
        members, sets = np.flatnonzero(good), sets[good]
        self.state[:, sets] = [
            values[-1, members] for values in (segment.v, segment.delta_m, segment.delta_v)
        ]
        self.now[sets] = end[members]
        growth = np.maximum(segment.growth[members], 1.0)
        self.error[sets] = self.error[sets] * growth + worst[members]
        return good

    def _close(self, sets):
        """Take the slow flow for the rest.  An error grows as neighbours part: as dtheta/dt."""
        part, (v, delta_m, delta_v) = self._take(sets), _of(sets, self.state)
        times = _of(sets, self.times) - self.now[sets]
        late = (times > 0) | (self.now[sets] == 0)
        times = np.where(late, times, 0.0)
        decay, shift = np.exp(self.rest.slow[sets] * times), self.rest.shift[sets]
        path, found = part.flow.path(v + shift).at(times)
        path -= shift * decay
        for column, values in zip(
            self.columns, (path, delta_m * decay, delta_v * decay), strict=True
        ):
            column[:, sets] = np.where(late, values, _of(sets, column))
        error = self.error[sets] + self.rest.doubt[sets]
        # q is 1 or greater, so that nothing is faster than this
        rate, slope = part.flow.rate_and_slope(v)
        fastest = np.maximum(np.abs(part.flow.n_north), np.abs(part.flow.n_south))
        growth = np.maximum(fastest * np.cosh(v) / np.abs(rate), 1.0)
        if not (error * growth <= self.limit).all():
            growth = _parted(part.flow, v, rate, slope, path, times)
        self.error[sets] = np.where(found, error * growth, np.inf)


def _parted(flow, v, rate, slope, path, times):
    # how much farther than at v neighbours are on the path, at most
    first = np.abs(rate) / np.cosh(v)
    apart = np.abs(flow.rate(path)) / np.cosh(path)
    growth = np.divide(apart, first, out=np.ones_like(apart), where=first > 0)
    growth = np.where(rate == 0, np.exp(np.minimum(slope * times, FAR)), growth)
    return np.maximum(growth.max(axis=0, initial=1.0), 1.0)


def _of(sets, columns):
    # as columns[:, sets], but with sets side by side in the memory
    return columns.take(sets, axis=1)


def _blocks(sets):
    return (sets[first : first + BLOCK] for first in range(0, sets.size, BLOCK))
