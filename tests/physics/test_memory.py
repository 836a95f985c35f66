"""A 1, A 4: the kernel of the U(1) coordinates, by contours, by quadrature and in time."""

import numpy as np
import pytest
import sympy
from quadrature import panels

from models import PAPER, one_of, random_parameters
from thermal_stt.electrons import distribution
from thermal_stt.full_dynamics import memory
from thermal_stt.magnet.kernel import conductance

P = PAPER.parameters


def test_frequency_integral_of_a24_by_residues():
    """int domega/2pi over the levels of the product of poles: what (A8)'s exponential comes from.

    Closed in the upper half plane: 1/([x + w1 + i G][x + w3 - i G]) gives i/(w1 - w3 + 2i G).
    """
    w1, w3, gamma = sympy.symbols("w1 w3 G", positive=True)
    x = sympy.symbols("x")
    product = 1 / ((x + w1 + sympy.I * gamma) * (x + w3 - sympy.I * gamma))
    residue = sympy.residue(product, x, -w3 + sympy.I * gamma)
    expected = sympy.I / (w1 - w3 + 2 * sympy.I * gamma)
    assert sympy.simplify(sympy.I * residue - expected) == 0
    # back to time: exp(-2 G t) for t > 0, the memory's decay
    t = sympy.symbols("t", positive=True)
    rate = 2 * gamma - sympy.I * (w1 - w3)
    primitive = -sympy.exp(-rate * t) / rate  # vanishes at infinity, since G > 0
    assert sympy.simplify(primitive.diff(t) - sympy.exp(-rate * t)) == 0
    assert sympy.simplify(-primitive.subs(t, 0) - expected) == 0


def test_filling_by_a_shift_is_that_of_any_distribution():
    """(A25): sum over levels of F(omega + omega_2 + xi) - F(omega + xi), for the slow F_s too."""
    p, density, shift = P, 7.0, 0.35
    levels, weights = panels([0.0], 1e-2, 50.0, 400.0)

    def slow(omega):
        return distribution.slow_distribution(p, 0.3, -1.0, omega, 0.4, 3.0)

    for spin in (0, 1):
        change = slow(levels + shift)[spin] - slow(levels)[spin]
        expected = memory.filled_by_shift(density, shift)
        assert density * weights @ change == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_kernel_is_the_energy_integral_at_every_frequency(seed):
    """(A24) to (A8): the response to X(t) = X exp(-i W t), integrated over energy and levels.

    conj(U(t')) U(t'') - 1 = i (Phi(t'') - Phi(t')), Phi the integral of X, moves W into the two
    Green's functions and into the self-energy between them; (A8) says -2 g Gamma X/(2 Gamma - i W).
    """
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    c, leads = rng.uniform(-0.9, 0.9), rng.uniform(0.3, 2.0, 2)
    gammas = distribution.level_broadening(p, c)
    for drive in (0.02, 0.3, 1.7):
        for i in (0, 1):
            gamma, rho = float(gammas[i]), float((p.rho_up, p.rho_down)[i])
            # over levels (contour): rho int dxi G^R(omega + W) G^A(omega) = 2 pi rho i/(W + 2i G)
            over_levels = 2 * np.pi * rho * 1j / (drive + 2j * gamma)
            omega, weights = panels([0.0], 1e-2, 60.0, 60.0)

            def slow(at, i=i):
                return distribution.slow_distribution(p, c, -1.0, at, *leads)[i]

            filled = weights @ (slow(omega + drive) - slow(omega))  # 2 W
            for j, left in enumerate((p.gamma_left_up, p.gamma_left_down)):
                rate = float(left + p.gamma_right)
                # 2 Gamma (Gamma_l + Gamma_r) of (A24), times -i Phi's i and Phi = i X/W
                found = -2 * gamma * rate * filled * over_levels / (2 * np.pi) / (1j * drive) * 1j
                remembered = np.array([1j / (2 * g - 1j * drive) for g in gammas])
                ours = memory.memory_kernel(p, c, remembered)[i, j]
                closed = -2 * conductance(p)[i, j] * gamma / (2 * gamma - 1j * drive)
                assert ours == pytest.approx(closed, rel=1e-12)
                assert abs(found) == pytest.approx(abs(ours), rel=1e-9)
                assert found == pytest.approx(ours, rel=1e-9)


def test_spectrum_of_a24_is_the_product_of_its_factors():
    gamma, rate, filled = 0.07, 0.11, 0.3
    omega = np.linspace(-1, 1, 5)
    retarded = distribution.retarded_green_function(omega + 0.2, 0.0, gamma)
    advanced = distribution.retarded_green_function(omega - 0.1, 0.0, gamma).conj()
    # [R^dagger Sigma^K R] Sigma^A = (-2i Gamma F)(i rate)
    expected = retarded * (-2j * gamma * filled) * advanced * 1j * rate
    ours = memory.memory_spectrum(0.2, -0.1, omega, filled, gamma, rate)
    np.testing.assert_allclose(ours, expected, rtol=1e-12)


class TestInTime:
    """(A2), (A5)-(A7) with matrices in time: two levels' worth of spin, moving phases."""

    steps, step = 160, 0.05

    def pieces(self):
        times = np.arange(self.steps) * self.step
        apart = times[:, None] - times
        gamma = np.array([0.8, 0.5])
        levels = np.array([0.4, -0.3])
        causal = np.tril(np.ones((self.steps,) * 2)) - 0.5 * np.eye(self.steps)
        retarded = [
            -1j * causal * np.exp(-1j * e * apart - g * np.abs(apart))
            for e, g in zip(levels, gamma, strict=True)
        ]
        # a Keldysh self-energy with memory, and a retarded one local in time
        x_keldysh = -2j * np.exp(-(apart**2)) * np.exp(0.7j * apart)
        keldysh = [g @ (x_keldysh * self.step**2) @ g.conj().T for g in retarded]
        phase = 0.3 * np.sin(2 * times)
        return retarded, keldysh, x_keldysh, phase

    def test_correction_is_the_first_order_of_the_inverse(self):
        retarded, keldysh, x_keldysh, phase = self.pieces()
        local = -0.6j * np.eye(self.steps) / self.step  # Sigma^R ~ delta(t - t')
        factor = memory.rotated_phase(phase)
        weight = self.step**2
        np.testing.assert_allclose(factor * local, 0, atol=1e-14)  # A 4: R and A parts drop out
        change = factor * x_keldysh * weight
        zero = np.zeros_like(change)
        g_r, g_k = memory.green_function_correction(retarded[0], keldysh[0], zero, change)
        assert np.all(g_r == 0)
        np.testing.assert_allclose(g_k, retarded[0] @ change @ retarded[0].conj().T, atol=1e-14)
        # the whole, with every part of X there: first order of 1/(G^-1 - X) in Keldysh space
        rng = np.random.default_rng(0)
        x_r = 1e-6 * np.tril(rng.normal(size=zero.shape))
        x_k = 1e-6 * (rng.normal(size=zero.shape) + 1j * rng.normal(size=zero.shape))
        n = self.steps
        whole = np.block([[retarded[0], keldysh[0]], [zero, retarded[0].conj().T]])
        x = np.block([[x_r, x_k], [zero, x_r.conj().T]])
        exact = np.linalg.solve(np.eye(2 * n) - whole @ x, whole) - whole
        g_r, g_k = memory.green_function_correction(retarded[0], keldysh[0], x_r, x_k)
        np.testing.assert_allclose(g_r, exact[:n, :n], atol=1e-4 * np.abs(exact).max())
        np.testing.assert_allclose(g_k, exact[:n, n:], atol=1e-4 * np.abs(exact).max())

    def test_kernel_in_time_is_the_exponential_memory(self):
        """(A5)-(A7) to (A8) without linearising in U: its third term, summed over a wide band."""
        gamma, temperature, rate, reach = 0.5, 2.0, 0.3, 100.0
        step = 0.01
        times = np.arange(-6.0, 8.0 + step / 2, step)
        phase = 0.9 * (1 - np.cos(1.7 * times)) * (times > 0)
        rates = 0.9 * 1.7 * np.sin(1.7 * times) * (times > 0)  # conj(U) dU/dt = i X
        apart = times[:, None] - times
        np.fill_diagonal(apart, 1.0)
        # F(t) of a lead, and the sum of exp(i xi t) over levels within `reach` of density one
        lead = -1j * temperature / np.sinh(np.pi * temperature * apart)
        levels = 2 * np.sin(reach * apart) / apart
        integrand = memory.rotated_phase(phase) * (-2j * gamma) * lead * levels
        # at equal times: -i X (t' - t'') of the phases, -i/(pi (t' - t'')) of F, 2 reach of levels
        np.fill_diagonal(integrand, 2j * gamma * rates * 2 * reach / np.pi)
        for now in (900, 1200):
            decay = np.exp(-gamma * (times[now] - times[: now + 1])) * step
            decay[[0, -1]] /= 2
            found = 1j * rate * decay @ integrand[: now + 1, : now + 1] @ decay
            remembered = decay @ (
                np.exp(-gamma * (times[now] - times[: now + 1])) * rates[: now + 1]
            )
            # i 2 g Gamma int exp(-2 Gamma (t - t')) i X, g = 2 rho (Gamma_l + Gamma_r), rho = 1
            expected = -4 * rate * gamma * remembered
            assert abs(expected) > 0.05
            assert found == pytest.approx(expected, abs=2e-2 * abs(expected))

    def test_kernel_of_one_level_is_that_of_its_green_functions(self):
        """(42), (A5): products of functions of (t, t') and of (t', t)."""
        retarded, keldysh, x_keldysh, _ = self.pieces()
        local = 0.7j * np.eye(self.steps)
        ours = memory.kernel_in_time(retarded[0], keldysh[0], x_keldysh, local)
        assert ours[40, 7] == pytest.approx(retarded[0][40, 7] * x_keldysh[7, 40])
        assert ours[7, 7] == pytest.approx(
            retarded[0][7, 7] * x_keldysh[7, 7] + keldysh[0][7, 7] * 0.7j
        )
        assert np.all(np.triu(ours, 1) == 0)  # retarded


def test_memory_of_a_constant_deviation_cancels_it():
    """2 Gamma R = X: the current g X of a shift dies once the distribution has followed."""
    p, c, x = random_parameters(91, 4), 0.3, np.array([0.4, -0.9])
    gammas = distribution.level_broadening(p, c)
    remembered = 1j * x[:, None] / (2 * gammas)
    ours = memory.memory_kernel(p, c, remembered)
    np.testing.assert_allclose(ours, -conductance(p) * x[:, None, None], atol=1e-13)


def test_kernel_broadcasts_over_angles_and_models():
    p, c = random_parameters(92, 4), np.linspace(-0.8, 0.8, 3)[:, None]
    remembered = np.arange(24.0).reshape(2, 3, 4)
    ours = memory.memory_kernel(p, c, remembered)
    assert ours.shape == (2, 2, 3, 4)
    for i in range(3):
        for j in range(4):
            alone = memory.memory_kernel(one_of(p, j), c[i, 0], remembered[:, i, j])
            np.testing.assert_allclose(ours[:, :, i, j], alone, rtol=1e-12)
