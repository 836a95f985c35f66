"""II: the Hamiltonian (1)-(5) of a dot and its leads, with a finite number of states.

What the paper reduces to a few tunneling rates and densities is here written out, for systems
small enough to be solved exactly.  A state carries a spin, index 0 is up; one-electron matrices
count state first and spin second, the dot's states before those of the left and the right lead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.parameters import SPINS

PAULI: NDArray[np.complex128] = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def lead_energies(energies: ArrayLike, fixed_magnetization: float = 0.0) -> NDArray[np.float64]:
    """Return epsilon_nk - sigma M_fix/2 of a lead's states, eqs. (3) and (4); energy, (n, 2).

    A normal lead, (4), has no `fixed_magnetization`.
    """
    energies = np.asarray(energies, dtype=float)
    return energies[:, None] - np.array(SPINS) * fixed_magnetization / 2


def one_electron_hamiltonian(
    levels: ArrayLike,
    leads: Sequence[tuple[NDArray[np.float64], NDArray[np.complex128]]],
) -> NDArray[np.complexfloating]:
    """Return (1) without the dot's interactions, as a matrix for one electron; energy.

    `levels` are the epsilon_alpha of H_0.  Each of `leads` is its `lead_energies`, (n, 2), and its
    amplitudes t_(alpha n) of eq. (5), (levels, n), the same for both spins.
    """
    levels = np.asarray(levels, dtype=float)
    sizes = [levels.size, *(len(energies) for energies, _ in leads)]
    starts = np.cumsum([0, *sizes])
    hopping = np.zeros((sum(sizes), sum(sizes)), dtype=np.complex128)
    diagonal = [np.repeat(levels[:, None], 2, axis=1)]
    for start, stop, (energies, amplitudes) in zip(starts[1:], starts[2:], leads, strict=False):
        hopping[: levels.size, start:stop] = amplitudes
        hopping[start:stop, : levels.size] = np.conj(np.transpose(amplitudes))
        diagonal.append(energies)
    return np.kron(hopping, np.eye(2)) + np.diag(np.concatenate(diagonal).ravel())


def magnetization_term(
    levels: int, states: int, magnetization: ArrayLike, potential: float = 0.0
) -> NDArray[np.complexfloating]:
    """Return -M sigma/2 + V_d on the dot, the fields of eq. (11), for one electron; energy.

    `levels` of the dot among `states` in all; `magnetization` is the vector M.
    """
    on_dot = np.zeros((states, states))
    on_dot[range(levels), range(levels)] = 1
    field = -np.tensordot(np.asarray(magnetization, dtype=np.float64), PAULI, 1) / 2
    return np.kron(on_dot, field + potential * np.eye(2))


def annihilators(states: int) -> NDArray[np.float64]:
    """Return the operators a_(alpha sigma) in Fock space (Jordan-Wigner), (states, 2, D, D).

    D = 4**states; every pair anticommutes, {a, a^dagger} = 1.
    """
    lower, parity, identity = np.array([[0, 1], [0, 0]]), np.diag([1, -1]), np.eye(2)
    modes = 2 * states
    operators = []
    for mode in range(modes):
        operator = np.eye(1)
        for place in range(modes):
            factor = parity if place < mode else lower if place == mode else identity
            operator = np.kron(operator, factor)
        operators.append(operator)
    return np.array(operators).reshape(states, 2, 2**modes, 2**modes)


def second_quantized(
    matrix: NDArray[np.inexact], operators: NDArray[np.float64]
) -> NDArray[np.complexfloating]:
    """Return sum_ij matrix_ij a_i^dagger a_j in Fock space, for a one-electron `matrix`."""
    flat = operators.reshape(-1, *operators.shape[2:])
    # real operators: the adjoint is the transpose
    return np.einsum("kim,kl,lij->mj", flat, matrix, flat, optimize=True)


def spin_operators(operators: NDArray[np.float64]) -> NDArray[np.complexfloating]:
    """Return S_x, S_y, S_z = (1/2) sum a^dagger sigma a of the given states, below (2)."""
    states = len(operators)
    return np.array([second_quantized(np.kron(np.eye(states), s) / 2, operators) for s in PAULI])


def interaction(
    operators: NDArray[np.float64],
    *,
    exchange: float,
    charging: float,
    background: float,
    field: float,
) -> NDArray[np.complexfloating]:
    """Return -J S^2 + E_c (N - N_0)^2 - B S_z of the dot, eq. (2) without H_0; energy.

    `operators` are the dot's; E_c is `charging`, N_0 `background`.
    """
    spin = spin_operators(operators)
    number = second_quantized(np.eye(2 * len(operators)), operators)
    excess = number - background * np.eye(len(number))
    squared = sum(s @ s for s in spin)
    return -exchange * squared + charging * excess @ excess - field * spin[2]


def lead_self_energy(
    amplitudes: ArrayLike, energies: ArrayLike, omega: ArrayLike
) -> NDArray[np.complexfloating]:
    """Return Sigma = t G t^dagger of one lead and one spin, below (8); energy, (..., a, a).

    `amplitudes` t_(alpha n), `energies` of the lead's states, `omega` with a positive imaginary
    part for the retarded function, G = 1/(omega - energies).
    """
    t = np.asarray(amplitudes)
    green = 1 / (np.asarray(omega)[..., None] - np.asarray(energies))
    return np.einsum("an,...n,bn->...ab", t, green, t.conj())


def tunneling_rate(amplitude: ArrayLike, density: ArrayLike) -> NDArray[np.float64]:
    """Return Gamma = pi |t|^2 nu of a lead with the density of states nu, III A; energy.

    The retarded self-energy of a wide lead is -i Gamma, local in time.
    """
    return np.pi * np.abs(np.asarray(amplitude)) ** 2 * np.asarray(density, dtype=float)
