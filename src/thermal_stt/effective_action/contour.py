"""III A-E: the Keldysh generating function, as a determinant on a finite contour.

For a finite number of states and steps of time the path integral (6)-(7) is a determinant, and
tr ln is its logarithm: nothing in (6)-(8), (11), (13), (18), (20)-(26) is formal then.  The contour
runs through the steps of the upper branch forward in time and through those of the lower branch
back; fields may differ on the two, X_+ and X_-, with X_c = (X_+ + X_-)/2 and X_q = X_+ - X_-.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.complex128]


def fermi_occupation(hamiltonian: Matrix, temperature: float, potential: float = 0.0) -> Matrix:
    """Return the one-electron density matrix 1/(exp((h - mu)/T) + 1) before tunneling; numbers."""
    energies, states = np.linalg.eigh(hamiltonian)
    filled = np.exp(-np.logaddexp(0, (energies - potential) / temperature))
    return (states * filled) @ states.conj().T


def propagators(hamiltonians: ArrayLike, step: float) -> Matrix:
    """Return exp(-i h step) for each of `hamiltonians`; numbers, (steps, m, m)."""
    energies, states = np.linalg.eigh(np.asarray(hamiltonians))
    phases = np.exp(-1j * step * energies)
    return (states * phases[:, None, :]) @ np.conj(np.swapaxes(states, 1, 2))


def inverse_green_function(occupation: Matrix, forward: Matrix, backward: Matrix) -> Matrix:
    """Return the matrix of the quadratic form (7), -i G^(-1), on the contour; numbers.

    `forward` and `backward` are the `propagators` of the two branches, both in the order of time,
    (steps, m, m).  The contour's 2 steps + 2 points follow one another; at its start stands the
    initial state, rho = n/(1 - n) of the `occupation` n.
    """
    steps, size = len(forward), len(occupation)
    points = 2 * steps + 2
    moves = [*forward, np.eye(size), *(u.conj().T for u in backward[::-1])]
    matrix = np.eye(points * size, dtype=complex).reshape(points, size, points, size)
    for point, move in enumerate(moves):
        matrix[point + 1, :, point, :] = -move
    initial = np.linalg.solve((np.eye(size) - occupation).T, occupation.T).T
    matrix[0, :, points - 1, :] += initial
    return matrix.reshape(points * size, points * size)


def generating_function(occupation: Matrix, forward: Matrix, backward: Matrix) -> complex:
    """Return Z = det(1 - n + n U_-^dagger U_+), eqs. (6) and (11): exp of the tr ln; a number.

    Equal to the determinant of `inverse_green_function` over its value without time steps.  One
    where both branches have the same fields.
    """
    size = len(occupation)
    evolved = np.eye(size, dtype=complex)
    for u in forward:
        evolved = u @ evolved
    for u in backward[::-1]:
        evolved = u.conj().T @ evolved
    return complex(np.linalg.det(np.eye(size) - occupation + occupation @ evolved))


def integrate_out(matrix: Matrix, kept: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """Return the kept block of `matrix` and the self-energy that the others leave there, eq. (8).

    With Sigma = K_dl K_ll^(-1) K_ld, det K = det K_ll det(K_dd - Sigma): the leads' fields enter
    quadratically, so integrating them out is exact.
    """
    others = ~kept
    inner = np.linalg.solve(matrix[np.ix_(others, others)], matrix[np.ix_(others, kept)])
    return matrix[np.ix_(kept, kept)], matrix[np.ix_(kept, others)] @ inner


def first_order(matrix: Matrix, change: Matrix) -> complex:
    """Return tr[G delta(G^(-1))], the first order of tr ln in `change`, eqs. (22)-(26); a number.

    `matrix` is `inverse_green_function` at classical fields, `change` its derivative by a quantum
    component.
    """
    return complex(np.trace(np.linalg.solve(matrix, change)))


def expand_green_function(slow: Matrix, difference: Matrix) -> Matrix:
    """Return G_s + G_s X G_s, eq. (31), the first order of 1/(G_s^(-1) - X) in X, eq. (30).

    The second term is G_u of eqs. (A1)-(A2) where X is what the U(1) coordinates change of the
    rotated self-energy.
    """
    return slow + slow @ difference @ slow
