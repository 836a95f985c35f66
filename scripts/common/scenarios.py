"""Scenario files: reading one, and checking those that a run was asked for before it starts."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from thermal_stt import scenario

RESULT_OF = re.compile(r"(?:^|/)results/([^/]+)/")
PAPER = "paper"


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    try:
        return scenario.parse(Path(path).read_bytes(), path)
    except scenario.ScenarioError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")


def check_requested(arguments: Iterable[str]) -> None:
    """Read every scenario that the command line's targets need, or leave with one line.

    `results/NAME/...` needs config/NAME.yaml; anything else is made from the paper's.
    """
    arguments = list(arguments)
    names = {match[1] for match in map(RESULT_OF.search, arguments) if match}
    of_paper = any(re.match(r"all$|fig\w+$|paper_figures/", argument) for argument in arguments)
    if of_paper or not names:
        names.add(PAPER)
    for name in sorted(names):
        read(f"config/{name}.yaml")
