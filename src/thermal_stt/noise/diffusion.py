"""How the leads' electrons make the magnet's direction fluctuate: diffusion, effective temperature.

An electron that goes from the channel k = (lead a, lead spin s') to the dot's spin s has the weight
w_k = W_ss' Gamma_a^s', W = (1 + s s' c)/2, and gives y_k = (s' - s c)/2 of spin along z less c
times its own.  It meets an occupation that answers to the noise of all channels, so that what
counts is y_k less its mean over the channels of s:

    2 D S^2 = sum_k Omega_k (y_k - <y>_s)^2,   Omega_k = w_k int rho_s (1 - F_k F_s) domega,

F_s the distribution (36).  The Keldysh part of the kernel (41) alone has y_k and breaks
fluctuation-dissipation by Gamma_up Gamma_down/(Gamma_Sigma^2 - Gamma_Delta^2).  With

    T_ab = (1/4) int [1 - F_a F_b] domega,   y_k - <y>_s = s' (1 - s s' c)(Gamma_Sigma
                                                           - s' Gamma_Delta)/(2 Gamma_s),

all integrals are temperatures.  Shifts by the precession are dropped, as they are beside T.  None
of this is in the paper.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import level_broadenings, spin_overlaps
from thermal_stt.families import in_blocks
from thermal_stt.magnet.kernel import thermal_drive
from thermal_stt.magnet.spin_torque import unshared
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.parameters import (
    POSITIVE,
    SPINS,
    ParameterError,
    Parameters,
    checked,
    divided,
)

Array = NDArray[np.float64]

# Steps of the trapezoidal rule in asinh(omega/T) of the colder lead, where F_a F_b is analytic in a
# strip of half width atan(pi T/V) of the hotter one, or pi/2; where F is 1 to the last digit; and
# how many nodes are looked at together, of all members
STEP, STEP_WITHOUT_VOLTAGE, REACH, TOGETHER = 0.05, 0.2, 45.0, 512


def mean_temperature(
    temperature_left: ArrayLike, temperature_right: ArrayLike, voltage: ArrayLike = 0.0
) -> Array:
    """Return T_lr = (1/4) int [1 - F_l(omega - V) F_r(omega)] domega between two leads; energy.

    T for equal leads without a voltage, (V/2) coth(V/2T) with one; T ln(2) if the other is cold.
    To 1e-12 while |V| is less than ten times the higher temperature.
    """
    left, right = (
        checked(name, value, POSITIVE)
        for name, value in (
            ("temperature_left", temperature_left),
            ("temperature_right", temperature_right),
        )
    )
    left, right, voltage = np.broadcast_arrays(left, right, np.asarray(voltage, dtype=float))
    mean = np.empty(left.shape)
    for some, step in ((voltage == 0, STEP_WITHOUT_VOLTAGE), (voltage != 0, STEP)):
        if some.any():
            mean[some] = _mean_temperature(left[some], right[some], np.abs(voltage[some]), step)
    return mean


def _mean_temperature(left, right, voltage, step):
    cold, hot = np.minimum(left, right), np.maximum(left, right)
    # from the step of the colder lead the other one is V away, on either side
    reach = np.arcsinh((REACH * hot + voltage) / cold).max(initial=1.0)
    total = np.zeros(cold.shape)
    nodes = np.arange(-np.ceil(reach / step), np.ceil(reach / step) + 1) * step
    few = max(TOGETHER // cold.size, 1)  # memory is that of the family
    for node in np.split(nodes[:, None], range(few, nodes.size, few)):
        omega = cold * np.sinh(node)
        other = omega - voltage
        # 1 - tanh(a) tanh(b), in which nothing cancels
        same = np.sign(omega) * np.sign(other)
        small_a, small_b = (
            2 / (1 + np.exp(np.minimum(np.abs(x) / temperature, 700.0)))
            for x, temperature in ((omega, cold), (other, hot))
        )
        product = 1 - same + same * (small_a + small_b - small_a * small_b)
        for part in product * cold * np.cosh(node):  # in turn, whatever the family
            total += part
    return total * step / 4


class Surroundings(NamedTuple):
    """What makes the noise, beside the parameters: the leads' temperatures, and the lattice's.

    Energies.  That of the lattice is needed where the magnet has a damping of its own.
    """

    temperature_left: ArrayLike
    temperature_right: ArrayLike
    temperature_lattice: ArrayLike = np.nan

    @property
    def d(self) -> Array:
        """The thermal drive of the leads, below (44); energy^2."""
        return thermal_drive(self.temperature_left, self.temperature_right)


class Bath(NamedTuple):
    """T_l, T_r, T_lr and alpha_0 S T_lattice: what of the surroundings no angle changes; energy."""

    left: Array
    right: Array
    between: Array
    own: Array

    @classmethod
    def of(cls, parameters: Parameters, around: Surroundings) -> Bath:
        """Return the bath of a family; see `angle_diffusion` for what it raises."""
        left, right, lattice = parameters.broadcast(*around)
        between = mean_temperature(*around[:2], parameters.voltage)
        damped = parameters.own_damping > 0
        if (missing := damped & ~(lattice > 0)).any():
            value = float(lattice[missing].flat[0])
            allowed = "given, greater than 0, as the magnet has a damping of its own"
            raise ParameterError("temperature_lattice", value, allowed)
        own = parameters.own_damping * parameters.spin * np.where(damped, lattice, 0.0)
        return cls(left, right, between, own)


@in_blocks
def effective_temperature(
    parameters: Parameters, cos_theta: ArrayLike, around: Surroundings
) -> Array:
    """Return T_eff(theta), the temperature of the leads' noise on cos(theta); energy.

    D = (sin^2/S^2)(1 - h) g~ T_eff; between the temperatures of the leads and T_lr, and T where
    they are equal and no voltage is on.  The magnet's own damping is not in it.
    """
    cos_theta, *_ = parameters.broadcast(cos_theta, *around)
    up, down = level_broadenings(parameters, cos_theta)
    weight = parameters.rho_up / up + parameters.rho_down / down
    return _weighted_temperature(parameters, cos_theta, Bath.of(parameters, around)) / weight


@in_blocks
def angle_diffusion(parameters: Parameters, cos_theta: ArrayLike, around: Surroundings) -> Array:
    """Return D(theta) of <(d cos_theta)^2> = 2 D t; energy.

    (sin^2/S^2) [(1 - h) g~ T_eff + alpha_0 S T_lattice], 1 - h as in (48); the second term is that
    of the magnet's own damping.  Raises ParameterError where there is one and the temperature of
    the lattice is not given.
    """
    cos_theta, *_ = parameters.broadcast(cos_theta, *around)
    return angle_diffusion_in(parameters, cos_theta, Bath.of(parameters, around))


def angle_diffusion_in(family: Parameters, cos_theta: Array, bath: Bath) -> Array:
    """Return `angle_diffusion` in a bath that is known; energy."""
    return (1 - cos_theta) * (1 + cos_theta) * angle_strength(family, cos_theta, bath)


def angle_strength(family: Parameters, cos_theta: Array, bath: Bath) -> Array:
    """Return D/sin^2(theta) of `angle_diffusion`, which is smooth through the poles; energy.

    As (Gamma_Sigma^2 - Gamma_Delta^2) sum_s rho_s tau_s/(2 Gamma_s), tau_s the temperature of the
    channels of s.
    """
    leads = family.gamma_product / 2 * _weighted_temperature(family, cos_theta, bath)
    return (leads + bath.own) / family.spin**2


@in_blocks
def phase_diffusion(parameters: Parameters, cos_theta: ArrayLike, around: Surroundings) -> Array:
    """Return D_phi of <(d phi)^2> = 2 D_phi t at a fixed angle, infinite at a pole; energy.

    Q/(S^2 sin^2) with Q = (1/2) sum_s rho_s sum over leads a of Gamma_a^-s [(1 - q_s) T_al
    + q_s T_ar], q_s = Gamma_r/Gamma_s, Gamma_l^-s the left lead's part of Gamma_-s; and
    alpha_0 S T_lattice beside Q.  Q is g~ T where the leads are equal.
    """
    cos_theta, *_ = parameters.broadcast(cos_theta, *around)
    strength = phase_strength(parameters, cos_theta, Bath.of(parameters, around))
    sin2 = (1 - cos_theta) * (1 + cos_theta)
    return divided(strength, sin2)


def phase_strength(family: Parameters, cos_theta: Array, bath: Bath) -> Array:
    """Return sin^2(theta) D_phi of `phase_diffusion`; energy."""
    gammas = level_broadenings(family, cos_theta)
    torque = bath.own
    for density, gamma, other in zip(
        (family.rho_up, family.rho_down), gammas, gammas[::-1], strict=True
    ):
        share = family.gamma_right / gamma
        from_left = (1 - share) * bath.left + share * bath.between
        from_right = (1 - share) * bath.between + share * bath.right
        torque = torque + density / 2 * (
            (other - family.gamma_right) * from_left + family.gamma_right * from_right
        )
    return torque / family.spin**2


@in_blocks
def angle_drift(parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike) -> Array:
    """Return d cos_theta/dt of (A15) without deviations, so without alpha^2; energy.

    (sin^2/S)(1 - h) N, N of `torque_balance`.
    """
    cos_theta, d = parameters.broadcast(cos_theta, d)
    rate = torque_rate(parameters, cos_theta, TorqueBalance.of(parameters, d))
    return (1 - cos_theta) * (1 + cos_theta) * rate


def torque_rate(family: Parameters, cos_theta: Array, balance: TorqueBalance) -> Array:
    """Return `angle_drift` over sin^2(theta), which is smooth through the poles; energy."""
    return unshared(family, cos_theta) * balance.value(cos_theta) / family.spin


def _weighted_temperature(parameters, cos_theta, bath):
    # sum_s rho_s tau_s/Gamma_s, tau_s by the share of each lead in sum_k w_k (y_k - <y>_s)^2, and
    # by q_s in what F_s is made of.  For a channel of spin s' of a lead, of rate Gamma,
    # W (1 - s s' c)^2 is sin^2 (1 - s s' c)/2 (Gamma_Sigma - s' Gamma_Delta)^2 Gamma, of all leads
    # together 2 (Gamma_Sigma^2 - Gamma_Delta^2) Gamma_s
    up, down = (parameters.gamma_left(s) + parameters.gamma_right for s in SPINS)
    along, against = spin_overlaps(cos_theta)
    total = 0.0
    for density, one, other in ((parameters.rho_up, up, down), (parameters.rho_down, down, up)):
        gamma = one * along + other * against
        filled = parameters.gamma_right / gamma
        share = filled * (one**2 * along + other**2 * against) / parameters.gamma_product
        ours = bath.left + filled * (bath.between - bath.left)
        theirs = bath.between + filled * (bath.right - bath.between)
        total = total + density / gamma * (ours + share * (theirs - ours))
    return total
