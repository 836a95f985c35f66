"""A 2, V C: where each start ends, and when it is there, for families.

Once delta_M and delta_V are gone the magnet moves as (46)-(47) without alpha^2, which (A9) drops:
from one zero of the torque to the next, in a time that is a sum of logarithms (`slow_flow`), or
with an anisotropy or an own damping of the magnet an integral (`bent_flow`).  With a voltage they
are gone only where the magnet rests, and it is followed to its end.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.full_dynamics.family import DEVIATIONS, checked_start, integrate_family
from thermal_stt.full_dynamics.relaxation import is_minimum, relaxation_rates
from thermal_stt.magnet.bent_flow import BentPath
from thermal_stt.magnet.precession import (
    branch_index,
    growth_rate_of_precession,
    stationary_angle,
    stationary_angles,
)
from thermal_stt.magnet.slow_flow import CERTAIN, SlowFlow, height
from thermal_stt.parameters import FINITE, Parameters, checked

Array = NDArray[np.float64]

# How near the end is there, as a difference of cosines
THERE = 0.01
# A cosine so near the precession is on it, but for round-off
ON = 1e-14
# exp(-GONE) of a deviation is none
GONE = 40.0
# With a voltage populations lag behind the angle: so much longer than without a lag, so often
LAG, FOLLOWED = 1.1, 10
# A time of arrival before that is enclosed by so many times at once, so often
TIMES, ROUNDS = 33, 4


class Switching(NamedTuple):
    """The end, the time until cos(theta) is within THERE of it, and `met`; the family's.

    `branch` is the end's index in `precession.BRANCHES`.  What is exactly on a pole stays there,
    from time 0 on.  Where it is not `met`, `time` is NaN and the end is where (46)-(47) go without
    deviations; 1/energy.
    """

    branch: NDArray[np.int8]
    cos_theta_end: Array
    time: Array
    met: NDArray[np.bool_]


def switching(
    parameters: Parameters, d: ArrayLike, start: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> Switching:
    """Return where every member of the family ends from `start` = (theta, delta_M, delta_V).

    d and the start broadcast against the family.  The end is the pole or the precession (51) that
    the dynamics (A15)-(A18) goes to; `time` is the first after which |cos(theta) - cos_theta_end|
    stays below THERE.  It is not `met` where M_0 is not a minimum, next to a precession that repels
    (round-off in the start decides), and where `integrate_family` says so.  Raises ParameterError
    for an angle beyond the poles or a number that is not finite.
    """
    begin = checked_start(start, "three: theta, delta_M, delta_V", *DEVIATIONS)
    d, *begin = parameters.broadcast(checked("d", d, FINITE), *begin)
    shape = d.shape
    family, d = parameters.flattened(shape), d.ravel()
    theta, delta_m, delta_v = (array.ravel() for array in begin)

    def run(sets, times):
        one = theta[sets], 0.0, delta_m[sets], delta_v[sets]
        return integrate_family(family[sets], d[sets], one, times)

    met, later, late = is_minimum(family), theta.copy(), np.zeros(d.shape)
    # a voltage fills the populations, whatever they start with, and again at every angle
    filled = family.voltage != 0
    moved = met & ((delta_m != 0) | (delta_v != 0) | filled)
    if moved.any():
        few = family[moved]
        slowest = np.minimum(*(np.abs(relaxation_rates(few, pole)[0]) for pole in (1.0, -1.0)))
        late[moved] = GONE / slowest
    followed = moved
    for _ in range(FOLLOWED):
        if followed.any():
            found = run(followed, late[followed, None])
            later[followed], met[followed] = found.theta[:, 0], found.met
        branch, end, time, certain = _from_rest(family, d, later)
        if (bent := family.bent).any():
            branch[bent], end[bent], time[bent], certain[bent] = _from_rest_by_quadrature(
                family[bent], d[bent], later[bent]
            )
        near = np.abs(np.cos(later) - end) <= THERE
        followed = filled & moved & met & certain & ~near
        if not followed.any():
            break
        late[followed] += LAG * time[followed]
    met &= certain & ~followed
    time = np.where(near, late, late + time)
    early = moved & near & met
    if early.any():
        time[early] = _enclosed(partial(run, early), late[early], end[early])
    time = np.where(met, time, np.nan)
    return Switching(
        branch.reshape(shape), end.reshape(shape), time.reshape(shape), met.reshape(shape)
    )


def _from_rest(family, d, theta):
    # without deviations: the end, the time until it is THERE, whether round-off leaves it so
    flow = SlowFlow.of(family, d, damped=False)
    v, x = height(theta), np.cos(theta)
    inside = np.isfinite(v)
    rate = np.where(inside, flow.rate(np.where(inside, v, 0.0)), 0.0)
    angle = stationary_angle(family, d)
    root = np.where(angle.exists & (np.abs(angle.cos_theta0) < 1), angle.cos_theta0, 2.0)
    # on which side of the precession a start on it is, nobody knows
    on = np.abs(root - x) <= ON
    attracts = growth_rate_of_precession(family, d, angle.cos_theta0) < 0
    rate = np.where(on, 0.0, rate)
    north = np.where((root > x) & (root < 1), root, 1.0)
    south = np.where((root < x) & (root > -1), root, -1.0)
    end = np.where(rate > 0, north, np.where(rate < 0, south, np.where(on, root, x)))
    there = end - np.sign(rate) * THERE
    apart = (there - x) * np.sign(rate) > 0
    path = flow.path(np.where(apart, v, 0.0))
    time = path.since(np.arctanh(np.where(apart, there, 0.0)))
    certain = np.where(end == root, attracts, ~on & ~(apart & (path.doubt > CERTAIN)))
    branch = branch_index(end == root, end)
    return branch, end, np.where(apart, time, 0.0), certain


def _from_rest_by_quadrature(family, d, theta):
    # as `_from_rest`
    path = BentPath(family, d, theta, damped=False)
    angles = stationary_angles(family, d)
    at = angles.exists & (np.abs(angles.cos_theta0 - path.end) <= ON) & (np.abs(path.end) < 1)
    there = path.end - path.way * THERE
    apart = (there - np.cos(theta)) * path.way > 0
    middle = (path.low + path.high) / 2
    time = np.where(apart, path.time_to(np.where(apart, there, middle)), 0.0)
    turning = at.any(axis=0)
    attracts = growth_rate_of_precession(family, d, path.end) < 0
    certain = np.where(turning, attracts, True) & (path.met | ~apart)
    return branch_index(turning, path.end, at.argmax(axis=0)), path.end, time, certain


def _enclosed(run, late, end):
    # between the last time outside and the next, again and again; then a straight line
    low, high, rows = np.zeros(late.shape), late, np.arange(late.size)
    for _ in range(ROUNDS):
        times = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, TIMES)
        excess = np.abs(np.cos(run(times).theta) - end[:, None]) - THERE
        outside = excess > 0
        last = np.where(outside.any(axis=1), TIMES - 1 - outside[:, ::-1].argmax(axis=1), 0)
        last = np.minimum(last, TIMES - 2)
        low, high = times[rows, last], times[rows, last + 1]
    before, after = excess[rows, last], excess[rows, last + 1]
    share = np.divide(before, before - after, out=np.zeros_like(low), where=before > 0)
    return low + (high - low) * share
