"""A scenario as a model: with the solution of its band, where it has one."""

import sys

from common import scenarios, tables
from thermal_stt.scenario import Scenario, ScenarioError


def read(config: str, solution: str | None) -> Scenario:
    """Read the scenario `config`; its band is solved in the table `solution`, if it has one."""
    scenario = scenarios.read(config)
    if scenario.band is None:
        return scenario
    try:
        return scenario.with_zero_modes(tables.read(solution).iloc[0])
    except ScenarioError as error:
        sys.exit(str(error))
