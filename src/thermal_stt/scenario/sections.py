"""The shape of a scenario: its sections, their keys, types and units."""

from typing import Annotated, Literal, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from thermal_stt.scenario import measured
from thermal_stt.scenario.units import EnergyName

Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.+-]{0,39}$")]


class Standards(NamedTuple):
    """What a number with a unit is measured against: the natural energy in joule, and g."""

    energy: float | None
    g_factor: float | None


def _of(kind: str) -> BeforeValidator:
    """Return what makes a number of a text with a unit of `kind`; a number stays as it is."""

    def convert(value: object, info: ValidationInfo[Standards]) -> object:
        if not isinstance(value, str):
            return value
        energy, g_factor = info.context
        try:
            if energy is None and measured.split(value):
                raise ValueError("a plain number, unless energy_unit is given to measure it by")
            return measured.in_natural_units(value, kind, energy or 1.0, g_factor)
        except ValueError as error:
            raise PydanticCustomError("measured", "{words}", {"words": str(error)}) from None

    return BeforeValidator(convert)


def _unit_of(kind: str) -> BeforeValidator:
    """Return what checks the name of a unit in which a `kind` is shown, and makes it plain."""

    def check(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            measured.factor(value, kind)
        except ValueError:
            words = f"a unit of {measured.KINDS[kind].words}"
            raise PydanticCustomError("measured", "{words}", {"words": words}) from None
        plain = measured.plain(value)
        return f"1{plain}" if plain.startswith("/") else plain

    return BeforeValidator(check)


Energy = Annotated[float, _of("energy")]
Zeeman = Annotated[float, _of("zeeman")]
Drive = Annotated[float, _of("drive")]
PerEnergy = Annotated[float, _of("per_energy")]
PerEnergySquared = Annotated[float, _of("per_energy_squared")]
Temperature = Annotated[float, _of("temperature")]
Time = Annotated[float, _of("time")]
Rate = Annotated[float, _of("rate")]
Capacitance = Annotated[float, _of("capacitance")]
Potential = Annotated[float, _of("potential")]


class Section(BaseModel):
    """A mapping that knows its keys, takes no other, and converts nothing silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TunnelingRates(Section):
    """Gamma_l^up, Gamma_l^down, Gamma_r; energy, or a rate, which is one over hbar."""

    left_up: Rate
    left_down: Rate
    right: Rate


class DensityOfStates(Section):
    """rho_sigma and rho'_sigma at the Fermi energy; 1/energy and 1/energy^2."""

    up: PerEnergy
    down: PerEnergy
    slope_up: PerEnergySquared
    slope_down: PerEnergySquared


class Magnet(Section):
    """B, S, J; S follows from a band where there is one.  g is for a B that is given in tesla.

    Beyond the paper: B_K and alpha_0.
    """

    field: Zeeman
    spin: float | None = None
    exchange: Energy
    anisotropy: Zeeman = 0.0
    damping: float = 0.0
    g_factor: float | None = None


class Dot(Section):
    """C; 1/energy."""

    capacitance: Capacitance


class ModelSection(Section):
    """What the theory holds beside the paper's: the field that (43) drops."""

    dropped_field: bool = False


class Bias(Section):
    """V = mu_l - mu_r, beyond the paper; an energy, or a voltage, which is one over e."""

    voltage: Potential = 0.0


class ThermalDrive(Section):
    """The grid of d; energy^2.  And the temperature of the colder lead, which d leaves open."""

    start: Drive
    stop: Drive
    points: int
    temperature_coldest: Temperature | None = None


class EnergyUnit(Section):
    """What the number 1 means for an energy: `value` times `unit`."""

    value: float
    unit: EnergyName


class UnitsSection(Section):
    """The units in which tables and figures show the scenario, by kind of quantity."""

    energy: Annotated[str, _unit_of("energy")] = "meV"
    drive: Annotated[str, _unit_of("drive")] = "K^2"
    temperature: Annotated[str, _unit_of("temperature")] = "K"
    frequency: Annotated[str, _unit_of("frequency")] = "GHz"
    rate: Annotated[str, _unit_of("rate")] = "1/ns"
    time: Annotated[str, _unit_of("time")] = "ns"
    potential: Annotated[str, _unit_of("potential")] = "mV"
    current: Annotated[str, _unit_of("current")] = "pA"
    power: Annotated[str, _unit_of("power")] = "fW"
    per_energy: Annotated[str, _unit_of("per_energy")] = "1/meV"
    per_energy_squared: Annotated[str, _unit_of("per_energy_squared")] = "1/meV^2"


class BandSection(Section):
    """A density of states from which M_0, V_d0, rho_sigma, rho'_sigma and S follow."""

    shape: Literal["semicircle", "parabola", "lorentzian", "gaussian", "table"]
    half_width: Energy
    states_per_spin: float
    electrons: float
    table: str | None = None


class LeadsSection(Section):
    """The leads' temperatures and the state of the magnet at which a band is solved."""

    temperature_left: Temperature
    temperature_right: Temperature
    cos_theta: float = 1.0
    precession: Rate = 0.0
