"""III A, IV C, B 1: the self-energy of tunneling, and what the slow rotation makes of it.

A result with one spin index has it first, (2, ...); with two, they are last, (..., 2, 2), as in
`rotating_frame`; index 0 is up.  Retarded functions; the advanced ones are their adjoints.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import (
    dynamic_shifts,
    lead_distribution,
    level_broadening,
    spin_overlaps,
)
from thermal_stt.parameters import SPINS, Parameters, stack_spins

Complex = NDArray[np.complexfloating]


def lead_self_energy_retarded(parameters: Parameters) -> Complex:
    """Return Sigma_sigma^R = -i (Gamma_l^sigma + Gamma_r), III A; energy, (2, ...)."""
    return -1j * stack_spins(parameters.gamma_left(s) + parameters.gamma_right for s in SPINS)


def lead_self_energy_keldysh(
    parameters: Parameters,
    omega: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
) -> Complex:
    """Return Sigma_sigma^K = -2i (Gamma_l^sigma F_l + Gamma_r F_r), III A; energy, (2, ...)."""
    omega, temperature_left, temperature_right = parameters.broadcast(
        omega, temperature_left, temperature_right
    )
    left = lead_distribution(omega, temperature_left)
    right = parameters.gamma_right * lead_distribution(omega, temperature_right)
    return -2j * stack_spins(parameters.gamma_left(s) * left + right for s in SPINS)


def rotate(rotation: Complex, rotation_before: Complex, self_energy: ArrayLike) -> Complex:
    """Return (R^dagger Sigma R)(t, t') of a self-energy diagonal in the leads' spin, eq. (B1).

    sum_sigma' conj(R_(sigma' sigma)(t)) Sigma_sigma'(t - t') R_(sigma' sigma'')(t'), with
    `rotation` at t and `rotation_before` at t' (printed at t again); `self_energy` is
    Sigma_sigma'(t - t'), spin last; energy^2, (..., 2, 2).
    """
    adjoint = np.conj(np.swapaxes(rotation, -1, -2))
    return adjoint * np.asarray(self_energy)[..., None, :] @ rotation_before


def rotated_diagonal(
    theta: ArrayLike,
    theta_before: ArrayLike,
    phase_minus: ArrayLike,
    phase_plus: ArrayLike,
    self_energy: ArrayLike,
) -> Complex:
    """Return the spin-diagonal part of (R^dagger Sigma R)(t, t'), eq. (B2); energy^2, (..., 2).

    cos(theta/2) cos(theta'/2) exp(i sigma int omega_minus) Sigma_sigma
    + sin(theta/2) sin(theta'/2) exp(-i sigma int omega_plus) Sigma_sigmabar, with the integrals of
    the shifts from t' to t as `phase_minus` and `phase_plus`; `self_energy` and result have the
    spin last.
    """
    cos = np.cos(np.asarray(theta) / 2) * np.cos(np.asarray(theta_before) / 2)
    sin = np.sin(np.asarray(theta) / 2) * np.sin(np.asarray(theta_before) / 2)
    cos, sin, phase_minus, phase_plus = (
        part[..., None] for part in np.broadcast_arrays(cos, sin, phase_minus, phase_plus)
    )
    sigma, self_energy = np.array(SPINS), np.asarray(self_energy)
    parallel = cos * np.exp(1j * sigma * phase_minus)
    antiparallel = sin * np.exp(-1j * sigma * phase_plus)
    return parallel * self_energy + antiparallel * self_energy[..., ::-1]


def rotated_retarded(
    parameters: Parameters, theta: ArrayLike, berry_phase: ArrayLike = 0.0
) -> Complex:
    """Return (R^dagger Sigma^R R)(omega), eqs. (B3) and (B4); energy, (..., 2, 2).

    Diagonal -i Gamma_sigma(theta); corners i Gamma_Delta sin(theta) exp(-+i `berry_phase`), the
    phase int phi_dot cos(theta) up to now.  Independent of frequency.
    """
    theta, berry_phase = parameters.broadcast(theta, berry_phase)
    corner = 1j * parameters.gamma_delta * np.sin(theta)
    turn = np.exp(1j * berry_phase)
    diagonal = -1j * level_broadening(parameters, np.cos(theta))
    return _matrix(diagonal, (corner / turn, corner * turn))


def slow_inverse(
    parameters: Parameters, theta: ArrayLike, omega: ArrayLike, level: ArrayLike
) -> Complex:
    """Return [G_s^(-1)]^R = omega - xi_sigma - (R^dagger Sigma^R R)_sigma; energy, (2, ...).

    Eqs. (32) and (33): the inverse Green's function with the slow rotation alone.  As in (29) there
    is no term Q, which the gauge and the adiabatic approximation have removed, and elements between
    the spins are disregarded.  `level` is xi_(alpha sigma), spin first.
    """
    theta, omega, *level = parameters.broadcast(theta, omega, *np.asarray(level))
    rotated = rotated_retarded(parameters, theta)
    return stack_spins(omega - level[s] - rotated[..., s, s] for s in (0, 1))


def rotated_keldysh(
    parameters: Parameters,
    theta: ArrayLike,
    phi_dot: ArrayLike,
    omega: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
    berry_phase: ArrayLike = 0.0,
) -> Complex:
    """Return (R^dagger Sigma^K R)(omega), slow, eqs. (B5)-(B6); energy, (..., 2, 2).

    Diagonal cos^2(theta/2) Sigma_sigma^K(omega + sigma omega_minus)
    + sin^2(theta/2) Sigma_sigmabar^K(omega - sigma omega_plus), which is -2i Gamma_sigma F_s of
    (36); printed with +sigma omega_plus.  Corners -sigma (sin(theta)/2) exp(-i sigma
    `berry_phase`) [Sigma_sigma^K(omega + sigma phi_dot/2) - Sigma_sigmabar^K(omega - sigma
    phi_dot/2)].
    """
    theta, phi_dot, omega, berry_phase, temperature_left, temperature_right = parameters.broadcast(
        theta, phi_dot, omega, berry_phase, temperature_left, temperature_right
    )

    def lead(at, sigma):
        leads = (temperature_left, temperature_right)
        return lead_self_energy_keldysh(parameters, at, *leads)[0 if sigma > 0 else 1]

    parallel, antiparallel = spin_overlaps(np.cos(theta))
    minus, plus = dynamic_shifts(phi_dot, np.cos(theta))
    diagonal, corners = [], []
    for sigma in SPINS:
        same, other = lead(omega + sigma * minus, sigma), lead(omega - sigma * plus, -sigma)
        diagonal.append(parallel * same + antiparallel * other)
        same = lead(omega + sigma * phi_dot / 2, sigma)
        other = lead(omega - sigma * phi_dot / 2, -sigma)
        turn = np.exp(-1j * sigma * berry_phase)
        corners.append(-sigma * np.sin(theta) / 2 * turn * (same - other))
    return _matrix(diagonal, corners)


def _matrix(diagonal, corners):
    # corners: (up, down) and (down, up)
    entries = np.broadcast_arrays(diagonal[0], corners[0], corners[1], diagonal[1])
    stacked = np.stack([entry.astype(complex) for entry in entries], axis=-1)
    return stacked.reshape(*stacked.shape[:-1], 2, 2)
