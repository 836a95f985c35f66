"""What the theory takes of a dot: the numbers of `Parameters` at the dot's own M and V."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.magnet.full_kernel import renormalization
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    spin_torque_hybrid,
    spin_torque_thermal,
)
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import SPINS, Parameters


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
    )


def torque_of_theory(
    parameters: Parameters, cos_theta: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return g~ B + I_h^s + I_d^s at phi_dot = -B, S d(cos_theta)/dt over sin^2(theta); energy.

    What the exact torque is compared with; its zero is the angle of (51).
    """
    cos_theta, d = parameters.broadcast(cos_theta, d)
    field = angular_conductance(parameters, cos_theta) * parameters.field
    hybrid = spin_torque_hybrid(parameters, cos_theta, -parameters.field)
    return field + hybrid + spin_torque_thermal(parameters, cos_theta, d)


def dropped_field(dot: Dot, frame: Frame) -> float:
    """Return delta_B, the field that (43) drops, in a frame of a dot; energy.

    It stands beside B wherever B stands: in the torque, in the currents, in phi_dot.
    """
    leads = replace(_leads(dot, frame), phi_dot=0.0)
    at = float(frame.magnetization), float(frame.potential)
    torque, _ = renormalization(dot.band, leads, *at)
    return torque * 2 * dot.exchange / at[0]


def _leads(dot: Dot, frame: Frame) -> Leads:
    return replace(dot.leads, cos_theta=float(frame.cos_theta), phi_dot=float(frame.phi_dot))
