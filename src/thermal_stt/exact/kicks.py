"""A 2, checked: how a dot answers a kick of delta_M and delta_V, exactly, `recast` and `retarded`.

The magnet is held at an angle where it would not stay, with M and V beside their values, until all
is stationary, and let go at t = 0: delta_M and delta_V relax while theta moves.  The answer is half
the difference of two such runs, with the kick and with its opposite; what both have in common is
not of the kick.  The theory starts with the same theta, delta_M, delta_V, and with the constant
past that leaves them behind.  It takes its densities, slopes and S of the dot that is held.

S grows with the band: half width and states together, so that densities stay; B, the rates, J and C
stay too, and temperatures grow like the root, so that the slopes' torque stays.  This is the limit
of the theory, in which all that it leaves out falls at least like 1/S.

Two dots are looked at: the scenario's `own`, at its drive, and one that is `flat`, with the rates,
the mean of rho_up and rho_down, B, S, J, C and M_0 of the scenario, but without slopes: densities
that are constant about both Fermi energies.  There nothing that the theory leaves out is as large
as what tells `recast` from `retarded`, the motion of theta within the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.in_time import DotInTime, Moment, Resolution
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.theory import parameters_of
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.exact.validity import at_drive, coldest_of
from thermal_stt.full_dynamics.integration import integrate, logarithmic_times
from thermal_stt.full_dynamics.relaxation import populations, relaxation_rates
from thermal_stt.magnet.kernel import thermal_drive
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import Parameters, for_one_set
from thermal_stt.scenario.scenario import Scenario, ScenarioError
from thermal_stt.scenario.schema import NOTHING

DOTS = ("own", "flat")
EXACT, FORMULATIONS = "exact", ("recast", "retarded")
QUANTITIES = ("delta_magnetization", "delta_potential", "delta_theta")
COARSER = ("poles", "levels", "step")
POINTS, RELAXED = 81, 5.0  # times of an answer, until the slow deviation has fallen to exp(-5)
ACCURATE = 1e-10  # tolerance of the theory's runs
# Levels and poles: of the band over the colder temperature, and of its square root; the longest
# step: of the fastest relaxation, less than half of where steps are not stable
LEVELS, POLES, FASTEST = 2.5, 3.0, 0.3
NEWTON, NEAR = 4, 1e-5  # steps to a start, and of its derivatives
FLAT = 0.25  # how far about the Fermi energies, in M_0
COLD = 0.02  # temperature of the leads of the flat dot, in M_0: exp(-FLAT/COLD) = 4e-6


def dot_of(scenario: Scenario, name: str, times: float) -> Dot:
    """Return a dot of DOTS whose S is so many times that of the scenario."""
    if name == "own":
        asked, coldest = scenario.dynamics, coldest_of(scenario)
        if asked is None:
            raise ScenarioError(scenario.source, "dynamics", NOTHING, "given")
        dot = dot_for(scenario, coldest).dot
        leads = replace(at_drive(dot, asked.d, coldest), voltage=0.0)
        dot = replace(dot, leads=leads, anisotropy=0.0, own_damping=0.0)  # the paper's theory
    else:
        dot = flat_dot(scenario.parameters)
    return larger(dot, times)


def larger(dot: Dot, times: float) -> Dot:
    """Return a dot with so many times the spin, in the limit in which the theory holds."""
    leads, root = dot.leads, np.sqrt(times)
    return replace(
        dot,
        band=replace(
            dot.band, half_width=dot.band.half_width * times, states=dot.band.states * times
        ),
        leads=replace(
            leads,
            temperature_left=float(leads.temperature_left * root),
            temperature_right=float(leads.temperature_right * root),
        ),
        electrons=dot.electrons * times,
    )


@for_one_set
def flat_dot(parameters: Parameters) -> Dot:
    """Return a dot with the rates, B, S, J and C of one parameter set, and flat densities.

    nu is the mean rho within FLAT M_0 of both Fermi energies, falls to 0 beyond, and has a peak
    between that makes the spin S.
    """
    m0, rho = float(parameters.magnetization), float(parameters.rho_sum) / 2
    exchange = float(parameters.exchange)
    near, far = 0.5 - FLAT, 0.5 + FLAT
    peak = rho + (1 / exchange - rho) / near
    energies = (-far - FLAT, -far, -near, 0.0, near, far, far + FLAT)
    densities = (0.0, rho, rho, peak, rho, rho, 0.0)
    states = float(np.trapezoid(densities, energies)) * m0
    leads = Leads(
        float(parameters.gamma_left_up),
        float(parameters.gamma_left_down),
        float(parameters.gamma_right),
        temperature_left=COLD * m0,
        temperature_right=COLD * m0,
    )
    return Dot(
        Band("table", m0, states, (energies, densities)),
        leads,
        field=float(parameters.field),
        exchange=exchange,
        capacitance=float(parameters.capacitance),
    )


def _resolution(dot: Dot, frame: Frame) -> Resolution:
    """Return how finely a dot is run near a frame: to 1e-4 of an answer, 1e-3 of its delta_V."""
    reach = dot.band.half_width * np.abs(dot.band.table[0] if dot.band.table else 1.0).max()
    coldest = min(dot.leads.temperature_left, dot.leads.temperature_right)
    widest = (reach + float(frame.magnetization) / 2) / coldest
    fastest = np.abs(relaxation_rates(parameters_of(dot, frame), np.array([1.0, -1.0]))[1]).max()
    return Resolution(
        poles=int(np.ceil(POLES * np.sqrt(widest))),
        levels=int(np.ceil(LEVELS * reach / coldest)),
        step=float(FASTEST / fastest),
    )


def answer(
    dot: Dot,
    start: Sequence[float],
    coarser: str | None = None,
    watch: Callable[[Iterable], Iterable] = iter,
) -> dict[str, NDArray]:
    """Return the answers to a kick as columns in long form.

    `start` is theta, delta_M, delta_V.  Keys formulation (EXACT and FORMULATIONS), t and those of
    QUANTITIES, energies and radian; `delta_theta` is what the kick adds to theta.  One of COARSER
    shows the convergence: half as many, or steps twice as long.  `watch` may wrap an iteration to
    show progress.
    """
    theta, *kick = map(float, start)
    frame = dot.start(float(np.cos(theta)))
    parameters = parameters_of(dot, frame)
    slow = np.abs(relaxation_rates(parameters, np.array([1.0, 0.0, -1.0]))[0]).min()
    times = logarithmic_times(parameters, RELAXED / slow, POINTS)
    resolution = _resolution(dot, frame)
    if coarser is not None:
        resolution = resolution.coarser(coarser)
    model = DotInTime(dot, float(frame.phi_dot), resolution)
    length = 2 * dot.exchange * float(np.linalg.norm(model.held(frame).spin))
    columns: dict[str, list] = {name: [] for name in ("formulation", "t", *QUANTITIES)}
    for formulation in (EXACT, *FORMULATIONS):
        pair = []
        for sign in (1, -1):
            if formulation == EXACT:
                wanted = np.array([length, theta, float(frame.potential)])
                wanted += sign * np.array([kick[0], 0.0, kick[1]])
                run = model.run(_let_go_at(model, frame, wanted), times, watch)
                pair.append([run.magnetization, run.potential, run.theta])
            else:
                pair.append(
                    _of_theory(parameters, dot, formulation, theta, sign * np.array(kick), times)
                )
        half = (np.array(pair[0]) - np.array(pair[1])) / 2
        columns["formulation"].append(np.full(times.shape, formulation))
        columns["t"].append(times)
        for name, values in zip(QUANTITIES, half, strict=True):
            columns[name].append(values)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def _let_go_at(model: DotInTime, near: Frame, wanted: NDArray[np.float64]) -> Moment:
    """Return a dot held so that 2 J |S|, the angle of S and V are `wanted` when it is let go."""

    def found(x):
        frame = Frame(*map(np.asarray, (x[0], np.cos(x[1]), model.phi_dot, x[2])))
        moment = model.held(frame)
        x, y, z = moment.spin
        length = 2 * model.dot.exchange * np.sqrt(x * x + y * y + z * z)
        potential = (moment.charge - model.dot.electrons) / model.dot.capacitance
        return moment, np.array([length, np.arctan2(np.hypot(x, y), z), potential]) - wanted

    m0 = float(near.magnetization)
    x = np.array([m0, np.arccos(float(near.cos_theta)), float(near.potential)])
    steps = np.diag(NEAR * np.array([m0, 1.0, m0]))
    for _ in range(NEWTON):
        slope = [(found(x + one)[1] - found(x - one)[1]) / (2 * one.sum()) for one in steps]
        x = x - np.linalg.solve(np.transpose(slope), found(x)[1])
    return found(x)[0]


def errors(columns: Mapping[str, NDArray], since: float) -> list[dict[str, object]]:
    """Return how far the formulations are from the exact answer of `answer`, as rows.

    Keys quantity; recast, retarded: the largest distance from the exact answer from `since` on,
    over the largest value of recast; apart: that of the two from each other.  Numbers.
    """
    rows: list[dict[str, object]] = []
    late = np.asarray(columns["t"])[_of(columns, EXACT)] >= since
    for quantity in QUANTITIES:
        values = np.asarray(columns[quantity])
        exact, recast, retarded = (values[_of(columns, name)] for name in (EXACT, *FORMULATIONS))
        pairs = {
            "recast": recast - exact,
            "retarded": retarded - exact,
            "apart": retarded - recast,
        }
        size = np.abs(recast).max()
        found = {name: float(np.abs(pair[late]).max() / size) for name, pair in pairs.items()}
        rows.append({"quantity": quantity, **found})
    return rows


def moved(columns: Mapping[str, NDArray], finer: Mapping[str, NDArray]) -> dict[str, float]:
    """Return how far an exact answer is from a finer one, by quantity, over its largest value."""
    found = {}
    for quantity in QUANTITIES:
        one, other = (np.asarray(c[quantity])[_of(c, EXACT)] for c in (columns, finer))
        found[quantity] = float(np.abs(one - other).max() / np.abs(other).max())
    return found


def _of(columns, formulation):
    return np.asarray(columns["formulation"]) == formulation


def _of_theory(parameters, dot, formulation, theta, kick, times):
    # delta_M, delta_V, theta of a formulation whose past is constant
    filled = populations(parameters, *kick) / np.array([parameters.rho_up, parameters.rho_down])
    past = np.array([filled[0] - filled[1], -filled.sum() / 2])
    d = float(thermal_drive(dot.leads.temperature_left, dot.leads.temperature_right))
    run = integrate(
        parameters,
        d,
        formulation,
        (theta, 0.0, *kick),
        times,
        history=lambda gamma: past / (2 * gamma),
        tolerance=ACCURATE,
    )
    return [run.delta_magnetization, run.delta_potential, run.theta]
