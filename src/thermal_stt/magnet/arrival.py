"""V C: whether a trajectory of the slow dynamics goes where its fixed points bring it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet import spin_torque
from thermal_stt.parameters import Parameters, for_one_set

# What of the torques' scale is no motion but rounding
REST = 1e-12
# How near to a fixed point a trajectory counts as arrived, and as started on it, in cos(theta)
ARRIVED, THERE = 1e-3, 1e-9
# How far it may be from its place, in shares of the time that it was followed
LAG = 0.1
# The grid between two fixed points, in log((c - low)/(high - c)); it reaches nearer than THERE
LOGITS = np.linspace(-22.0, 22.0, 2001)


@for_one_set
def goes_as_classified(
    parameters: Parameters,
    d: float,
    t: NDArray[np.float64],
    cos_theta: NDArray[np.float64],
    points: NDArray[np.float64],
    stable: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> bool:
    """Return whether a trajectory goes where the fixed points say, in the time that it should take.

    `points` are cos(theta) of the fixed points at `d`, `stable` those where it stays, `ends` those
    where it may end.  cos(theta) moves from c to c' in the time int dc/(dc/dt), (46)-(47), so that
    it rests only where the equations let it.  For one parameter set.
    """
    if not np.isfinite(cos_theta).all():
        return False
    start, moved = cos_theta[0], np.abs(cos_theta - cos_theta[0])
    rests = _speed(parameters, cos_theta, d) <= REST * torque_scale(parameters, cos_theta, d)
    if (rests & (moved <= ARRIVED)).all():
        return True
    if _distance(start, points) <= THERE:
        if _distance(start, stable) <= THERE or (moved <= THERE).all():
            return bool((moved <= ARRIVED).all())
        # from an unstable one rounding alone takes it away, sooner or later
        later = slice(int(np.argmax(moved > THERE)), None)
        run = t[later], cos_theta[later]
        return goes_as_classified(parameters, d, *run, points, stable, ends)
    low, high = points[points < start].max(initial=-1.0), points[points > start].min(initial=1.0)
    north = spin_torque.polar_rate(parameters, start, d) < 0
    end, edge = (high, high - ARRIVED) if north else (low, low + ARRIVED)
    if _distance(end, ends) > THERE:
        return False
    arrived = np.abs(cos_theta - end) <= ARRIVED
    place = np.where(arrived, edge, cos_theta)
    late = t - t[0] - _time_between(parameters, d, low, high, start, place)
    # a table does not show what moves less than THERE
    with np.errstate(divide="ignore"):
        unseen = THERE / _speed(parameters, place, d)
    allowed = np.maximum(LAG * (t[-1] - t[0]), unseen)
    forward = (cos_theta - start) * (1 if north else -1) >= -THERE
    on_the_way = forward & (low < cos_theta) & (cos_theta < high) & (late <= allowed)
    return bool(((late >= -allowed) & (arrived | on_the_way)).all())


def _distance(cos_theta, points):
    return np.abs(points - cos_theta).min(initial=np.inf)


def _time_between(parameters, d, low, high, start, place):
    """Return the time from `start` to each `place` between the fixed points `low` and `high`."""
    share = 1 / (1 + np.exp(-LOGITS))
    c = low + (high - low) * share
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = (high - low) * share * (1 - share) / (1 - c**2)
        pace = pace / -spin_torque.polar_rate(parameters, c, d)
        since = np.cumsum(pace) - pace / 2
    shares = np.clip((np.array([start, *place]) - low) / (high - low), share[0], share[-1])
    times = np.interp(np.log(shares / (1 - shares)), LOGITS, since * (LOGITS[1] - LOGITS[0]))
    return times[1:] - times[0]


def _speed(parameters, cos_theta, d):
    return np.abs((1 - cos_theta**2) * spin_torque.polar_rate(parameters, cos_theta, d))


def torque_scale(parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike) -> NDArray[np.float64]:
    """Return the sum of the sizes of damping and thermal torque, the terms of (46)-(47); energy.

    With the electrical torque and the magnet's own damping, where they are.
    """
    cos_theta, d = parameters.broadcast(cos_theta, d)
    damping = spin_torque.gilbert_damping(parameters, cos_theta) + parameters.own_damping
    drive = np.abs(spin_torque.spin_torque_thermal(parameters, 1.0, d))
    drive = drive + np.abs(spin_torque.spin_torque_electrical(parameters, 1.0))
    field = np.abs(parameters.field) + np.abs(parameters.anisotropy)
    return damping * field + drive / parameters.spin
