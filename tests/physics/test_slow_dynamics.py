"""The slow dynamics in closed form against quadrature of 60 digits, LSODA, and itself."""

from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from models import PAPER, one_of, random_parameters
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.magnet import precession, spin_torque
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.parameters import ParameterError, Parameters

P = PAPER.parameters
SETS = 10_000


def cases(seed, size):
    """Models, drives on, next to and off the branch points, starts up to the poles, times."""
    rng = np.random.default_rng(seed)
    p = random_parameters(seed, size)
    north, south = precession.branch_points(p)
    beside = 1 + 10 ** rng.uniform(-14, -2, size) * rng.choice([-1, 1], size)
    kind = rng.integers(0, 6, size)
    d = np.choose(kind, [north, south, north * beside, 0 * north, *rng.normal(0, 600, (2, size))])
    near = 10 ** rng.uniform(-9, -1, size)
    theta = np.choose(
        rng.integers(0, 4, size), [near, np.pi - near, *np.arccos(rng.uniform(-1, 1, (2, size)))]
    )
    times = 10 ** rng.uniform(-2, 2.5, (size, 8)) * (p.spin / np.abs(p.field * p.rho_sum))[:, None]
    return p, d, theta, np.sort(times / p.gamma_sum[:, None], axis=1)


class Exact:
    """t(theta) of one set by partial fractions with 60 digits, from the numbers as they are."""

    def __init__(self, p, d):
        up, down, right = (
            mp.mpf(float(x)) for x in (p.gamma_left_up, p.gamma_left_down, p.gamma_right)
        )
        up, down, d, spin, field = up + right, down + right, mp.mpf(d), mp.mpf(float(p.spin)), None
        field = mp.mpf(float(p.field))
        g_sum, g_delta, product = (up + down) / 2, (up - down) / 2, up * down

        def conductance(rho_up, rho_down, x):
            rho_up, rho_down = mp.mpf(float(rho_up)), mp.mpf(float(rho_down))
            return ((rho_up + rho_down) * g_sum - (rho_up - rho_down) * g_delta * x) / 2

        self.alpha = [conductance(p.rho_up, p.rho_down, x) / spin for x in (1, -1)]
        drive = right * g_delta / product * d / spin
        self.n = [
            a * field + drive * conductance(p.rho_slope_up, p.rho_slope_down, x)
            for a, x in zip(self.alpha, (1, -1), strict=True)
        ]
        one, other = self.alpha
        self.q = (1 + one**2, (g_sum**2 + g_delta**2) / product + one * other, 1 + other**2)

    def time(self, theta):
        w, (n, s), (a, b, c) = mp.cot(theta / 2) ** 2, self.n, self.q
        root = -s / n
        at_root = (a * root**2 + 2 * b * root + c) / (root * (1 + root) * n)
        return (
            c / s * mp.log(w)
            + (a - 2 * b + c) / (n - s) * mp.log(1 + w)
            + at_root * mp.log(abs(w - root))
        ) / 2

    def velocity(self, theta):
        up, down = mp.cos(theta / 2) ** 2, mp.sin(theta / 2) ** 2
        q = self.q[0] * up**2 + 2 * self.q[1] * up * down + self.q[2] * down**2
        return -mp.sin(theta) * (self.n[0] * up + self.n[1] * down) / q

    def winding(self, theta):
        north, south = self.alpha
        w = mp.cot(theta / 2) ** 2
        return (north * mp.log(1 + w) - south * mp.log(1 + 1 / w)) / 2


def test_closed_form_is_exact_in_every_case():
    p, d, theta, times = cases(71, 200)
    run = slow_dynamics(p, d, theta, times)
    assert run.met.all()
    with mp.workdps(60):
        for index in range(len(d)):
            exact, start = Exact(one_of(p, index), d[index]), mp.mpf(theta[index])
            for t, end, phi in zip(times[index], run.theta[index], run.phi[index], strict=True):
                # at the south pole theta itself has too few digits to tell the time
                if end in (theta[index], 0) or end > np.pi - 1e-5:
                    continue
                end, missed = mp.mpf(end), mp.mpf(t)
                missed = exact.time(end) - exact.time(start) - missed
                assert abs(missed * exact.velocity(end)) < 1e-12
                turned = exact.winding(end) - exact.winding(start) - one_of(p, index).field * t
                assert abs(turned - phi) < 1e-12 * max(1, abs(turned))


def test_later_is_later_again_for_many():
    p, d, theta, times = cases(72, SETS)
    run = slow_dynamics(p, d, theta, times)
    assert run.met.all()
    assert np.isfinite(run.phi).all()
    assert ((run.theta >= 0) & (run.theta <= np.pi)).all()
    # the same end from the angle in between; where round-off in that is not made much of
    half = slow_dynamics(p, d, run.theta[:, 3], times[:, 4:] - times[:, 3:4], run.phi[:, 3])
    grown = np.abs(spin_torque.angular_velocities(p[:, None], run.theta, d[:, None])[0])
    grown = grown[:, 4:].max(axis=1) / np.maximum(grown[:, 3], 1e-300)
    kept = half.met & (grown < 1e3)
    assert kept.mean() > 0.9
    assert np.abs(half.theta - run.theta[:, 4:])[kept].max() < 1e-11


def test_agrees_with_lsoda():
    p, d, theta, times = cases(73, 12)
    theta = np.clip(theta, 0.01, 3.1)
    run = slow_dynamics(p, d, theta, times)
    for index in range(12):
        grid = np.append(0.0, times[index])
        other = integrate(one_of(p, index), d[index], "llgs", (theta[index], 0, 0, 0), grid)
        np.testing.assert_allclose(run.theta[index], other.theta[1:], atol=1e-9)
        np.testing.assert_allclose(run.phi[index], other.phi[1:], rtol=1e-9)


def test_poles_stay_and_precess():
    times = np.linspace(0, 1e4, 5)
    run = slow_dynamics(P, [[-600.0], [0.0], [600.0]], [0.0, np.pi], times, 0.5)
    assert run.theta.shape == (3, 2, 5)
    assert (run.theta == np.array([0.0, np.pi])[:, None]).all()
    frequency = spin_torque.angular_velocities(P, [0.0, np.pi], [[-600.0], [0.0], [600.0]])[1]
    np.testing.assert_allclose(run.phi, 0.5 + frequency[..., None] * times, rtol=1e-14)


@pytest.mark.parametrize("near", [1e-4, 1e-9, 1e-12, 1e-20, 1e-100])
@pytest.mark.parametrize("d", [-700.0, 700.0])
def test_next_to_a_pole_the_quadrature_is_the_closed_form(near, d):
    """Away from it and to it: without an anisotropy, and with one that changes nothing."""
    start = near if near < 1e-16 else [near, np.pi - near]
    times = [0.0, 500.0, 1000.0, 4000.0, 20_000.0]
    closed = slow_dynamics(P, d, start, times)
    bent = slow_dynamics(replace(P, anisotropy=1e-11), d, start, times)
    assert closed.met.all()
    assert bent.met.all()
    np.testing.assert_allclose(bent.theta, closed.theta, rtol=1e-6)
    np.testing.assert_allclose(bent.phi, closed.phi, atol=1e-5)


def test_a_precession_stays_and_a_start_beside_one_that_repels_is_told():
    d = 600.0  # both poles attract
    assert precession.attractor(P, d)[0] == precession.NORTH_POLE
    angle = np.arccos(precession.stationary_angle(P, d).cos_theta0)
    growth = precession.growth_rate_of_precession(P, d, np.cos(angle))
    run = slow_dynamics(P, d, angle + np.array([1e-13, 1e-3]), [1.0, 30 / growth])
    assert list(run.met) == [False, True]
    run = slow_dynamics(P, -600.0, 1.0, 1e9 * np.ones(1))
    np.testing.assert_allclose(
        np.cos(run.theta), precession.stationary_angle(P, -600.0).cos_theta0, rtol=1e-14
    )


@pytest.mark.parametrize(
    ("theta", "times", "name"),
    [(-0.1, [1.0], "theta"), (3.2, [1.0], "theta"), (1.0, [-1.0], "times"), (1.0, 1.0, "times")],
)
def test_what_is_no_start_or_time_is_refused(theta, times, name):
    with pytest.raises(ParameterError, match=name):
        slow_dynamics(P, -600.0, theta, times)


def extreme(seed, size):
    """Rates of 0 and over nine decades, densities over five, any sign."""
    rng = np.random.default_rng(seed)

    def decades(low, high, zeros=0.0):
        return np.where(rng.random(size) < zeros, 0.0, 10 ** rng.uniform(low, high, size))

    signs = rng.choice([-1, 1], (4, size))
    p = Parameters(
        decades(-9, 0, 0.1),
        decades(-9, 0, 0.1),
        decades(-4, 0),
        decades(-2, 3),
        decades(-2, 3),
        decades(-9, 1, 0.1) * signs[0],
        decades(-9, 1, 0.1) * signs[1],
        field=decades(-2, 1) * signs[2],
        spin=decades(-0.3, 5),
        exchange=1e-4,
        capacitance=0.1,
    )
    d = decades(-9, 5, 0.1) * signs[3]
    times = np.sort(10 ** rng.uniform(-2, 6, (size, 6)), axis=1)
    return p, d, rng.uniform(0, np.pi, size), times


def test_later_is_later_again_where_numbers_differ_by_orders():
    # a clipped step once passed for a settled one here
    p, d, theta, times = extreme(74, 20_000)
    run = slow_dynamics(p, d, theta, times)
    half = slow_dynamics(p, d, run.theta[:, 2], times[:, 3:] - times[:, 2:3])
    assert run.met.all()
    grown = np.abs(spin_torque.angular_velocities(p[:, None], run.theta, d[:, None])[0])
    grown = grown[:, 3:].max(axis=1) / np.maximum(grown[:, 2], 1e-300)
    kept = half.met & (grown < 1e3) & (run.theta[:, 2] < np.pi - 1e-9)
    assert kept.mean() > 0.9
    assert np.abs(half.theta - run.theta[:, 3:])[kept].max() < 1e-11
