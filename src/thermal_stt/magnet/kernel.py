"""V A: the slow retarded kernel per pair of spins, eqs. (43)-(44).

A result with spin indices has them first, shape (2, 2, ...): the first is sigma of the dot, in the
rotating frame, the second sigma' of the lead; index 0 is up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import level_broadening
from thermal_stt.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    SPINS,
    ParameterError,
    Parameters,
    checked,
    stack_spins,
)

# Sommerfeld: the integral of omega [n_T(omega) - n_0(omega)] is pi^2 T^2 / 6, twice over in F
SOMMERFELD = np.pi**2 / 3


def thermal_drive(temperature_left: ArrayLike, temperature_right: ArrayLike) -> NDArray[np.float64]:
    """Return d = (pi^2/3)(T_l^2 - T_r^2), below (44); energy^2."""
    left = checked("temperature_left", temperature_left, NOT_NEGATIVE)
    right = checked("temperature_right", temperature_right, NOT_NEGATIVE)
    return SOMMERFELD * (left - right) * (left + right)


def temperature_right(d: ArrayLike, temperature_left: ArrayLike) -> NDArray[np.float64]:
    """Return the T_r = sqrt(T_l^2 - 3 d/pi^2) that belongs to `d` and T_l; energy.

    Raises ParameterError where `temperature_left` is not positive, or so low that no positive T_r
    gives this `d`.
    """
    left = checked("temperature_left", temperature_left, POSITIVE)
    squared = left**2 - np.asarray(d, dtype=float) / SOMMERFELD
    if np.any(squared <= 0):
        least = np.sqrt(np.max(d) / SOMMERFELD)
        value = float(np.broadcast_to(left, squared.shape)[squared <= 0].flat[0])
        # in no unit: whoever gave it may have another one
        allowed = f"greater than sqrt(3 d) / pi, {least / value:.6g} times as much, else no T_r"
        raise ParameterError("temperature_left", value, allowed)
    return np.sqrt(squared)


def conductance(parameters: Parameters) -> NDArray[np.float64]:
    """Return g_(sigma sigma') = 2 rho_sigma (Gamma_l^sigma' + Gamma_r), below (44); a number."""
    return _stack_pairs(lambda *spins: _conductance(parameters, *spins))


def thermal_current(
    parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return I_d^(sigma sigma')(theta), below (44); energy.

    I_d = Gamma_r Gamma_Delta / Gamma_sigma(theta) (sigma' - sigma cos_theta) rho'_sigma d.
    """
    return _stack_pairs(_thermal_current(parameters, cos_theta, d))


def electrical_current(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return what a voltage V adds to `thermal_current`; energy.

    2 Gamma_r Gamma_Delta / Gamma_sigma(theta) (sigma' - sigma cos_theta) rho_sigma V, to first
    order in V.  Not in the paper: it is rho'_sigma d with 2 rho_sigma V in its place.
    """
    return _stack_pairs(_electrical_current(parameters, cos_theta))


def hybrid_current(
    parameters: Parameters, cos_theta: ArrayLike, phi_dot: ArrayLike
) -> NDArray[np.float64]:
    """Return I_h^(sigma sigma')(theta, phi_dot), below (44); energy.

    I_h = g_(sigma sigma') Gamma_Delta sin^2(theta) / (2 Gamma_sigma(theta)) phi_dot.
    """
    return _stack_pairs(_hybrid_current(parameters, cos_theta, phi_dot))


def retarded_kernel(
    parameters: Parameters,
    cos_theta: ArrayLike,
    phi_dot: ArrayLike,
    d: ArrayLike,
    omega: ArrayLike,
) -> NDArray[np.float64]:
    """Return alpha_s^R(omega) = I_h + I_d + g omega per pair of spins, eq. (44); energy.

    With a voltage there is `electrical_current` beside I_d.  This is the energy integral (43) for a
    density of states that is linear over the leads' temperatures.  Products of a slope with shifts
    or `omega` squared are dropped, as the paper does: they are smaller than the thermal term by
    (B/T)^2.
    """
    cos_theta, phi_dot, d, omega = parameters.broadcast(cos_theta, phi_dot, d, omega)
    hybrid = _hybrid_current(parameters, cos_theta, phi_dot)
    thermal = _thermal_current(parameters, cos_theta, d)
    electrical = _electrical_current(parameters, cos_theta)
    return _stack_pairs(
        lambda *spins: (
            hybrid(*spins)
            + (thermal(*spins) + electrical(*spins))
            + _conductance(parameters, *spins) * omega
        )
    )


def _conductance(parameters, sigma, lead_spin):
    return 2 * parameters.rho(sigma) * (parameters.gamma_left(lead_spin) + parameters.gamma_right)


def _thermal_current(parameters, cos_theta, d):
    return _driven_current(parameters, cos_theta, d, parameters.rho_slope)


def _electrical_current(parameters, cos_theta):
    return _driven_current(parameters, cos_theta, 2 * parameters.voltage, parameters.rho)


def _driven_current(parameters, cos_theta, drive, density):
    # what a difference of the leads drives, through a density or its slope
    cos_theta, drive = parameters.broadcast(cos_theta, drive)
    gamma = dict(zip(SPINS, level_broadening(parameters, cos_theta), strict=True))
    drive = parameters.gamma_right * parameters.gamma_delta * drive
    return lambda sigma, lead_spin: (
        drive / gamma[sigma] * (lead_spin - sigma * cos_theta) * density(sigma)
    )


def _hybrid_current(parameters, cos_theta, phi_dot):
    cos_theta, phi_dot = parameters.broadcast(cos_theta, phi_dot)
    gamma = dict(zip(SPINS, level_broadening(parameters, cos_theta), strict=True))
    shift = parameters.gamma_delta * (1 - cos_theta) * (1 + cos_theta) * phi_dot / 2
    return lambda sigma, lead_spin: (
        _conductance(parameters, sigma, lead_spin) * shift / gamma[sigma]
    )


def _stack_pairs(function) -> NDArray[np.float64]:
    return stack_spins(stack_spins(function(sigma, lead) for lead in SPINS) for sigma in SPINS)
