"""The full dynamics of families against LSODA, against itself, and against the slow dynamics."""

from dataclasses import replace

import numpy as np
import pytest

from models import PAPER, one_of
from thermal_stt.full_dynamics import IntegrationError, family, integration, phases, slow_phase
from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.full_dynamics.fast_phase import Kick, Start
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.full_dynamics.rest import Rest
from thermal_stt.full_dynamics.two_modes import Sets
from thermal_stt.magnet import precession
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.magnet.slow_flow import height, polar_angle
from thermal_stt.parameters import ParameterError, Parameters

P = PAPER.parameters
NAMES = ("theta", "delta_magnetization", "delta_potential")
TOLERANCE = 1e-8


def cases(seed, size):
    """Models of any density of states, from far below the Stoner transition up to 2 % of it."""
    rng = np.random.default_rng(seed)
    density, rates = rng.uniform(3, 20, (2, size)), 10 ** rng.uniform(-2.5, -0.5, (3, size))
    opposite = np.stack([np.ones(size), -rng.uniform(0.6, 1.4, size)])
    slopes = np.where(rng.random(size) < 0.3, rng.normal(0, 1, (2, size)), opposite)
    p = Parameters(
        *rates,
        *density,
        *(slopes * rng.normal(0, 0.3, size)),
        field=rng.uniform(0.3, 3, size) * rng.choice([-1, 1], size),
        spin=10 ** rng.uniform(1.7, 3.7, size),
        exchange=rng.uniform(0.05, 0.98, size) / density.max(axis=0),
        capacitance=10 ** rng.uniform(-2.5, -0.5, size),
    )
    nearest = np.abs(precession.branch_points(p)).min(axis=0)
    d = np.where(
        rng.random(size) < 0.5, rng.uniform(-4, 4, size) * nearest, rng.normal(0, 600, size)
    )
    angle = np.arccos(rng.uniform(-1, 1, size))
    angle = np.where(rng.random(size) < 0.2, 10 ** rng.uniform(-6, -0.5, size), angle)
    sizes = 10 ** rng.uniform(-1, 0.5, (2, size))
    start = (angle, 0.0, rng.normal(0, 1, size) * sizes[0], rng.normal(0, 0.1, size) * sizes[1])
    slowest = 2 * np.minimum(p.gamma_left_up, p.gamma_left_down) + 2 * p.gamma_right
    times = np.sort(10 ** rng.uniform(-2, 3.5, (size, 8)), axis=1) / slowest[:, None]
    return p, d, start, times


def apart(run, index, other, scales):
    # theta as it is, the deviations over their largest values
    return [
        np.abs(getattr(run, name)[index] - getattr(other, name)).max() / scale
        for name, scale in zip(NAMES, scales, strict=True)
    ]


def test_any_model_agrees_with_lsoda():
    p, d, start, times = cases(81, 60)
    run = integrate_family(p, d, start, times)
    assert run.met.all()
    for index in range(60):
        # from a start of 1e-6 on LSODA has no digits to spare
        one = tuple(np.broadcast_to(value, 60)[index] for value in start)
        grid = np.append(0.0, times[index])
        other = integrate(one_of(p, index), d[index], "recast", one, grid, tolerance=1e-13)
        scales = [1.0, *(np.abs(getattr(other, name)).max() for name in NAMES[1:])]
        later = type(run)(*(getattr(other, n)[1:] for n in run._fields[:-1]), met=True)
        assert max(apart(run, index, later, scales)) < TOLERANCE
        np.testing.assert_allclose(run.phi[index], -one_of(p, index).field * times[index])


def test_no_untold_failure_in_many():
    # what a run a hundred times tighter differs by is the error of the first
    p, d, start, times = cases(82, 10_000)
    run, tight = (
        integrate_family(p, d, start, times, tolerance=tolerance) for tolerance in (1e-8, 1e-9)
    )
    assert run.met.mean() > 0.999
    both = run.met & tight.met
    assert both.mean() > 0.999
    begin = np.stack([np.zeros(d.shape), start[2], start[3]])
    for name, first in zip(NAMES, begin, strict=True):
        one, other = getattr(run, name)[both], getattr(tight, name)[both]
        scale = np.maximum(np.abs(other).max(axis=1), np.abs(first[both]))
        scale = np.ones_like(scale) if name == "theta" else np.where(scale > 0, scale, 1.0)
        assert (np.abs(one - other).max(axis=1) / scale).max() < TOLERANCE


def test_what_delta_v_follows_is_as_exact_as_what_it_does():
    # r of the slow mode comes in powers of what moves over the gap, here slowly: it had 2e-8
    p, d, start, times = cases(901, 10_000)
    one = tuple(float(np.broadcast_to(value, d.shape)[4932]) for value in start)
    grid = np.append(0.0, times[4932])
    run = integrate_family(one_of(p, 4932), d[4932], one, grid)
    other = integrate(one_of(p, 4932), d[4932], "recast", one, grid, tolerance=1e-13)
    scales = [1.0, *(np.abs(getattr(other, name)).max() for name in NAMES[1:])]
    assert run.met
    assert max(apart(run, ..., other, scales)) < TOLERANCE / 4


def test_early_times_show_the_fast_mode_in_closed_form_or_by_turns():
    # S = 3000 and C = 0.01: closed form; S = 100, C = 0.1: the fast mode turns the magnet too far
    spin, capacitance = np.array([3000.0, 100.0]), np.array([0.01, 0.1])
    p = replace(P, spin=spin, capacitance=capacitance)
    start = (1.2, 0.0, 2.0, 0.2)
    for index, (member, fast) in enumerate(zip((p[0], p[1]), (200.0, 20.0), strict=True)):
        times = np.linspace(0, 30, 40) / fast
        run = integrate_family(p, -600.0, start, times)
        tight = integrate(member, -600.0, "recast", start, times, tolerance=1e-13)
        assert run.met.all()
        for name, scale in zip(NAMES, (1.0, 2.0, 0.2), strict=True):
            difference = getattr(run, name)[index] - getattr(tight, name)
            assert np.abs(difference).max() < TOLERANCE * scale


def test_the_fast_mode_in_closed_form_is_within_its_bound(monkeypatch):
    p, d, start, _ = cases(84, 2000)
    v = height(start[0])
    begin = Start.of(Sets.of(p, d), v, *start[2:])
    # while it lasts, and once it is gone
    times = np.array([0.3, 1.0, 3.0, 23.0]) / np.abs(begin.modes.fast)[:, None]
    kick = Kick.of(Sets.of(p, d), begin)
    tight = integrate_family(p, d, start, times, tolerance=1e-9)
    of = Kick.of
    bounds = dict.fromkeys(("error", "relative_error", "early_error"), 0.0)
    monkeypatch.setattr(Kick, "of", lambda *some: of(*some)._replace(**bounds))
    run = integrate_family(p, d, start, times, tolerance=1e-9)
    bound = np.maximum(kick.error, kick.relative_error)
    few = run.met & tight.met & (bound < 1e-6)
    assert few.mean() > 0.9
    apart = np.array([np.abs(getattr(run, n) - getattr(tight, n)) for n in NAMES])
    apart[1:] /= begin.scales[:, :, None]
    apart = apart.max(axis=0)[few]
    early = np.maximum(kick.early_error, bound)[few, None]
    assert (apart[:, :3] < early + TOLERANCE / 100).all()
    assert (apart[:, 3] < bound[few] + TOLERANCE / 10).all()
    assert np.median(apart[:, 0] / early[:, 0]) < 0.1


def test_what_is_left_as_a_shift_is_within_its_bound():
    # at once, from starts with the fast mode gone and up to large deviations
    p, d, start, _ = cases(85, 2000)
    size = 10 ** np.random.default_rng(85).uniform(-4, 0, d.size)
    sets, v = Sets.of(p, d), height(start[0])
    delta_m = size * start[2]
    state = np.array([v, delta_m, sets.modes(np.cos(start[0])).r * delta_m])
    rest = Rest.of(sets, state, np.abs(state[1:]))
    times = np.array([0.3, 1.0, 3.0, 8.0])[:, None] / np.abs(rest.slow)
    run = integrate_family(p, d, (start[0], 0.0, *state[1:]), times.T, tolerance=1e-9)
    decay = np.exp(rest.slow * times)
    path, found = sets.flow.path(v + rest.shift).at(times)
    path -= rest.shift * decay
    rate, slope = sets.flow.rate_and_slope(v)
    growth = phases._parted(sets.flow, v, rate, slope, path, times)
    error = np.abs(polar_angle(path).T - run.theta).max(axis=1) / growth
    few = run.met & found & (rest.doubt < 1e-3)
    assert few.mean() > 0.9
    assert (error < rest.doubt + TOLERANCE / 10)[few].all()
    for name, values, bound in zip(NAMES[1:], state[1:], rest.changes, strict=True):
        error = np.abs((values * decay).T - getattr(run, name)).max(axis=1)
        few &= bound < np.abs(values) / 4
        assert (error < bound + TOLERANCE * np.abs(values))[few].all()
        assert few.mean() > 0.5


def test_most_runs_are_one_segment_of_few_turns(monkeypatch):
    # delta_M relaxes ten times slower than the magnet, up to ten times faster
    rng = np.random.default_rng(86)
    p = replace(P, spin=100.0, exchange=rng.uniform(0.06, 0.099, 400))
    d = -rng.uniform(1.3, 4, 400) * np.abs(precession.d_0(p))
    calls = {"fast": 0, "slow": 0, "turns": 0}

    def counted(name, function, sets_of):
        def count(*arguments):
            calls[name] += sets_of(arguments)
            return function(*arguments)

        return count

    for name, module, function, sets_of in (
        ("fast", phases, "fast_phase", lambda some: some[0].pull_m.size),
        ("slow", phases, "slow_phase", lambda some: some[0].pull_m.size),
        ("turns", slow_phase, "coming", lambda some: some[0].shape[1]),
    ):
        monkeypatch.setattr(module, function, counted(name, getattr(module, function), sets_of))
    run = integrate_family(p, d, (0.3, 0.0, 1.0, 0.1), np.append(1.0, np.linspace(0, 3000, 8)[1:]))
    assert run.met.all()
    assert calls["fast"] < 0.1 * d.size
    assert calls["slow"] < 1.2 * d.size
    assert calls["turns"] < 3.5 * d.size


def test_drives_far_beyond_the_theory_are_met_or_told():
    p, d, start, times = cases(83, 30)
    run = integrate_family(p, 1e4 * d, start, times)
    for index in np.flatnonzero(run.met):
        one = tuple(np.broadcast_to(value, 30)[index] for value in start)
        grid = np.append(0.0, times[index])
        other = integrate(one_of(p, index), 1e4 * d[index], "recast", one, grid, tolerance=1e-13)
        np.testing.assert_allclose(run.theta[index], other.theta[1:], atol=TOLERANCE)


def test_one_set_is_a_family_of_one_and_shapes_follow_the_rule():
    times = np.array([0.0, 3e4, 1.0, 100.0])  # in any order, the start among them
    start = (1.2, [0.3, 0.4], 2.0, 0.2)
    run = integrate_family(P, [[-600.0], [100.0], [600.0]], start, times, formulation="populations")
    assert run.theta.shape == run.delta_potential.shape == (3, 2, 4)
    assert run.met.shape == (3, 2)
    one = integrate_family(P, 100.0, (1.2, 0.4, 2.0, 0.2), times)
    assert one.theta.shape == (4,)
    assert one.met.shape == ()
    for name in (*NAMES, "phi"):
        np.testing.assert_allclose(
            getattr(run, name)[1, 1], getattr(one, name), rtol=1e-9, atol=1e-12
        )
    np.testing.assert_allclose(
        [run.theta[0, 0, 0], run.phi[0, 0, 0], run.delta_magnetization[0, 0, 0]], [1.2, 0.3, 2.0]
    )


@pytest.mark.parametrize("theta", [0.0, np.pi])
def test_at_a_pole_the_deviations_relax_alone(theta):
    times = np.geomspace(0.1, 1e4, 12)
    run = integrate_family(P, -600.0, (theta, 0.0, 2.0, 0.2), times)
    other = integrate(P, -600.0, "recast", (0.0, 0.0, 2.0, 0.2), np.append(0.0, times))
    assert run.met
    assert (run.theta == theta).all()
    if theta == 0.0:
        for name in NAMES[1:]:
            np.testing.assert_allclose(getattr(run, name), getattr(other, name)[1:], atol=1e-8)


def test_without_deviations_and_polarisation_limits():
    times = np.geomspace(0.1, 1e5, 9)
    # no deviations: the slow dynamics, but for alpha^2, which (A9) drops
    run = integrate_family(P, [-600.0, 0.0, 600.0], (1.0, 0.0, 0.0, 0.0), times)
    slow = slow_dynamics(P, [-600.0, 0.0, 600.0], 1.0, times)
    assert run.met.all()
    assert (run.delta_magnetization == 0).all()
    assert np.abs(run.theta - slow.theta).max() < 2 * np.max((10 * P.gamma_sum / P.spin) ** 2)
    # leads that are alike for both spins: (A19)-(A20), and Gilbert damping alone
    alike = replace(P, gamma_left_up=0.05, gamma_left_down=0.05)
    run = integrate_family(alike, -600.0, (1.0, 0.0, 2.0, 0.2), times)
    g = 2 * alike.rho_up * alike.gamma_sum
    relaxed = 2.0 * np.exp(g * (alike.exchange - 1 / alike.rho_up) * times)
    np.testing.assert_allclose(run.delta_magnetization, relaxed, atol=1e-8)
    damping = alike.rho_up * alike.gamma_sum / alike.spin
    turned = 2 * np.arctan(np.tan(0.5) * np.exp(-damping * alike.field * times))
    np.testing.assert_allclose(run.theta, turned, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"formulation": "retarded"}, "formulation"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"times": [-1.0]}, "times"),
        ({"start": (4.0, 0.0, 0.0, 0.0)}, "theta"),
        ({"start": (1.0, 0.0, np.nan, 0.0)}, "delta_magnetization"),
    ],
)
def test_what_is_no_run_is_refused(change, name):
    arguments = {"start": (1.0, 0.0, 1.0, 0.1), "times": [1.0], **change}
    start, times = arguments.pop("start"), arguments.pop("times")
    with pytest.raises(ParameterError, match=name):
        integrate_family(P, -600.0, start, times, **arguments)


def test_what_the_phases_do_not_meet_is_integrated_with_care_or_told(monkeypatch):
    def hopeless(sets, start, times, tolerance):
        return np.full((3, *times.shape), np.nan), np.zeros(times.shape[1], bool)

    def gives_up(*_arguments, **_options):
        raise IntegrationError("recast", 0.5, "it takes too many evaluations")

    monkeypatch.setattr(family, "run_phases", hopeless)
    times = np.array([500.0, 0.0, 20.0])
    run = integrate_family(P, [-600.0, 100.0], (1.2, 0.0, 2.0, 0.2), times)
    assert run.met.all()
    other = integrate(P, 100.0, "recast", (1.2, 0.0, 2.0, 0.2), np.sort(times))
    np.testing.assert_allclose(run.theta[1], other.theta[[2, 0, 1]], rtol=1e-12)
    # a run that `integrate` gives up, and a tolerance that no integrator meets
    with monkeypatch.context() as patch:
        patch.setattr(integration, "integrate", gives_up)
        assert not integrate_family(P, 100.0, (1.2, 0.0, 2.0, 0.2), times).met
    assert not integrate_family(P, 100.0, (1.2, 0.0, 2.0, 0.2), times, tolerance=1e-16).met
