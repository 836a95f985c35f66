"""What a run asks for: its scenarios, read and solved before anything is made."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from common import scenarios
from thermal_stt.scenario import Scenario, ScenarioError

RESULT_OF = re.compile(r"(?:^|/)results/(?:(whatif/[^/]+/[^/]+|[^/]+)/|([^/.]+)$)")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
FIGURE = re.compile(r"(?:\./)?(?:paper_figures/)?(all|docs|fig[A0-9]+)(?:\.(?:pdf|png))?$")
WHATIF = "whatif"


def check(arguments: Iterable[str]) -> None:
    """Read every scenario that the command line's targets need, or leave with one line.

    `results/NAME/...` needs config/NAME.yaml; fig1, a drawing, needs none; anything else is made
    from the paper's.  A band is solved, so that one without a solution is found at once.
    """
    arguments = list(arguments)
    names = {match[1] or match[2] for match in map(RESULT_OF.search, arguments) if match}
    figures = {match[1] for match in map(FIGURE.match, arguments) if match}
    if figures - {"fig1"} or not (names or figures):
        names.add(scenarios.PAPER)
    for name in sorted(names):
        if name == WHATIF:
            continue  # the figure of a change, whose scenarios were read when they were written
        if "/" not in name and not NAME.fullmatch(name):
            allowed = "letters, digits and _.+-, a letter or digit first"
            sys.exit(f"results/{name}: the name of a scenario must be {allowed}")
        solve(scenarios.read(scenarios.file_of(name)))


def solve(scenario: Scenario) -> None:
    """Leave with one line if the scenario has a band, and that no solution that is a model."""
    if scenario.band is None:
        return
    from thermal_stt import zero_modes  # a scenario without a band need not wait for it

    try:
        scenario.with_zero_modes(zero_modes.table(scenario)[0])
    except zero_modes.NotMagnetic as finding:
        sys.exit(f"{scenario.source}: {finding}")
    except ScenarioError as error:
        sys.exit(str(error))


def left_out(lacks: Mapping[str, Sequence[str]]) -> str:
    """Return in words which results a scenario has not, by the first section that each lacks."""
    found: dict[str, list[str]] = {}
    for path, sections in lacks.items():
        for section in sections[:1]:
            # tables in units are one entry, their folder
            found.setdefault(section, []).append(
                "in_units" if "/in_units/" in path else Path(path).stem
            )
    return ", ".join(f"no {s} ({', '.join(dict.fromkeys(names))})" for s, names in found.items())
