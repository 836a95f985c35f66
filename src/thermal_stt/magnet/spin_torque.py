"""V B: angular dissipation, spin-transfer torque and the equation of motion, (45)-(50).

With phi_dot eliminated, (46)-(47) say theta_dot = sin(theta) * `polar_rate`, and `polar_rate` is
smooth at the poles.  Everything about fixed points and their stability follows from it.

Beyond the paper, and with nothing changed where these are 0: an anisotropy turns B into
B + B_K cos_theta, a voltage adds `spin_torque_electrical` to I_d^s, and the magnet's own damping
alpha_0 stands beside alpha(theta) wherever that multiplies a velocity; the hybrid torque does not
answer to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines, level_broadenings
from thermal_stt.parameters import Parameters


class Torques(NamedTuple):
    """The terms of (50), vectors on the last axis; energy.  Their sum is dm/dt.

    `field` is m x B, `damping` -alpha m x dm/dt, `thermal` and `hybrid` m x (I z x m)/S with I_d^s
    and I_h^s; `electrical` is that of a voltage, which the paper does not have.
    """

    field: NDArray[np.float64]
    damping: NDArray[np.float64]
    thermal: NDArray[np.float64]
    hybrid: NDArray[np.float64]
    electrical: NDArray[np.float64]


def broadening_product(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return Gamma_up(theta) Gamma_down(theta) = Gamma_Sigma^2 - Gamma_Delta^2 cos^2(theta).

    It stands in the denominators of (48), (49) and (55)-(59); energy^2.
    """
    up, down = level_broadenings(parameters, cos_theta)
    return up * down


def angular_conductance(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return g~(theta) = (rho_Sigma Gamma_Sigma - rho_Delta Gamma_Delta cos_theta)/2, below (49).

    The conductance behind the angular dissipation in (45); a number, positive for every angle.
    Evaluated as (rho_up Gamma_down(theta) + rho_down Gamma_up(theta))/2, which is the same without
    a cancellation.
    """
    up, down = level_broadenings(parameters, cos_theta)
    return _mean(parameters.rho_up, parameters.rho_down, up, down)


def angular_conductance_slope(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return g~'(theta) = (rho'_Sigma Gamma_Sigma - rho'_Delta Gamma_Delta cos_theta)/2.

    Below (49); 1/energy.  Evaluated like `angular_conductance`.
    """
    up, down = level_broadenings(parameters, cos_theta)
    return _mean(parameters.rho_slope_up, parameters.rho_slope_down, up, down)


def angular_conductances(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return g~(theta) and g~'(theta) at once; a number, 1/energy."""
    up, down = level_broadenings(parameters, cos_theta)
    conductance = _mean(parameters.rho_up, parameters.rho_down, up, down)
    return conductance, _mean(parameters.rho_slope_up, parameters.rho_slope_down, up, down)


def effective_field(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return B + B_K cos_theta, the field along z on the magnet; energy.

    -d/dcos(theta) of its energy over S; a persistent precession has phi_dot = -effective_field.
    """
    [cos_theta] = parameters.broadcast(cosines(cos_theta))
    return parameters.field + parameters.anisotropy * cos_theta


def gilbert_damping(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return alpha(theta) = g~(theta)/S, below (50); a number.  That of the leads alone."""
    return angular_conductance(parameters, cos_theta) / parameters.spin


def spin_torque_hybrid(
    parameters: Parameters, cos_theta: ArrayLike, phi_dot: ArrayLike
) -> NDArray[np.float64]:
    """Return I_h^s = Gamma_Delta^2 sin^2(theta)/(Gamma_up Gamma_down) g~ phi_dot, (48); energy."""
    cos_theta, phi_dot = parameters.broadcast(cos_theta, phi_dot)
    share = _hybrid_share(parameters, cos_theta)
    return share * angular_conductance(parameters, cos_theta) * phi_dot


def spin_torque_thermal(
    parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return I_d^s = Gamma_r Gamma_Delta/(Gamma_up Gamma_down) g~' d, eq. (49); energy."""
    cos_theta, d = parameters.broadcast(cos_theta, d)
    rates = parameters.gamma_right * parameters.gamma_delta
    slope = angular_conductance_slope(parameters, cos_theta)
    return rates / broadening_product(parameters, cos_theta) * slope * d


def spin_torque_electrical(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return I_V^s = 2 Gamma_r Gamma_Delta/(Gamma_up Gamma_down) g~ V, beside (49); energy.

    To first order in the voltage V; not in the paper.  The second order goes with the shift of
    V_d0, which the paper drops too.
    """
    [cos_theta] = parameters.broadcast(cos_theta)
    rates = parameters.gamma_right * parameters.gamma_delta
    conductance = angular_conductance(parameters, cos_theta)
    return 2 * rates / broadening_product(parameters, cos_theta) * conductance * parameters.voltage


def polar_rate(parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike) -> NDArray[np.float64]:
    """Return theta_dot / sin(theta) from (46)-(47) solved for both velocities; energy.

    theta_dot / sin(theta) = -[(1 - h) g~ B + I_d^s] / (S (1 + (1 - h) alpha^2)) with
    h = Gamma_Delta^2 sin^2(theta)/(Gamma_up Gamma_down) from (48): the hybrid torque renormalises
    the damping by 1 - h, which lies in (0, 1].  Beyond the paper: B + B_K cos_theta, I_d^s + I_V^s,
    (1 - h) alpha + alpha_0, and that times alpha + alpha_0 below.
    """
    cos_theta, d = parameters.broadcast(cos_theta, d)
    damping = gilbert_damping(parameters, cos_theta)
    dissipation = unshared(parameters, cos_theta) * damping + parameters.own_damping
    torque = spin_torque_thermal(parameters, cos_theta, d)
    torque = (torque + spin_torque_electrical(parameters, cos_theta)) / parameters.spin
    damped = dissipation * effective_field(parameters, cos_theta)
    return -(damped + torque) / (1 + dissipation * (damping + parameters.own_damping))


def angular_velocities(
    parameters: Parameters, theta: ArrayLike, d: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return theta_dot, phi_dot of the equations of motion (46)-(47); energy.

    theta_dot = sin(theta) `polar_rate`, phi_dot = -B - alpha(theta) `polar_rate`, with what is
    beyond the paper as there.  At a pole phi_dot is the limit, the frequency of small circles.
    """
    theta, d = parameters.broadcast(theta, d)
    cos_theta = np.cos(theta)
    rate = polar_rate(parameters, cos_theta, d)
    damping = gilbert_damping(parameters, cos_theta) + parameters.own_damping
    return np.sin(theta) * rate, -effective_field(parameters, cos_theta) - damping * rate


def magnetization_velocity(
    parameters: Parameters, direction: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return dm/dt from the Landau-Lifshitz-Gilbert-Slonczewski equation (50); energy.

    dm/dt = m x B - alpha m x dm/dt + m x (I_s z x m)/S, where the hybrid part of I_s holds
    sin^2(theta) phi_dot = z.(m x dm/dt) too; beyond the paper as in `polar_rate`.  Both implicit
    terms are solved for in closed form; the result is orthogonal to m.  `direction` is m, a unit
    vector on the last axis, (..., 3); `d` and the parameters broadcast against the other axes.
    """
    m = np.asarray(direction, dtype=float)
    axis = np.array([0.0, 0.0, 1.0])
    cos_theta, d = parameters.broadcast(m[..., 2], d)
    damping = gilbert_damping(parameters, cos_theta)
    hybrid = parameters.gamma_delta**2 / broadening_product(parameters, cos_theta) * damping
    torque = spin_torque_thermal(parameters, cos_theta, d)
    torque = (torque + spin_torque_electrical(parameters, cos_theta)) / parameters.spin
    across = np.cross(m, axis)  # m x z
    toward = axis - cos_theta[..., None] * m  # m x (z x m)
    explicit = effective_field(parameters, cos_theta)[..., None] * across
    explicit = explicit + torque[..., None] * toward
    turned = np.cross(m, explicit)
    # q = z.(m x dm/dt), from the z-component of m x (50)
    norm = 1 + damped_square(parameters, cos_theta)
    damping = damping + parameters.own_damping
    q = (turned[..., 2] + damping * explicit[..., 2]) / norm
    push = (hybrid * q)[..., None]
    damping = damping[..., None]
    return (explicit + push * toward - damping * (turned + push * across)) / (1 + damping**2)


def torques(parameters: Parameters, direction: ArrayLike, d: ArrayLike) -> Torques:
    """Return the terms of (50) for a magnet that moves by (50); energy.

    `direction` and `d` as in `magnetization_velocity`.  sin^2(theta) phi_dot in the hybrid torque
    is z.(m x dm/dt), so that it has no limit to take at a pole.
    """
    m = np.asarray(direction, dtype=float)
    axis = np.array([0.0, 0.0, 1.0])
    cos_theta, d = parameters.broadcast(m[..., 2], d)
    m = np.broadcast_to(m, (*cos_theta.shape, 3))
    turned = np.cross(m, magnetization_velocity(parameters, m, d))
    toward = axis - cos_theta[..., None] * m  # m x (z x m)
    damping = gilbert_damping(parameters, cos_theta)
    hybrid = parameters.gamma_delta**2 / broadening_product(parameters, cos_theta) * damping
    thermal, electrical = (
        torque / parameters.spin
        for torque in (
            spin_torque_thermal(parameters, cos_theta, d),
            spin_torque_electrical(parameters, cos_theta),
        )
    )
    return Torques(
        field=effective_field(parameters, cos_theta)[..., None] * np.cross(m, axis),
        damping=-(damping + parameters.own_damping)[..., None] * turned,
        thermal=thermal[..., None] * toward,
        hybrid=(hybrid * turned[..., 2])[..., None] * toward,
        electrical=electrical[..., None] * toward,
    )


def unshared(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return 1 - h, h of (48): the part of the damping that the hybrid torque leaves; a number.

    (Gamma_Sigma^2 - Gamma_Delta^2)/(Gamma_up Gamma_down), without a cancellation.
    """
    return parameters.gamma_product / broadening_product(parameters, cos_theta)


def damped_square(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return ((1 - h) alpha + alpha_0)(alpha + alpha_0), what slows the polar motion; a number."""
    [cos_theta] = parameters.broadcast(cos_theta)
    damping, share = gilbert_damping(parameters, cos_theta), unshared(parameters, cos_theta)
    own = parameters.own_damping
    return damping**2 * share + own * (damping * (1 + share) + own)


def _mean(rho_up, rho_down, up, down):
    return (rho_up * down + rho_down * up) / 2


def _sin2(cos_theta):
    return (1 - cos_theta) * (1 + cos_theta)


def _hybrid_share(parameters, cos_theta):
    # h of (48): the part of the damping that the hybrid torque takes back
    gained = parameters.gamma_delta**2 * _sin2(cos_theta)
    return gained / (parameters.gamma_product + gained)
