"""A 2: many sets through the fast phase, the slow phase and the closed form that is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import between
from thermal_stt.full_dynamics.fast_phase import Segment, fast_phase
from thermal_stt.full_dynamics.slow_phase import slow_phase, smooth_span
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet.slow_flow import FAR, height, polar_angle

Array = NDArray[np.float64]

# Each error that is known is kept below this share of the tolerance
SHARE = 0.02
# A slow segment is halved this often, then the set is given up
HALVINGS = 8
ROUND_OFF = 1e-15


def run_phases(
    sets: Sets, start: tuple[Array, Array, Array], times: Array, tolerance: float
) -> tuple[Array, NDArray[np.bool_]]:
    """Return theta, delta_M, delta_V, (3, times, sets), and the sets that are within `tolerance`.

    `start` = (theta, delta_M, delta_V), (sets,) each; `times`, (times, sets).
    """
    theta, delta_m, delta_v = start
    v = height(theta)
    pole = np.isinf(v)
    if pole.any():
        sets, v = _held(sets, pole), np.clip(v, -FAR / 2, FAR / 2)
    run = _Run(sets, times, SHARE * tolerance)
    run.fast(v, delta_m, delta_v)
    while (open_ := run.open()).size:
        run.slow(open_)
    run.close()
    columns = np.stack([polar_angle(run.columns[0]), run.columns[1], run.columns[2]])
    columns[0, :, pole] = theta[pole, None]
    return columns, run.error <= tolerance / 2


class _Run:
    def __init__(self, sets, times, aim):
        self.sets, self.times, self.aim = sets, times, aim
        self.end = times.max(axis=0, initial=0.0)
        self.columns = np.empty((3, *times.shape))

    def fast(self, v, delta_m, delta_v):
        segment, self.scales = fast_phase(self.sets, v, delta_m, delta_v, self.aim)
        self.now, self.state = np.zeros_like(v), np.stack([v, delta_m, delta_v])
        self.error, self.halvings = np.full(v.shape, ROUND_OFF), np.zeros(v.shape, int)
        good = np.flatnonzero(segment.error <= self.aim)
        self.gone = segment.error > self.aim
        self._accept(segment, good, good)
        self.error[self.gone] = np.inf

    def open(self):
        """The sets whose delta_M still counts."""
        v, delta_m, _ = self.state
        modes = self.sets.modes(np.tanh(v))
        self.slow_rate = modes.slow
        pull = self.sets.pull_m + self.sets.pull_v * modes.r
        shift = np.abs(pull * delta_m / modes.slow) / np.cosh(v)
        counts = (shift > self.aim) | (np.abs(delta_m) > 10 * self.aim * self.scales[0])
        return np.flatnonzero(counts & ~self.gone & (self.now < self.end))

    def slow(self, sets):
        scales = tuple(scale[sets] for scale in self.scales)
        part = self.sets.take(sets)
        left = np.maximum(np.abs(self.state[1, sets]) / scales[0], self.aim)
        span = smooth_span(part, self.slow_rate[sets], self.aim / left)
        span = np.minimum(span * 0.5 ** self.halvings[sets], (self.end - self.now)[sets])
        segment = slow_phase(part, tuple(self.state[:, sets]), span, scales, self.aim)
        good = segment.error <= self.aim
        self._accept(segment, np.flatnonzero(good), sets[good])
        self.halvings[sets[~good]] += 1
        self.halvings[sets[good]] = np.maximum(self.halvings[sets[good]] - 1, 0)
        self.gone[sets] = self.halvings[sets] > HALVINGS
        self.error[self.gone] = np.inf

    def _accept(self, segment: Segment, members, sets):
        # `members` of the segment are `sets` of the run
        begin, span = self.now[sets], segment.span[members]
        times = self.times[:, sets] - begin
        rows, places = np.nonzero((times >= 0) & (times <= span))
        tau = times[rows, places] / span[places]
        for column, values in zip(
            self.columns, (segment.v, segment.delta_m, segment.delta_v), strict=True
        ):
            column[rows, sets[places]] = between(values, members[places], tau)
        self.state[:, sets] = [
            values[-1, members] for values in (segment.v, segment.delta_m, segment.delta_v)
        ]
        self.now[sets] = begin + span
        growth = np.maximum(segment.growth[members], 1.0)
        self.error[sets] = self.error[sets] * growth + segment.error[members]

    def close(self):
        """The rest by the slow flow; an error grows as neighbours part: as sin(theta) dv/dt."""
        sets = np.flatnonzero(~self.gone & (self.now < self.end))
        part, (v, delta_m, delta_v) = self.sets.take(sets), self.state[:, sets]
        times = self.times[:, sets] - self.now[sets]
        late = times > 0
        times = np.where(late, times, 0.0)
        path, found = part.flow.at(v, times)
        decay = np.exp(self.slow_rate[sets] * times)
        for column, values in zip(
            self.columns, (path, delta_m * decay, delta_v * decay), strict=True
        ):
            column[:, sets] = np.where(late, values, column[:, sets])
        rate, slope = part.flow.rate_and_slope(v)
        still = rate == 0
        first = np.abs(rate) / np.cosh(v)
        apart = np.abs(part.flow.rate(path)) / np.cosh(path)
        growth = np.divide(apart, first, out=np.ones_like(apart), where=first > 0)
        growth = np.where(still, np.exp(np.minimum(slope * times, FAR)), growth)
        growth = np.maximum(growth.max(axis=0, initial=1.0), 1.0)
        self.error[sets] = np.where(found, self.error[sets] * growth, np.inf)


def _held(sets, pole):
    # at a pole nothing turns the magnet
    flow = sets.flow._replace(
        n_north=np.where(pole, 0.0, sets.flow.n_north),
        n_south=np.where(pole, 0.0, sets.flow.n_south),
    )
    pulls = (np.where(pole, 0.0, pull) for pull in (sets.pull_m, sets.pull_v))
    return Sets(flow, sets.mean, sets.slope, *pulls)
