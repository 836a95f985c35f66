"""What the sliders say: a model, its drive and a start, as text of an address and as a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

import numpy as np

from pipeline import scenarios
from thermal_stt import maps
from thermal_stt.parameters import ParameterError, Parameters
from thermal_stt.scenario.axes import NAMES
from thermal_stt.scenario.limits import KEYS
from thermal_stt.scenario.scenario import Scenario
from thermal_stt.scenario.schema import NOTHING, ScenarioError
from thermal_stt.spin_and_heat import temperatures_at

ADDRESS = "the address"  # in errors, where the state is from
PHI = "start.phi"
LABEL = "here"  # of the distribution, in a scenario
TIMES = "t_end: 8000.0, points: 201"  # of the way, in a scenario

PAPER: Scenario = scenarios.read(scenarios.file_of(scenarios.PAPER))


class Slider(NamedTuple):
    """A number that may be moved: its key in a scenario, from where to where, in which steps."""

    key: str
    low: float
    high: float
    step: float

    @property
    def said(self) -> maps.Variable:
        """Its symbol, equation and meaning."""
        if self.key == PHI:
            return maps.Variable("phi", "number", "(A15)", "azimuth at the start")
        return maps.AXES[NAMES[self.key]]

    def on_grid(self, value: float) -> float:
        """Return the value without what the steps of a slider leave of rounding."""
        return float(round(value, 6))

    def nearest(self, value: float) -> float:
        """Return the value that the slider stands at for one that was pointed to."""
        steps = round((min(value, self.high) - self.low) / self.step)
        return self.on_grid(self.low + steps * self.step)


# By what they belong to, in the order of the page
GROUPS = {
    "Drive": (
        Slider("thermal_drive.d", -1100.0, 1100.0, 5.0),
        Slider("thermal_drive.temperature_coldest", 0.05, 15.0, 0.05),
        Slider("bias.voltage", -4.0, 4.0, 0.05),
    ),
    "Start": (
        Slider("start.theta", 0.0, 3.14, 0.01),
        Slider(PHI, 0.0, 6.28, 0.01),
    ),
    "Magnet": (
        Slider("magnet.field", -3.0, 3.0, 0.05),
        Slider("magnet.spin", 25.0, 2500.0, 25.0),
        Slider("magnet.anisotropy", -5.0, 5.0, 0.05),
        Slider("magnet.damping", 0.0, 0.005, 0.00005),
    ),
    "Tunneling rates": (
        Slider("tunneling_rates.left_up", 0.0, 0.2, 0.001),
        Slider("tunneling_rates.left_down", 0.0, 0.2, 0.001),
        Slider("tunneling_rates.right", 0.0, 0.2, 0.001),
    ),
    "Density of states": (
        Slider("density_of_states.up", 0.5, 30.0, 0.5),
        Slider("density_of_states.down", 0.5, 30.0, 0.5),
        Slider("density_of_states.slope_up", -1.0, 1.0, 0.01),
        Slider("density_of_states.slope_down", -1.0, 1.0, 0.01),
    ),
}
SLIDERS = {slider.key: slider for group in GROUPS.values() for slider in group}
NAME_OF = {key: name for name, key in KEYS.items()}


class Written(float):
    """A number that is shown in errors as it was written."""

    def __new__(cls, text: str) -> "Written":
        """Return the number that the text is; raises ValueError."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class State:
    """A value for each of SLIDERS that the model admits; of others `of` raises ScenarioError."""

    values: Mapping[str, float]
    parameters: Parameters

    @staticmethod
    def of(values: Mapping[str, float]) -> "State":
        """Return the state with these values, where they are not given those of the paper."""
        for key, value in values.items():
            if key not in SLIDERS:
                raise ScenarioError(ADDRESS, key, NOTHING, f"one of the keys {', '.join(SLIDERS)}")
            low, high = SLIDERS[key].low, SLIDERS[key].high
            if not (isfinite(value) and low <= value <= high):
                raise ScenarioError(ADDRESS, key, value, f"from {low:g} to {high:g}")
        given = {**START, **{key: float(value) for key, value in values.items()}}
        model = {NAME_OF[key]: np.asarray(v) for key, v in given.items() if key in NAME_OF}
        try:
            parameters = replace(PAPER.parameters, **model)
        except ParameterError as error:
            key = KEYS[error.name]
            raise ScenarioError(ADDRESS, key, values.get(key, error.value), error.allowed) from None
        return State(MappingProxyType(given), parameters)

    @property
    def d(self) -> float:
        """The thermal drive; energy^2."""
        return self.values["thermal_drive.d"]

    @property
    def start(self) -> tuple[float, float]:
        """Theta and phi at the start."""
        return self.values["start.theta"], self.values[PHI]

    @cached_property
    def temperatures(self) -> tuple[float, float]:
        """T_l and T_r; energy."""
        coldest = self.values["thermal_drive.temperature_coldest"]
        left, right = temperatures_at(self.d, coldest)
        return float(left), float(right)


def from_address(query: str) -> State:
    """Return the state that the part of an address behind its ? says; raises ScenarioError."""
    values: dict[str, float] = {}
    for key, text in parse_qsl(query, keep_blank_values=True):
        if key not in SLIDERS:
            raise ScenarioError(ADDRESS, key, NOTHING, f"one of the keys {', '.join(SLIDERS)}")
        if key in values:
            raise ScenarioError(ADDRESS, key, text, "given once")
        try:
            values[key] = Written(text)
        except ValueError:
            raise ScenarioError(ADDRESS, key, text, "a number") from None
    return State.of(values)


def to_address(state: State) -> str:
    """Return the part of an address behind its ?: what is not as in the paper."""
    changed = {key: repr(v) for key, v in state.values.items() if v != AS_IN_THE_PAPER.values[key]}
    return urlencode(changed)


def as_scenario(state: State) -> str:
    """Return a scenario with this model and drive, and the way of the magnet from its start."""
    sections: dict[str, dict[str, float]] = {}
    for name, key in KEYS.items():
        section, entry = key.split(".")
        sections.setdefault(section, {})[entry] = float(getattr(state.parameters, name))
    sections["thermal_drive"] = {
        "start": float(PAPER.drive[0]),
        "stop": float(PAPER.drive[-1]),
        "points": PAPER.drive.size,
        "temperature_coldest": state.values["thermal_drive.temperature_coldest"],
    }
    lines = [f"# A scenario of `make explore`: ?{to_address(state)}"]
    for section, entries in sections.items():
        lines += [f"{section}:", *(f"  {entry}: {value!r}" for entry, value in entries.items())]
    way = f"{{d: [{state.d!r}], cos_theta: [{float(np.cos(state.start[0]))!r}]"
    lines += [
        "distributions:",
        f"  - {{label: {LABEL}, d: {state.d!r}, temperature_left: {state.temperatures[0]!r}}}",
        f"approach: {way}, {TIMES}}}",
    ]
    return "\n".join(lines) + "\n"


def _as_published() -> dict[str, float]:
    # the model, and the first curve of Fig. 2 (b) with the first start of Fig. A1
    values = {key: float(getattr(PAPER.parameters, name)) for name, key in KEYS.items()}
    shown, dynamics = PAPER.distributions[0], PAPER.dynamics
    coldest = min(shown.temperature_left, shown.temperature_right)
    values |= {"thermal_drive.d": shown.d, "thermal_drive.temperature_coldest": coldest}
    values["start.theta"] = dynamics.starts[0].theta if dynamics else np.pi / 2
    return {key: values.get(key, 0.0) for key in SLIDERS}


START = _as_published()
AS_IN_THE_PAPER = State.of({})
