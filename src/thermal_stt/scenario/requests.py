"""What a scenario asks for besides its model, section by section; and the whole of it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from thermal_stt.full_dynamics import TOLERANCE
from thermal_stt.scenario.sections import (
    BandSection,
    Bias,
    DensityOfStates,
    Dot,
    Drive,
    Energy,
    EnergyUnit,
    Label,
    LeadsSection,
    Magnet,
    ModelSection,
    Potential,
    Section,
    Standards,
    Temperature,
    ThermalDrive,
    Time,
    TunnelingRates,
    UnitsSection,
)


class DistributionEntry(Section):
    """One distribution to evaluate: d and T_l, from which T_r follows."""

    label: Label
    d: Drive
    temperature_left: Temperature


class StartSection(Section):
    """Where a trajectory of the full dynamics starts."""

    label: Label
    theta: float
    phi: float
    delta_magnetization: Energy
    delta_potential: Potential


class DynamicsSection(Section):
    """Trajectories of the full dynamics at one drive."""

    d: Drive
    t_end: Time
    points: int
    formulations: Annotated[
        list[Literal["llgs", "recast", "populations", "retarded", "embedded"]], Field(min_length=1)
    ]
    starts: Annotated[list[StartSection], Field(min_length=1)]


class ApproachSection(Section):
    """Trajectories of the slow dynamics at several drives, from many angles."""

    d: Annotated[list[Drive], Field(min_length=1)]
    cos_theta: Annotated[list[float], Field(min_length=1)]
    t_end: Time
    points: int


class ValiditySection(Section):
    """The drives at which the theory is compared with the exact one."""

    d: Annotated[list[Drive], Field(min_length=1)]


class EngineSection(Section):
    """The drive at which the dot is a heat engine, and at how many loads."""

    d: Drive
    points: int


class NoiseSection(Section):
    """The trajectories of a fluctuating magnet: their number, and what their draws begin with.

    And the temperature of the lattice, of which the magnet's own damping makes noise.
    """

    seed: int
    samples: int
    temperature_lattice: Temperature | None = None


class RandomSection(Section):
    """Values drawn evenly between an axis' ends, on its own scale."""

    seed: int
    samples: int


class AxisSection(Section):
    """One axis of a map: a key of the scenario, and the values that it takes."""

    key: str
    start: float
    stop: float
    points: int | None = None
    spacing: Literal["linear", "logarithmic"] = "linear"
    random: RandomSection | None = None

    @field_validator("key")
    @classmethod
    def _known(cls, key: str) -> str:
        if key not in AXES:
            raise PydanticCustomError("measured", "{words}", {"words": f"one of {', '.join(AXES)}"})
        return key

    @field_validator("start", "stop", mode="before")
    @classmethod
    def _measured(cls, value: object, info: ValidationInfo[Standards]) -> object:
        kind = AXES.get(info.data.get("key", ""))  # one that is unknown has been told
        return value if kind is None else kind(value, info)


class MapStart(Section):
    """Where the runs of a map start; a quantity that is an axis is left out."""

    theta: float | None = None
    delta_magnetization: Energy = 0.0
    delta_potential: Potential = 0.0


class WaySection(Section):
    """The times at which a map shows the way, from 0 to `t_end`."""

    t_end: Time
    points: int


class MapSection(Section):
    """What becomes of many parameter sets: one for each combination of the values of the axes."""

    of: Literal["attractor", "switching", "exact"]
    axes: Annotated[list[AxisSection], Field(min_length=1)]
    d: Drive | None = None
    temperature_coldest: Temperature | None = None
    start: MapStart | None = None
    way: WaySection | None = None
    chunks: int | None = None


def _one_or_many(value: object) -> object:
    if not isinstance(value, dict | list | None):
        words = {"words": "a mapping, or a list of mappings"}
        raise PydanticCustomError("measured", "{words}", words)
    return [value] if isinstance(value, dict) else value


Maps = Annotated[list[MapSection], BeforeValidator(_one_or_many), Field(min_length=1)]


class NumericsSection(Section):
    """How finely is computed: the error of a step of the integrator, the energies of Fig. 2 (b)."""

    tolerance: float = TOLERANCE
    energies: int = 601


class ScenarioShape(Section):
    """A whole scenario."""

    tunneling_rates: TunnelingRates
    density_of_states: DensityOfStates | None = None
    band: BandSection | None = None
    leads: LeadsSection | None = None
    magnet: Magnet
    dot: Dot
    model: ModelSection = ModelSection()
    thermal_drive: ThermalDrive
    bias: Bias = Bias()
    distributions: list[DistributionEntry] = Field(default_factory=list)
    dynamics: DynamicsSection | None = None
    approach: ApproachSection | None = None
    validity: ValiditySection | None = None
    exact: bool = False
    engine: EngineSection | None = None
    noise: NoiseSection | None = None
    map: Maps | None = None
    energy_unit: EnergyUnit | None = None
    units: UnitsSection | None = None
    numerics: NumericsSection = NumericsSection()


def _axes():
    # what each number of the model, the drive and the start is measured in, as elsewhere
    def kind_of(field):
        found = [part.func for part in field.metadata if isinstance(part, BeforeValidator)]
        return found[0] if found else lambda value, _: value

    swept = {
        "tunneling_rates": TunnelingRates.model_fields,
        "density_of_states": DensityOfStates.model_fields,
        "magnet": {n: f for n, f in Magnet.model_fields.items() if n != "g_factor"},
        "dot": Dot.model_fields,
        "bias": Bias.model_fields,
        "thermal_drive": {
            "d": DistributionEntry.model_fields["d"],
            "temperature_coldest": DistributionEntry.model_fields["temperature_left"],
        },
        "start": MapStart.model_fields,
    }
    return {
        f"{s}.{n}": kind_of(field) for s, fields in swept.items() for n, field in fields.items()
    }


AXES = _axes()
