"""A scenario as a model: the sections that a script reads, with the solution of its band."""

import sys
from collections.abc import Iterable
from dataclasses import replace

from common import scenarios, tables
from thermal_stt.scenario import Scenario, ScenarioError

# What each section becomes in a `Scenario`, and what stands for a section that is not read
READ_AS = {
    "sweep": ("drive", None),
    "thermal_drive.temperature_coldest": ("temperature_coldest", None),
    "distributions": ("distributions", None),
    "dynamics": ("dynamics", None),
    "approach": ("approach", None),
    "energy_unit": ("energy_unit", None),
    "units": ("units", None),
}


def read(
    config: str, sections: Iterable[str], solution: str | None, needs: Iterable[str] = ()
) -> Scenario:
    """Read `sections` of the scenario `config`; its band is solved in the table `solution`.

    A job is made again if what it reads changes, so it gets to see nothing else.  A scenario that
    lacks one of `needs` ends it with one line.
    """
    scenarios.require(config, needs)
    scenario = scenarios.read(config)
    if scenario.band is not None and solution is not None:
        try:
            scenario = scenario.with_zero_modes(tables.read(solution).iloc[0])
        except ScenarioError as error:
            sys.exit(str(error))
    hidden = {name: nothing for key, (name, nothing) in READ_AS.items() if key not in sections}
    return replace(scenario, **hidden)
