"""Scenario files: reading one, its sections' digests, and checking those that a run asks for."""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from thermal_stt import scenario, schema
from thermal_stt.band_table import read_table

RESULT_OF = re.compile(r"(?:^|/)results/(whatif/[^/]+/[^/]+|[^/]+)/")
PATTERN = r"[A-Za-z0-9_.+-]+|whatif/[^/]+/[^/]+"  # a scenario's name, or a change and its value
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
FIGURE = re.compile(r"(?:\./)?(?:paper_figures/)?(all|docs|fig[A0-9]+)(?:\.(?:pdf|png))?$")
PAPER, WHATIF = "paper", "whatif"
# Names for what is read together
TOGETHER = {
    "model": ("tunneling_rates", "density_of_states", "band", "leads", "magnet", "dot"),
    "sweep": ("thermal_drive.start", "thermal_drive.stop", "thermal_drive.points"),
}


def file_of(name: str) -> str:
    """Return the file of the scenario `name`, which may be a changed one below results/whatif."""
    return f"results/{name}/scenario.yaml" if "/" in name else f"config/{name}.yaml"


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    try:
        return scenario.parse(_bytes(path), path, partial(read_band, path))
    except scenario.ScenarioError as error:
        sys.exit(str(error))


def digest(path: str, sections: Iterable[str]) -> str:
    """Return the SHA-256 of what the scenario says in `sections`: its comments do not count.

    A key of a section is written SECTION.KEY; see TOGETHER for the rest.
    """
    said, picked = _said(path, _bytes(path)), {}
    for name in sections:
        for section in TOGETHER.get(name, (name,)):
            value = said
            for key in section.split("."):
                value = value[key]
            picked[section] = value
    return hashlib.sha256(json.dumps(picked, sort_keys=True).encode()).hexdigest()


def files_of_band(path: str) -> list[str]:
    """Return the table that the scenario's band is read from, as a list of one or none."""
    band = read(path).band
    return [] if band is None or band.file is None else [str(Path(path).parent / band.file)]


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
        if name == WHATIF:
            continue  # the figure of a change, whose scenarios were read when they were written
        if "/" not in name and not NAME.fullmatch(name):
            allowed = "letters, digits and _.+-, a letter or digit first"
            sys.exit(f"results/{name}: the name of a scenario must be {allowed}")
        read(file_of(name))


def _bytes(path):
    try:
        if Path(path).exists() and not Path(path).is_file():
            sys.exit(f"{path}: must be a file")
        return Path(path).read_bytes()
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")


@cache
def _said(path, text):
    try:
        return schema.read_shape(text, path).model_dump()
    except scenario.ScenarioError as error:
        sys.exit(str(error))


def read_band(path: str, name: str) -> tuple:
    """Return the columns of the table `name` beside the scenario `path`; raises ValueError."""
    table = Path(path).parent / name
    try:
        return read_table(table.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{table}: {error.strerror}") from None
