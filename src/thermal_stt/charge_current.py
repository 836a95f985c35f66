"""VI: stationary charge currents and the enhancement of the thermoelectric effect, (53)-(59).

Currents are particle currents into the dot.  `cos_theta0` is the angle at which the magnet
precesses with the frequency -B; the right lead has no pumping current, because Gamma_r knows no
spin.

Beyond the paper a voltage drives an electrical current I_V beside I_d, and B is the field on the
magnet, B + B_K cos_theta0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import left_broadenings
from thermal_stt.families import in_blocks
from thermal_stt.magnet.precession import settled_state
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    angular_conductances,
    broadening_product,
    effective_field,
)
from thermal_stt.parameters import Parameters


class ChargeCurrents(NamedTuple):
    """The contributions to (53) and (54), each an array of particle currents into the dot; energy.

    `thermal_*` is I_d, the single-particle thermoelectric current; `hybrid_*` is I_h, due to the
    distribution's answer to the precession; `pumping_left` is I_p.  `electrical_*` is I_V, that of
    a voltage, which the paper does not have.
    """

    thermal_left: NDArray[np.float64]
    hybrid_left: NDArray[np.float64]
    pumping_left: NDArray[np.float64]
    thermal_right: NDArray[np.float64]
    hybrid_right: NDArray[np.float64]
    electrical_left: NDArray[np.float64]
    electrical_right: NDArray[np.float64]

    @property
    def total_left(self) -> NDArray[np.float64]:
        """I_(l -> dot) = I_d^l + I_h^l + I_p^l, eq. (53), and I_V^l."""
        return self.thermal_left + self.hybrid_left + self.pumping_left + self.electrical_left

    @property
    def total_right(self) -> NDArray[np.float64]:
        """I_(r -> dot) = I_d^r + I_h^r, eq. (54), and I_V^r."""
        return self.thermal_right + self.hybrid_right + self.electrical_right

    @property
    def total_left_without_precession(self) -> NDArray[np.float64]:
        """I_d^l: the left current of a magnet held still at the same angle, Fig. 3 (green)."""
        return self.thermal_left + self.electrical_left


class StableStates(NamedTuple):
    """Where magnets settle, and the charge current there: arrays of one shape.

    `branch` is an index of `precession.BRANCHES`, `enhancement` the current over that of a magnet
    held still at the same angle.
    """

    branch: NDArray[np.int8]
    cos_theta0: NDArray[np.float64]
    growth_rate: NDArray[np.float64]
    current: NDArray[np.float64]
    enhancement: NDArray[np.float64]


@in_blocks
def charge_currents(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> ChargeCurrents:
    """Return the contributions to the stationary currents, eqs. (55)-(58); energy.

    I_d^l = -I_d^r = Gamma_r d sum_sigma rho'_sigma Gamma_(l,sigma)/Gamma_sigma, which is (55);
    I_h^l = -Gamma_Delta sin^2 B sum_sigma rho_sigma Gamma_(l,sigma)/Gamma_sigma, which is (56);
    I_p^l = rho_Sigma Gamma_Delta sin^2 B, eq. (57);
    I_h^r = -Gamma_Delta sin^2 B Gamma_r sum_sigma rho_sigma/Gamma_sigma, which is (58);
    I_V^l = -I_V^r = 2 Gamma_r V sum_sigma rho_sigma Gamma_(l,sigma)/Gamma_sigma;
    with Gamma_(l,sigma) the left lead's part of the broadening Gamma_sigma(theta_0).
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    product = broadening_product(parameters, cos_theta0)
    # sum_sigma rho_sigma / Gamma_sigma and the like
    conductance, slope = angular_conductances(parameters, cos_theta0)
    weight, weight_slope = 2 * conductance / product, 2 * slope / product
    gamma_right = parameters.gamma_right
    left_up, left_down = (
        left / (left + gamma_right) for left in left_broadenings(parameters, cos_theta0)
    )
    field = effective_field(parameters, cos_theta0)
    pump = parameters.gamma_delta * (1 - cos_theta0) * (1 + cos_theta0) * field
    bias = 2 * gamma_right * parameters.voltage
    filled = parameters.rho_up * left_up + parameters.rho_down * left_down
    thermal = (
        gamma_right
        * d
        * (parameters.rho_slope_up * left_up + parameters.rho_slope_down * left_down)
    )
    return ChargeCurrents(
        thermal_left=thermal + 0.0,  # no negative zero, here and below
        hybrid_left=-pump * filled + 0.0,
        pumping_left=pump * parameters.rho_sum + 0.0,
        thermal_right=gamma_right * d * (gamma_right * weight_slope - parameters.rho_slope_sum)
        + 0.0,
        hybrid_right=-pump * gamma_right * weight + 0.0,
        electrical_left=bias * filled + 0.0,
        electrical_right=bias * (gamma_right * weight - parameters.rho_sum) + 0.0,
    )


@in_blocks
def total_current(
    parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return I_(l -> dot) in the form of eq. (59); energy.

    -Gamma_r d/(Gamma_up Gamma_down) [2 Gamma_r g~' - rho'_Sigma Gamma_up Gamma_down]
    + 2 Gamma_r Gamma_Delta sin^2(theta_0) B g~ / (Gamma_up Gamma_down); with a voltage the first
    line is there once more, with 2 V, g~ and rho_Sigma in place of d, g~' and rho'_Sigma.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    product = broadening_product(parameters, cos_theta0)
    gamma_right = parameters.gamma_right
    conductance, slope = angular_conductances(parameters, cos_theta0)
    balance = gamma_right * (2 * slope) - parameters.rho_slope_sum * product
    single = -gamma_right * d / product * balance
    electrical = gamma_right * (2 * conductance) - parameters.rho_sum * product
    electrical = -gamma_right * (2 * parameters.voltage) / product * electrical
    field = effective_field(parameters, cos_theta0)
    pump = parameters.gamma_delta * (1 - cos_theta0) * (1 + cos_theta0) * field
    collective = gamma_right * pump / product * 2 * conductance
    return single + collective + electrical


@in_blocks
def total_current_on_precession(
    parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return I_(l -> dot) on a persistent precession: the torque balance put into (59); energy.

    Gamma_r rho'_Sigma d + 2 Gamma_r B g~(theta_0)/Gamma_Delta.  Not in the paper.  For
    rho_Delta = rho'_Sigma = 0 it depends neither on the angle nor on d: beyond d_0 the current is
    constant.  `cos_theta0` and `d` have to satisfy (51).  Where Gamma_Delta is 0 the magnet rests,
    if with an anisotropy it has an angle for that, and the result is (59).

    With a voltage rho'_Sigma d is rho'_Sigma d + 2 rho_Sigma V, with an own damping of the magnet
    g~ is g~ + alpha_0 S.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    pump = 2 * parameters.gamma_right * effective_field(parameters, cos_theta0)
    own = parameters.own_damping * parameters.spin
    pump = pump * (angular_conductance(parameters, cos_theta0) + own)
    single = parameters.gamma_right * parameters.rho_slope_sum * d
    single = single + 2 * parameters.gamma_right * parameters.rho_sum * parameters.voltage
    rests = parameters.gamma_delta == 0
    pumped = np.divide(pump, parameters.gamma_delta, out=np.zeros(d.shape), where=~rests)
    if not rests.any():
        return single + pumped
    return np.where(rests, total_current(parameters, cos_theta0, d), single + pumped)


@in_blocks
def enhancement(parameters: Parameters, cos_theta0: ArrayLike) -> NDArray[np.float64]:
    """Return the current on a persistent precession over that without precession, for rho'_Sigma=0.

    1 + Gamma_Delta^2 sin^2(theta_0) / (Gamma_Sigma^2 - Gamma_Delta^2); a number, at least 1: the
    enhancement of Fig. 3 in closed form.  Not in the paper.  Without a voltage; an own damping of
    the magnet adds (alpha_0/alpha) Gamma_up Gamma_down to the denominator.
    """
    [cos_theta0] = parameters.broadcast(cos_theta0)
    sin2_theta0 = (1 - cos_theta0) * (1 + cos_theta0)
    own = parameters.own_damping * parameters.spin / angular_conductance(parameters, cos_theta0)
    product = parameters.gamma_product + own * broadening_product(parameters, cos_theta0)
    return 1 + parameters.gamma_delta**2 * sin2_theta0 / product


@in_blocks
def stable_states(parameters: Parameters, d: ArrayLike) -> StableStates:
    """Return where each magnet settles, how fast, and the current (53) there.

    The state is that of `precession.settled_state`, `enhancement` the red line of Fig. 3 over the
    green one: 1 at a pole, infinite where the current without precession is zero.  In the order of
    the fields after `branch`; a number, energy, energy, a number.
    """
    state = settled_state(parameters, d)
    currents = charge_currents(parameters, state.cos_theta0, d)
    total, still = currents.total_left, currents.total_left_without_precession
    without = np.where(total == 0, 1.0, np.inf)
    return StableStates(*state, total, np.divide(total, still, out=without, where=still != 0))
