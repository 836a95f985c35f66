"""A 2, V C: where each start ends, and when it is there, for families.

Once delta_M and delta_V are gone the magnet moves as (46)-(47) without alpha^2, which (A9) drops:
from one zero of the torque to the next, in a time that is a sum of logarithms (`slow_flow`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.full_dynamics.relaxation import relaxation_rates
from thermal_stt.magnet.precession import stationary_angle
from thermal_stt.magnet.slow_flow import SlowFlow, height
from thermal_stt.parameters import ALLOWED, FINITE, Parameters, checked

Array = NDArray[np.float64]

# How near the end is there, as a difference of cosines
THERE = 0.01
# exp(-GONE) of a deviation is none
GONE = 40.0
# A time of arrival before that is enclosed by so many times at once, so often
TIMES, ROUNDS = 33, 4


class Switching(NamedTuple):
    """cos(theta) of the end, the time until it is within THERE of it, and `met`; the family's.

    `time` is infinite where a start stays on a fixed point only because it is on it exactly, and
    NaN where it is not `met`; 1/energy.
    """

    cos_theta_end: Array
    time: Array
    met: NDArray[np.bool_]


def switching(
    parameters: Parameters, d: ArrayLike, start: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> Switching:
    """Return where every member of the family ends from `start` = (theta, delta_M, delta_V).

    d and the start broadcast against the family.  The end is the pole or the precession (51) that
    the dynamics (A15)-(A18) goes to; `time` is the first after which |cos(theta) - cos_theta_end|
    stays below THERE.  `met` as in `integrate_family`.  Raises ParameterError as that does.
    """
    theta, *deviations = (checked("start", value, FINITE) for value in start)
    d, theta, delta_m, delta_v = parameters.broadcast(checked("d", d, FINITE), theta, *deviations)
    shape = d.shape
    family = Parameters(
        **{name: np.broadcast_to(getattr(parameters, name), shape).ravel() for name in ALLOWED}
    )
    d, theta, delta_m, delta_v = (array.ravel() for array in (d, theta, delta_m, delta_v))
    slowest = np.minimum(*(np.abs(relaxation_rates(family, pole)[0]) for pole in (1.0, -1.0)))
    moved = (delta_m != 0) | (delta_v != 0)
    late = np.where(moved, GONE / slowest, 0.0)
    met, later = np.ones(d.shape, bool), theta.copy()
    if moved.any():
        run = _run(family, d, (theta, delta_m, delta_v), late[:, None], moved)
        later[moved], met[moved] = run.theta[:, 0], run.met
    end, time = _from_rest(family, d, later)
    near = np.abs(np.cos(later) - end) <= THERE
    time = np.where(near, late, late + time)
    early = moved & near & met
    if early.any():
        time[early] = _enclosed(family, d, (theta, delta_m, delta_v), late, end, early)
    time = np.where(met, time, np.nan)
    return Switching(end.reshape(shape), time.reshape(shape), met.reshape(shape))


def _run(family, d, start, times, sets):
    theta, delta_m, delta_v = (array[sets] for array in start)
    return integrate_family(family[sets], d[sets], (theta, 0.0, delta_m, delta_v), times[sets])


def _from_rest(family, d, theta):
    # without deviations: the end, and the time until it is THERE
    flow = SlowFlow.of(family, d, damped=False)
    v, x = height(theta), np.cos(theta)
    with np.errstate(invalid="ignore"):  # at a pole, which stays
        rate = np.where(np.isinf(v), 0.0, flow.rate(np.where(np.isinf(v), 0.0, v)))
    angle = stationary_angle(family, d)
    root = np.where(angle.exists, angle.cos_theta0, 2.0)
    north = np.where((root > x) & (root < 1), root, 1.0)
    south = np.where((root < x) & (root > -1), root, -1.0)
    end = np.where(rate > 0, north, np.where(rate < 0, south, x))
    there = end - np.sign(rate) * THERE
    apart = (there - x) * np.sign(rate) > 0
    edge = np.where(apart, there, 0.0)
    time = flow.path(np.where(apart, v, 0.0)).since(np.arctanh(edge))
    return end, np.where(apart, time, 0.0)


def _enclosed(family, d, start, late, end, sets):
    # between the last time outside and the next, again and again; then a straight line
    low, high = np.zeros(sets.sum()), late[sets]
    for _ in range(ROUNDS):
        grid = low + (high - low) * np.linspace(0.0, 1.0, TIMES)[:, None]
        times = np.empty((sets.size, TIMES))
        times[sets] = grid.T
        run = _run(family, d, start, times, sets)
        excess = np.abs(np.cos(run.theta) - end[sets, None]) - THERE
        outside = excess > 0
        last = np.where(outside.any(axis=1), TIMES - 1 - outside[:, ::-1].argmax(axis=1), 0)
        last = np.minimum(last, TIMES - 2)
        rows = np.arange(last.size)
        low, high = grid.T[rows, last], grid.T[rows, last + 1]
    before, after = excess[rows, last], excess[rows, last + 1]
    share = np.divide(before, before - after, out=np.zeros_like(low), where=before > 0)
    return low + (high - low) * share
