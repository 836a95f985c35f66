"""Scenario files: reading one, and checking those that a run was asked for before it starts."""

import re
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from thermal_stt import scenario
from thermal_stt.band_table import read_table

RESULT_OF = re.compile(r"(?:^|/)results/([^/]+)/")
NAME = re.compile(r"[A-Za-z0-9_.+-]+")
FIGURE = re.compile(r"(?:\./)?(?:paper_figures/)?(all|docs|fig[A0-9]+)(?:\.(?:pdf|png))?$")
PAPER = "paper"


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    try:
        if Path(path).exists() and not Path(path).is_file():
            sys.exit(f"{path}: must be a file")
        return scenario.parse(Path(path).read_bytes(), path, partial(_read_band, path))
    except scenario.ScenarioError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")


def files_of_band(path: str) -> list[str]:
    """Return the table that the scenario's band is read from, as a list of one or none."""
    band = read(path).band
    return [] if band is None or band.file is None else [str(Path(path).parent / band.file)]


def _read_band(path, name):
    table = Path(path).parent / name
    try:
        return read_table(table.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{table}: {error.strerror}") from None


def check_requested(arguments: Iterable[str]) -> None:
    """Read every scenario that the command line's targets need, or leave with one line.

    `results/NAME/...` needs config/NAME.yaml; fig1, a drawing, needs none; anything else is made
    from the paper's.
    """
    arguments = list(arguments)
    names = {match[1] for match in map(RESULT_OF.search, arguments) if match}
    figures = {match[1] for match in map(FIGURE.match, arguments) if match}
    if figures - {"fig1"} or not (names or figures):
        names.add(PAPER)
    for name in sorted(names):
        if not NAME.fullmatch(name):
            sys.exit(f"results/{name}: the name of a scenario must be letters, digits and _.+-")
        read(f"config/{name}.yaml")
