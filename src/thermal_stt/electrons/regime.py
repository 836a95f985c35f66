"""IV B and the assumptions of I-V: time-scales, and the regime in which the theory holds.

Each condition is a ratio that has to be small; `MUCH_LESS` is where we draw the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines
from thermal_stt.full_dynamics.relaxation import relaxation_rates
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import POSITIVE, SPINS, Parameters, for_one_set, one_number

# The paper writes "<<" without a number.  One fifth: corrections are of second order in most of
# these ratios, so that they are then a few per cent.
MUCH_LESS = 0.2


class Condition(NamedTuple):
    """A condition of the regime: its `ratio` must be below `limit`; `holds` says whether it is."""

    symbol: str
    name: str
    ratio: float
    limit: float
    equation: str
    meaning: str

    @property
    def holds(self) -> bool:
        """Whether the ratio is below the limit."""
        return bool(self.ratio < self.limit)


def time_gamma(parameters: Parameters) -> NDArray[np.float64]:
    """Return tau_Gamma = 1/Gamma_Sigma, the paper's life-time of electrons on the dot; 1/energy.

    IV B has it with a generic rate.  Occupations relax twice as fast, at the rate 2 Gamma.
    """
    return 1 / parameters.gamma_sum


def time_theta(parameters: Parameters) -> NDArray[np.float64]:
    """Return tau_theta = 1/(alpha |B|) with the larger damping of the two poles, IV B; 1/energy.

    The time on which theta relaxes without drive.  It is proportional to S, which makes theta slow.
    """
    damping = np.maximum(gilbert_damping(parameters, 1.0), gilbert_damping(parameters, -1.0))
    return 1 / ((damping + parameters.own_damping) * _largest_field(parameters))


def times_of_deviations(
    parameters: Parameters,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return tau_dM and tau_dV, the times on which delta_M and delta_V relax, IV B; 1/energy.

    From the rates of (A17)-(A18) at theta = pi/2.  Negative where delta_M grows, infinite between.
    """
    slow, fast = relaxation_rates(parameters, 0.0)
    time = np.divide(-1.0, slow, out=np.full(np.shape(slow), np.inf), where=slow != 0)
    return time, -1 / fast


def time_temperature(
    temperature_left: ArrayLike, temperature_right: ArrayLike
) -> NDArray[np.float64]:
    """Return tau_T = 1/min(T_l, T_r), the correlation time of thermal noise, IV B; 1/energy."""
    return 1 / np.minimum(temperature_left, temperature_right)


def conductances_of_junctions(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return g_l(theta) and g_r, the dimensionless conductances of the junctions; numbers.

    In units of e^2/h, 2 pi times what the g_(sigma sigma') of (44) have of each lead:
    g_l = 4 pi sum_sigma rho_sigma (cos^2(theta/2) Gamma_l^sigma + sin^2(theta/2) Gamma_l^-sigma),
    g_r = 4 pi rho_Sigma Gamma_r.  Both shapes are those of the parameters and `cos_theta`.
    """
    p, (cos_theta,) = parameters, parameters.broadcast(cosines(cos_theta))
    parallel = p.rho_up * p.gamma_left_up + p.rho_down * p.gamma_left_down
    crossed = p.rho_up * p.gamma_left_down + p.rho_down * p.gamma_left_up
    left = 2 * pi * ((1 + cos_theta) * parallel + (1 - cos_theta) * crossed)
    right = 4 * pi * p.rho_sum * p.gamma_right
    left, right = np.broadcast_arrays(left, right)
    return left, right


@for_one_set
def conditions_of_the_model(parameters: Parameters) -> Iterator[Condition]:
    """Yield the conditions that one parameter set has to meet at any temperature."""
    gamma = float(max(_extreme_broadenings(parameters)))
    least = float(min(_extreme_broadenings(parameters)))
    rho_least = float(np.minimum(parameters.rho_up, parameters.rho_down))
    rho_most = float(np.maximum(parameters.rho_up, parameters.rho_down))
    field = float(_largest_field(parameters))
    yield Condition(
        "Gamma << B",
        "regime_broadening_below_field",
        gamma / field,
        MUCH_LESS,
        "B 3",
        "largest broadening Gamma_Sigma + |Gamma_Delta| over B: shifts stand out of the broadening",
    )
    yield Condition(
        "B << M_0",
        "regime_field_below_magnetization",
        field / float(parameters.magnetization),
        MUCH_LESS,
        "IV A",
        "B over M_0: the magnetization is the largest energy",
    )
    yield Condition(
        "Gamma << M_0",
        "regime_broadening_below_magnetization",
        gamma / float(parameters.magnetization),
        MUCH_LESS,
        "A 4",
        "largest broadening over M_0: the density of states may be taken as unbroadened",
    )
    # g_l is linear in cos(theta), so that it is least at a pole
    left, right = conductances_of_junctions(parameters, [1.0, -1.0])
    for symbol, side, conductance in (("l", "left", left.min()), ("r", "right", right.min())):
        yield Condition(
            f"1 << g_{symbol}",
            f"regime_conductance_{side}_large",
            1 / float(conductance) if conductance > 0 else inf,
            MUCH_LESS,
            "I",
            f"1/g of the {side} junction, in e^2/h, at any angle: no Coulomb blockade",
        )
    yield Condition(
        "1/rho << Gamma",
        "regime_level_spacing_below_broadening",
        1 / (rho_least * least),
        MUCH_LESS,
        "V A",
        "1/rho_sigma over the smallest broadening: levels overlap, and their density is smooth",
    )
    yield Condition(
        "C << rho",
        "regime_capacitance_below_density",
        float(parameters.capacitance) / rho_least,
        MUCH_LESS,
        "A 2",
        "C over the smaller rho_sigma: the quantum capacitance is a small correction",
    )
    yield Condition(
        "J < 1/rho",
        "regime_exchange_below_level_spacing",
        float(parameters.exchange) * rho_most,
        1.0,
        "A 2",
        "J times the larger rho_sigma: the magnetization has grown until it is stable",
    )
    yield Condition(
        "1 << S",
        "regime_spin_large",
        1 / float(parameters.spin),
        MUCH_LESS,
        "IV B",
        "1/S: the direction is slow and quasi-classical",
    )


@for_one_set
def conditions_at_temperatures(
    parameters: Parameters, temperature_left: float, temperature_right: float
) -> Iterator[Condition]:
    """Yield the conditions that one parameter set has to meet at a pair of lead temperatures."""
    coldest, hottest = sorted(
        (
            one_number("temperature_left", temperature_left, POSITIVE),
            one_number("temperature_right", temperature_right, POSITIVE),
        )
    )
    yield Condition(
        "B << T",
        "regime_field_below_temperature",
        float(_largest_field(parameters)) / coldest,
        MUCH_LESS,
        "V A",
        "B over the lower T: precession shifts the distribution by less than its width",
    )
    if parameters.voltage:
        yield Condition(
            "V << T",
            "regime_voltage_below_temperature",
            float(abs(parameters.voltage)) / coldest,
            MUCH_LESS,
            "-",
            "V over the lower T: a voltage counts to first order",
        )
    yield Condition(
        "Gamma << T",
        "regime_broadening_below_temperature",
        float(max(_extreme_broadenings(parameters))) / coldest,
        MUCH_LESS,
        "A 4",
        "largest broadening over the lower T: the density of states may be taken as unbroadened",
    )
    yield Condition(
        "1/rho << T",
        "regime_level_spacing_below_temperature",
        1 / (float(np.minimum(parameters.rho_up, parameters.rho_down)) * coldest),
        MUCH_LESS,
        "V A",
        "1/rho_sigma over the lower T: the distribution does not resolve single levels",
    )
    yield Condition(
        "E_c << T",
        "regime_charging_below_temperature",
        1 / (2 * float(parameters.capacitance) * coldest),
        MUCH_LESS,
        "I",
        "1/(2 C) over the lower T: no Coulomb blockade, even without large conductances",
    )
    yield Condition(
        "T << M_0",
        "regime_temperature_below_magnetization",
        hottest / float(parameters.magnetization),
        MUCH_LESS,
        "V A",
        "higher T over M_0: the density of states is linear over the distribution",
    )
    steepest = max(
        float(abs(parameters.rho_slope(sigma)) / parameters.rho(sigma)) for sigma in SPINS
    )
    yield Condition(
        "T rho' << rho",
        "regime_density_linear",
        hottest * steepest,
        MUCH_LESS,
        "V A",
        "higher T times |rho'|/rho of the steeper spin: the density stays linear, and positive",
    )
    least = float(min(_extreme_broadenings(parameters)))
    slowest = max(1 / least, float(time_temperature(coldest, hottest)))
    yield Condition(
        "tau_Gamma, tau_T << tau_theta",
        "regime_angle_slow",
        slowest / float(time_theta(parameters)),
        MUCH_LESS,
        "IV B",
        "the longer of 1/Gamma_sigma, at any angle, and tau_T over tau_theta: theta is slow",
    )


def _largest_field(parameters):
    # B and an anisotropy, at the angle where they add up
    return np.abs(parameters.field) + np.abs(parameters.anisotropy)


def _extreme_broadenings(parameters):
    # Gamma_Sigma +- |Gamma_Delta|, those at the poles, without a cancellation
    right = parameters.gamma_right
    return parameters.gamma_left_up + right, parameters.gamma_left_down + right
