from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from models import PAPER, one_of, random_parameters
from thermal_stt.charge_current import charge_currents
from thermal_stt.full_dynamics import history, integration, relaxation, runs
from thermal_stt.full_dynamics.integration import FORMULATIONS, IntegrationError, integrate
from thermal_stt.magnet import direction, precession, spin_torque
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.parameters import ParameterError

P = PAPER.parameters
START = (1.2, 0.3, 2.0, 0.2)
NAMES = ("theta", "phi", "delta_magnetization", "delta_potential")


def apart(one, other, name):
    scale = np.abs(getattr(other, name)).max() or 1
    return np.abs(getattr(one, name) - getattr(other, name)).max() / scale


@pytest.mark.parametrize("name", FORMULATIONS)
@pytest.mark.parametrize("theta", [0.0, 0.8, 2.9, np.pi])
def test_jacobian_is_the_derivative_of_the_velocity(name, theta):
    p = one_of(random_parameters(41, 3), 1)
    system = FORMULATIONS[name](p, -300.0)
    remembered = history.consistent_history(p, theta, 0.5, 0.1)
    y = system.initial((theta, 0.2, 0.5, 0.1), remembered)
    y[4:] += 0.05 * np.cos(np.arange(y.size - 4)) / (1 + np.arange(y.size - 4)) ** 4
    jacobian = system.jacobian(0, y)
    step = 1e-5
    for column in range(y.size):
        move = np.zeros(y.size)
        move[column] = step
        slope = np.subtract(system.velocity(0, y + move), system.velocity(0, y - move)) / (2 * step)
        np.testing.assert_allclose(jacobian[:, column], slope, atol=1e-6 * np.abs(jacobian).max())


def test_slow_formulation_is_that_of_the_equations_of_motion():
    p = random_parameters(42, 20)
    p = replace(p, spin=p.spin / 1000)  # so that alpha^2 counts
    for index, theta in enumerate(np.linspace(0.05, 3.1, 20)):
        one = one_of(p, index)
        ours = FORMULATIONS["llgs"](one, -300.0).velocity(0, [theta, 0.0])
        theirs = spin_torque.angular_velocities(one, theta, -300.0)
        np.testing.assert_allclose(ours, theirs, rtol=1e-11)
        # without deviations the others differ by alpha theta_dot alone, which (A9) drops
        recast = FORMULATIONS["recast"](one, -300.0).velocity(0, [theta, 0.0, 0.0, 0.0])
        assert recast[1] == -one.field


@pytest.mark.parametrize("d", [-600.0, 100.0, 600.0])
def test_recast_and_populations_are_the_same(d):
    times = integration.logarithmic_times(P, 5000, 60)
    one, other = (integrate(P, d, name, START, times) for name in ("recast", "populations"))
    for name in NAMES:
        assert apart(one, other, name) < 1e-8


@pytest.mark.parametrize("name", FORMULATIONS)
def test_accuracy_against_an_independent_high_order_run(name):
    """DOP853 at 1e-13 on the same velocity, and dense output between steps against it."""
    times = np.concatenate([[0], np.geomspace(1e-3, 300, 80)])  # an explicit method takes long
    ours = integrate(P, -600.0, name, START, times)
    system = FORMULATIONS[name](P, -600.0)
    remembered = history.consistent_history(P, START[0], *START[2:])
    run = solve_ivp(
        system.velocity,
        (0, times[-1]),
        system.initial(START, remembered),
        method="DOP853",
        rtol=1e-13,
        atol=1e-15,
        t_eval=times,
    )
    deviations = system.deviations(run.y)
    theirs = integration.Trajectory(run.t, run.y[0], run.y[1], *deviations, system, run.y)
    for coordinate in NAMES:
        assert apart(ours, theirs, coordinate) < 1e-8, coordinate


def test_retarded_takes_the_printed_integrals_literally():
    """(A13)-(A14) by quadrature over the trajectory itself, with the rate of the upper end."""
    spin = replace(P, spin=20.0)  # theta moves by much within the memory
    start = (1.2, 0.0, 2.0, 0.2)
    times = np.linspace(0, 60, 12001)
    run = integrate(spin, -600.0, "retarded", start, times)
    system = FORMULATIONS["retarded"](spin, -600.0)
    remembered = history.consistent_history(spin, start[0], *start[2:])
    coordinates = solve_ivp(
        system.velocity, (0, 60), system.initial(start, remembered), method="LSODA",
        jac=system.jacobian, rtol=1e-11, atol=1e-13, t_eval=times,
    ).y  # fmt: skip
    assert abs(run.theta[-1] - run.theta[0]) > 0.2
    for index in (2000, 7000, 12000):
        t, c = times[index], np.cos(coordinates[0, index])
        kept = system._integrals(c) @ coordinates[4:, index]
        for sigma, value in zip((1, -1), kept, strict=True):
            gamma = float(spin.gamma_sum + sigma * spin.gamma_delta * c)
            past = times[: index + 1]
            x = sigma * run.delta_magnetization[: index + 1] / 2 - run.delta_potential[: index + 1]
            weighted = np.exp(-2 * gamma * (t - past)) * x
            step = past[1]
            # Simpson, after the fast decay of delta_V has been resolved by 12000 points
            literal = (
                step
                / 3
                * (
                    weighted[0]
                    + weighted[-1]
                    + 4 * weighted[1::2].sum()
                    + 2 * weighted[2:-1:2].sum()
                )
            )
            before = remembered(gamma) @ [sigma / 2, -1] * np.exp(-2 * gamma * t)
            assert value == pytest.approx(literal + before, rel=2e-5)


def test_series_of_the_memory_is_converged(monkeypatch):
    p = replace(P, spin=50.0)
    times = np.linspace(0, 200, 21)
    normal = integrate(p, -600.0, "retarded", START, times)
    terms = FORMULATIONS["retarded"](p, -600.0).terms
    monkeypatch.setattr("thermal_stt.full_dynamics.harmonics.SERIES_ERROR", 1e-20)
    assert FORMULATIONS["retarded"](p, -600.0).terms > terms + 10
    longer = integrate(p, -600.0, "retarded", START, times)
    for name in NAMES:
        assert apart(normal, longer, name) < 1e-9
    monkeypatch.setattr("thermal_stt.full_dynamics.harmonics.SERIES_ERROR", 1e-2)  # and it can fail
    shorter = integrate(p, -600.0, "retarded", START, times)
    assert apart(shorter, normal, "delta_magnetization") > 1e-6


def test_retarded_and_recast_differ_by_one_over_s():
    table = runs.retardation(P, -600.0, START, 4)
    for name, order in (("delta_magnetization", 1), ("delta_potential", 1), ("theta", 2)):
        slopes = np.diff(np.log2(table[name]))
        np.testing.assert_allclose(slopes[-2:], -order, atol=0.1)


def test_embedded_differs_by_one_over_s_too():
    far = []
    for factor in (1, 2, 4):
        p = replace(P, spin=625.0 * factor)
        times = integration.logarithmic_times(p, 3000, 60)
        one, other = (integrate(p, -600.0, name, START, times) for name in ("embedded", "recast"))
        far.append(apart(one, other, "delta_magnetization"))
    np.testing.assert_allclose(np.diff(np.log2(far)), -1, atol=0.1)


def test_slow_theory_agrees_once_the_deviations_have_died():
    times = np.concatenate([[0], np.geomspace(1, 20000, 200)])
    full = integrate(P, -600.0, "recast", START, times)
    late = np.flatnonzero(times > 500)[0]
    assert np.abs(full.delta_magnetization[late]) < 1e-5
    # started on the shifted angle, the slow theory follows; only alpha^2 = 1e-6 is between them
    again = integrate(P, -600.0, "llgs", (full.theta[late], 0, 0, 0), times[late:] - times[late])
    assert np.abs(again.theta - full.theta[late:]).max() < 1e-5
    plain = integrate(P, -600.0, "llgs", START, times)
    shift = np.abs(plain.theta - full.theta).max()
    assert 1e-5 < shift < 1e-2  # the shift that the deviations leave behind


def test_special_cases_relax_with_their_rates():
    """(A19)-(A20): exponentials."""
    p = replace(P, gamma_left_up=0.05, gamma_left_down=0.05)
    times = np.concatenate([[0], np.geomspace(1e-3, 300, 50)])
    g = 2 * 10 * float(p.gamma_sum)
    for name in ("recast", "populations", "retarded", "embedded"):
        run = integrate(p, 100.0, name, START, times)
        np.testing.assert_allclose(
            run.delta_magnetization, 2.0 * np.exp(g * (0.08 - 0.1) * times), atol=1e-8
        )
        np.testing.assert_allclose(
            run.delta_potential, 0.2 * np.exp(-2 * g * (10 + 0.05) * times), atol=1e-8
        )


@pytest.mark.parametrize("name", ["recast", "populations"])
def test_stationary_states_and_growth_rates_of_the_four_dimensions(name):
    for d in (-600.0, 700.0):
        angle = float(precession.stationary_angle(P, d).cos_theta0)
        system = FORMULATIONS[name](P, d)
        remembered = history.consistent_history(P, np.arccos(angle), 0.0, 0.0)
        y = system.initial((np.arccos(angle), 0.0, 0.0, 0.0), remembered)
        velocity = np.array(system.velocity(0, y))
        np.testing.assert_allclose(velocity, [0, -1, 0, 0], atol=1e-15)
        found = np.sort(np.linalg.eigvals(system.jacobian(0, y)).real)
        slow = precession.growth_rate_of_precession(P, d, angle)
        # (A9) drops alpha theta_dot, so the growth lacks the denominator 1 + (1 - h) alpha^2
        damping = spin_torque.gilbert_damping(P, angle)
        assert np.abs(found - slow).min() < 2 * damping**2 * abs(slow)
        for rate in relaxation.relaxation_rates(P, angle):
            assert np.abs(found - rate).min() < 1e-9


@pytest.mark.parametrize("name", ["recast", "retarded"])
def test_every_trajectory_ends_in_a_classified_attractor(name):
    rng = np.random.default_rng(5)
    for d in (-800.0, 100.0, 800.0):
        table = precession.fixed_points(P, d)
        rate = precession.growth_rate(P, table["d"], table["branch"], table["cos_theta0"])
        stable = table["cos_theta0"][rate < 0]
        for _ in range(4):
            start = (
                np.arccos(rng.uniform(-0.95, 0.95)),
                rng.uniform(0, 6),
                rng.normal(0, 2),
                rng.normal(0, 0.1),
            )
            end = np.cos(integrate(P, d, name, start, [0, 5e4]).theta[-1])
            assert np.abs(stable - end).min() < 1e-3


def test_direction_stays_a_direction_and_follows_the_angles():
    m = np.array([np.sin(1.2), 0, np.cos(1.2)])
    path = direction.integrate_direction(P, -600.0, m, 20.0, 400)
    assert np.abs(np.linalg.norm(path, axis=1) - 1).max() < 1e-14
    run = integrate(P, -600.0, "llgs", (1.2, 0, 0, 0), np.linspace(0, 20, 3))
    np.testing.assert_allclose(path[::200, 2], np.cos(run.theta), atol=1e-8)
    turned = np.arctan2(path[::200, 1], path[::200, 0])
    np.testing.assert_allclose(np.exp(1j * turned), np.exp(1j * run.phi), atol=1e-5)
    # order 4
    rough, finer, fine = (
        direction.integrate_direction(P, -600.0, m, 100.0, steps)[-1] for steps in (400, 800, 1600)
    )
    errors = np.abs(rough - fine).max(), np.abs(finer - fine).max()
    assert np.log2(errors[0] / errors[1]) == pytest.approx(4, abs=0.4)
    assert errors[1] < 3e-5  # ten times that with a wrong sign in the pull-back


def test_trajectories_are_a_long_table():
    times = [0.0, 1.0, 10.0]
    starts = {"a": START, "b": (0.5, 0.0, 0.0, 0.0)}
    table, slow = runs.trajectories(P, -600.0, ["llgs", "recast"], starts, times, temperature=6.0)
    assert list(zip(slow["start"], slow["formulation"], strict=True)) == [
        ("a", "llgs"), ("a", "recast"), ("b", "llgs"), ("b", "recast")
    ]  # fmt: skip
    largest = np.abs(integrate(P, -600.0, "recast", START, times).rates()[0]).max()
    assert slow["angle_in_thermal_time"][1] == pytest.approx(largest / 6.0)
    assert slow["slow"].all()
    assert list(table["start"]) == ["a"] * 6 + ["b"] * 6
    assert list(table["formulation"][:6]) == ["llgs"] * 3 + ["recast"] * 3
    np.testing.assert_array_equal(table["t"], np.tile(times, 4))
    expected = charge_currents(P, np.cos(table["theta"]), -600.0).total_left
    np.testing.assert_array_equal(table["current_left"], expected)


def test_unstable_models_are_refused():
    with pytest.raises(ParameterError, match="not a minimum"):
        integrate(replace(P, exchange=0.2), 0.0, "recast", START, [0, 1])


@pytest.mark.parametrize("times", [[], [0.0], [1.0, 2.0], [0.0, 2.0, 1.0], [0.0, np.nan], 5.0])
def test_times_that_do_not_ascend_from_0_are_refused(times):
    with pytest.raises(ParameterError, match=r"^times = "):
        integrate(P, -600.0, "recast", START, times)


class TestHistory:
    times = np.concatenate([[0], np.geomspace(0.01, 600, 60)])

    def test_default_is_consistent(self):
        p = random_parameters(43, 20)
        for index in range(20):
            one = one_of(p, index)
            past = history.consistent_history(one, 1.0, 0.7, -0.2)
            history.require_consistent(one, 1.0, 0.7, -0.2, past)

    def test_function_and_samples_are_the_same_history(self):
        past = history.consistent_history(P, *START[:1], *START[2:])
        ends = past(1.0) * (2 * float(P.gamma_sum) + 2.0)
        rate = 2 * float(P.gamma_sum)
        slowest = float(P.gamma_sum - abs(P.gamma_delta))
        function = history.history_of(lambda t: ends * np.exp(rate * t), slowest)
        times = -np.geomspace(600, 1e-4, 20000)
        times = np.append(times, 0)
        samples = history.history_of_samples(times, *np.outer(ends, np.exp(rate * times)))
        for gamma in (0.03, 0.07, 0.11):
            np.testing.assert_allclose(function(gamma), past(gamma), rtol=1e-9)
            np.testing.assert_allclose(samples(gamma), past(gamma), rtol=1e-5)

    def test_a_history_at_rest_contradicts_a_start_that_is_not(self):
        with pytest.raises(history.HistoryError, match="stays for ever"):
            integrate(P, -600.0, "retarded", START, self.times, history=lambda gamma: np.zeros(2))
        integrate(P, -600.0, "retarded", (1.2, 0, 0, 0), self.times, history=lambda _: np.zeros(2))

    def test_such_a_history_would_drive_delta_m_to_a_wrong_value(self, monkeypatch):
        monkeypatch.setattr(integration, "require_consistent", lambda *_: None)
        wrong = integrate(P, -600.0, "retarded", START, self.times, history=lambda _: np.zeros(2))
        right = integrate(P, -600.0, "retarded", START, self.times)
        assert abs(right.delta_magnetization[-1]) < 0.01
        assert abs(wrong.delta_magnetization[-1]) > 1

    @pytest.mark.parametrize("times", [[0], [-1, -2, 0], [-2, -1], [[0, 1]]])
    def test_samples_that_are_no_history(self, times):
        values = np.zeros(np.shape(times))
        with pytest.raises(history.HistoryError, match="must be ascending"):
            history.history_of_samples(times, values, values)


@pytest.mark.parametrize("points", [2, 3, 241])
def test_logarithmic_times_reach_from_0_to_the_end(points):
    times = integration.logarithmic_times(P, 5000.0, points)
    assert len(times) == points
    assert (times[0], times[-1]) == (0.0, 5000.0)


@pytest.mark.parametrize("t_end", [1e11, 1e30])
@pytest.mark.parametrize("name", FORMULATIONS)
def test_a_run_of_any_length_ends_or_says_how_far_it_came(name, t_end, monkeypatch):
    times = integration.logarithmic_times(P, t_end, 5)
    if name != "retarded":
        assert np.isfinite(integrate(P, -600.0, name, START, times).theta).all()
        return
    monkeypatch.setattr(integration, "MOST_EVALUATIONS", 10_000)
    with pytest.raises(IntegrationError, match="of its time; it takes more than 10000 eval"):
        integrate(P, -600.0, name, START, times)


@pytest.mark.parametrize("near", [1e-14, 1e-10, 1e-6])
@pytest.mark.parametrize("formulation", ["llgs", "recast", "populations"])
def test_a_start_next_to_a_pole_leaves_it_as_any_other(near, formulation):
    """As long as the angle is small all is linear in it: by the same factor from wherever."""
    times = np.linspace(0.0, 400.0, 5)
    runs = [
        integrate(P, -3000.0, formulation, (start, 0.0, 0.0, 0.0), times).theta / start
        for start in (near, 1e-5)
    ]
    assert runs[0][-1] > 10
    np.testing.assert_allclose(*runs, rtol=1e-6)


@pytest.mark.parametrize("near", [0.3, 1e-4, 1e-6, 1e-8, 1e-10])
def test_a_start_next_to_the_south_pole_leaves_it_as_in_closed_form(near):
    start = np.pi - near
    rate = float(precession.growth_rate_at_pole(P, 0.0, -1.0))
    times = np.linspace(0.0, np.log(1 / near) / rate, 6)
    exact = slow_dynamics(P, 0.0, start, times)
    run = integrate(P, 0.0, "llgs", (start, 0.0, 0.0, 0.0), times)
    assert exact.theta[-1] < 3.0
    # what theta does not say of the start grows with it
    allowed = 1e-9 + np.spacing(start) / near
    np.testing.assert_allclose(np.pi - run.theta, np.pi - exact.theta, rtol=allowed, atol=1e-15)


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_a_run_is_that_of_the_mirrored_magnet(formulation):
    """z to -z: the rates of the left lead change places, B and phi their sign; theta from there."""
    mirrored = replace(
        P, gamma_left_up=P.gamma_left_down, gamma_left_down=P.gamma_left_up, field=-P.field
    )
    times = np.linspace(0.0, 300.0, 7)
    for near in (0.9, 1e-9):
        run = integrate(P, -600.0, formulation, (np.pi - near, 0.3, 1.0, 0.1), times)
        other = integrate(
            mirrored, -600.0, formulation, (np.pi - (np.pi - near), -0.3, 1.0, 0.1), times
        )
        np.testing.assert_allclose(np.pi - run.theta, other.theta, rtol=1e-7, atol=1e-14)
        np.testing.assert_allclose(run.phi, -other.phi, rtol=1e-9)
        for name in ("delta_magnetization", "delta_potential"):
            np.testing.assert_allclose(getattr(run, name), getattr(other, name), atol=1e-9)
        np.testing.assert_allclose(run.rates(), -other.rates(), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_the_double_pi_is_at_rest(formulation):
    run = integrate(P, -600.0, formulation, (np.pi, 0.0, 1.0, 0.1), [0.0, 1e3, 1e5])
    assert (run.theta == np.pi).all()
