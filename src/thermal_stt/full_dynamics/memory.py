"""A 1, A 4: the kernel that delta_M and delta_V add, (A5)-(A8) and (A23)-(A25).

Functions of two times are matrices, time on both axes; retarded ones are lower triangular.  sigma
is the dot's spin, sigma' the lead's, first in a result as in `kernel`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import level_broadening
from thermal_stt.magnet.kernel import conductance
from thermal_stt.parameters import Parameters, stack_spins

Complex = NDArray[np.complex128]


def green_function_correction(
    retarded: Complex, keldysh: Complex, change_retarded: Complex, change_keldysh: Complex
) -> tuple[Complex, Complex]:
    """Return G_u^R and G_u^K = (G_s X G_s)^(R, K), eq. (A2) written out as in (A7).

    G_u^R = G^R X^R G^R, G_u^K = G^R X^R G^K + G^R X^K G^A + G^K X^A G^A, for one spin: X is the
    change of the rotated self-energy's element (sigma, sigma), which (A7) and (A23) print as
    (sigma, sigma').  Matrices in time, the products of `step` weights included by the caller.
    """
    advanced, change_advanced = retarded.conj().T, change_retarded.conj().T
    correction = retarded @ change_retarded @ keldysh
    correction = correction + retarded @ change_keldysh @ advanced
    correction = correction + keldysh @ change_advanced @ advanced
    return retarded @ change_retarded @ retarded, correction


def kernel_in_time(
    retarded: Complex, keldysh: Complex, lead_keldysh: Complex, lead_advanced: Complex
) -> Complex:
    """Return alpha^R(t, t') = G^R(t, t') Sigma^K(t' - t) + G^K(t, t') Sigma^A(t' - t), (42), (A5).

    For one level and one pair of spins; matrices in time.  The trace sums levels.
    """
    return retarded * lead_keldysh.T + keldysh * lead_advanced.T


def rotated_phase(phase: ArrayLike) -> Complex:
    """Return conj(U(t')) U(t'') - 1, the factor in (A6), for U = exp(i `phase`); numbers."""
    phase = np.asarray(phase, dtype=float)
    return np.exp(1j * (phase[None, :] - phase[:, None])) - 1


def memory_spectrum(
    omega_1: ArrayLike,
    omega_3: ArrayLike,
    omega: ArrayLike,
    filled: ArrayLike,
    gamma: ArrayLike,
    lead_rate: ArrayLike,
) -> Complex:
    """Return the integrand of (A24): energy integral of G_s^R [R^dagger Sigma^K R] G_s^A Sigma^A.

    2 Gamma_sigma (Gamma_l^sigma' + Gamma_r) `filled` / ([omega + omega_1 + i Gamma_sigma]
    [omega + omega_3 - i Gamma_sigma]); `filled` is the sum over levels of the distribution, (A25),
    `lead_rate` the bracket, `gamma` the broadening; a number.
    """
    omega, gamma = np.asarray(omega), np.asarray(gamma)
    entering = omega + np.asarray(omega_1) + 1j * gamma
    leaving = omega + np.asarray(omega_3) - 1j * gamma
    return 2 * gamma * np.asarray(lead_rate) * np.asarray(filled) / (entering * leaving)


def filled_by_shift(rho: ArrayLike, omega_2: ArrayLike) -> NDArray[np.float64]:
    """Return 2 rho omega_2, eq. (A25): what a shift of F_s changes, summed over levels; a number.

    F runs from -1 to 1, whatever its shape.
    """
    return 2 * np.asarray(rho, dtype=float) * np.asarray(omega_2, dtype=float)


def memory_kernel(parameters: Parameters, cos_theta: ArrayLike, remembered: ArrayLike) -> Complex:
    """Return what stands before delta(t - t''') in alpha_u, eq. (A8); energy, (2, 2, ...).

    2i g_(sigma sigma') Gamma_sigma(theta) `remembered`_sigma, the integral of
    exp(-2 Gamma_sigma (t - t')) conj(U_sigma) dU_sigma/dt' over the past, a number, (2, ...).
    With conj(U) dU/dt = i X_sigma, X_sigma = sigma delta_M/2 - delta_V, it is the real
    -2 g Gamma_sigma R_X^sigma, R_X the history integral of (A13)-(A14).
    """
    cos_theta, *remembered = parameters.broadcast(cos_theta, *np.asarray(remembered))
    kept = 2j * level_broadening(parameters, cos_theta) * np.stack(remembered)
    pairs = conductance(parameters)
    return stack_spins(stack_spins(pairs[s, lead] * kept[s] for lead in (0, 1)) for s in (0, 1))
