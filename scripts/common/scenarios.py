"""Scenario files: where one is, reading it, and digests of its sections."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from common import imports
from thermal_stt import scenario, schema
from thermal_stt.band_table import read_table

PATTERN = r"[A-Za-z0-9][A-Za-z0-9_.+-]*|whatif/[^/]+/[^/]+"  # a name, or a change and its value
PAPER = "paper"
# Names for what is read together
TOGETHER = {
    "model": ("tunneling_rates", "density_of_states", "band", "leads", "magnet", "dot"),
    "sweep": ("thermal_drive.start", "thermal_drive.stop", "thermal_drive.points"),
}


def file_of(name: str) -> str:
    """Return the file of the scenario `name`, which may be a changed one below results/whatif.

    A working folder elsewhere may have scenarios of its own, and finds the project's.
    """
    if "/" in name:
        return f"results/{name}/scenario.yaml"
    own, shipped = f"config/{name}.yaml", imports.place(f"config/{name}.yaml")
    return shipped if Path(shipped).exists() and not Path(own).exists() else own


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    return _parsed(path, _bytes(path))


def said(path: str, sections: Iterable[str]) -> list[str]:
    """Return each of `sections` with a digest of what the scenario says there: no comment counts.

    A key of a section is written SECTION.KEY; see TOGETHER for the rest.
    """
    try:
        content = _shape(path, _bytes(path))
    except scenario.ScenarioError as error:
        sys.exit(str(error))
    found = []
    for name in sections:
        values = [_value(content, key) for key in TOGETHER.get(name, (name,))]
        if name == "model":
            values += [Path(table).read_text(encoding="utf-8") for table in files_of_band(path)]
        digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        found.append(f"{name} {digest[:12]}")
    return found


def files_of_band(path: str) -> list[str]:
    """Return the table that the scenario's band is read from, as a list of one or none."""
    band = read(path).band
    return [] if band is None or band.file is None else [str(Path(path).parent / band.file)]


def read_band(path: str, name: str) -> tuple:
    """Return the columns of the table `name` beside the scenario `path`; raises ValueError."""
    table = Path(path).parent / name
    try:
        return read_table(table.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{table}: {error.strerror}") from None


def _bytes(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")


@cache
def _parsed(path, text):
    try:
        return scenario.parse(text, path, partial(read_band, path))
    except scenario.ScenarioError as error:
        sys.exit(str(error))


@cache
def _shape(path, text):
    return schema.read_shape(text, path).model_dump()


def _value(content, key):
    for part in key.split("."):
        content = content[part]
    return content
