"""From the natural units hbar = k_B = e = 1 to SI.

In natural units every quantity is a power of one energy.  What that power becomes in SI depends on
what is counted: an energy is a rate over hbar, a temperature over k_B.
"""

from typing import Literal, NamedTuple

from scipy import constants

EnergyName = Literal["J", "eV", "meV", "K", "GHz"]
ENERGY_UNITS: dict[EnergyName, float] = {
    "J": 1.0,
    "eV": constants.electron_volt,
    "meV": constants.milli * constants.electron_volt,
    "K": constants.Boltzmann,
    "GHz": constants.giga * constants.Planck,
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
    "rate": Dimension("energy", "1/s", 1, 1 / constants.hbar),
    "temperature": Dimension("energy", "K", 1, 1 / constants.Boltzmann),
    "energy_squared": Dimension("energy^2", "J^2", 2, 1.0),
    "potential": Dimension("energy", "V", 1, 1 / constants.elementary_charge),
    "per_energy": Dimension("1/energy", "1/J", -1, 1.0),
    "per_energy_squared": Dimension("1/energy^2", "1/J^2", -2, 1.0),
    "time": Dimension("1/energy", "s", -1, constants.hbar),
    "capacitance": Dimension("1/energy", "F", -1, constants.elementary_charge**2),
}


def energy_in_joule(value: float, unit: EnergyName) -> float:
    """Return `value` of an energy unit (a key of ENERGY_UNITS) in joule; GHz means h nu."""
    return value * ENERGY_UNITS[unit]


def to_si(value: float, dimension: str, energy: float) -> float:
    """Return in SI a `value` of the `dimension` (a key of DIMENSIONS); `energy` is 1 in joule."""
    kind = DIMENSIONS[dimension]
    return value * kind.constant * energy**kind.power
