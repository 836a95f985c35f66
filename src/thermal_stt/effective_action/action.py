"""V A, VI, A 1: the Berry-phase and the tunneling part of the action, (38), (41), (45), (52), (A4).

Each function returns an integrand of S (not of iS), linear in the quantum components; their
derivatives by theta_q, phi_q, eta_q and psi_q are the equations of motion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    spin_torque_hybrid,
    spin_torque_thermal,
)
from thermal_stt.parameters import Parameters


def berry_lagrangian(
    parameters: Parameters,
    theta: ArrayLike,
    theta_dot: ArrayLike,
    phi_dot: ArrayLike,
    theta_q: ArrayLike,
    phi_q: ArrayLike,
) -> NDArray[np.float64]:
    """Return -S sin(theta)(theta_q phi_dot - phi_q theta_dot), the integrand of (38); energy."""
    theta, theta_dot, phi_dot, theta_q, phi_q = parameters.broadcast(
        theta, theta_dot, phi_dot, theta_q, phi_q
    )
    moved = theta_q * phi_dot - phi_q * theta_dot
    return -parameters.spin * np.sin(theta) * moved


def tunneling_lagrangian(
    parameters: Parameters,
    theta: ArrayLike,
    theta_dot: ArrayLike,
    phi_dot: ArrayLike,
    d: ArrayLike,
    theta_q: ArrayLike,
    phi_q: ArrayLike,
) -> NDArray[np.float64]:
    """Return the integrand of (45); energy.

    -theta_q g~ theta_dot - phi_q sin^2(theta) [g~ phi_dot - I_h^s - I_d^s].
    """
    theta, theta_dot, phi_dot, d, theta_q, phi_q = parameters.broadcast(
        theta, theta_dot, phi_dot, d, theta_q, phi_q
    )
    cos_theta = np.cos(theta)
    conductance = angular_conductance(parameters, cos_theta)
    torque = spin_torque_hybrid(parameters, cos_theta, phi_dot)
    torque = torque + spin_torque_thermal(parameters, cos_theta, d)
    across = phi_q * np.sin(theta) ** 2
    along = theta_q * conductance * theta_dot
    return -along - across * (conductance * phi_dot - torque)


def kernel_lagrangian(
    quantum: ArrayLike,
    classical: ArrayLike,
    classical_rate: ArrayLike,
    constant: ArrayLike,
    conductance: ArrayLike,
) -> NDArray[np.float64]:
    """Return the integrand of (41), (52), (A4) for a kernel local in time, as (44); energy.

    -sum_(sigma sigma') Im[D_q^(sigma' sigma) (I_(sigma sigma') + i g_(sigma sigma') d/dt)
    conj(D_c^(sigma' sigma))]: a factor omega of the kernel is a derivative of what stands behind
    it.  `quantum`, `classical`, `classical_rate` are D_q, D_c and dD_c/dt, spins on the last two
    axes; `constant` and `conductance` have their two first, as in `kernel`, the dot's sigma before
    the lead's.
    """
    constant, conductance = (
        np.moveaxis(np.asarray(pairs), (0, 1), (-1, -2)) for pairs in (constant, conductance)
    )
    answer = constant * np.conj(classical) + 1j * conductance * np.conj(classical_rate)
    return -np.sum(np.asarray(quantum) * answer, axis=(-1, -2)).imag
