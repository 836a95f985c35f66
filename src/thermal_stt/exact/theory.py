"""What the theory takes of a dot: the numbers of `Parameters`, and the field that it drops.

`model: {dropped_field: true}` adds that field to B wherever B stands in the theory, as one number:
its leading order in Gamma, B, T and V over M_0, to which the theory goes elsewhere too.  There it
knows of the band, the rates and M_0 alone: the steps of the leads are sharp beside M_0, and the
angle is only in the levels' broadening, which is small beside M_0 as well.  So it is taken where
the densities are: of a given band at its `leads`, M_0 and V_d0; of a fitted one at its own M_0 and
V, at COLD M_0 and at the angle where both spins are as broad, pi/2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.exact.fitted_band import fitted_dot
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.magnet.full_kernel import renormalization
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    effective_field,
    spin_torque_electrical,
    spin_torque_hybrid,
    spin_torque_thermal,
)
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.leads import Leads, dot_of
from thermal_stt.parameters import SPINS, Parameters
from thermal_stt.scenario.scenario import Scenario

COLD = 1e-3  # a temperature over M_0, of which the square is left


def parameters_of(dot: Dot, frame: Frame) -> Parameters:
    """Return the model with the densities, slopes and spin of a dot in a frame, below (43).

    Densities are broadened by Gamma_sigma(theta), as in (39)-(40); energies and powers of them.
    """
    leads = _leads(dot, frame)
    magnetization, potential = float(frame.magnetization), float(frame.potential)
    zero = np.array(SPINS) * magnetization / 2 - potential
    gamma = [sum(rate for rate, _, _ in leads.channels(sigma)) for sigma in SPINS]
    densities = dot.band.broadened_density(zero, gamma)
    slopes = dot.band.broadened_slope(zero, gamma)
    return Parameters(
        leads.gamma_left_up,
        leads.gamma_left_down,
        leads.gamma_right,
        densities[0],
        densities[1],
        slopes[0],
        slopes[1],
        field=dot.field,
        spin=magnetization / (2 * dot.exchange),
        exchange=dot.exchange,
        capacitance=dot.capacitance,
        anisotropy=dot.anisotropy,
        own_damping=dot.own_damping,
        voltage=leads.voltage,
    )


def torque_of_theory(
    parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return g~ B + I_h^s + I_d^s at phi_dot = -B, S d(cos_theta)/dt over sin^2(theta); energy.

    What the exact torque is compared with; its zero is the angle of (51).  Beyond the paper as in
    `spin_torque`.
    """
    cos_theta, d = parameters.broadcast(cos_theta, d)
    field = effective_field(parameters, cos_theta)
    own = parameters.own_damping * parameters.spin
    damping = (angular_conductance(parameters, cos_theta) + own) * field
    hybrid = spin_torque_hybrid(parameters, cos_theta, -field)
    electrical = spin_torque_electrical(parameters, cos_theta)
    return damping + hybrid + spin_torque_thermal(parameters, cos_theta, d) + electrical


def dropped_field(dot: Dot, frame: Frame) -> float:
    """Return delta_B, the field that (43) drops, in a frame of a dot; energy.

    It stands beside B wherever B stands: in the torque, in the currents, in phi_dot.
    """
    leads = replace(_leads(dot, frame), phi_dot=0.0)
    at = float(frame.magnetization), float(frame.potential)
    torque, _ = renormalization(dot.band, leads, *at)
    return torque * 2 * dot.exchange / at[0]


def solved(scenario: Scenario) -> Scenario:
    """Return the scenario with its band solved, and with the field that (43) drops, if asked for.

    Itself where it waits for nothing.  Raises ScenarioError as `Scenario.with_zero_modes` does, and
    zero_modes.NotMagnetic.
    """
    if scenario.solved:
        return scenario
    found: dict[str, Any] = {}
    if scenario.band is not None:
        [found] = zero_modes.table(scenario)
        scenario = scenario.with_zero_modes(found)
    if scenario.dropped_field is None:
        return scenario
    return scenario.with_zero_modes(found | table(scenario)[0])


def table(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the one row of `dropped_field.csv`: delta_B of a scenario, and of which band.

    Keys band, temperature_left, temperature_right, cos_theta, dropped_field.  A band is solved
    before, `Scenario.with_zero_modes`.
    """
    parameters, words = scenario.parameters, "given"
    if scenario.mean_fields is not None:
        band, leads = dot_of(scenario)
        at = scenario.mean_fields
    else:
        m0 = float(parameters.magnetization)
        fitted = fitted_dot(parameters, COLD * m0)
        band, words = fitted.dot.band, fitted.words
        leads, at = replace(fitted.dot.leads, cos_theta=0.0), (m0, fitted.potential)
    torque, _ = renormalization(band, leads, *at)
    return [
        {
            "band": words,
            "temperature_left": leads.temperature_left,
            "temperature_right": leads.temperature_right,
            "cos_theta": leads.cos_theta,
            "dropped_field": torque / float(parameters.spin),
        }
    ]


def _leads(dot: Dot, frame: Frame) -> Leads:
    return replace(dot.leads, cos_theta=float(frame.cos_theta), phi_dot=float(frame.phi_dot))
