"""The shape of a scenario: its keys and their types, and the words for what does not fit.

What a number may be is the business of the physics that uses it; see `scenario`.
"""

import reprlib
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.+-]{0,39}$")]

# pydantic's names of errors, in this project's words; the rest keep pydantic's message
ALLOWED = {
    "missing": "given; it is required",
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": "a list",
    "too_short": "a list of one entry or more",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_pattern_mismatch": "1 to 40 letters, digits, spaces or _.+-, a letter or digit first",
}
LARGEST_TEXT = 1_000_000  # bytes; a scenario has a few thousand
NOTHING = object()  # stands for the value of a key that has none


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message is the one line to show."""

    def __init__(self, source: str, key: str, value: object, allowed: str) -> None:
        shown = "" if value is NOTHING else f" = {_shorten(value)}"
        super().__init__(f"{source}: {key}{shown}: must be {allowed}")


class Section(BaseModel):
    """A mapping that knows its keys, takes no other, and converts nothing silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TunnelingRates(Section):
    """Gamma_l^up, Gamma_l^down, Gamma_r; energy."""

    left_up: float
    left_down: float
    right: float


class DensityOfStates(Section):
    """rho_sigma and rho'_sigma at the Fermi energy; 1/energy and 1/energy^2."""

    up: float
    down: float
    slope_up: float
    slope_down: float


class Magnet(Section):
    """B, S, J; S follows from a band where there is one."""

    field: float
    spin: float | None = None
    exchange: float


class Dot(Section):
    """C; 1/energy."""

    capacitance: float


class ThermalDrive(Section):
    """The grid of d; energy^2.  And the temperature of the colder lead, which d leaves open."""

    start: float
    stop: float
    points: int
    temperature_coldest: float | None = None


class DistributionEntry(Section):
    """One distribution to evaluate: d and T_l, from which T_r follows."""

    label: Label
    d: float
    temperature_left: float


class EnergyUnit(Section):
    """What the number 1 means for an energy: `value` times `unit`."""

    value: float
    unit: Literal["J", "eV", "meV", "K", "GHz"]


class BandSection(Section):
    """A density of states from which M_0, V_d0, rho_sigma, rho'_sigma and S follow."""

    shape: Literal["semicircle", "parabola", "lorentzian", "gaussian", "table"]
    half_width: float
    states_per_spin: float
    electrons: float
    table: str | None = None


class LeadsSection(Section):
    """The leads' temperatures and the state of the magnet at which a band is solved."""

    temperature_left: float
    temperature_right: float
    cos_theta: float = 1.0
    precession: float = 0.0


class StartSection(Section):
    """Where a trajectory of the full dynamics starts."""

    label: Label
    theta: float
    phi: float
    delta_magnetization: float
    delta_potential: float


class DynamicsSection(Section):
    """Trajectories of the full dynamics at one drive."""

    d: float
    t_end: float
    points: int
    formulations: Annotated[
        list[Literal["llgs", "recast", "populations", "retarded", "embedded"]], Field(min_length=1)
    ]
    starts: Annotated[list[StartSection], Field(min_length=1)]


class ApproachSection(Section):
    """Trajectories of the slow dynamics at several drives, from many angles."""

    d: Annotated[list[float], Field(min_length=1)]
    cos_theta: Annotated[list[float], Field(min_length=1)]
    t_end: float
    points: int


class ScenarioShape(Section):
    """A whole scenario."""

    tunneling_rates: TunnelingRates
    density_of_states: DensityOfStates | None = None
    band: BandSection | None = None
    leads: LeadsSection | None = None
    magnet: Magnet
    dot: Dot
    thermal_drive: ThermalDrive
    distributions: list[DistributionEntry] = []
    dynamics: DynamicsSection | None = None
    approach: ApproachSection | None = None
    energy_unit: EnergyUnit | None = None


def read_shape(text: str | bytes, source: str) -> ScenarioShape:
    """Return the sections of the YAML 1.2 `text`; raises ScenarioError."""
    try:
        return ScenarioShape.model_validate(_read_yaml(text, source))
    except ValidationError as error:
        # one line: the first error, missing keys last, since a misspelt key is missing as well
        first = min(error.errors(), key=lambda found: found["type"] == "missing")
        unvalued = first["type"] in ("missing", "extra_forbidden")
        value = NOTHING if unvalued else first["input"]
        raise ScenarioError(source, _dotted(first["loc"]), value, _allowed(first)) from None


def _read_yaml(text, source):
    yaml = YAML(typ="safe", pure=True)
    if len(text) > LARGEST_TEXT:
        raise ScenarioError(source, "the file", NOTHING, f"at most {LARGEST_TEXT} bytes long")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        content = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = "" if mark is None else f"line {mark.line + 1}: "
        problem = " ".join(str(error.problem).split())
        problem = problem.split(" with value")[0]  # of a key that is there twice
        raise ScenarioError(source, f"{line}{problem}", NOTHING, "YAML") from None
    except UnicodeDecodeError:
        raise ScenarioError(source, "the file", NOTHING, "UTF-8 text") from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise ScenarioError(source, problem, NOTHING, "YAML") from None
    if content is None:
        raise ScenarioError(
            source, "the file is empty", NOTHING, "a scenario, see config/paper.yaml"
        )
    if not isinstance(content, dict):
        raise ScenarioError(source, "the file", content, "a mapping of sections")
    return content


def _dotted(location):
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        else:  # a key that is none of ours may hold anything
            key += f".{part}" if part.isprintable() and len(part) < 60 else f".{_shorten(part)}"
    return key.lstrip(".")


def _allowed(error):
    if error["type"] == "extra_forbidden":
        return f"one of the keys {', '.join(_section(error['loc'][:-1]).model_fields)}"
    if error["type"] == "literal_error":
        return "one of " + error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    return ALLOWED.get(error["type"], " ".join(error["msg"].split()))


def _section(location):
    section = ScenarioShape
    for part in location:
        if isinstance(part, str):
            kinds = [section.model_fields[part].annotation]
            while not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
                kinds = [*get_args(kinds[0]), *kinds[1:]]
            section = kinds[0]
    return section


def _shorten(value):
    # of a value that refers to itself a million times, too
    shown = " ".join(reprlib.repr(value).split())
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
