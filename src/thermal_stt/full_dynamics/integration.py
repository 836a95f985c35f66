"""A 2: integrating any formulation of the dynamics in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from math import pi

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp

from thermal_stt.full_dynamics import TOLERANCE, IntegrationError
from thermal_stt.full_dynamics.formulations import Llgs, Populations, Recast
from thermal_stt.full_dynamics.history import History, consistent_history, require_consistent
from thermal_stt.full_dynamics.relaxation import relaxation_rates, require_minimum
from thermal_stt.full_dynamics.retarded import Embedded, Retarded
from thermal_stt.magnet.slow_dynamics import checked_times
from thermal_stt.parameters import ParameterError, Parameters, for_one_set

FORMULATIONS = {
    "llgs": Llgs,
    "recast": Recast,
    "populations": Populations,
    "retarded": Retarded,
    "embedded": Embedded,
}
# Of the equations, in one run: 25 times what the paper's longest takes.  Where nothing moves any
# more `retarded` goes in short steps, since its sums are rounded
MOST_EVALUATIONS = 100_000
COORDINATES = ("t", "theta", "phi", "delta_magnetization", "delta_potential")


@dataclass(frozen=True)
class Trajectory:
    """One run: theta, phi, delta_M, delta_V at the times t, each an array; angles in radian.

    `system` is the formulation, `coordinates` what it integrated (theta from the origin of the
    system), one column for each time.
    """

    t: NDArray[np.float64]
    theta: NDArray[np.float64]
    phi: NDArray[np.float64]
    delta_magnetization: NDArray[np.float64]
    delta_potential: NDArray[np.float64]
    system: Llgs = field(repr=False)
    coordinates: NDArray[np.float64] = field(repr=False)

    def rates(self) -> NDArray[np.float64]:
        """Return theta_dot, phi_dot, theta_ddot, phi_ddot at each time, from the equations.

        Energy and energy^2, shape (4, times).
        """
        columns = []
        for t, y in zip(self.t, self.coordinates.T, strict=True):
            velocity = np.asarray(self.system.velocity(t, y))
            acceleration = self.system.jacobian(t, y) @ velocity
            columns.append([*velocity[:2], *acceleration[:2]])
        return np.transpose(columns)


@for_one_set
def integrate(
    parameters: Parameters,
    d: float,
    formulation: str,
    start: tuple[float, float, float, float],
    times: ArrayLike,
    *,
    history: History | None = None,
    tolerance: float = TOLERANCE,
) -> Trajectory:
    """Integrate one parameter set from `start` = (theta, phi, delta_M, delta_V) at t = 0.

    `formulation` is a key of FORMULATIONS; `times` ascend from 0, two or more.  `history` is for
    the formulations that have one (`history.consistent_history` if not given).  Raises
    ParameterError for other times and where M_0 is not a minimum, HistoryError where `history`
    contradicts the start, IntegrationError where the end is not reached in MOST_EVALUATIONS.

    The rates differ by 1e3 to 1e6, so the integrator is LSODA: backward differences up to order 5
    with the analytic Jacobian where the system is stiff, Adams up to order 12 where it is not.
    Values at `times` come from the polynomial that carries the step itself (Nordsieck), of the
    step's own order; so dense output is as accurate as the steps, which Radau's cubic is not.
    Measured against runs of order 8 (DOP853) at 1e-13, between the steps too: better than 1e-8 of
    each coordinate's largest value with the default `tolerance`.  What leaves a pole from nearby
    has as many digits as its start has of its distance, and at the other pole an error is absolute;
    the double pi is the south pole.
    """
    if formulation != "llgs":
        require_minimum(parameters)
    system = FORMULATIONS[formulation](parameters, d, pi if start[0] > pi / 2 else 0.0)
    if history is None:
        history = consistent_history(parameters, start[0], start[2], start[3])
    else:
        require_consistent(parameters, start[0], start[2], start[3], history)
    initial = system.initial(start, history)
    times = checked_times(times)
    if times.ndim != 1 or times.size < 2 or times[0] != 0 or not (np.diff(times) > 0).all():
        written = np.array2string(times, threshold=6)
        raise ParameterError("times", written, "two numbers or more that ascend from 0")
    # delta_M and delta_V end at zero, where an error is absolute: a hundredth of the tolerance, on
    # the scale that they came from, because the populations differ by less than they count
    scale = np.full(initial.shape, np.abs(initial[2:]).max(initial=0))
    scale[:2] = 1.0
    scale[0] = min(1.0, 100 * abs(initial[0]))  # next to a pole an error is one of its distance
    evaluations = count(1)

    def velocity(t, y):
        if next(evaluations) > MOST_EVALUATIONS:
            reason = f"it takes more than {MOST_EVALUATIONS} evaluations of the equations"
            raise IntegrationError(formulation, t / times[-1], reason)
        return system.velocity(t, y)

    run = solve_ivp(
        velocity,
        (times[0], times[-1]),
        initial,
        method="LSODA",
        t_eval=times,
        jac=system.jacobian,
        rtol=tolerance,
        atol=0.01 * tolerance * np.where(scale > 0, scale, 1.0),
    )
    if not run.success:
        share = (run.t[-1] if run.t.size else 0.0) / times[-1]
        raise IntegrationError(formulation, share, "the integrator can make no step")
    theta = run.y[0] + system.origin
    return Trajectory(run.t, theta, run.y[1], *system.deviations(run.y), system, run.y)


@for_one_set
def logarithmic_times(parameters: Parameters, t_end: float, points: int) -> NDArray[np.float64]:
    """Return 0 and `points` - 1 times in geometric progression that end at `t_end`; 1/energy.

    The first is a hundredth of the fastest relaxation of delta_V, so that nothing is missed, and
    less than `t_end` by three orders at least.  For one parameter set.
    """
    fastest = np.abs(relaxation_rates(parameters, np.array([1.0, -1.0]))[1]).max()
    first = min(0.01 / fastest, 1e-3 * t_end)
    return np.concatenate([[0.0], np.geomspace(first, t_end, points - 1)[:-1], [t_end]])
