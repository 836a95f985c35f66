"""From the natural units hbar = k_B = e = 1 to SI.

In natural units every quantity is a power of one energy.  What that power becomes in SI depends on
what is counted: an energy is a rate over hbar, a temperature over k_B.
"""

import math
from typing import Literal, NamedTuple

# The numbers that define the SI, and Bohr's magneton as of CODATA 2022; importing scipy's would
# take each job longer than all else of a scenario
ELEMENTARY_CHARGE, BOLTZMANN, PLANCK = 1.602176634e-19, 1.380649e-23, 6.62607015e-34
HBAR = PLANCK / (2 * math.pi)
BOHR_MAGNETON = 9.2740100657e-24

EnergyName = Literal["J", "eV", "meV", "K", "GHz"]
ENERGY_UNITS: dict[EnergyName, float] = {
    "J": 1.0,
    "eV": ELEMENTARY_CHARGE,
    "meV": 1e-3 * ELEMENTARY_CHARGE,
    "K": BOLTZMANN,
    "GHz": 1e9 * PLANCK,
}


class Dimension(NamedTuple):
    """A kind of quantity: natural unit, SI unit, and SI value = constant * energy**power."""

    unit: str
    unit_si: str
    power: int
    constant: float


DIMENSIONS = {
    "number": Dimension("1", "1", 0, 1.0),
    "energy": Dimension("energy", "J", 1, 1.0),
    "rate": Dimension("energy", "1/s", 1, 1 / HBAR),
    "temperature": Dimension("energy", "K", 1, 1 / BOLTZMANN),
    "energy_squared": Dimension("energy^2", "J^2", 2, 1.0),
    "potential": Dimension("energy", "V", 1, 1 / ELEMENTARY_CHARGE),
    "per_energy": Dimension("1/energy", "1/J", -1, 1.0),
    "per_energy_squared": Dimension("1/energy^2", "1/J^2", -2, 1.0),
    "time": Dimension("1/energy", "s", -1, HBAR),
    "capacitance": Dimension("1/energy", "F", -1, ELEMENTARY_CHARGE**2),
}


def energy_in_joule(value: float, unit: EnergyName) -> float:
    """Return `value` of an energy unit (a key of ENERGY_UNITS) in joule; GHz means h nu."""
    return value * ENERGY_UNITS[unit]


def to_si(value: float, dimension: str, energy: float) -> float:
    """Return in SI a `value` of the `dimension` (a key of DIMENSIONS); `energy` is 1 in joule."""
    kind = DIMENSIONS[dimension]
    return value * kind.constant * energy**kind.power
