"""What a number of a scenario may be: checks that end in one line."""

from __future__ import annotations

from collections.abc import Sequence

from thermal_stt.parameters import ParameterError, checked
from thermal_stt.scenario.schema import ScenarioError, Source

ANGLE = "between 0 and pi = 3.14159..."
MOST_POINTS = 1_000_000  # a table of 100 MB or more; a grid is not refined by brute force


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
    "anisotropy": "magnet.anisotropy",
    "own_damping": "magnet.damping",
    "voltage": "bias.voltage",
}


def check(source: Source, key: str, value: float, allowed: str) -> None:
    """Raise ScenarioError for a `value` that is not as `allowed` says, one of `parameters`."""
    try:
        checked(key, value, allowed)
    except ParameterError as error:
        raise ScenarioError(source, key, error.value, error.allowed) from None


def between(source: Source, key: str, value: float, low: float, high: float, allowed: str) -> None:
    """Raise ScenarioError for a `value` that is not from `low` to `high`, in words `allowed`."""
    if not low <= value <= high:
        raise ScenarioError(source, key, value, allowed)


def count(source: Source, key: str, value: int, low: int = 2, high: int = MOST_POINTS) -> None:
    """Raise ScenarioError for a number of points that is not from `low` to `high`."""
    between(source, key, value, low, high, f"from {low} to {high}")


def different(source: Source, key: str, values: Sequence[object]) -> None:
    """Raise ScenarioError for two that are the same: they tell the rows of a table apart."""
    for index, value in enumerate(values):
        if value in values[:index]:
            raise ScenarioError(source, f"{key}[{index}]", value, "different from the others")
