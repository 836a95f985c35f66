"""B 3: the criteria of slowness, against the gradient expansion that they are to control."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from test_gradient_expansion import T, W, derivatives

from models import PAPER, one_of, random_parameters
from thermal_stt.effective_action import gradient_expansion as ge
from thermal_stt.electrons import distribution, slowness
from thermal_stt.full_dynamics import integration
from thermal_stt.magnet import precession

P = PAPER.parameters


def moving(p, seed, sigma=1):
    """theta(t), phi_dot(t) as polynomials of time, and Gamma_sigma along them, symbolically."""
    rng = np.random.default_rng(seed)
    theta = 1.0 + 0.02 * rng.normal() * T + 0.001 * rng.normal() * T**2
    phi_dot = -1.0 + 0.03 * rng.normal() * T
    gamma = float(p.gamma_sum) + sigma * float(p.gamma_delta) * sympy.cos(theta)
    return theta, phi_dot, gamma


def at(expression, t=0.0, omega=0.0):
    return complex(expression.subs({T: t, W: omega}).evalf())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sigma", [1, -1])
def test_corrections_to_the_retarded_function(seed, sigma):
    """(B16) on 1/(omega - xi + i Gamma(t)): no first order (B21), and (B22) is the second."""
    p = one_of(random_parameters(seed, 1), 0)
    theta, _, gamma = moving(p, seed, sigma)
    inverse = W + sympy.I * gamma
    for omega in (0.0, 0.08):
        parts = derivatives(inverse, 0.0, omega), derivatives(1 / inverse, 0.0, omega)
        orders = [ge.product(*parts, n) for n in range(3)]
        assert orders[0] == pytest.approx(1)  # (B19)
        assert orders[1] == pytest.approx(1)
        rates = [at(theta.diff(T, n)).real for n in range(3)]
        ours = slowness.retarded_second_order(p, *rates, omega)[0 if sigma > 0 else 1]
        assert abs(ours) > 1e-6
        assert orders[2] - 1 == pytest.approx(ours, rel=1e-9)


def keldysh_pieces(p, seed, temperatures):
    """[G^-1]^K, G^R, G^A of the slow Green's function and a motion, for the spin up."""
    theta, phi_dot, gamma = moving(p, seed)
    minus = phi_dot * (1 - sympy.cos(theta)) / 2
    plus = phi_dot * (1 + sympy.cos(theta)) / 2
    filled = 0
    for overlap, rates, shift in (
        (sympy.cos(theta / 2) ** 2, (p.gamma_left_up, p.gamma_right), minus),
        (sympy.sin(theta / 2) ** 2, (p.gamma_left_down, p.gamma_right), -plus),
    ):
        for rate, temperature in zip(rates, temperatures, strict=True):
            filled += overlap * float(rate) * sympy.tanh((W + shift) / (2 * temperature))
    retarded, advanced = 1 / (W + sympy.I * gamma), 1 / (W - sympy.I * gamma)
    return theta, phi_dot, retarded, 2 * sympy.I * filled, advanced


@pytest.mark.parametrize("seed", range(6))
def test_criteria_bound_the_correction_to_the_distribution(seed):
    """(B18) to first order, over the largest G^K, is of the order of the criteria."""
    p = one_of(random_parameters(seed, 1), 0)
    temperatures = (0.6, 1.1)
    theta, phi_dot, *pieces = keldysh_pieces(p, seed, temperatures)
    first, largest = [], 0.0
    for omega in np.linspace(-1.5, 1.5, 13):
        parts = [derivatives(piece, 0.0, omega) for piece in pieces]
        zeroth = -ge.product_of_three(*parts, 0)  # (B20)
        gamma = distribution.level_broadening(p, np.cos(at(theta).real))[0]
        f = distribution.slow_distribution(
            p, np.cos(at(theta).real), at(phi_dot).real, omega, *temperatures
        )[0]
        expected = distribution.keldysh_green_function(omega, 0.0, gamma, f)  # (35)
        assert complex(zeroth) == pytest.approx(complex(expected), rel=1e-9)
        spectral = 2 * gamma / (omega**2 + gamma**2)
        first.append(abs(-ge.product_of_three(*parts, 1) - zeroth) / spectral)
    rates = at(theta.diff(T)).real, at(phi_dot).real, at(phi_dot.diff(T)).real
    ratios = slowness.criteria(p, at(theta).real, rates, min(temperatures))
    largest = max(float(ratio) for ratio in ratios[:3])
    assert 0 < max(first) < 2 * largest


def test_right_dimension_of_b24():
    """What the time derivative of F_s brings is omega_dot/(T Gamma): a number."""
    p = one_of(random_parameters(3, 1), 0)
    rates = (0.0, -1.3, 0.02)  # theta rests, phi_dot changes
    one = slowness.criteria(p, 1.1, rates, 0.7)
    gamma = distribution.level_broadening(p, np.cos(1.1)).min()
    plus = 0.02 * (1 + np.cos(1.1)) / 2
    assert one.shift_in_lifetime == pytest.approx(plus / (0.7 * gamma))
    assert one.frequency_in_thermal_time == pytest.approx(0.02 / 0.7**2)
    assert one.angle_in_lifetime == one.angle_in_thermal_time == 0
    scaled = replace(
        p, **{name: 10 * getattr(p, name) for name in ("gamma_left_up", "gamma_left_down")}
    )
    scaled = replace(scaled, gamma_right=10 * p.gamma_right)
    other = slowness.criteria(scaled, 1.1, (0.0, -13.0, 2.0), 7.0)
    for ratio, same in zip(one, other, strict=True):
        assert ratio == pytest.approx(same)


def test_turning_angle_moves_the_shifts_too():
    p = P
    gamma = distribution.level_broadening(p, np.cos(0.8)).min()
    found = slowness.criteria(p, 0.8, (0.03, -1.0, 0.0), 2.0)
    assert found.angle_in_lifetime == pytest.approx(0.03 / gamma)
    assert found.shift_in_lifetime == pytest.approx(np.sin(0.8) * 0.03 / 2 / (2.0 * gamma))
    assert found.angle_in_thermal_time == pytest.approx(0.03 / 2.0)


@pytest.mark.parametrize("phi_ddot", [0.05, -0.05])
@pytest.mark.parametrize("theta", [0.6, 2.2])
def test_shifts_change_as_their_finite_differences(theta, phi_ddot):
    """The larger of d omega_+-/dt, with angle and frequency moving together."""
    step, theta_dot, phi_dot = 1e-5, 0.04, -1.3
    ends = [
        np.array(distribution.dynamic_shifts(phi_dot + s * phi_ddot, np.cos(theta + s * theta_dot)))
        for s in (step, -step)
    ]
    changed = np.abs(ends[0] - ends[1]).max() / (2 * step)
    gamma = distribution.level_broadening(P, np.cos(theta)).min()
    found = slowness.criteria(P, theta, (theta_dot, phi_dot, phi_ddot), 2.0)
    assert found.shift_in_lifetime == pytest.approx(changed / (2.0 * gamma), rel=1e-6)


def test_frequency_changes_with_the_damping_of_a_displaced_angle():
    """phi_ddot = -alpha rate^2/sin(theta_0) for each radian, sign included, where alpha counts."""
    p, d, small = replace(P, spin=40.0), -600.0, 1e-5
    c = float(precession.stationary_angle(p, d).cos_theta0)
    rate = float(precession.growth_rate_of_precession(p, d, c))
    run = integration.integrate(p, d, "llgs", (np.arccos(c) + small, 0, 0, 0), [0.0, 1e-3])
    near = slowness.criteria_near(p, c, rate, -1.0, 6.0)
    phi_ddot = run.rates()[3, 0] / small
    assert phi_ddot < 0
    assert near.frequency_in_thermal_time == pytest.approx(-phi_ddot / 36.0, rel=1e-3)
    rates = (rate, -1.0, phi_ddot)
    along = slowness.criteria(p, np.arccos(c), rates, 6.0)
    assert near.shift_in_lifetime == pytest.approx(along.shift_in_lifetime, rel=1e-3)


def test_verdict_needs_every_known_criterion():
    small, large = np.array([0.01, 0.01]), np.array([0.01, 0.3])
    assert list(slowness.judge(slowness.Criteria(small, large, small, small))["slow"]) == [1, 0]
    known = slowness.judge(slowness.Criteria(large, None, None, None))
    assert list(known["slow"]) == [1, 0]
    assert list(known["shift_in_lifetime"]) == [None, None]
    lines = slowness.rough(known, ["one", "other"])
    assert lines == [
        "other: theta_dot/Gamma_sigma (B23) reaches 0.3, should be less than 0.2: the theory of "
        "slow angles is rough there"
    ]


def test_without_a_temperature_only_the_life_time_counts():
    found = slowness.criteria(P, [0.8, 1.0], ([0.01, 0.02], -1.0, 0.0))
    assert found.angle_in_lifetime.shape == (2,)
    assert found[1:] == (None, None, None)


def test_motion_about_a_fixed_point_is_that_of_a_trajectory():
    """The linear motion, one radian extrapolated from a displacement of a thousandth."""
    d = -600.0
    c = float(precession.stationary_angle(P, d).cos_theta0)
    rate = float(precession.growth_rate_of_precession(P, d, c))
    small = 1e-3
    run = integration.integrate(P, d, "llgs", (np.arccos(c) + small, 0, 0, 0), [0.0, 1.0])
    theta_dot, phi_dot, _, phi_ddot = run.rates()
    along = slowness.criteria(P, run.theta, (theta_dot, phi_dot, phi_ddot), 6.0)
    near = slowness.criteria_near(P, c, rate, -1.0, 6.0)
    for found, expected in zip(along, near, strict=True):
        assert found[0] / small == pytest.approx(float(expected), rel=5e-3, abs=0)
    at_pole = slowness.criteria_near(P, [1.0, -1.0], [-1e-3, 2e-3], -1.0, 6.0)
    np.testing.assert_array_equal(at_pole.frequency_in_thermal_time, 0)
    assert np.all(at_pole.angle_in_lifetime > 0)


@pytest.mark.parametrize("formulation", integration.FORMULATIONS)
def test_rates_of_a_run_are_its_derivatives(formulation):
    times = np.linspace(0, 40, 4001)
    run = integration.integrate(P, -600.0, formulation, (1.2, 0.3, 0.5, 0.02), times)
    theta_dot, phi_dot, theta_ddot, phi_ddot = run.rates()
    step, inside = times[1], slice(200, -200)
    for rate, value in ((theta_dot, run.theta), (phi_dot, run.phi)):
        found = np.gradient(value, step)[inside]
        np.testing.assert_allclose(rate[inside], found, atol=1e-6 * np.abs(found).max())
    for rate, value in ((theta_ddot, theta_dot), (phi_ddot, phi_dot)):
        found = np.gradient(value, step)[inside]
        np.testing.assert_allclose(rate[inside], found, atol=1e-4 * np.abs(found).max() + 1e-15)


def test_slowness_is_one_over_s():
    """B 3: theta_dot/Gamma is O(1/S)."""
    ratios = []
    for factor in (1, 4):
        run = integration.integrate(
            replace(P, spin=factor * P.spin), -600.0, "llgs", (1.2, 0, 0, 0), [0.0, 1.0]
        )
        theta_dot, phi_dot, _, phi_ddot = run.rates()
        found = slowness.criteria(P, run.theta, (theta_dot, phi_dot, phi_ddot), 6.0)
        ratios.append([ratio[0] for ratio in found])
    expected = [4, 4, 4, 64]
    np.testing.assert_allclose(np.array(ratios[0]) / ratios[1], expected, rtol=1e-3)
