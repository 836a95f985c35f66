"""A scenario as a model: the sections that a script reads, with the solution of its band."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace

from pipeline import scenarios, tables
from thermal_stt.full_dynamics import IntegrationError
from thermal_stt.parameters import ParameterError
from thermal_stt.scenario.scenario import KEYS, SOLVED, Scenario, ScenarioError

# Sections that become something of another name in a `Scenario`
READ_AS = {"sweep": "drive", "map": "maps"}
MODEL = {
    "parameters",
    "solved",
    "band",
    "mean_fields",
    "dropped_field",
    "source",
}  # what everybody reads
TEMPERATURES = ("temperature_left", "temperature_right", "temperature_lattice")
OTHERS = {field.name for field in fields(Scenario)} - MODEL


def read(
    config: str, sections: Iterable[str], solution: str | None, needs: Iterable[str] = ()
) -> Scenario:
    """Read `sections` of the scenario `config`; what it waits for is in the table `solution`.

    A job is made again if what it reads changes, so it gets to see nothing else.  A scenario that
    lacks one of `needs` ends it with one line.
    """
    scenarios.require(config, needs)
    scenario = scenarios.read(config)
    if solution is not None:
        try:
            scenario = scenario.with_zero_modes(tables.read(solution).iloc[0])
        except ScenarioError as error:
            sys.exit(str(error))
    seen = {READ_AS.get(part, part) for section in sections for part in section.split(".")}
    return replace(scenario, **dict.fromkeys(OTHERS - seen))


@contextmanager
def to_its_end(
    scenario: Scenario, key: str, value: object, words: str = "shorter"
) -> Iterator[None]:
    """Leave with one line that names `key`, which sets how long runs are, if one has no end."""
    try:
        yield
    except IntegrationError as error:
        sys.exit(str(ScenarioError(scenario.source, key, value, f"{words}: {error}")))


def refused(error: ValueError, config: str) -> str | None:
    """Return the line for a number of the scenario `config` that the physics cannot take.

    None for any other error, which is one of the code.
    """
    if not isinstance(error, ParameterError) or error.name not in {*KEYS, *TEMPERATURES}:
        return None
    scenario, key = scenarios.read(config), KEYS.get(error.name, error.name)
    written = getattr(scenario.parameters, error.name, None) == error.value
    if scenario.band is not None and error.name in SOLVED:
        key = f"the solution for the band, {error.name}"
    # what is not as it is written there, a multiple of it, is shown as it is
    source = scenario.source if written else config
    return str(ScenarioError(source, key, error.value, error.allowed))
