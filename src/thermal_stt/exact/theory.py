"""What the theory takes of a dot: the numbers of `Parameters` at the dot's own M and V."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.magnet.full_kernel import renormalization
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
