"""A 2, V C: families of runs, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.charge_current import charge_currents
from thermal_stt.electrons import slowness
from thermal_stt.full_dynamics import TOLERANCE
from thermal_stt.full_dynamics.integration import COORDINATES, integrate, logarithmic_times
from thermal_stt.full_dynamics.relaxation import relaxation_rates
from thermal_stt.parameters import Parameters, for_one_set

# A deviation has relaxed after this many times its time: to exp(-15) = 3e-7
RELAXED, SAMPLES = 15.0, 101


@for_one_set
def trajectories(
    parameters: Parameters,
    d: float,
    formulations: Sequence[str],
    starts: Mapping[str, tuple[float, float, float, float]],
    times: ArrayLike,
    *,
    temperature: float | None = None,
    tolerance: float = TOLERANCE,
    watch: Callable[[Iterable], Iterable] = iter,
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Return every start in every formulation, as columns in long form, and how slow each run is.

    The first: keys start, formulation, t, theta, phi, delta_magnetization, delta_potential,
    current_left (the stationary expression (53) at the angle of the moment).  The second: keys
    start, formulation and those of `slowness.judge`, the largest of each criterion (B23)-(B25) over
    the run; `temperature` is that of the colder lead, `tolerance` that of `integrate`.  `watch` may
    wrap the iteration over the runs to show progress.  For one parameter set.
    """
    runs = [(start, formulation) for start in starts for formulation in formulations]
    columns: dict[str, list] = {name: [] for name in ("start", "formulation", *COORDINATES)}
    motions = []
    for start, formulation in watch(runs):
        run = integrate(parameters, d, formulation, starts[start], times, tolerance=tolerance)
        columns["start"].append(np.full(run.t.shape, start))
        columns["formulation"].append(np.full(run.t.shape, formulation))
        for name in COORDINATES:
            columns[name].append(getattr(run, name))
        theta_dot, phi_dot, _, phi_ddot = run.rates()
        rates = theta_dot, phi_dot, phi_ddot
        motions.append(slowness.criteria(parameters, run.theta, rates, temperature))
    table = {name: np.concatenate(parts) for name, parts in columns.items()}
    currents = charge_currents(parameters, np.cos(table["theta"]), d)
    names = dict(zip(("start", "formulation"), np.transpose(runs), strict=True))
    return (
        {**table, "current_left": currents.total_left},
        {**names, **slowness.judge(slowness.largest(motions))},
    )


@for_one_set
def retardation(
    parameters: Parameters,
    d: float,
    start: tuple[float, float, float, float],
    doublings: int,
    watch: Callable[[Iterable], Iterable] = iter,
    tolerance: float = TOLERANCE,
) -> dict[str, NDArray]:
    """Return how far `retarded` and `recast` are apart as S doubles at fixed alpha S, as columns.

    Keys spin, theta, delta_magnetization, delta_potential: the largest difference until all has
    relaxed that is remembered (of each deviation, relative to its largest value).  (A10)-(A14) and
    (A15)-(A18) differ by what theta moves within the memory, so the deviations' fall like 1/S.
    For one parameter set.
    """
    slow = np.abs(relaxation_rates(parameters, np.array([1.0, 0.0, -1.0]))[0]).min()
    times = logarithmic_times(parameters, RELAXED / slow, SAMPLES)
    spins = float(parameters.spin) * 2.0 ** np.arange(doublings + 1)
    rows = []
    for spin in watch(spins):
        scaled = replace(parameters, spin=spin)
        one, other = (
            integrate(scaled, d, formulation, start, times, tolerance=tolerance)
            for formulation in ("retarded", "recast")
        )
        rows.append([np.abs(one.theta - other.theta).max()])
        for name in ("delta_magnetization", "delta_potential"):
            value, reference = getattr(one, name), getattr(other, name)
            scale = np.abs(reference).max()
            rows[-1].append(np.abs(value - reference).max() / (scale if scale > 0 else 1.0))
    columns = np.array(rows).T
    names = ("theta", "delta_magnetization", "delta_potential")
    return {"spin": spins, **dict(zip(names, columns, strict=True))}
