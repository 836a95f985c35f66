"""A 2: the full dynamics (A15)-(A18) of a family of parameter sets at once.

Three phases, each in the variables in which it is smooth: `fast_phase`, `slow_phase`, and, once
delta_M and delta_V are below what the tolerance sees, the slow dynamics in closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.full_dynamics import TOLERANCE, IntegrationError
from thermal_stt.full_dynamics.phases import run_phases
from thermal_stt.full_dynamics.relaxation import require_minimum
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet.slow_dynamics import checked_angles, checked_times
from thermal_stt.parameters import (
    FINITE,
    POSITIVE,
    ParameterError,
    Parameters,
    checked,
    one_number,
)

Array = NDArray[np.float64]

DEVIATIONS = ("delta_magnetization", "delta_potential")
FORMULATIONS = ("recast", "populations")
# Memory does not grow with the family; the few that need more segments share their calls
CHUNK = 4096
# Times at which a careful run is looked at besides those that are asked for
ON_THE_WAY = 64


class FamilyRun(NamedTuple):
    """theta, phi, delta_M, delta_V, family + (times,); `met`, family: within the tolerance."""

    theta: Array
    phi: Array
    delta_magnetization: Array
    delta_potential: Array
    met: NDArray[np.bool_]


def integrate_family(
    parameters: Parameters,
    d: ArrayLike,
    start: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    times: ArrayLike,
    *,
    formulation: str = "recast",
    tolerance: float = 1e-8,
) -> FamilyRun:
    """Integrate every member of the family from `start` = (theta, phi, delta_M, delta_V) at t = 0.

    d and the start broadcast against the family, and so do the axes of `times` before its last;
    times are 0 or greater, in any order; theta is between 0 and pi, and the double pi is the pole.
    `formulation` is recast or populations, which are one in these variables.

    Errors are at most `tolerance`, in theta and, relative to their largest values from t = 0 on, in
    delta_M and delta_V.  A set that the phases do not meet goes to `integrate`, and so does one
    with a voltage, an anisotropy or a damping of its own, for which they are not made; `met` is
    false where that does not meet it either, or where round-off in its start grows beyond the
    tolerance, as it does next to a precession that repels.  Raises ParameterError where M_0 is not
    a minimum, and for a start or time that is none.
    """
    if formulation not in FORMULATIONS:
        raise ParameterError("formulation", formulation, f"one of {FORMULATIONS}")
    tolerance = one_number("tolerance", tolerance, POSITIVE)
    require_minimum(parameters)
    begin = checked_start(start, "four: theta, phi, delta_M, delta_V", "phi", *DEVIATIONS)
    times = checked_times(times)
    d, theta, phi, delta_m, delta_v, _ = parameters.broadcast(
        checked("d", d, FINITE), *begin, np.zeros(times.shape[:-1])
    )
    shape = (*d.shape, times.shape[-1])
    times = np.ascontiguousarray(np.broadcast_to(times, shape).reshape(d.size, shape[-1]).T)
    begin = [array.ravel() for array in (theta, delta_m, delta_v)]
    sets = Sets.of(parameters, d)
    columns, met = np.empty((3, *times.shape)), np.empty(d.size, bool)
    beyond = np.broadcast_to(parameters.bent | (parameters.voltage != 0), d.shape).ravel()
    for first in range(0, d.size, CHUNK):
        part = slice(first, first + CHUNK)
        if beyond[part].all():
            met[part] = False
            continue
        columns[:, :, part], met[part] = run_phases(
            sets.take(part), [array[part] for array in begin], times[:, part], tolerance
        )
    field = np.broadcast_to(parameters.field, d.shape).ravel()
    path, phi = phi.ravel() - field * times, phi.ravel()
    alone = np.flatnonzero(~met | beyond)
    members = parameters.flattened(d.shape) if alone.size else parameters
    for index in alone:
        one = tuple(float(array[index]) for array in begin)
        columns[:, :, index], turned, met[index] = _carefully(
            members[index], float(d.ravel()[index]), formulation, one, times[:, index], tolerance
        )
        if beyond[index]:
            path[:, index] = phi[index] + turned
    theta, delta_m, delta_v = (column.T.reshape(shape) for column in columns)
    return FamilyRun(theta, path.T.reshape(shape), delta_m, delta_v, met.reshape(d.shape))


def checked_start(start: Sequence[ArrayLike], allowed: str, *rest: str) -> list[Array]:
    """Return the values of a start, theta and the `rest` by name, or raise ParameterError."""
    if len(start) != 1 + len(rest):
        raise ParameterError("start", len(start), allowed)
    named = zip(rest, start[1:], strict=True)
    return [checked_angles(start[0]), *(checked(name, value, FINITE) for name, value in named)]


def _carefully(parameters, d, formulation, start, times, tolerance):
    # by `integrate`, at two tolerances: what they differ by is the error; phi from 0
    from thermal_stt.full_dynamics.integration import integrate, logarithmic_times  # scipy's

    theta, delta_m, delta_v = start
    if not times.any():
        return np.repeat(np.array([start]).T, times.size, axis=1), np.zeros(times.size), True
    # on the way, too: a deviation may be largest before it is asked for
    way = logarithmic_times(parameters, times.max(), ON_THE_WAY)
    grid, place = np.unique(np.concatenate([way, times]), return_inverse=True)
    runs = []
    for steps in (TOLERANCE, 10 * TOLERANCE):
        try:
            run = integrate(
                parameters, d, formulation, (theta, 0.0, delta_m, delta_v), grid, tolerance=steps
            )
        except IntegrationError:
            return np.full((3, times.size), np.nan), np.full(times.size, np.nan), False
        runs.append(np.stack([run.theta, run.delta_magnetization, run.delta_potential, run.phi]))
    scale = np.abs(runs[0]).max(axis=1, keepdims=True)
    scale[0] = 1.0
    error = np.abs(runs[0] - runs[1]) / np.where(scale > 0, scale, 1.0)
    *found, turned = runs[0][:, place[way.size :]]
    return np.array(found), turned, bool(error.max() <= tolerance)
