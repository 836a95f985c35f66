"""III A, IV C, B 1: the rotated self-energy, from rotation matrices and Fourier integrals."""

import numpy as np
import pytest

from models import one_of, random_parameters
from thermal_stt.effective_action import rotating_frame, self_energy
from thermal_stt.electrons import distribution

SPINS = (1, -1)


def draw(seed):
    rng = np.random.default_rng(200 + seed)
    p = one_of(random_parameters(seed, 1), 0)
    return p, rng.uniform(0.1, 3.0), rng.normal(), rng.uniform(0.5, 3.0, 2), rng


def precessing(theta, phi_dot, phi_0=0.4):
    """R_k(t) at a constant angle and rate, in the gauge (27)."""
    chi_dot = rotating_frame.gauge_rate(theta, phi_dot)
    return lambda t: rotating_frame.rotation(theta, phi_0 + phi_dot * t, 0.1 + chi_dot * t)


def in_time(p, leads, times):
    """Sigma_sigma^K(t) = -2i sum Gamma F(t), without the delta function: F(t) = -i T/sinh(pi T t).

    The principal value of the Fourier transform of tanh(omega/2T).
    """
    left, right = (-1j * t / np.sinh(np.pi * t * times) for t in leads)
    rates = np.array([p.gamma_left_up, p.gamma_left_down], dtype=float)
    return -2j * (left[:, None] * rates + float(p.gamma_right) * right[:, None])


def test_lead_self_energies():
    p = random_parameters(71, 5)
    retarded = self_energy.lead_self_energy_retarded(p)
    np.testing.assert_allclose(retarded[0], -1j * (p.gamma_left_up + p.gamma_right))
    keldysh = self_energy.lead_self_energy_keldysh(p, 1.3, 2.0, 2.0)
    # in equilibrium Sigma^K = F (Sigma^R - Sigma^A)
    np.testing.assert_allclose(keldysh, np.tanh(1.3 / 4) * (retarded - retarded.conj()))


@pytest.mark.parametrize("seed", range(4))
def test_rotated_self_energy_in_time(seed):
    """(B1) contracted with rotation matrices is (B2) on the diagonal, for moving angles."""
    p, theta, phi_dot, leads, _ = draw(seed)
    # angles that move: theta and phi at t and t', and the phases between them by quadrature
    times = np.linspace(0, 1.7, 4001)
    thetas = theta + 0.2 * np.sin(1.3 * times)
    phis_dot = phi_dot * (1 + 0.4 * np.cos(0.7 * times))
    step = times[1] - times[0]

    def integral(values):
        return step * (values.sum() - (values[0] + values[-1]) / 2)

    phi, chi = integral(phis_dot), integral(rotating_frame.gauge_rate(thetas, phis_dot))
    before = rotating_frame.rotation(thetas[0], 0.4, 0.1)
    now = rotating_frame.rotation(thetas[-1], 0.4 + phi, 0.1 + chi)
    bare = in_time(p, leads, np.array([1.7]))[0]
    contracted = self_energy.rotate(now, before, bare)
    by_elements = np.array(
        [
            [sum(now[k, i].conj() * bare[k] * before[k, j] for k in (0, 1)) for j in (0, 1)]
            for i in (0, 1)
        ]
    )
    np.testing.assert_allclose(contracted, by_elements, atol=1e-15)
    minus, plus = distribution.dynamic_shifts(phis_dot, np.cos(thetas))
    diagonal = self_energy.rotated_diagonal(
        thetas[-1], thetas[0], integral(minus), integral(plus), bare
    )
    np.testing.assert_allclose(diagonal, np.diag(contracted), atol=1e-6 * np.abs(bare).max())


@pytest.mark.parametrize("seed", range(4))
def test_rotated_retarded_part(seed):
    """(B3)-(B4): local in time, so R^dagger Sigma^R R at one time."""
    p, theta, phi_dot, _, _ = draw(seed)
    r = precessing(theta, phi_dot)(0.9)
    expected = self_energy.rotate(r, r, self_energy.lead_self_energy_retarded(p))
    # phi - chi, the phase int phi_dot cos(theta) up to now
    phase = np.angle(r[1, 0] * r[0, 0])
    ours = self_energy.rotated_retarded(p, theta, phase)
    np.testing.assert_allclose(ours, expected, atol=1e-14)


def test_slow_inverse_is_that_of_the_retarded_function():
    """(32)-(33) times (34), spin by spin."""
    p, rng = random_parameters(73, 9), np.random.default_rng(73)
    theta, omega, level = rng.uniform(0, np.pi, 9), rng.normal(size=9), rng.normal(size=(2, 9))
    inverse = self_energy.slow_inverse(p, theta, omega, level)
    gamma = distribution.level_broadening(p, np.cos(theta))
    retarded = distribution.retarded_green_function(omega, level, gamma)
    np.testing.assert_allclose(inverse * retarded, 1, rtol=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_rotated_keldysh_part_is_a_fourier_integral(seed):
    """(B5)-(B6), signs of all shifts: (B1) at constant theta and phi_dot, transformed numerically.

    In the Wigner frequency of t - t' at a fixed mean time.
    """
    p, theta, phi_dot, leads, _ = draw(seed)
    turned, mean = precessing(theta, phi_dot), 0.6
    step = 0.02
    half = (np.arange(2500) + 0.5) * step  # no point on the pole of F(t)
    apart = np.concatenate([-half[::-1], half])
    kernel = self_energy.rotate(
        turned(mean + apart / 2), turned(mean - apart / 2), in_time(p, leads, apart)
    )
    for omega in (-1.7, 0.0, 0.4, 2.3):
        expected = step * np.einsum("t,tij->ij", np.exp(1j * omega * apart), kernel)
        phase = np.angle(turned(mean)[1, 0] * turned(mean)[0, 0])
        ours = self_energy.rotated_keldysh(p, theta, phi_dot, omega, *leads, phase)
        np.testing.assert_allclose(ours, expected, atol=3e-6)
        # the diagonal is the slow distribution, (36)
        gamma = distribution.level_broadening(p, np.cos(theta))
        f = distribution.slow_distribution(p, np.cos(theta), phi_dot, omega, *leads)
        np.testing.assert_allclose(np.diag(ours), -2j * gamma * f, atol=1e-14)


def test_functions_broadcast():
    p = random_parameters(72, 5)
    theta = np.linspace(0, 3, 5)
    assert self_energy.rotated_retarded(p, theta, 0.3).shape == (5, 2, 2)
    ours = self_energy.rotated_keldysh(p, theta, -1.0, np.zeros((7, 1)), 1.0, 2.0)
    assert ours.shape == (7, 5, 2, 2)
