"""V B: the slow dynamics (46)-(47) of families, in closed form."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.slow_flow import SlowFlow, height, polar_angle, poles
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import FINITE, NOT_NEGATIVE, ParameterError, Parameters, checked

# As many sets at once as stay in a processor's cache
CHUNK = 2048


class SlowRun(NamedTuple):
    """theta and phi, family + (times,), radian; `met`, family: where they are found."""

    theta: NDArray[np.float64]
    phi: NDArray[np.float64]
    met: NDArray[np.bool_]


def slow_dynamics(
    parameters: Parameters, d: ArrayLike, theta: ArrayLike, times: ArrayLike, phi: ArrayLike = 0.0
) -> SlowRun:
    """Return (46)-(47) from `theta`, `phi` at t = 0 to `times`, for each member of the family.

    d, theta and phi broadcast against the family, and so do the axes of `times` before its last.
    theta is between 0 and pi; the double pi is the pole.  Exact to round-off, for every density of
    states and drive; phi = phi_0 - B t + int alpha dv, and alpha is linear in cos(theta).

    A set is not `met` where round-off in its start grows beyond 1e-9: next to a precession that
    repels.  Raises ParameterError for a time before 0, an angle beyond the poles, or a value that
    is not finite.
    """
    theta, times = checked_angles(theta), checked_times(times)
    d, theta, phi, _ = parameters.broadcast(
        checked("d", d, FINITE), theta, checked("phi", phi, FINITE), np.zeros(times.shape[:-1])
    )
    shape = (*d.shape, times.shape[-1])
    times = np.broadcast_to(times, shape).reshape(d.size, shape[-1]).T
    flow, theta = SlowFlow.of(parameters, d, damped=True), theta.ravel()
    north, south, field = (
        np.broadcast_to(numbers, d.shape).ravel()
        for numbers in (*gilbert_damping(parameters, poles(d.ndim)), parameters.field)
    )
    moved, gained, met = np.empty(times.shape), np.empty(times.shape), np.empty(d.size, bool)
    for first in range(0, d.size, CHUNK):
        part = slice(first, first + CHUNK)
        moved[:, part], gained[:, part], met[part] = _moved_and_gained(
            flow.take(part), theta[part], times[:, part], north[part], south[part]
        )
    turned = phi.ravel() - field * times + gained
    return SlowRun(moved.T.reshape(shape), turned.T.reshape(shape), met.reshape(d.shape))


def checked_angles(theta: ArrayLike) -> NDArray[np.float64]:
    """Return `theta` as an array, or raise ParameterError for what no run can start at."""
    return _up_to(np.pi, "theta", theta, "between 0 and pi")


def checked_times(times: ArrayLike) -> NDArray[np.float64]:
    """Return `times` as an array, or raise ParameterError for what no run can go to."""
    moments = _up_to(np.finfo(float).max, "times", times, NOT_NEGATIVE)
    if moments.ndim == 0:
        raise ParameterError("times", float(moments), "an array, time on its last axis")
    return moments


def _up_to(most, name, value, allowed):
    # an angle may be less than the smallest number of the model
    array = np.asarray(value, dtype=float)
    if not (good := (array >= 0) & (array <= most)).all():
        raise ParameterError(name, float(array[~good].flat[0]), allowed)
    return array


def _moved_and_gained(flow, theta, times, north, south):
    # theta and int alpha dv, (times, sets), and where they are found
    start = height(theta)
    v, met = flow.path(start).at(times)
    moved, pole = polar_angle(v), np.isinf(start)
    with np.errstate(invalid="ignore"):  # inf - inf at the poles, which have their own
        gained = _winding(v, north, south) - _winding(start, north, south)
    if pole.any():
        moved[:, pole] = theta[pole]
        small_circle = np.where(start > 0, north, south) * flow.rate(start)
        gained[:, pole] = small_circle[pole] * times[:, pole]
    return moved, gained, met


def _winding(v, north, south):
    # the integral of alpha dv: alpha(+-1) times ln(1 + exp(+-2 v))/2
    common = np.log1p(np.exp(-2 * np.abs(v))) / 2
    return north * (np.maximum(v, 0) + common) - south * (np.maximum(-v, 0) + common)
