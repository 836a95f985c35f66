"""V B: the slow dynamics (46)-(47) of families: in closed form, or by quadrature (`bent_flow`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.bent_flow import BentPath
from thermal_stt.magnet.slow_flow import SlowFlow, height, polar_angle, poles
from thermal_stt.magnet.spin_torque import gilbert_damping, polar_rate
from thermal_stt.parameters import FINITE, NOT_NEGATIVE, ParameterError, Parameters, checked

# As many sets at once as stay in a processor's cache
CHUNK = 2048
# and by quadrature, which has a hundred nodes for each
BLOCK = 128


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
    states, drive and voltage; phi = phi_0 - B t + int alpha dv, and alpha is linear in cos(theta).
    With an anisotropy or an own damping of the magnet there is no closed form, and t(theta) is a
    quadrature to 1e-10.

    A set is not `met` where round-off in its start grows beyond 1e-9: next to a precession that
    repels; or where the quadrature does not resolve two precessions that all but meet.  Raises
    ParameterError for a time before 0, an angle beyond the poles, or a value that is not finite.
    """
    theta, times = checked_angles(theta), checked_times(times)
    d, theta, phi, _ = parameters.broadcast(
        checked("d", d, FINITE), theta, checked("phi", phi, FINITE), np.zeros(times.shape[:-1])
    )
    shape = (*d.shape, times.shape[-1])
    # sets side by side in the memory, too: what is done is done along them
    times = np.ascontiguousarray(np.broadcast_to(times, shape).reshape(d.size, shape[-1]).T)
    flow, theta = SlowFlow.of(parameters, d, damped=True), theta.ravel()
    damping = gilbert_damping(parameters, poles(d.ndim)) + parameters.own_damping
    north, south, field, _ = (
        numbers.ravel() for numbers in parameters.broadcast(*damping, parameters.field, d)
    )
    bent = np.broadcast_to(parameters.bent, d.shape).ravel()
    moved, gained, met = np.empty(times.shape), np.empty(times.shape), np.empty(d.size, bool)
    for first in range(0, d.size, CHUNK):
        part = slice(first, first + CHUNK)
        moved[:, part], gained[:, part], met[part] = _moved_and_gained(
            flow.take(part), theta[part], times[:, part], north[part], south[part]
        )
    family = parameters.flattened(d.shape) if bent.any() else parameters
    for part in _blocks(np.flatnonzero(bent)):
        moved[:, part], gained[:, part], met[part] = _by_quadrature(
            family[part], d.ravel()[part], theta[part], times[:, part]
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


def _by_quadrature(parameters, d, theta, times):
    # as `_moved_and_gained`; the field turns with cos(theta)
    path = BentPath(parameters, d, theta)
    v, x_dt = (array.T for array in path.at(times.T))
    moved = polar_angle(v)
    moved[:, path.rests] = theta[path.rests]
    damping = gilbert_damping(parameters, poles(1)) + parameters.own_damping
    with np.errstate(invalid="ignore"):  # inf - inf at the poles, which have their own
        gained = _winding(v, *damping) - _winding(height(theta), *damping)
    gained -= parameters.anisotropy * x_dt
    at_rest = -parameters.anisotropy * np.cos(theta)
    own = gilbert_damping(parameters, np.cos(theta)) + parameters.own_damping
    at_rest = at_rest - own * polar_rate(parameters, np.cos(theta), d)
    gained[:, path.rests] = (at_rest * times)[:, path.rests]
    return moved, gained, path.met


def _blocks(members):
    return (members[first : first + BLOCK] for first in range(0, members.size, BLOCK))


def _winding(v, north, south):
    # the integral of alpha dv: alpha(+-1) times ln(1 + exp(+-2 v))/2
    common = np.log1p(np.exp(-2 * np.abs(v))) / 2
    return north * (np.maximum(v, 0) + common) - south * (np.maximum(-v, 0) + common)
