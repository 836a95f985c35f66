"""V A: the retarded kernel (42)-(43) of a band, real and imaginary part, and what the latter does.

The paper drops the imaginary part, which it expects to renormalise the external field.  With
A = Im alpha^R, (41) gives it the very forms of (37) and of (38):

    -theta_q sin(theta) S delta_B,              S delta_B = (1/4) sum_sigma (A_(sigma sigmabar)
                                                            - A_(sigma sigma)) at omega = 0,
    -sin(theta)(theta_q phi_dot - phi_q theta_dot) delta_S,
        delta_S = (1/4) sum_sigma sigma [sin^2(theta/2) A'_(sigma sigma)
                                         + cos^2(theta/2) A'_(sigma sigmabar)],

with A' = dA/domega: a field along z, and a length of spin.  The right lead knows no spin and gives
no field.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import level_broadening, spin_overlaps
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, imbalances
from thermal_stt.parameters import SPINS, Parameters

# The derivative of F is a peak of width T; beyond 40 T it is 1e-17 of itself
REACH = 40.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(200)


def full_kernel(
    band: Band, leads: Leads, magnetization: float, potential: float, omega: float
) -> NDArray[np.complex128]:
    """Return alpha_s^R(omega) of eq. (42); energy, (2, 2), the dot's spin first.

    Real part, eq. (43): int rho_sigma(omega') sum over leads of Gamma^sigma'
    [F_s^sigma(omega') - F(omega' - omega)].  Imaginary part: -(1/pi) int Re g_sigma(omega') sum
    over leads of Gamma^sigma' F(omega' - omega), less a constant -(2/pi) states ln(D) Gamma^sigma'
    (D half the width of the leads' bands), the same for both spins of the dot, so that it drops out
    of `renormalization`.
    """
    result = np.empty((2, 2), dtype=complex)
    filled = imbalances(band, leads, magnetization, potential)
    for row, sigma in enumerate(SPINS):
        gamma, zero = _broadening(leads, sigma), _zero(magnetization, potential, sigma)
        for column, lead_spin in enumerate(SPINS):
            real = imaginary = 0.0
            for rate, temperature, voltage in _leads(leads, lead_spin):
                at = zero + omega + voltage, temperature, gamma
                real += rate * (filled[row] - band.imbalance(*at))
                imaginary -= rate * band.dispersion(*at) / np.pi
            result[row, column] = real + 1j * imaginary
    return result


def renormalization(
    band: Band, leads: Leads, magnetization: float, potential: float
) -> tuple[float, float]:
    """Return S delta_B and delta_S, what the imaginary part adds to S B and to S; energy, a number.

    In the state of the magnet and the leads that `leads` names.
    """
    static = full_kernel(band, leads, magnetization, potential, 0.0).imag
    parallel, antiparallel = spin_overlaps(leads.cos_theta)
    rates = np.empty((2, 2))
    for row, sigma in enumerate(SPINS):
        gamma, zero = _broadening(leads, sigma), _zero(magnetization, potential, sigma)
        for column, lead_spin in enumerate(SPINS):
            # dA/domega = (1/pi) int Re g F', F the lead's
            rates[row, column] = sum(
                rate * _thermal_mean(band, zero + voltage, temperature, gamma) * 2 / np.pi
                for rate, temperature, voltage in _leads(leads, lead_spin)
            )
    torque = (static[0, 1] - static[0, 0] + static[1, 0] - static[1, 1]) / 4
    up = antiparallel * rates[0, 0] + parallel * rates[0, 1]
    down = antiparallel * rates[1, 1] + parallel * rates[1, 0]
    return float(torque), float(up - down) / 4


def estimated_renormalization(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return S delta_B and delta_S of a linear density within M_0 of mu; energy, a number.

    S delta_B = (2 ln(2)/pi) Gamma_Delta rho_Delta M_0, delta_S = -(M_0/pi) sum_sigma sigma
    rho'_sigma Gamma_sigmabar(theta): the order of magnitude where no band is given.  Exact for that
    density and leads that are cut there, too, T << M_0; in one band for both spins that ends
    3 M_0/2 from its middle, with wide leads, it is 2.1 times as much.  The field is none for a
    symmetric density of states.
    """
    [cos_theta] = parameters.broadcast(cos_theta)
    m0 = parameters.magnetization
    torque = 2 * np.log(2) / np.pi * parameters.gamma_delta * parameters.rho_delta * m0
    up, down = level_broadening(parameters, cos_theta)
    slopes = parameters.rho_slope_up * down - parameters.rho_slope_down * up
    return np.broadcast_to(torque, up.shape), -m0 / np.pi * slopes


def _leads(leads, lead_spin):
    left = leads.gamma_left_up if lead_spin > 0 else leads.gamma_left_down
    return (
        (left, leads.temperature_left, leads.voltage),
        (leads.gamma_right, leads.temperature_right, 0.0),
    )


def _broadening(leads, sigma):
    return sum(rate for rate, _, _ in leads.channels(sigma))


def _zero(magnetization, potential, sigma):
    # the energy in the band at which omega = mu
    return sigma * magnetization / 2 - potential


def _thermal_mean(band, zero, temperature, gamma):
    # of Re g over F'(omega)/2 = 1/(4 T cosh^2(omega/2T))
    x = REACH * NODES
    weight = REACH * WEIGHTS / (4 * np.cosh(x / 2) ** 2)
    return float(weight @ band.hilbert(zero + temperature * x, gamma).real)
