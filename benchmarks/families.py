"""How fast and how exact families of runs are, against a loop over scipy's LSODA.

`python benchmarks/families.py` prints one line for each batch: seconds of processor time a set,
how many times faster than the loop, whose right-hand side is in plain floats, and than a loop with
the package's own right-hand side, all measured in the same rounds, and the largest error of theta
against LSODA at its tightest.  Work: theta, delta_M, delta_V at eight times.  One thread.
"""

from __future__ import annotations

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

from math import cos, sin  # noqa: E402
from statistics import median  # noqa: E402
from time import process_time  # noqa: E402

import numpy as np  # noqa: E402
from scipy.integrate import solve_ivp  # noqa: E402

from thermal_stt.full_dynamics.family import integrate_family  # noqa: E402
from thermal_stt.full_dynamics.integration import FORMULATIONS  # noqa: E402
from thermal_stt.magnet.precession import d_0  # noqa: E402
from thermal_stt.magnet.slow_dynamics import slow_dynamics  # noqa: E402
from thermal_stt.parameters import Parameters  # noqa: E402

START = (0.3, 0.0, 1.0, 0.1)
# The loosest that meets 1e-8 in theta on this work, and the tightest that LSODA takes
MEETS, TIGHTEST = 3e-10, 1e-13
BATCHES, ROUNDS, LOOP, CHECKED = (1, 16, 1000), 7, 12, 12


def work(sets: int, spin: float, capacitance: float) -> tuple[Parameters, np.ndarray, np.ndarray]:
    """Return models like the paper's, their drives and the times."""
    rng = np.random.default_rng(13)
    parameters = Parameters(
        gamma_left_up=0.01,
        gamma_left_down=0.1 * rng.uniform(0.4, 0.8, sets),
        gamma_right=0.02,
        rho_up=10.0,
        rho_down=10.0,
        rho_slope_up=-0.2,
        rho_slope_down=0.2,
        field=1.0,
        spin=spin,
        exchange=rng.uniform(0.06, 0.099, sets),
        capacitance=capacitance,
    )
    drives = -rng.uniform(1.3, 4, sets) * np.abs(d_0(parameters))
    return parameters, drives, np.concatenate([[1.0], np.linspace(0, 30 * spin, 8)[1:]])


def by_lsoda(parameters, d, times, formulation, tolerance):
    """Return theta (and delta_M, delta_V) of one set, the right-hand side in plain floats."""
    system = FORMULATIONS[formulation](parameters, float(d))
    (n_0, n_1), (a_0, a_1) = system.torque, system.damping
    spin, product = system.spin, system.gamma_product
    square_sum, square_delta = system.gamma_sum**2, system.gamma_delta**2
    if formulation == "llgs":

        def velocity(_t, y):
            c = cos(y[0])
            share = product / (square_sum - square_delta * c * c)
            damping = a_0 + a_1 * c
            rate = -share * (n_0 + n_1 * c) / (2 * spin) / (1 + share * damping * damping)
            return [sin(y[0]) * rate]

        start, options = [START[0]], {}
    else:
        (m_mm, m_mv), (m_vm, m_vv) = system.matrix.tolist()
        (s_mm, s_mv), (s_vm, s_vv) = system.matrix_slope.tolist()
        w_m, w_v = (system.weights / spin).tolist()

        def velocity(_t, y):
            theta, m, v = y
            c = cos(theta)
            rate = -product / (square_sum - square_delta * c * c) * (n_0 + n_1 * c) / (2 * spin)
            return [
                sin(theta) * (rate + w_m * m + w_v * v),
                (m_mm + c * s_mm) * m + (m_mv + c * s_mv) * v,
                (m_vm + c * s_vm) * m + (m_vv + c * s_vv) * v,
            ]

        start = [START[0], START[2], START[3]]
        kept = [0, 2, 3]

        def jacobian(t, y):
            full = system.jacobian(t, np.array([y[0], 0.0, y[1], y[2]]))
            return full[np.ix_(kept, kept)]

        options = {"jac": jacobian}
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


def by_the_package(parameters, d, times, formulation, tolerance):
    """Run the same with the package's own right-hand side, as who has `formulations` would."""
    system = FORMULATIONS[formulation](parameters, float(d))
    return solve_ivp(
        system.velocity,
        (0.0, times[-1]),
        system.initial(START, None),
        method="LSODA",
        t_eval=times,
        jac=system.jacobian,
        rtol=tolerance,
        atol=tolerance / 100,
    ).y


def seconds(function) -> float:
    """Return processor time of one call."""
    begin = process_time()
    function()
    return process_time() - begin


def compare(title: str, formulation: str, family, spin: float, capacitance: float) -> None:
    """Print the lines of one kind of work."""
    loops = {by_lsoda: {batch: [] for batch in BATCHES}}
    loops[by_the_package] = {batch: [] for batch in BATCHES}
    ours = {batch: [] for batch in BATCHES}
    prepared = {batch: work(batch, spin, capacitance) for batch in BATCHES}
    for _ in range(ROUNDS):
        for batch, (parameters, d, times) in prepared.items():
            members = [(parameters[i], d[i]) for i in range(min(batch, LOOP))]
            for loop, taken in loops.items():

                def one_by_one(loop=loop, members=members, times=times):
                    for one, drive in members:
                        loop(one, drive, times, formulation, MEETS)

                taken[batch].append(seconds(one_by_one) / len(members))
            calls = max(1, 16 // batch)

            def at_once(calls=calls, parameters=parameters, d=d, times=times):
                for _ in range(calls):
                    family(parameters, d, times)

            ours[batch].append(seconds(at_once) / calls / batch)
    for batch, (parameters, d, times) in prepared.items():
        run = family(parameters, d, times)
        errors = {MEETS: 0.0, TIGHTEST: 0.0}
        for i in range(min(batch, CHECKED)):
            exact = by_lsoda(parameters[i], d[i], times, formulation, TIGHTEST)[0]
            near = by_lsoda(parameters[i], d[i], times, formulation, MEETS)[0]
            errors[MEETS] = max(errors[MEETS], np.abs(near - exact).max())
            errors[TIGHTEST] = max(errors[TIGHTEST], np.abs(run.theta[i] - exact).max())
        ratios = [
            median(a / b for a, b in zip(taken[batch], ours[batch], strict=True))
            for taken in loops.values()
        ]
        print(
            f"{title:24} {batch:6d} {median(ours[batch]) * 1e6:9.2f} us"
            f"{median(loops[by_lsoda][batch]) * 1e3:7.2f} ms {ratios[0]:7.0f} {ratios[1]:9.0f} "
            f"{errors[TIGHTEST]:9.1e} {errors[MEETS]:9.1e} {run.met.mean():6.3f}",
            flush=True,
        )


def full(parameters, d, times):
    """Run the full dynamics of the family."""
    return integrate_family(parameters, d, START, times)


def slow(parameters, d, times):
    """Run the slow dynamics of the family."""
    return slow_dynamics(parameters, d, START[0], times)


if __name__ == "__main__":
    print(
        f"{'work':24} {'batch':>6} {'a set':>12}{'the loop':>10} {'ratio':>7} {'to ours':>9} "
        f"{'error':>9} {'its error':>9} {'met':>6}"
    )
    compare("full, S = 100, C = 0.1", "recast", full, 100.0, 0.1)
    compare("full, S = 3000, C = 0.01", "recast", full, 3000.0, 0.01)
    compare("slow, S = 100", "llgs", slow, 100.0, 0.1)
