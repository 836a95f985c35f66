"""The work that is compared, and who does it: scipy's LSODA in a loop, and this package.

A method takes sets and returns theta, delta_M, delta_V (or theta alone) at their times, shape
(columns, sets, times).  What is not ours takes a tolerance, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, sin
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from thermal_stt.charge_current import stable_states
from thermal_stt.full_dynamics.family import FamilyRun, integrate_family
from thermal_stt.full_dynamics.formulations import Llgs, Recast
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.magnet.precession import d_0
from thermal_stt.magnet.slow_dynamics import SlowRun, slow_dynamics
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]

START = (0.3, 0.0, 1.0, 0.1)  # theta, phi, delta_M, delta_V
GOAL = 1e-8  # the error that everybody has to meet, in theta
# Relative tolerances that others are asked for; absolute ones are a hundredth of it
LADDER = (1e-8, 3e-9, 1e-9, 3e-10, 1e-10, 3e-11, 1e-11, 3e-12, 1e-12)
TIGHTEST = 1e-13  # that LSODA takes


class Work(Protocol):
    """What is done set by set, one for each of `d`."""

    @property
    def d(self) -> Array:
        """The drive of each."""

    def part(self, start: int, stop: int) -> Self:
        """Return some of it."""


@dataclass(frozen=True)
class Sets:
    """Models, their drives, and the times at which each is wanted."""

    parameters: Parameters
    d: Array
    times: Array

    def part(self, start: int, stop: int) -> Sets:
        """Return some of the sets."""
        return Sets(self.parameters[start:stop], self.d[start:stop], self.times)

    def each(self) -> list[tuple[Parameters, float]]:
        """Return the sets one by one."""
        return [(self.parameters[i], float(d)) for i, d in enumerate(self.d)]

    @cached_property
    def numbers(self) -> Array:
        """The numbers of each set in (A15)-(A18), as `full_velocity` takes them; (15, sets)."""
        columns = []
        for parameters, d in self.each():
            system = Recast(parameters, d)
            numbers = [-system.gamma_product / (2 * system.spin), *system.torque[:2]]
            numbers += [system.gamma_sum**2, system.gamma_delta**2]
            numbers += [*(system.weights / system.spin)]
            columns.append([*numbers, *system.matrix.ravel(), *system.matrix_slope.ravel()])
        return np.transpose(columns)


Method = Callable[[Sets, float], Array]


def sets_of(count: int, spin: float, capacitance: float) -> Sets:
    """Return models about that of the paper, driven so that all precess, at eight times."""
    rng = np.random.default_rng(13)
    parameters = Parameters(
        gamma_left_up=0.01,
        gamma_left_down=0.1 * rng.uniform(0.4, 0.8, count),
        gamma_right=0.02,
        rho_up=10.0,
        rho_down=10.0,
        rho_slope_up=-0.2,
        rho_slope_down=0.2,
        field=1.0,
        spin=spin,
        exchange=rng.uniform(0.06, 0.099, count),
        capacitance=capacitance,
    )
    d = -rng.uniform(1.3, 4, count) * np.abs(d_0(parameters))
    return Sets(parameters, d, np.concatenate([[1.0], np.linspace(0, 30 * spin, 8)[1:]]))


def full_velocity(numbers: Any, sin: Callable = sin, cos: Callable = cos) -> Callable:
    """Return (A15)-(A18) without phi, of floats, arrays or symbols: as one would write it."""
    scale, n_0, n_1, square_sum, square_delta, w_m, w_v, *matrices = numbers
    m_mm, m_mv, m_vm, m_vv, s_mm, s_mv, s_vm, s_vv = matrices

    def velocity(_t, y):
        theta, m, v = y
        c = cos(theta)
        rate = scale * (n_0 + n_1 * c) / (square_sum - square_delta * c * c)
        return [
            sin(theta) * (rate + w_m * m + w_v * v),
            (m_mm + c * s_mm) * m + (m_mv + c * s_mv) * v,
            (m_vm + c * s_vm) * m + (m_vv + c * s_vv) * v,
        ]

    return velocity


def slow_velocity(parameters: Parameters, d: float) -> Callable:
    """Return (46)-(47) for theta alone, in plain floats."""
    system = Llgs(parameters, d)
    (n_0, n_1, *_), (a_0, a_1) = system.torque, system.damping  # of a line
    scale, product = -1 / (2 * system.spin), system.gamma_product
    square_sum, square_delta = system.gamma_sum**2, system.gamma_delta**2

    def velocity(_t, y):
        c = cos(y[0])
        share = product / (square_sum - square_delta * c * c)
        damping = a_0 + a_1 * c
        return [sin(y[0]) * scale * share * (n_0 + n_1 * c) / (1 + share * damping * damping)]

    return velocity


def lsoda(sets: Sets, tolerance: float) -> Array:
    """Loop over the package's own right-hand side and Jacobian: what is 1."""
    columns = []
    for parameters, d in sets.each():
        system = Recast(parameters, d)
        y = _solved(system.velocity, START, sets.times, tolerance, jac=system.jacobian)
        columns.append(y[[0, 2, 3]])
    return np.stack(columns, axis=1)


def lean_lsoda(sets: Sets, tolerance: float) -> Array:
    """Loop over a right-hand side in plain floats, without phi, as one may write it for this."""
    start = [START[0], *START[2:]]
    columns = [
        _solved(full_velocity(numbers), start, sets.times, tolerance)
        for numbers in sets.numbers.T.tolist()
    ]
    return np.stack(columns, axis=1)


def slow_lsoda(sets: Sets, tolerance: float) -> Array:
    """Loop over the slow dynamics of theta alone, in plain floats."""
    columns = [
        _solved(slow_velocity(*one), START[:1], sets.times, tolerance) for one in sets.each()
    ]
    return np.stack(columns, axis=1)


def _solved(velocity, start, times, tolerance, **options):
    return solve_ivp(
        velocity,
        (0.0, times[-1]),
        start,
        method="LSODA",
        t_eval=times,
        rtol=tolerance,
        atol=tolerance / 100,
        **options,
    ).y


def one_by_one(parts: Sequence[Sets]) -> list[Array]:
    """Run the full dynamics by `integrate`, one set a call."""
    runs = []
    for part in parts:
        for parameters, d in part.each():
            run = integrate(parameters, d, "recast", START, np.append(0.0, part.times))
            columns = [run.theta, run.delta_magnetization, run.delta_potential]
            runs.append(np.stack(columns)[:, None, 1:])
    return runs


def full(parts: Sequence[Sets]) -> list[FamilyRun]:
    """Run the full dynamics by `integrate_family`, one part a call."""
    return [integrate_family(part.parameters, part.d, START, part.times) for part in parts]


def slow(parts: Sequence[Sets]) -> list[SlowRun]:
    """Run the slow dynamics by `slow_dynamics`, one part a call."""
    return [slow_dynamics(part.parameters, part.d, START[0], part.times) for part in parts]


def states(parts: Sequence[Sets]) -> list[tuple[NDArray, ...]]:
    """Find angle, growth rate and currents of the precessions, one part a call."""
    found = [stable_states(part.parameters, part.d) for part in parts]
    return [(state.cos_theta0, *(v for v in state if v is not state.cos_theta0)) for state in found]


def roots(sets: Sets) -> Array:
    """Return the angles of the precessions by scipy's `brentq`, shape (1, sets, 1)."""
    velocities = [slow_velocity(*one) for one in sets.each()]
    near, far = 1e-6, np.pi - 1e-6  # not the poles, which are roots, too
    angles = [
        brentq(lambda theta, f=f: f(0.0, [theta])[0] / sin(theta), near, far, xtol=1e-14)
        for f in velocities
    ]
    return np.reshape(angles, (1, -1, 1))


def columns_of(results: list) -> Array:
    """Return what the methods of this package give as the other ones do."""
    columns = []
    for one in results:
        if isinstance(one, FamilyRun):
            one = np.stack([one.theta, one.delta_magnetization, one.delta_potential])
        elif isinstance(one, SlowRun):
            one = one.theta[None]
        elif isinstance(one, tuple):
            one = np.arccos(one[0])[None, :, None]
        columns.append(one)
    return np.concatenate(columns, axis=1)


def errors(columns: Array, exact: Array) -> tuple[float, float]:
    """Return the largest error of theta, radian, and of delta_M and delta_V over their largest.

    Of the sets that both have; NaN for what is not there.
    """
    sets = min(columns.shape[1], exact.shape[1])
    exact = exact[: len(columns), :sets]
    scale = np.abs(exact).max(axis=2)
    scale[0] = 1.0
    scale[1:] = np.maximum(scale[1:], np.array(START[2:])[: len(scale) - 1, None])
    each = (np.abs(columns[:, :sets] - exact).max(axis=2) / scale).max(axis=1)
    return float(each[0]), float(each[1:].max()) if len(each) > 1 else np.nan


def loosest(method: Method, sets: Sets, exact: Array) -> float:
    """Return the loosest tolerance of LADDER with which a method meets GOAL in theta."""
    for tolerance in LADDER[:-1]:
        if errors(method(sets, tolerance), exact)[0] <= GOAL:
            return tolerance
    return LADDER[-1]
