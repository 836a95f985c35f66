"""The text of a scenario to validated objects, with errors in words.

The shape of a scenario (keys, types) is checked here; what a number may be is the business of the
physics that uses it (`parameters`, `kernel`).  Every failure is one ScenarioError, one line that
names the source, the key, the value and what is allowed.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from thermal_stt import kernel
from thermal_stt.parameters import (
    FINITE,
    POSITIVE,
    ParameterError,
    Parameters,
    checked,
)

# From a parameter's name in the package to its key in a scenario
KEYS = {
    "gamma_left_up": "tunneling_rates.left_up",
    "gamma_left_down": "tunneling_rates.left_down",
    "gamma_right": "tunneling_rates.right",
    "rho_up": "density_of_states.up",
    "rho_down": "density_of_states.down",
    "rho_slope_up": "density_of_states.slope_up",
    "rho_slope_down": "density_of_states.slope_down",
    "field": "magnet.field",
    "spin": "magnet.spin",
    "exchange": "magnet.exchange",
    "capacitance": "dot.capacitance",
}

EnergyUnitName = Literal["J", "eV", "meV", "K", "GHz"]
Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.+-]{0,39}$")]

# pydantic's names of errors, in this project's words; the rest keep pydantic's message
ALLOWED = {
    "missing": "given; it is required",
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": "a list",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "literal_error": f"one of {', '.join(get_args(EnergyUnitName))}",
    "string_pattern_mismatch": "1 to 40 letters, digits, spaces or _.+-, a letter or digit first",
}


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message is the one line to show."""

    def __init__(self, source: str, key: str, value: object, allowed: str) -> None:
        shown = "" if value is _NOTHING else f" = {_shorten(value)}"
        super().__init__(f"{source}: {key}{shown}: must be {allowed}")


_NOTHING = object()


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _TunnelingRates(_Section):
    left_up: float
    left_down: float
    right: float


class _DensityOfStates(_Section):
    up: float
    down: float
    slope_up: float
    slope_down: float


class _Magnet(_Section):
    field: float
    spin: float
    exchange: float


class _Dot(_Section):
    capacitance: float


class _ThermalDrive(_Section):
    start: float
    stop: float
    points: int


class _Distribution(_Section):
    label: Label
    d: float
    temperature_left: float


class EnergyUnit(_Section):
    """What the number 1 means for an energy: `value` times `unit`."""

    value: float
    unit: EnergyUnitName


class _Scenario(_Section):
    tunneling_rates: _TunnelingRates
    density_of_states: _DensityOfStates
    magnet: _Magnet
    dot: _Dot
    thermal_drive: _ThermalDrive
    distributions: list[_Distribution] = []
    energy_unit: EnergyUnit | None = None


@dataclass(frozen=True)
class Distribution:
    """One non-equilibrium distribution to evaluate: a drive `d` and the leads' temperatures."""

    label: str
    d: float
    temperature_left: float
    temperature_right: float


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated scenario: the model, the sweep of the thermal drive, and what else is asked."""

    parameters: Parameters
    drive: NDArray[np.float64]
    distributions: tuple[Distribution, ...]
    energy_unit: EnergyUnit | None


def parse(text: str | bytes, source: str = "scenario") -> Scenario:
    """Return the scenario that the YAML 1.2 `text` describes; bytes are read as UTF-8.

    `source` names it in errors, usually its path.  Raises ScenarioError.
    """
    try:
        shape = _Scenario.model_validate(_read_yaml(text, source))
    except ValidationError as error:
        # one line: the first error, missing keys last, since a misspelt key is missing as well
        first = min(error.errors(), key=lambda found: found["type"] == "missing")
        key = _dotted(first["loc"])
        unvalued = first["type"] in ("missing", "extra_forbidden")
        value = _NOTHING if unvalued else first["input"]
        raise ScenarioError(source, key, value, _allowed(first)) from None
    sections = shape.model_dump()
    values = {name: _look_up(sections, key) for name, key in KEYS.items()}
    try:
        parameters = Parameters(**values)
    except ParameterError as error:
        raise ScenarioError(source, KEYS[error.name], error.value, error.allowed) from None
    return Scenario(
        parameters=parameters,
        drive=_drive(shape.thermal_drive, source),
        distributions=_distributions(shape.distributions, source),
        energy_unit=_energy_unit(shape.energy_unit, source),
    )


def _read_yaml(text, source):
    yaml = YAML(typ="safe", pure=True)
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        content = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = "" if mark is None else f"line {mark.line + 1}: "
        problem = " ".join(str(error.problem).split())
        raise ScenarioError(source, f"{line}not YAML ({problem})", _NOTHING, "YAML") from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise ScenarioError(source, f"not YAML ({problem})", _NOTHING, "YAML") from None
    if content is None:
        raise ScenarioError(source, "the file", "empty", "a scenario; see config/paper.yaml")
    if not isinstance(content, dict):
        raise ScenarioError(source, "the file", content, "a mapping of sections")
    return content


def _drive(section, source):
    if section.points < 2:
        raise ScenarioError(source, "thermal_drive.points", section.points, "2 or greater")
    for key in ("start", "stop"):
        _check(source, f"thermal_drive.{key}", getattr(section, key), FINITE)
    if not section.start < section.stop:
        allowed = f"greater than thermal_drive.start = {section.start!r}"
        raise ScenarioError(source, "thermal_drive.stop", section.stop, allowed)
    return np.linspace(section.start, section.stop, section.points)


def _distributions(entries, source):
    found = []
    for index, entry in enumerate(entries):
        key = f"distributions[{index}]"
        if entry.label in (other.label for other in found):
            raise ScenarioError(source, f"{key}.label", entry.label, "different from the others'")
        _check(source, f"{key}.d", entry.d, FINITE)
        try:
            right = float(kernel.temperature_right(entry.d, entry.temperature_left))
        except ParameterError as error:
            raise ScenarioError(source, f"{key}.{error.name}", error.value, error.allowed) from None
        found.append(Distribution(entry.label, entry.d, entry.temperature_left, right))
    return tuple(found)


def _energy_unit(section, source):
    if section is not None:
        _check(source, "energy_unit.value", section.value, POSITIVE)
    return section


def _check(source, key, value, allowed):
    try:
        checked(key, value, allowed)
    except ParameterError as error:
        raise ScenarioError(source, key, error.value, error.allowed) from None


def _look_up(sections, key):
    section, name = key.split(".")
    return sections[section][name]


def _dotted(location):
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
    return key.lstrip(".")


def _allowed(error):
    if error["type"] == "extra_forbidden":
        return f"one of the keys {', '.join(_known_keys(error['loc'][:-1]))}"
    return ALLOWED.get(error["type"], " ".join(error["msg"].split()))


def _known_keys(location):
    model = _Scenario
    for part in location:
        if isinstance(part, str):
            candidates = (
                model.model_fields[part].annotation,
                *get_args(model.model_fields[part].annotation),
            )
            model = next(kind for kind in candidates if hasattr(kind, "model_fields"))
    return model.model_fields


def _shorten(value):
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
