"""IV C, A 3: the leads around a dot that has a band, and what its two spins hold.

The four channels of the distribution (36), per spin, and the integrals of (40) over them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import dynamic_shifts, spin_overlaps
from thermal_stt.mean_field.bands import Band
from thermal_stt.parameters import NOT_NEGATIVE, POSITIVE, SPINS, one_number
from thermal_stt.scenario.scenario import Scenario


@dataclass(frozen=True)
class Leads:
    """What surrounds the dot while M_0 and V_d0 are determined.

    Tunneling rates as in `Parameters`, the leads' temperatures, and the state of the magnet:
    `cos_theta` and its precession frequency `phi_dot`.  The left lead is at `voltage`, the right
    one at mu.
    """

    gamma_left_up: float
    gamma_left_down: float
    gamma_right: float
    temperature_left: float
    temperature_right: float
    cos_theta: float = 1.0
    phi_dot: float = 0.0
    voltage: float = 0.0

    def __post_init__(self) -> None:
        for name in ("gamma_left_up", "gamma_left_down", "gamma_right"):
            one_number(name, getattr(self, name), NOT_NEGATIVE)
        for name in ("temperature_left", "temperature_right"):
            one_number(name, getattr(self, name), POSITIVE)
        for name in ("cos_theta", "phi_dot", "voltage"):
            one_number(name, getattr(self, name))

    def channels(self, sigma: int) -> list[tuple[float, float, float]]:
        """Return (rate, shift, temperature) of the four parts of Gamma_sigma F_s^sigma, (36)."""
        overlaps = spin_overlaps(self.cos_theta)
        shifts = dynamic_shifts(self.phi_dot, self.cos_theta)
        left = {1: self.gamma_left_up, -1: self.gamma_left_down}
        return [
            (float(overlap) * rate, spin * float(shift) - voltage, temperature)
            for overlap, shift, spin in zip(overlaps, shifts, (sigma, -sigma), strict=True)
            for rate, temperature, voltage in (
                (left[spin], self.temperature_left, self.voltage),
                (self.gamma_right, self.temperature_right, 0.0),
            )
        ]


def imbalances(
    band: Band, leads: Leads, magnetization: ArrayLike, potential: ArrayLike
) -> NDArray[np.float64]:
    """Return int rho_sigma F_s^sigma for sigma = up, down on a first axis.

    Numbers between -states and states.  Magnetization and potential, energies, broadcast.
    """
    magnetization, potential = np.broadcast_arrays(magnetization, potential)
    result = np.zeros((2, *potential.shape))
    for row, sigma in enumerate(SPINS):
        rates: dict[tuple[float, float], float] = {}  # of leads that are alike, together
        for rate, shift, temperature in leads.channels(sigma):
            rates[shift, temperature] = rates.get((shift, temperature), 0.0) + rate
        gamma = sum(rates.values())
        level = potential - sigma * magnetization / 2
        for (shift, temperature), rate in rates.items():
            if rate > 0:
                result[row] += rate / gamma * band.imbalance(-level - shift, temperature, gamma)
    return result


def dot_of(scenario: Scenario) -> tuple[Band, Leads]:
    """Return the band of a scenario that has one, and the leads beside it; else ScenarioError."""
    given, parameters = scenario.required_band(), scenario.parameters
    leads = Leads(
        float(parameters.gamma_left_up),
        float(parameters.gamma_left_down),
        float(parameters.gamma_right),
        given.temperature_left,
        given.temperature_right,
        given.cos_theta,
        given.precession,
        float(parameters.voltage),
    )
    return Band(given.shape, given.half_width, given.states, given.table), leads
