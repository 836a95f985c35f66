"""III B, V A, A 1: the Hubbard-Stratonovich fields M and V_d and their part of the action.

M = B + B_exc is the field that the dot's spins see, V_d the potential; capacitance C = 1/(2 E_c).
Each function is an integrand: the action is i times its integral over the contour or, where it has
quantum components, over time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.parameters import Parameters


def exchange_decoupled(
    exchange_field: ArrayLike, spin: ArrayLike, exchange: ArrayLike
) -> NDArray[np.float64]:
    """Return B_exc.S - B_exc^2/(4 J), the exponent of eq. (9); energy.

    A Gaussian in B_exc about 2 J S, where it is J S^2: the exchange that it replaces.  Vectors on
    the last axis.
    """
    b, s = np.asarray(exchange_field), np.asarray(spin)
    return (b * s).sum(axis=-1) - (b * b).sum(axis=-1) / (4 * np.asarray(exchange))


def charging_decoupled(
    potential: ArrayLike, excess: ArrayLike, charging: ArrayLike
) -> NDArray[np.float64]:
    """Return V_d^2/(4 E_c) - V_d (N - N_0), the exponent of eq. (10); energy.

    A Gaussian in V_d about 2 E_c (N - N_0), where it is -E_c (N - N_0)^2.
    """
    v = np.asarray(potential)
    return v * v / (4 * np.asarray(charging)) - v * np.asarray(excess)


def field_action(
    magnetization: ArrayLike,
    potential: ArrayLike,
    field: ArrayLike,
    *,
    exchange: ArrayLike,
    capacitance: ArrayLike,
    background: ArrayLike,
) -> NDArray[np.float64]:
    """Return -(M - B)^2/(4 J) + V_d^2/(4 E_c) + V_d N_0, eq. (12), on one branch; energy.

    `magnetization` and `field` are the vectors M and B, on the last axis.
    """
    exchanged = np.asarray(magnetization) - np.asarray(field)
    v = np.asarray(potential)
    quadratic = (exchanged * exchanged).sum(axis=-1) / (4 * np.asarray(exchange))
    return -quadratic + np.asarray(capacitance) * v * v / 2 + v * np.asarray(background)


def field_action_expanded(
    parameters: Parameters,
    theta: ArrayLike,
    theta_q: ArrayLike,
    delta_magnetization: tuple[ArrayLike, ArrayLike],
    delta_potential: tuple[ArrayLike, ArrayLike],
    *,
    magnetization: ArrayLike,
    potential: ArrayLike,
    background: ArrayLike,
) -> NDArray[np.float64]:
    """Return the integrand of eq. (A3), (12) on the upper branch less the lower; energy.

    -M_0 dM_q/(2J) - (B/J) M_c sin(theta_c) sin(theta_q/2) - dM_c dM_q/(2J)
    + B/(2J) dM_q cos(theta_c) cos(theta_q/2) + (C V_d0 + N_0) dV_q + C dV_c dV_q.

    `delta_magnetization` and `delta_potential` are pairs (classical, quantum); `magnetization` and
    `potential` are M_0 and V_d0, `background` N_0.  Exact in the quantum components.
    """
    theta, theta_q, m_c, m_q, v_c, v_q, magnetization, potential, background = parameters.broadcast(
        theta,
        theta_q,
        *delta_magnetization,
        *delta_potential,
        magnetization,
        potential,
        background,
    )
    exchange, field = parameters.exchange, parameters.field
    turned = -field / exchange * (magnetization + m_c) * np.sin(theta) * np.sin(theta_q / 2)
    length = (field * np.cos(theta) * np.cos(theta_q / 2) - magnetization - m_c) * m_q
    charge = (parameters.capacitance * (potential + v_c) + background) * v_q
    return turned + length / (2 * exchange) + charge


def field_lagrangian(
    parameters: Parameters, theta: ArrayLike, theta_q: ArrayLike
) -> NDArray[np.float64]:
    """Return -(M_0 B/2J) theta_q sin(theta), the integrand of eq. (37); energy.

    The first order of (A3) in theta_q, without deviations; M_0 = 2 J S.
    """
    theta, theta_q = parameters.broadcast(theta, theta_q)
    energy = parameters.magnetization * parameters.field / (2 * parameters.exchange)
    return -energy * theta_q * np.sin(theta)
