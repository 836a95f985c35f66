"""V C, Fig. A2: the ways to the attractors, from many angles at several drives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thermal_stt.electrons.distribution import cosines
from thermal_stt.magnet import precession
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.parameters import Parameters, for_one_set


@for_one_set
def approach(
    parameters: Parameters,
    d: Sequence[float],
    cos_theta: Sequence[float],
    t_end: float,
    points: int,
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Return the slow dynamics (46)-(47) at each `d` from each `cos_theta`, and where it may end.

    The first: columns d, start (the cosine at t = 0), t, cos_theta, at equal steps of time.  The
    second: the fixed points at these drives, columns d, branch, cos_theta0, growth_rate, stable.
    Exact to round-off, which alone decides when a start on a precession that repels leaves it.
    For one parameter set.
    """
    drives, starts = np.asarray(d, dtype=float), cosines(cos_theta)
    times = np.linspace(0.0, t_end, points)
    run = slow_dynamics(parameters, drives[:, None], np.arccos(starts), times)
    columns = np.broadcast_arrays(drives[:, None, None], starts[:, None], times, np.cos(run.theta))
    names = ("d", "start", "t", "cos_theta")
    table = {name: column.ravel() for name, column in zip(names, columns, strict=True)}
    ends = precession.fixed_points(parameters, drives)
    rate = precession.growth_rate(parameters, ends["d"], ends["branch"], ends["cos_theta0"])
    wanted = {name: ends[name] for name in ("d", "branch", "cos_theta0")}
    return table, {**wanted, "growth_rate": rate, "stable": rate < 0}
