"""A 1-2: the length of the magnetization and the potential, delta_M and delta_V, (A9)-(A20).

What the algebra of (A11)-(A14) counts are two populations.  With X_sigma = sigma delta_M/2 -
delta_V and n_sigma = 2 rho_sigma Gamma_sigma R_X^sigma, the history integrals (A13)-(A14) say

    dn_sigma/dt = -2 Gamma_sigma(theta) [n_sigma - rho_sigma X_sigma],

(A11) and (A12) say that delta_M = J (n_up - n_down) and C delta_V = n_up + n_down stay true, and
the last lines of (A10) are Gamma_Delta sum_sigma (n_sigma - rho_sigma X_sigma).  The memory is the
occupation.  Eliminating n_sigma gives (A16)-(A18).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import (
    left_broadenings,
    level_broadening,
    level_broadenings,
)
from thermal_stt.parameters import SPINS, ParameterError, Parameters, stack_spins


def relaxation_matrix(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return the matrix of (A17)-(A18): d(delta_M, delta_V)/dt = matrix (delta_M, delta_V); energy.

    With g_sigma(theta) = 2 rho_sigma Gamma_sigma(theta):
    [[sum g_sigma (J - 1/rho_sigma)/2, -J sum sigma g_sigma (1 + C/(2 rho_sigma))],
    [sum sigma g_sigma (1 - 1/(rho_sigma J))/(2 C), -sum g_sigma (1/C + 1/(2 rho_sigma))]].
    Shape (..., 2, 2), the matrix last.
    """
    entries = np.broadcast_arrays(*relaxation_entries(parameters, cos_theta))
    stacked = np.stack(entries, axis=-1)
    return stacked.reshape(*stacked.shape[:-1], 2, 2)


def relaxation_entries(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], ...]:
    """Return those of `relaxation_matrix`, row by row, which cost less apart; energy."""
    exchange, capacitance = parameters.exchange, parameters.capacitance
    up, down = level_broadenings(parameters, cos_theta)
    rho_up, rho_down = parameters.rho_up, parameters.rho_down
    by_up, by_down = (2 * rho_up + capacitance) * up, (2 * rho_down + capacitance) * down
    from_up, from_down = (rho_up * exchange - 1) * up, (rho_down * exchange - 1) * down
    return (
        from_up + from_down,
        exchange * (by_down - by_up),
        (from_up - from_down) / (exchange * capacitance),
        -(by_up + by_down) / capacitance,
    )


def relaxation_rates(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the eigenvalues of `relaxation_matrix`, the slow and the fast one; energy.

    Both are real, and negative where M_0 is a minimum: they belong to -2 Gamma (1 - rho K), which
    is similar to a symmetric matrix.  For rho_up = rho_down and Gamma_Delta = 0 they are
    g (J - 1/rho) of (A19) and -2 g (1/C + 1/(2 rho)) of (A20), with g = 2 rho Gamma_Sigma.
    """
    matrix = relaxation_matrix(parameters, cos_theta)
    half_trace = (matrix[..., 0, 0] + matrix[..., 1, 1]) / 2
    difference = (matrix[..., 0, 0] - matrix[..., 1, 1]) / 2
    # never negative but for rounding, since the eigenvalues are real
    root = np.sqrt(np.maximum(difference**2 + matrix[..., 0, 1] * matrix[..., 1, 0], 0))
    # the larger one by a sum of equal signs, the other by the product of both: no cancellation
    larger = half_trace + np.copysign(root, half_trace)
    determinant = 4 * _stiffness_determinant(parameters)
    for gamma, sigma in zip(level_broadening(parameters, cos_theta), SPINS, strict=True):
        determinant = determinant * gamma * parameters.rho(sigma)
    other = determinant / larger
    return np.maximum(larger, other), np.minimum(larger, other)


def require_minimum(parameters: Parameters) -> None:
    """Raise ParameterError where the chosen M_0 is not a minimum, so that delta_M would grow.

    The conditions are 1/rho_sigma > J for both spins (A 2), and no growing mode of (A17)-(A18).
    The second does not depend on the angle: the relaxation is a descent of the energy
    sum n_sigma^2/(2 rho_sigma) - J (n_up - n_down)^2/4 + (n_up + n_down)^2/(2 C),
    which has a minimum or has not.  It follows from the first; both are checked.
    """
    for sigma, name in zip(SPINS, ("up", "down"), strict=True):
        product = np.asarray(parameters.exchange * parameters.rho(sigma))
        if np.any(product >= 1):
            raise ParameterError(
                "exchange",
                float(parameters.exchange[product >= 1].flat[0]),
                f"less than 1/rho_{name}, else the chosen M_0 is not a minimum: "
                f"J rho_{name} = {product.max():.6g}",
            )
    grows = np.asarray(_stiffness_determinant(parameters) <= 0)
    if grows.any():
        raise ParameterError(
            "exchange",
            float(parameters.exchange[grows].flat[0]),
            "smaller, else delta_M and delta_V have a growing mode: M_0 is not a minimum",
        )


def is_minimum(parameters: Parameters) -> NDArray[np.bool_]:
    """Return for which members `require_minimum` finds nothing."""
    steepest = parameters.exchange * np.maximum(parameters.rho_up, parameters.rho_down)
    return (steepest < 1) & (_stiffness_determinant(parameters) > 0)


def deviation_torque(
    parameters: Parameters, delta_magnetization: ArrayLike, delta_potential: ArrayLike
) -> NDArray[np.float64]:
    """Return what delta_M and delta_V add to the bracket of (47), second line of (A16); energy.

    Gamma_Delta (rho_Sigma + C) delta_V - rho_Delta Gamma_Delta delta_M/2.
    """
    delta_magnetization, delta_potential = parameters.broadcast(
        delta_magnetization, delta_potential
    )
    charge = (parameters.rho_sum + parameters.capacitance) * delta_potential
    return parameters.gamma_delta * (charge - parameters.rho_delta * delta_magnetization / 2)


def bias_populations(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return rho_sigma V Gamma_(l,sigma)/Gamma_sigma(theta), to which a voltage fills; numbers.

    Shape (2, ...).  With it n_sigma relaxes to rho_sigma X_sigma + this, and rho_sigma X_sigma in
    the torque is that sum too; Gamma_(l,sigma) is the left lead's part of Gamma_sigma, and the
    right lead stays at mu.  Not in the paper.
    """
    [cos_theta] = parameters.broadcast(cos_theta)
    left = left_broadenings(parameters, cos_theta)
    gamma = level_broadenings(parameters, cos_theta)
    return stack_spins(
        parameters.rho(sigma) * parameters.voltage * part / whole
        for sigma, part, whole in zip(SPINS, left, gamma, strict=True)
    )


def populations(
    parameters: Parameters, delta_magnetization: ArrayLike, delta_potential: ArrayLike
) -> NDArray[np.float64]:
    """Return n_sigma = (C delta_V + sigma delta_M/J)/2, from charge and spin; numbers, (2, ...)."""
    delta_magnetization, delta_potential = parameters.broadcast(
        delta_magnetization, delta_potential
    )
    charge = parameters.capacitance * delta_potential
    spin = delta_magnetization / parameters.exchange
    return stack_spins((charge + sigma * spin) / 2 for sigma in SPINS)


def deviations(
    parameters: Parameters, population_up: ArrayLike, population_down: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return delta_M = J (n_up - n_down) and delta_V = (n_up + n_down)/C; energy."""
    up, down = parameters.broadcast(population_up, population_down)
    return parameters.exchange * (up - down), (up + down) / parameters.capacitance


def population_matrix(parameters: Parameters) -> NDArray[np.float64]:
    """Return L with n_sigma - rho_sigma X_sigma = sum_sigma' L_(sigma sigma') n_sigma'; numbers.

    dn_sigma/dt = -2 Gamma_sigma(theta) (L n)_sigma.  Shape (..., 2, 2), the matrix last.
    """
    matrix = np.broadcast_to(np.eye(2), (*parameters.shape, 2, 2)).copy()
    for row, sigma in enumerate(SPINS):
        for column, other in enumerate(SPINS):
            field = sigma * other * parameters.exchange / 2 - 1 / parameters.capacitance
            matrix[..., row, column] -= parameters.rho(sigma) * field
    return matrix


def _stiffness_determinant(parameters):
    # of 1/rho - K, the second derivative of the energy; K_(sigma sigma') = sigma sigma' J/2 - 1/C
    up, down = 1 / parameters.rho_up, 1 / parameters.rho_down
    spin = up * down - parameters.exchange * (up + down) / 2
    return spin + (up + down - 2 * parameters.exchange) / parameters.capacitance
