"""Voltage, anisotropy and own damping of the magnet: what the paper leaves to later."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from energy_integrals import Junctions, net_torque
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from models import DRIVES, PAPER, PARAMETERS, random_parameters
from thermal_stt import charge_current
from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.full_dynamics.history import consistent_history
from thermal_stt.full_dynamics.integration import FORMULATIONS, integrate
from thermal_stt.full_dynamics.relaxation import bias_populations, populations, relaxation_matrix
from thermal_stt.full_dynamics.switching import THERE, switching
from thermal_stt.magnet import kernel, precession, spin_torque
from thermal_stt.magnet.bent_flow import BentPath
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.magnet.slow_flow import SlowFlow, height
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.parameters import ParameterError

BEYOND = ("anisotropy", "own_damping", "voltage")
LEADS = (2.0, 5.0)  # temperatures


def beyond(seed, size, voltage=4.0, anisotropy=3.0, damped=0.6):
    """Random models, some of them with each of the three."""
    rng = np.random.default_rng(seed)
    p = random_parameters(seed, size)
    own = 10 ** rng.uniform(-4, -1, size) * (rng.random(size) < damped)
    return replace(
        p,
        anisotropy=anisotropy * rng.normal(size=size) * p.field,
        own_damping=own,
        voltage=voltage * rng.normal(size=size) * p.field,
    ), rng.normal(0, 800, size)


@cache
def several():
    """Models with two and three precessions, which are one in ten thousand of these."""
    rng = np.random.default_rng(0)
    p = replace(
        random_parameters(9, 400_000),
        anisotropy=rng.normal(0, 5, 400_000),
        own_damping=10 ** rng.uniform(-4, 0, 400_000) * (rng.random(400_000) < 0.7),
        voltage=rng.normal(0, 10, 400_000),
    )
    d = rng.normal(0, 2000, 400_000)
    count = precession.stationary_angles(p, d).exists.sum(axis=0)
    found = np.flatnonzero(count > 1)
    assert set(count[found]) == {2, 3}
    return p[found], d[found]


def models():
    one, other = beyond(5, 50), several()
    return [one, other]


class TestVoltage:
    """Against energy integrals, in which a voltage shifts the left lead's distribution."""

    class Biased(Junctions):
        """Densities that do not slope: to first order in V the slopes do not answer to it."""

        def __init__(self, p, theta, phi_dot, voltage):
            flat = replace(p, rho_slope_up=0.0, rho_slope_down=0.0)
            super().__init__(flat, theta, phi_dot, LEADS, voltage)

        def electrical(self, lead):
            total = 0.0
            for sigma in (0, 1):
                still = self.distribution(sigma, shifted=False)
                for lead_spin in (0, 1):
                    rate = self.rates[lead, lead_spin] * self.weight[lead_spin, sigma]
                    driven = self.rho[sigma] * (still - self.lead(lead, self.omega))
                    total += rate * self.integrate(driven)
            return total

    def sets(self):
        p = replace(random_parameters(11, 5), voltage=[0.7, -1.2, 2.0, -0.3, 1.5])
        return [(p[i], theta) for i, theta in enumerate((0.4, 1.1, 1.9, 2.6, 1.5))]

    def test_kernel(self):
        for p, theta in self.sets():
            biased = self.Biased(p, theta, 0.0, float(p.voltage)).kernel(0.0)
            found = kernel.electrical_current(p, np.cos(theta))
            np.testing.assert_allclose(found, biased, rtol=1e-10, atol=1e-12)
            whole = kernel.retarded_kernel(p, np.cos(theta), 0.3, -40.0, 0.2)
            plain = kernel.retarded_kernel(replace(p, voltage=0.0), np.cos(theta), 0.3, -40.0, 0.2)
            np.testing.assert_allclose(whole - plain, found, rtol=1e-9, atol=1e-12)

    def test_torque_balance_and_spin_torque(self):
        d = float(kernel.thermal_drive(*LEADS))
        for p, theta in self.sets():
            c = np.cos(theta)
            at_zero = self.Biased(p, theta, 0.0, float(p.voltage)).kernel(0.0)
            electrical = (at_zero[:, 0] - at_zero[:, 1]).sum() / 4
            found = spin_torque.spin_torque_electrical(p, c)
            np.testing.assert_allclose(found, electrical, rtol=1e-10)
            torque = net_torque(p, theta, LEADS, float(p.field)) - electrical
            share = p.gamma_product / spin_torque.broadening_product(p, c)
            np.testing.assert_allclose(
                -share * TorqueBalance.of(p, d).value(c), torque, rtol=1e-9, atol=1e-10
            )

    def test_angle_is_the_root_of_the_energy_integrals(self):
        d, found = float(kernel.thermal_drive(*LEADS)), 0
        for seed in range(40):
            p = replace(random_parameters(seed, 1)[0], voltage=0.0)
            p = replace(p, voltage=0.98 * float(-p.field / (2 * p.lambda_)))
            angle = precession.stationary_angle(p, d)
            if not angle.exists or abs(angle.cos_theta0) > 0.99:
                continue

            def torque(theta, p=p):
                at_zero = self.Biased(p, theta, 0.0, float(p.voltage)).kernel(0.0)
                electrical = (at_zero[:, 0] - at_zero[:, 1]).sum() / 4
                return net_torque(p, theta, LEADS, float(p.field)) - electrical

            theta = np.arccos(float(angle.cos_theta0))
            root = brentq(torque, theta - 0.05, theta + 0.05, xtol=1e-14)
            np.testing.assert_allclose(np.cos(root), angle.cos_theta0, atol=1e-10)
            found += 1
        assert found > 3

    def test_currents(self):
        for p, theta in self.sets():
            junctions = self.Biased(p, theta, 0.0, float(p.voltage))
            found = charge_current.charge_currents(p, np.cos(theta), 30.0)
            np.testing.assert_allclose(found.electrical_left, junctions.electrical(0), rtol=1e-10)
            np.testing.assert_allclose(found.electrical_right, junctions.electrical(1), rtol=1e-10)
            np.testing.assert_allclose(
                found.total_left,
                charge_current.total_current(p, np.cos(theta), 30.0),
                rtol=1e-11,
            )
            np.testing.assert_allclose(found.total_left, -found.total_right, rtol=1e-11)

    def test_pure_voltage_reverses_at_once_and_gives_no_precession(self):
        """N = g~ (B + 2 lambda V): whatever the densities, both poles change at the same V."""
        p = random_parameters(3, 200)
        turn = -p.field / (2 * p.lambda_)
        for share, upright in ((0.9, True), (1.1, False)):
            q = replace(p, voltage=share * turn)
            assert not precession.stationary_angles(q, 0.0).exists.any()
            north = precession.growth_rate_at_pole(q, 0.0, 1.0) < 0
            np.testing.assert_array_equal(north, (p.field > 0) == upright)
            assert (precession.growth_rate_at_pole(q, 0.0, -1.0) < 0)[~north].all()
        # there every angle is marginal; a power of two has no rounding
        q = replace(PAPER.parameters, gamma_left_up=0.25, gamma_left_down=0.75, gamma_right=0.25)
        q = replace(q, voltage=float(-q.field / (2 * q.lambda_)))
        assert not precession.stationary_angles(q, 0.0).exists.any()
        assert (spin_torque.polar_rate(q, np.linspace(-1, 1, 9), 0.0) == 0).all()

    def test_all_branch_points_go_through_one_point_of_d_and_v(self):
        p = random_parameters(4, 50)
        turn = -p.field / (2 * p.lambda_)
        for share in (-0.5, 0.3, 0.9, 1.7):
            shifted = precession.branch_points(replace(p, voltage=share * turn))
            for one, plain in zip(shifted, precession.branch_points(p), strict=True):
                np.testing.assert_allclose(one, plain * (1 - share), rtol=1e-9)

    def test_time_of_a_reversal(self):
        """t = S/(g~ |b|) {(Gamma_Delta^2/Gamma_P) |dc| + |d artanh c|}, b = B + 2 lambda V."""
        p = replace(PAPER.parameters, voltage=5.0)
        start, end = np.cos(0.5), -1 + THERE
        found = switching(replace(p, voltage=0.0), 0.0, (np.pi - 0.5, 0.0, 0.0))
        field = float(p.field + 2 * p.lambda_ * p.voltage)
        assert found.met
        assert field < 0
        share = float(p.gamma_delta**2 / p.gamma_product)
        way = share * (start - end) + np.arctanh(start) - np.arctanh(end)
        expected = float(p.spin / spin_torque.angular_conductance(p, 0.0)) * way
        np.testing.assert_allclose(found.time, expected / float(p.field), rtol=1e-12)
        path = SlowFlow.of(p, 0.0, damped=False).path(height(np.array([0.5])))
        np.testing.assert_allclose(path.since(np.arctanh([end])), expected / -field, rtol=1e-12)


class TestAnisotropy:
    def test_voltage_acts_as_a_field_and_temperature_as_an_anisotropy(self):
        """Equal densities: N = g~ (b1 + b2 c), b1 = B + 2 lambda V, b2 = B_K + B d/d_0."""
        p = replace(PAPER.parameters, anisotropy=0.3, voltage=0.8)
        d = np.linspace(-1500, 1500, 31)
        b1 = float(p.field + 2 * p.lambda_ * p.voltage)
        b2 = p.anisotropy + p.field * d / precession.d_0(p)
        c = np.linspace(-1, 1, 7)[:, None]
        conductance = spin_torque.angular_conductance(p, 0.0)
        found = TorqueBalance.of(p, d).value(c)
        np.testing.assert_allclose(found, conductance * (b1 + b2 * c), rtol=1e-12, atol=1e-13)
        angle = precession.stationary_angle(p, d)
        np.testing.assert_array_equal(angle.exists, np.abs(b1) < np.abs(b2))
        np.testing.assert_allclose(angle.cos_theta0[angle.exists], (-b1 / b2)[angle.exists])
        stable = precession.growth_rate_of_precession(p, d, angle.cos_theta0) < 0
        np.testing.assert_array_equal(stable[angle.exists], (b2 < 0)[angle.exists])

    def test_easy_plane_under_voltage_is_an_oscillator_that_knows_no_field(self):
        for seed in range(20):
            p = random_parameters(seed, 1)[0]
            size = 3 * abs(float(p.field))
            p = replace(p, anisotropy=-size, voltage=float(0.2 * size / p.lambda_))
            angle = precession.stationary_angles(p, 0.0)
            assert angle.exists.tolist() == [True, False, False]
            cos_theta0 = angle.cos_theta0[0]
            assert precession.growth_rate_of_precession(p, 0.0, cos_theta0) < 0
            frequency = precession.precession_frequency(p, 0.0, "precession", cos_theta0)
            np.testing.assert_allclose(frequency, 2 * p.lambda_ * p.voltage, rtol=1e-12)

    def test_two_precessions_end_where_they_meet(self):
        """The fold a1^2 = 4 a0 a2 of N = (a2 c^2 + a1 c + a0)/2."""
        p, d = several()
        plain = (p.own_damping == 0) & (precession.stationary_angles(p, d).exists.sum(axis=0) == 2)
        assert plain.sum() > 3
        p, d = p[plain], d[plain]
        field = p.field + 2 * p.lambda_ * p.voltage
        a2 = -p.rho_delta * p.gamma_delta * p.anisotropy

        def apart(d):
            a1 = p.rho_sum * p.gamma_sum * p.anisotropy - p.gamma_delta * (
                p.rho_delta * field + p.lambda_ * p.rho_slope_delta * d
            )
            a0 = p.gamma_sum * (p.rho_sum * field + p.lambda_ * p.rho_slope_sum * d)
            return a1, a0, a1**2 - 4 * a0 * a2

        a1, _, discriminant = apart(d)
        root = np.sqrt(discriminant)
        expected = np.sort([(-a1 + root) / (2 * a2), (-a1 - root) / (2 * a2)], axis=0)[::-1]
        found = precession.stationary_angles(p, d).cos_theta0[:2]
        np.testing.assert_allclose(found, expected, rtol=1e-9)
        assert (discriminant > 0).all()


@pytest.mark.parametrize("which", [0, 1])
def test_angles_growth_rates_and_frequencies_are_those_of_the_equations_as_they_stand(which):
    p, d = models()[which]
    angles = precession.stationary_angles(p, d)
    for name, cos_theta0, exists in zip(
        precession.PRECESSIONS, angles.cos_theta0, angles.exists, strict=True
    ):
        inside = np.flatnonzero(exists & (np.abs(cos_theta0) < 0.999))
        q, here, theta = p[inside], d[inside], np.arccos(cos_theta0[inside])
        theta_dot, phi_dot = spin_torque.angular_velocities(q, theta, here)
        np.testing.assert_allclose(theta_dot, 0, atol=1e-12 * np.abs(q.field).max(initial=1))
        frequency = precession.precession_frequency(q, here, name, cos_theta0[inside])
        np.testing.assert_allclose(phi_dot, frequency, rtol=1e-9)
        np.testing.assert_allclose(
            frequency, -(q.field + q.anisotropy * cos_theta0[inside]), rtol=1e-12
        )
        step = 1e-5
        ahead, behind = (
            spin_torque.angular_velocities(q, theta + s, here)[0] for s in (step, -step)
        )
        slope = (ahead - behind) / (2 * step)
        rate = precession.growth_rate(q, here, name, cos_theta0[inside])
        np.testing.assert_allclose(slope, rate, rtol=1e-6, atol=1e-8 * np.abs(rate).max(initial=0))


def test_velocities_come_from_the_three_coupled_equations():
    """(46)-(47) with I_s and alpha written out, solved as a linear system for both velocities."""
    p, d = beyond(21, 30)
    theta = np.linspace(0.2, 2.9, 30)
    for i in range(30):
        q, c, s = p[i], np.cos(theta[i]), np.sin(theta[i])
        alpha = float(spin_torque.gilbert_damping(q, c))
        share = float(q.gamma_delta**2 * s**2 / spin_torque.broadening_product(q, c))
        bias = float(
            spin_torque.spin_torque_thermal(q, c, d[i]) + spin_torque.spin_torque_electrical(q, c)
        )
        total = alpha + float(q.own_damping)
        # theta_dot = sin [(alpha + alpha_0) phi_dot - I_s/S], I_s = h S alpha phi_dot + I_A
        # sin phi_dot = -sin B_eff - (alpha + alpha_0) theta_dot
        system = [[1.0, -s * (total - share * alpha)], [total, s]]
        right = [-s * bias / float(q.spin), -s * float(spin_torque.effective_field(q, c))]
        expected = np.linalg.solve(system, right)
        found = spin_torque.angular_velocities(q, theta[i], d[i])
        np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_the_vector_form_is_the_same_motion():
    p, d = beyond(8, 40)
    m = np.random.default_rng(0).normal(size=(40, 3))
    m /= np.linalg.norm(m, axis=1)[:, None]
    velocity = spin_torque.magnetization_velocity(p, m, d)
    theta = np.arccos(m[:, 2])
    theta_dot, phi_dot = spin_torque.angular_velocities(p, theta, d)
    np.testing.assert_allclose(-velocity[:, 2] / np.sin(theta), theta_dot, rtol=1e-9, atol=1e-12)
    turned = (m[:, 0] * velocity[:, 1] - m[:, 1] * velocity[:, 0]) / np.sin(theta) ** 2
    np.testing.assert_allclose(turned, phi_dot, rtol=1e-9)


@pytest.mark.parametrize("which", [0, 1])
def test_slow_dynamics_are_the_equations_integrated_in_time(which):
    p, d = models()[which]
    theta = np.arccos(np.random.default_rng(2).uniform(-0.99, 0.99, d.size))
    pace = np.abs(spin_torque.polar_rate(p, np.cos(theta), d))
    paces = np.array([0.0, 0.1, 1, 3, 10])
    run = slow_dynamics(p, d, theta, paces / pace[:, None], phi=0.3)
    assert run.met.all()

    def velocities(_, y):  # of all at once, each in a time of its own pace
        moving = spin_torque.angular_velocities(p, y[: d.size], d)
        return np.concatenate(moving / pace)

    start = np.concatenate([theta, np.full(d.size, 0.3)])
    path = solve_ivp(
        velocities, (0, 10), start, t_eval=paces, method="DOP853", rtol=1e-11, atol=1e-13
    )
    thetas, phis = np.split(path.y, 2)
    np.testing.assert_allclose(run.theta, thetas, atol=1e-8)
    np.testing.assert_allclose(run.phi, phis, rtol=1e-8, atol=1e-8)


def test_what_rests_stays_and_a_start_at_a_root_that_repels_is_told():
    p, d = several()
    angles = precession.stationary_angles(p, d)
    theta = np.arccos(angles.cos_theta0[0])
    repels = precession.growth_rate_of_precession(p, d, angles.cos_theta0[0]) > 0
    run = slow_dynamics(p, d, theta, [0.0, 1e3])
    near = slow_dynamics(p, d, theta + 1e-11, [0.0, 1e3])
    np.testing.assert_allclose(run.theta[:, 1], theta, rtol=1e-12)
    assert not near.met[repels].any()
    assert near.met[~repels].all()
    for pole in (0.0, np.pi):
        run = slow_dynamics(p, d, pole, [0.0, 50.0])
        np.testing.assert_array_equal(run.theta[:, 1], pole)
        _, phi_dot = spin_torque.angular_velocities(p, pole, d)
        np.testing.assert_allclose(run.phi[:, 1], 50 * phi_dot, rtol=1e-12)


@pytest.mark.parametrize("which", [0, 1])
def test_switching_ends_where_the_motion_ends_and_in_its_time(which):
    p, d = models()[which]
    # a voltage is below; M_0 a minimum
    p = replace(p, voltage=0.0, exchange=0.01)
    theta = np.arccos(np.random.default_rng(4).uniform(-0.9, 0.9, d.size))
    found = switching(p, d, (theta, 0.0, 0.0))
    assert found.met.all()
    end = found.cos_theta_end

    def cosine_rate(_, c):
        # dc/dt of (A15) without alpha^2; of all at once, each in parts of its time
        balance = TorqueBalance.of(p, d).value(c)
        share = p.gamma_product / spin_torque.broadening_product(p, c)
        return found.time * (1 - c**2) * share * balance / p.spin

    path = solve_ivp(cosine_rate, (0, 1), np.cos(theta), method="DOP853", rtol=1e-11, atol=1e-13)
    left = np.abs(path.y[:, -1] - end)
    moved = found.time > 0
    np.testing.assert_allclose(left[moved], THERE, rtol=1e-5)
    assert (left[~moved] <= THERE).all()
    for i in np.flatnonzero(moved):
        q = p[i]
        if abs(end[i]) < 1:
            place = precession.BRANCHES[found.branch[i]]
            number = precession.PRECESSIONS.index(place)
            angles = precession.stationary_angles(q, d[i])
            assert angles.cos_theta0[number] == end[i]
            assert precession.growth_rate(q, d[i], place, end[i]) < 0
        else:
            assert found.branch[i] == (0 if end[i] > 0 else 1)
            assert precession.growth_rate_at_pole(q, d[i], end[i]) < 0


def test_quadrature_is_the_closed_form_where_that_exists():
    p, d = random_parameters(6, 80), np.random.default_rng(1).normal(0, 900, 80)
    p = replace(p, voltage=np.random.default_rng(2).normal(0, 3, 80))
    theta = np.random.default_rng(3).uniform(0.1, 3.0, 80)
    pace = np.abs(spin_torque.polar_rate(p, np.cos(theta), d))
    times = np.array([0.01, 1, 4, 20, 200]) / pace[:, None]
    path = BentPath(p, d, theta)
    closed, met = SlowFlow.of(p, d, damped=True).path(height(theta)).at(times.T)
    v, _ = path.at(times)
    both = (met & path.met)[:, None] & (np.abs(v) < 300)  # the closed form goes no farther
    assert both.sum() > 380
    np.testing.assert_allclose(v[both], closed.T[both], rtol=1e-9, atol=1e-9)


@given(PARAMETERS, DRIVES, st.floats(-20, 20), st.floats(0, 0.5), st.floats(-20, 20))
def test_stable_and_unstable_alternate_along_the_meridian(p, d, easy, own, voltage):
    """The sum of indices: of the zeros of a flow on a line every second attracts."""
    size = float(abs(p.field))
    p = replace(
        p, anisotropy=round(easy, 3) * size, own_damping=round(own, 4), voltage=round(voltage, 3)
    )
    table = precession.fixed_points(p, d)
    rate = precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"])
    scale = np.abs(rate).max()
    assume((np.abs(rate) > 1e-9 * scale).all() and (np.abs(table["cos_theta0"][2:]) < 1).all())
    order = np.argsort(-table["cos_theta0"], kind="stable")
    signs = np.sign(rate[order])
    assert (signs[1:] == -signs[:-1]).all()
    state = precession.settled_state(p, d)
    assert state.growth_rate < 0
    assert np.isfinite([state.cos_theta0, state.growth_rate]).all()


def test_zeros_change_no_digit():
    """Explicit zeros and none are one thing, and `bent` tells them."""
    p, d = random_parameters(2, 100), np.linspace(-900, 900, 100)
    q = replace(p, anisotropy=0.0, own_damping=0.0, voltage=0.0)
    assert not p.bent.any()
    for one, other in (
        (precession.settled_state(p, d), precession.settled_state(q, d)),
        (charge_current.stable_states(p, d), charge_current.stable_states(q, d)),
    ):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)
    # the same equations by the root finder for curves, through the smallest of anisotropies
    tiny = replace(p, anisotropy=1e-14 * p.field)
    for a, b in zip(precession.settled_state(tiny, d), precession.settled_state(p, d), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-10)


class TestCurrentOnThePrecession:
    def test_torque_balance_put_in(self):
        for p, d in models():
            angles = precession.stationary_angles(p, d)
            for cos_theta0, exists in zip(angles.cos_theta0, angles.exists, strict=True):
                q, c, at = p[exists], cos_theta0[exists], d[exists]
                total = charge_current.total_current(q, c, at)
                np.testing.assert_allclose(
                    charge_current.total_current_on_precession(q, c, at),
                    total,
                    rtol=1e-7,
                    atol=1e-9 * np.abs(total).max(initial=1),
                )

    def test_enhancement(self):
        """With own damping; slopes that are opposite, no voltage."""
        p = replace(random_parameters(13, 4000), voltage=0.0, own_damping=3e-3)
        p = replace(p, rho_slope_down=-p.rho_slope_up, anisotropy=0.2 * p.field)
        d = np.random.default_rng(7).normal(0, 1500, 4000)
        angle = precession.stationary_angle(p, d)
        p, d, c = p[angle.exists], d[angle.exists], angle.cos_theta0[angle.exists]
        assert d.size > 50
        found = charge_current.charge_currents(p, c, d)
        ratio = found.total_left / found.total_left_without_precession
        np.testing.assert_allclose(charge_current.enhancement(p, c), ratio, rtol=1e-6)


class TestFullDynamics:
    p = replace(
        PAPER.parameters, voltage=1.5, anisotropy=0.4, own_damping=2e-4, rho_up=9.0, spin=100.0
    )
    d, start = -400.0, (1.2, 0.1, 1.0, 0.2)

    def test_recast_and_populations_are_one(self):
        times = np.linspace(0, 3000, 50)
        one, other = (
            integrate(self.p, self.d, name, self.start, times) for name in ("recast", "populations")
        )
        for name in ("theta", "phi", "delta_magnetization", "delta_potential"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-9)
        end = np.cos(one.theta[-1])
        found = precession.stationary_angle(self.p, self.d).cos_theta0
        np.testing.assert_allclose(end, found, atol=1e-5)

    def test_populations_end_where_the_leads_fill_them(self):
        """n_sigma = rho_sigma (X_sigma + V Gamma_(l,sigma)/Gamma_sigma), and no torque is left."""
        run = integrate(self.p, self.d, "recast", self.start, [0.0, 2e4])
        c = np.cos(run.theta[-1])
        deviations = np.array([run.delta_magnetization[-1], run.delta_potential[-1]])
        counted = populations(self.p, *deviations)
        driven = np.array([0.5, -0.5]) * deviations[0] - deviations[1]
        rho = np.array([self.p.rho_up, self.p.rho_down])
        np.testing.assert_allclose(
            counted, rho * driven + bias_populations(self.p, c), rtol=1e-6, atol=1e-9
        )
        relaxed = relaxation_matrix(self.p, c) @ deviations
        assert np.abs(relaxed).max() > 1e-3  # so that the voltage holds it there

    @pytest.mark.parametrize("name", FORMULATIONS)
    def test_jacobians(self, name):
        p = self.p if name in ("llgs", "recast", "populations") else replace(self.p, voltage=0.0)
        system = FORMULATIONS[name](p, self.d)
        y = system.initial(self.start, consistent_history(p, 1.2, 1.0, 0.2))
        step = 1e-6 * np.eye(len(y))
        numerical = np.transpose(
            [
                (np.asarray(system.velocity(0, y + h)) - np.asarray(system.velocity(0, y - h)))
                / 2e-6
                for h in step
            ]
        )
        found = system.jacobian(0, y)
        np.testing.assert_allclose(found, numerical, atol=1e-7 * max(1, np.abs(found).max()))

    def test_llgs_is_the_slow_dynamics(self):
        times = np.linspace(0, 2000, 20)
        run = integrate(self.p, self.d, "llgs", self.start, times)
        slow = slow_dynamics(self.p, self.d, 1.2, times, 0.1)
        np.testing.assert_allclose(run.theta, slow.theta, atol=1e-9)
        np.testing.assert_allclose(run.phi, slow.phi, atol=1e-7)

    def test_a_family_goes_one_by_one_and_is_met(self):
        p = replace(self.p, voltage=[0.0, 1.5, 0.0], anisotropy=[0.0, 0.0, 0.4], own_damping=0.0)
        times = np.linspace(0, 500, 9)
        run = integrate_family(p, self.d, self.start, times)
        assert run.met.all()
        for i in range(3):
            one = integrate(p[i], self.d, "recast", self.start, times)
            for name in ("theta", "phi", "delta_magnetization", "delta_potential"):
                np.testing.assert_allclose(getattr(run, name)[i], getattr(one, name), atol=2e-8)

    @pytest.mark.parametrize("kick", [(0.5, 0.0), (0.0, 0.05), (0.5, 0.05)])
    @pytest.mark.parametrize("times", [[3000.0], [1.0, 3000.0], [0.0, 3000.0], [0.0], []])
    def test_a_deviation_is_met_by_its_largest_value_whenever_it_is_asked_for(self, kick, times):
        """What is left of it late is small beside what it was, though nobody saw that."""
        p = replace(self.p, voltage=0.0)
        run = integrate_family(p, self.d, (1.2, 0.1, *kick), times)
        assert run.met
        assert run.theta.shape == (len(times),)
        if 0.0 in times:
            columns = run.theta, run.phi, run.delta_magnetization, run.delta_potential
            np.testing.assert_allclose(np.array(columns)[:, 0], (1.2, 0.1, *kick), rtol=1e-15)

    def test_a_run_may_be_of_any_length(self):
        run = integrate_family(self.p, self.d, self.start, [1.0, 1e40])
        assert run.met
        end = precession.stationary_angle(self.p, self.d).cos_theta0
        np.testing.assert_allclose(np.cos(run.theta[-1]), end, atol=1e-8)

    @pytest.mark.parametrize("kick", [(0.5, 0.0), (0.0, 0.05)])
    def test_a_kick_of_one_deviation_alone_switches_in_a_time(self, kick):
        p = replace(self.p, voltage=0.0)
        found = switching(p, self.d, (1.2, *kick))
        assert found.met
        run = integrate(p, self.d, "recast", (1.2, 0.0, *kick), [0.0, float(found.time)])
        assert abs(np.cos(run.theta[-1]) - found.cos_theta_end) == pytest.approx(THERE, rel=1e-4)

    def test_switching_with_a_voltage_begins_with_what_it_fills(self):
        starts = np.array([0.3, 1.2, 2.8])
        found = switching(self.p, self.d, (starts, 0.0, 0.0))
        assert found.met.all()
        for theta, end, time in zip(starts, found.cos_theta_end, found.time, strict=True):
            run = integrate(self.p, self.d, "recast", (theta, 0.0, 0.0, 0.0), [0.0, time])
            np.testing.assert_allclose(abs(np.cos(run.theta[-1]) - end), THERE, rtol=1e-4)

    @pytest.mark.parametrize("name", ["retarded", "embedded"])
    def test_what_has_the_paper_s_history_says_so(self, name):
        with pytest.raises(ParameterError, match=f"voltage = 1.5: must be 0 for {name}"):
            integrate(self.p, self.d, name, self.start, [0.0, 1.0])


@pytest.mark.parametrize("name", BEYOND)
def test_each_of_them_is_seen(name):
    """A planted slip: leaving one out would change angle and rate."""
    p = replace(PAPER.parameters, **{name: 0.02})
    plain = precession.settled_state(PAPER.parameters, -600.0)
    found = precession.settled_state(p, -600.0)
    assert abs(found.cos_theta0 - plain.cos_theta0) > 1e-4
    assert found.growth_rate != plain.growth_rate
