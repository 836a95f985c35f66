"""III C-D, IV A: the frame in which the magnetization stays along z, and its gauge (13)-(19).

Matrices in spin space are on the last two axes, index 0 is up; angles and phases broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.effective_action.hamiltonian import PAULI

Matrix = NDArray[np.complex128]


def rotation(theta: ArrayLike, phi: ArrayLike, chi: ArrayLike) -> Matrix:
    """Return R = exp(-i phi sigma_z/2) exp(-i theta sigma_y/2) exp(i (phi - chi) sigma_z/2), (14).

    It turns z into m: R^dagger (m.sigma) R = sigma_z.  (Printed with sigma_x in the last factor,
    which would turn m away again); numbers, (..., 2, 2).
    """
    theta, phi, chi = np.broadcast_arrays(theta, phi, chi)
    cos, sin = np.cos(theta / 2), np.sin(theta / 2)
    parallel, crossed = np.exp(-0.5j * chi), np.exp(1j * (phi - chi / 2))
    return _matrix(cos * parallel, -sin * crossed.conj(), sin * crossed, cos * parallel.conj())


def frame_generator(
    theta: ArrayLike,
    phi: ArrayLike,
    chi: ArrayLike,
    rates: tuple[ArrayLike, ArrayLike, ArrayLike],
) -> tuple[Matrix, Matrix]:
    """Return Q_parallel and Q_perpendicular, whose sum is Q = -i R^dagger dR/dt, below (14).

    Q_parallel = [phi_dot (1 - cos(theta)) - chi_dot] sigma_z/2,
    Q_perpendicular = exp(i chi sigma_z) (phi_dot sin(theta) sigma_x/2 - theta_dot sigma_y/2)
    exp(i phi sigma_z).  `rates` are theta_dot, phi_dot, chi_dot; energy, (..., 2, 2).
    """
    theta_dot, phi_dot, chi_dot = map(np.asarray, rates)
    berry = (phi_dot * (1 - np.cos(theta)) - chi_dot) / 2
    turning = np.asarray(phi_dot * np.sin(theta) + 1j * theta_dot) / 2
    # exp(i chi sigma_z) X exp(i phi sigma_z) turns the corners of X by chi - phi
    turning = turning * np.exp(1j * (np.asarray(chi) - phi))
    return (
        berry[..., None, None] * PAULI[2],
        _matrix(np.zeros_like(turning), turning, turning.conj(), np.zeros_like(turning)),
    )


def phase_transformation(eta: ArrayLike, psi: ArrayLike) -> Matrix:
    """Return U = exp(i eta sigma_z/2) exp(-i psi), eq. (15); numbers, (..., 2, 2).

    With eta_dot = delta_M and psi_dot = delta_V_d it removes both from the action.
    """
    eta, psi = np.broadcast_arrays(np.asarray(eta, float), psi)
    zero = np.zeros_like(eta)
    return _matrix(np.exp(1j * (eta / 2 - psi)), zero, zero, np.exp(-1j * (eta / 2 + psi)))


def gauge_transformation(
    theta: ArrayLike, phi: ArrayLike, chi: ArrayLike, eta: ArrayLike, psi: ArrayLike
) -> Matrix:
    """Return D = R U, eq. (19); numbers, (..., 2, 2)."""
    return rotation(theta, phi, chi) @ phase_transformation(eta, psi)


def phase_rates(
    upper: ArrayLike, lower: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return eta_dot on both branches, eq. (16), or psi_dot, eq. (17), and the zero mode; energy.

    eta_dot_+- = delta_M_+- -+ delta_M_0^q/2 with delta_M_0^q the mean of the quantum component
    delta_M_+ - delta_M_-: all is removed but this mean, and eta runs round the contour to where it
    began.  `upper` and `lower` are delta_M on equal steps of time.
    """
    upper, lower = np.asarray(upper, dtype=float), np.asarray(lower, dtype=float)
    zero_mode = float((upper - lower).mean())
    return upper - zero_mode / 2, lower + zero_mode / 2, zero_mode


def gauge_rate(theta: ArrayLike, phi_dot: ArrayLike) -> NDArray[np.float64]:
    """Return chi_dot_c = phi_dot_c (1 - cos(theta_c)), eq. (27), which makes Q_parallel 0; energy.

    The phase that is left is Berry's.
    """
    return np.asarray(phi_dot) * (1 - np.cos(theta))


def gauge_quantum(theta: ArrayLike, phi_q: ArrayLike) -> NDArray[np.float64]:
    """Return chi_q = phi_q (1 - cos(theta_c)), eq. (28); a number.

    It vanishes with phi_q at the ends of the contour, as the boundary condition needs.
    """
    return np.asarray(phi_q) * (1 - np.cos(theta))


def berry_generator(
    theta: ArrayLike,
    theta_dot: ArrayLike,
    phi_dot: ArrayLike,
    theta_q: ArrayLike,
    phi_q: ArrayLike,
) -> NDArray[np.float64]:
    """Return sin(theta_c)(phi_dot_c theta_q - theta_dot_c phi_q), below (28); energy.

    Times sigma_z/2 it is delta Q_parallel, to first order in the quantum components.
    """
    moved = np.asarray(phi_dot) * np.asarray(theta_q)
    moved = moved - np.asarray(theta_dot) * np.asarray(phi_q)
    return np.sin(theta) * moved


def _matrix(upper_left, upper_right, lower_left, lower_right):
    rows = (
        np.stack(np.broadcast_arrays(upper_left, upper_right), axis=-1),
        np.stack(np.broadcast_arrays(lower_left, lower_right), axis=-1),
    )
    return np.stack(rows, axis=-2)
