"""Beside VI: the currents of spin and energy, and the entropy that they make; not in the paper.

As the charge currents they go into the dot, at an angle at which the magnet turns with
phi_dot = -B, B being `effective_field`.  An electron that comes from the lead channel (a, sigma')
of the weight w = W Gamma_a^sigma', W = (1 + sigma sigma' cos_theta)/2, to the spin sigma brings

    x = 1 (a = l) or 0 of V,      y = (sigma' - sigma cos_theta)/2 of B,

and I_(a sigma' sigma) = w {A_sigma (x - <x>) + 2 rho_sigma B (y - <y>)}, with the drive of a spin
A_sigma = rho'_sigma d + 2 rho_sigma V and <.> the mean over the channels, of weights w/Gamma_sigma.
All that is here are sums of it; those with B in them are left in closed form:

    sum_sigma Gamma_sigma rho_sigma cov(y, y) = sin^2 (1 - h) g~/2,  1 - h as in (48).

A spin of a lead is conserved but for what turns the magnet, so it sees two junctions in series:
the two-channel law, `spin_resolved_currents`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import left_broadenings, spin_overlaps
from thermal_stt.families import in_blocks
from thermal_stt.magnet import kernel
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    effective_field,
    spin_torque_electrical,
    spin_torque_thermal,
    unshared,
)
from thermal_stt.parameters import POSITIVE, Parameters, checked

Array = NDArray[np.float64]


class SpinResolvedCurrents(NamedTuple):
    """Particle currents into the dot, of each spin of each lead, along z."""

    left_up: Array
    left_down: Array
    right_up: Array
    right_down: Array


class OfLeads(NamedTuple):
    """Currents from the left and from the right lead into the dot."""

    left: Array
    right: Array


@in_blocks
def torque_of_leads(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> Array:
    """Return J = sin^2(theta_0) [(1 - h) g~ B + I_d^s + I_V^s], spin along z into the dot; energy.

    What both leads together bring.  It is S dcos(theta)/dt without what the magnet loses of its
    own, `lost_spin`, and zero on a persistent precession where it loses nothing.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    torque = _damping(parameters, cos_theta0) * effective_field(parameters, cos_theta0)
    torque = torque + spin_torque_thermal(parameters, cos_theta0, d)
    return _sin2(cos_theta0) * (torque + spin_torque_electrical(parameters, cos_theta0))


@in_blocks
def lost_spin(parameters: Parameters, cos_theta0: ArrayLike) -> Array:
    """Return -alpha_0 S sin^2(theta_0) B, what the own damping takes of the spin along z; energy.

    On a persistent precession it is what the leads bring.
    """
    [cos_theta0] = parameters.broadcast(cos_theta0)
    own = parameters.own_damping * parameters.spin
    return -own * _sin2(cos_theta0) * effective_field(parameters, cos_theta0) + 0.0


@in_blocks
def spin_resolved_currents(
    parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike
) -> SpinResolvedCurrents:
    """Return the current of each lead spin sigma', the two-channel law; energy.

    I_l^sigma' = gamma_sigma' D_sigma' + sigma' J Gamma_l^sigma'/(Gamma_l^sigma' + Gamma_r),
    I_r^sigma' = -gamma_sigma' D_sigma' + sigma' J Gamma_r/(Gamma_l^sigma' + Gamma_r), with
    gamma_sigma' = Gamma_l^sigma' Gamma_r/(Gamma_l^sigma' + Gamma_r), two junctions in series,
    D_sigma' = sum_sigma (1 + sigma sigma' cos_theta)/2 A_sigma and J of `torque_of_leads`.

    So on a persistent precession, where J = 0, each spin of the leads is conserved by itself, and
    B, hybrid and pumping currents are gone.  With an own damping of the magnet spin is lost there,
    J is `lost_spin`, and the charge current is 2 lambda J more than that of the two channels.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    torque = torque_of_leads(parameters, cos_theta0, d)
    overlaps, (up, down) = spin_overlaps(cos_theta0), _drives(parameters, d)
    right, currents = parameters.gamma_right, []
    for spin, (same, other) in ((1, (up, down)), (-1, (down, up))):
        left = parameters.gamma_left(spin)
        channel = left * right / (left + right) * (overlaps[0] * same + overlaps[1] * other)
        turned = spin * torque / (left + right)
        currents.append((channel + left * turned, right * turned - channel))
    (left_up, right_up), (left_down, right_down) = currents
    return SpinResolvedCurrents(left_up, left_down, right_up, right_down)


@in_blocks
def spin_currents(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> OfLeads:
    """Return the spin along z that each lead brings into the dot, (I_a^up - I_a^down)/2; energy.

    In units of hbar.  Of the right lead
    -(Gamma_r cos_theta/2) sum_sigma sigma A_sigma Gamma_(l,sigma)/Gamma_sigma
    + Gamma_r Gamma_Sigma sin^2 B g~/(Gamma_up Gamma_down); both together are `torque_of_leads`.
    """
    currents = spin_resolved_currents(parameters, cos_theta0, d)
    return OfLeads(
        (currents.left_up - currents.left_down) / 2 + 0.0,
        (currents.right_up - currents.right_down) / 2 + 0.0,
    )


@in_blocks
def through_conductance(parameters: Parameters, cos_theta0: ArrayLike) -> Array:
    """Return G = Gamma_r sum_sigma rho_sigma Gamma_(l,sigma)/Gamma_sigma; a number.

    Held still, a magnet lets 2 G V and, with rho'_sigma in place of rho_sigma, `through_slope` d
    flow: eq. (55).  Gamma_(l,sigma) is the left lead's part of the broadening Gamma_sigma.
    """
    return _through(parameters, cos_theta0, parameters.rho_up, parameters.rho_down)


@in_blocks
def through_slope(parameters: Parameters, cos_theta0: ArrayLike) -> Array:
    """Return G' = Gamma_r sum_sigma rho'_sigma Gamma_(l,sigma)/Gamma_sigma; 1/energy."""
    return _through(parameters, cos_theta0, parameters.rho_slope_up, parameters.rho_slope_down)


@in_blocks
def energy_currents(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> OfLeads:
    """Return the energy that each lead brings, G d and -G d with `through_conductance`; energy^2.

    To leading order, at which it is the heat as well (Wiedemann-Franz: 2 G is the conductance).
    Exactly both together are -B J, J of `torque_of_leads`; but the next order of one of them asks
    for more than the densities and their slopes, and is not here.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    energy = through_conductance(parameters, cos_theta0) * d
    return OfLeads(energy + 0.0, -energy + 0.0)


@in_blocks
def entropy_production(
    parameters: Parameters,
    cos_theta0: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
) -> Array:
    """Return -Q_l/T_l - Q_r/T_r of the heats Q = E - V_a I from the leads, never negative; energy.

    G d (1/T_r - 1/T_l), with `through_conductance` and d of (44), and, where both leads are equally
    hot, all that there is: (V I + B J)/T at d = 0, which is a sum of covariances,
    [2 G V^2 + (1 - h) g~ sin^2 B (B + 4 lambda V)]/T.  Elsewhere that is of the order that the
    first term drops; it is added with the mean of both 1/T, so that no temperature is set apart.
    Leading order.  What the magnet's own damping makes is heat elsewhere, and not counted.
    """
    left = checked("temperature_left", temperature_left, POSITIVE)
    right = checked("temperature_right", temperature_right, POSITIVE)
    cos_theta0, left, right = parameters.broadcast(cos_theta0, left, right)
    conductance = through_conductance(parameters, cos_theta0)
    field, voltage = effective_field(parameters, cos_theta0), parameters.voltage
    turning = _damping(parameters, cos_theta0) * _sin2(cos_theta0) * field
    work = 2 * conductance * voltage**2 + turning * (field + 4 * parameters.lambda_ * voltage)
    heat = conductance * kernel.thermal_drive(left, right) * (left - right) / (left * right)
    return heat + work * (1 / left + 1 / right) / 2


def temperatures_at(d: ArrayLike, temperature_coldest: ArrayLike) -> OfLeads:
    """Return the temperatures of the leads at `d`, the colder one at `temperature_coldest`; energy.

    d is (pi^2/3)(T_l^2 - T_r^2), so the left lead is the hotter one where d > 0.
    """
    d, coldest = np.broadcast_arrays(np.asarray(d, dtype=float), temperature_coldest)
    hottest = kernel.temperature_right(-np.abs(d), coldest)
    return OfLeads(np.where(d > 0, hottest, coldest), np.where(d > 0, coldest, hottest))


def _drives(parameters, d):
    # A_sigma of up and of down
    return [
        parameters.rho_slope(spin) * d + 2 * parameters.rho(spin) * parameters.voltage
        for spin in (1, -1)
    ]


def _through(parameters, cos_theta0, up, down):
    [cos_theta0] = parameters.broadcast(cos_theta0)
    right = parameters.gamma_right
    shares = [left / (left + right) for left in left_broadenings(parameters, cos_theta0)]
    return right * (up * shares[0] + down * shares[1])


def _damping(parameters, cos_theta):
    # (1 - h) g~
    return unshared(parameters, cos_theta) * angular_conductance(parameters, cos_theta)


def _sin2(cos_theta):
    return (1 - cos_theta) * (1 + cos_theta)
