import numpy as np
import pytest
from energy_integrals import Junctions
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from models import COSINES, PAPER, PARAMETERS, one_of, random_parameters
from thermal_stt.electrons import distribution


@pytest.mark.parametrize("seed", range(5))
def test_slow_distribution_is_that_of_the_rotated_self_energy(seed):
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    theta, phi_dot = rng.uniform(0.1, 3.0), rng.normal()
    leads = rng.uniform(0.2, 2.0, 2)
    junctions = Junctions(p, theta, phi_dot, leads)
    omega = np.linspace(-5, 5, 41)
    ours = distribution.slow_distribution(p, np.cos(theta), phi_dot, omega, *leads)
    for sigma in (0, 1):
        theirs = junctions.distribution(sigma, omega=omega)
        np.testing.assert_allclose(ours[sigma], theirs, atol=1e-9)


def test_level_broadening_is_the_sum_of_both_printed_forms():
    p = random_parameters(3, 20)
    cos_theta = np.linspace(-1, 1, 20)
    up, down = distribution.level_broadening(p, cos_theta)
    np.testing.assert_allclose(up, p.gamma_sum + p.gamma_delta * cos_theta)
    np.testing.assert_allclose(down, p.gamma_sum - p.gamma_delta * cos_theta)


@given(PARAMETERS, COSINES, st.floats(-5, 5), st.floats(-50, 50), st.floats(0.01, 50))
def test_occupation_is_a_probability_and_agrees_with_the_distribution(p, c, phi_dot, omega, t):
    n = distribution.slow_occupation(p, c, phi_dot, omega, t, 2 * t)
    f = distribution.slow_distribution(p, c, phi_dot, omega, t, 2 * t)
    assert np.all((n >= 0) & (n <= 1))
    np.testing.assert_allclose(1 - 2 * n, f, atol=1e-12)


def test_equilibrium_without_precession_is_the_fermi_function():
    p = PAPER.parameters
    omega = np.linspace(-30, 30, 61)
    n = distribution.slow_occupation(p, 0.3, 0.0, omega, 2.0, 2.0)
    np.testing.assert_allclose(n, np.broadcast_to(1 / (np.exp(omega / 2) + 1), n.shape), rtol=1e-13)


def test_occupation_keeps_its_tail():
    n = distribution.slow_occupation(PAPER.parameters, 0.3, 0.0, 500.0, 1.0, 1.0)
    np.testing.assert_allclose(n, np.exp(-500.0), rtol=1e-12)


def test_up_and_down_are_exchanged_by_turning_the_magnet_over():
    p = PAPER.parameters
    omega = np.linspace(-3, 3, 13)
    up, down = distribution.slow_occupation(p, 0.4, -1.0, omega, 0.3, 2.0)
    # the dot's up at theta is its down at pi - theta
    turned = distribution.slow_occupation(p, -0.4, -1.0, omega, 0.3, 2.0)
    np.testing.assert_allclose(turned[1], up)
    np.testing.assert_allclose(turned[0], down)


def test_green_functions():
    p, c, level = PAPER.parameters, 0.2, 0.3
    gamma = distribution.level_broadening(p, c)[0]
    retarded = distribution.retarded_green_function(1.0, level, gamma)
    np.testing.assert_allclose(retarded * (1.0 - level + 1j * gamma), 1)
    # the spectral function -Im G^R / pi integrates to one, and G^K = F (G^R - G^A)
    weight, _ = quad(
        lambda w: -distribution.retarded_green_function(w, 0.0, gamma).imag / np.pi, -np.inf, np.inf
    )
    assert weight == pytest.approx(1, abs=1e-8)
    keldysh = distribution.keldysh_green_function(1.0, level, gamma, 0.7)
    np.testing.assert_allclose(keldysh, 0.7 * (retarded - np.conj(retarded)))


def test_keldysh_function_is_the_block_of_the_inverse():
    """(B14)-(B15), (B17): in Keldysh space and time, the inverse of [[A, K], [0, A^dagger]]."""
    rng = np.random.default_rng(0)
    inverse = np.tril(rng.normal(size=(30, 30)) + 1j * rng.normal(size=(30, 30))) + 30 * np.eye(30)
    keldysh = rng.normal(size=(30, 30)) + 1j * rng.normal(size=(30, 30))
    zero = np.zeros((30, 30))
    whole = np.linalg.inv(np.block([[inverse, keldysh], [zero, inverse.conj().T]]))
    retarded = np.linalg.inv(inverse)
    np.testing.assert_allclose(whole[:30, :30], retarded, atol=1e-14)
    ours = distribution.keldysh_in_time(retarded, keldysh)
    np.testing.assert_allclose(whole[:30, 30:], ours, atol=1e-14)


@pytest.mark.parametrize("rate", [0.02, 0.01])
def test_slow_green_functions_are_the_exact_ones_in_time(rate):
    """(33)-(35), (B15)-(B20): a level whose width and whose bath's shift move slowly.

    G^R is exact, a phase and a decay; G^K from (B17) on a grid.  Their Wigner transforms are (34)
    and (35) up to the rate of what moves.
    """
    step, count = 0.05, 700
    times = (np.arange(count) - count // 2) * step
    widths = 1.0 + 0.3 * np.sin(rate * times)
    shift = 0.4 + rate * times
    decay = np.concatenate([[0.0], np.cumsum((widths[1:] + widths[:-1]) / 2) * step])
    apart = times[:, None] - times
    causal = np.tril(np.ones((count, count))) - 0.5 * np.eye(count)
    level = 0.2
    exact = -1j * causal * np.exp(-1j * level * apart - np.abs(decay[:, None] - decay))
    # a bath with the distribution exp(-omega^2/2), shifted: Gaussian in time
    middle = np.sqrt(widths[:, None] * widths)
    phase = np.concatenate([[0.0], np.cumsum((shift[1:] + shift[:-1]) / 2) * step])
    bath = np.exp(-(apart**2) / 2) / np.sqrt(2 * np.pi)
    bath = 2j * middle * bath * np.exp(-1j * (phase[:, None] - phase))
    keldysh = distribution.keldysh_in_time(exact * step, bath)
    # Wigner transforms at the middle of the grid
    reach = 200
    pairs = [(count // 2 + k, count // 2 - k) for k in range(-reach, reach + 1)]
    rows, columns = np.transpose(pairs)
    difference = times[rows] - times[columns]
    errors = []
    for omega in (-0.4, 0.2, 0.9):
        wave = np.exp(1j * omega * difference) * 2 * step
        found = (wave @ exact[rows, columns], wave @ keldysh[rows, columns])
        filled = np.exp(-((omega - 0.4) ** 2) / 2)
        slow = (
            distribution.retarded_green_function(omega, level, 1.0),
            distribution.keldysh_green_function(omega, level, 1.0, filled),
        )
        errors.append([abs(f - s) / abs(s) for f, s in zip(found, slow, strict=True)])
    errors = np.max(errors, axis=0)
    assert errors[0] < 0.003  # of second order in the rate (B21), and the step's
    assert errors[1] < 1.5 * rate  # of first order
