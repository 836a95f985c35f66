"""Scenario files: where one is, reading it, what it lacks, and digests of its sections."""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from pipeline import imports
from thermal_stt.mean_field.band_table import read_table
from thermal_stt.scenario import scenario, schema

PATTERN = r"[^/]+|whatif/[^/]+/[^/]+"  # a name, or a change and its value
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
PAPER = "paper"
NO_SCENARIOS = ("bench", "site", "whatif")  # folders of results that are no scenario's
# Names for what is read together
TOGETHER = {
    "model": (
        *("tunneling_rates", "density_of_states", "band", "leads"),
        *("magnet", "dot", "bias", "model"),
    ),
    "sweep": ("thermal_drive.start", "thermal_drive.stop", "thermal_drive.points"),
}


def file_of(name: str) -> str:
    """Return the file of the scenario `name`, which may be a changed one below results/whatif.

    A working folder elsewhere may have scenarios of its own, and finds the project's.
    """
    if "/" in name:
        return f"results/{name}/scenario.yaml"
    if not NAME.fullmatch(name):
        allowed = "letters, digits and _.+-, a letter or digit first"
        sys.exit(f"results/{name}: the name of a scenario must be {allowed}")
    if name in NO_SCENARIOS:
        sys.exit(
            f"results/{name}: the name of a scenario must be none of {', '.join(NO_SCENARIOS)}"
        )
    own, shipped = f"config/{name}.yaml", imports.place(f"config/{name}.yaml")
    return shipped if Path(shipped).exists() and not Path(own).exists() else own


def known() -> list[str]:
    """Return the names of the scenarios that there are."""
    folders = {Path("config"), Path(imports.place("config"))}
    return sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    return _parsed(path, _bytes(path))


def lacks(path: str, needs: Iterable[str]) -> list[str]:
    """Return which of the sections that a script `needs` the scenario does not have."""
    found = read(path)
    return [section for section in needs if not found.has(section)]


def require(path: str, needs: Iterable[str]) -> None:
    """Leave with one line if the scenario lacks a section that a script `needs`."""
    for section in lacks(path, needs):
        sys.exit(f"{path}: {section}: must be given; what is asked is made from it")


def keys_of(sections: Iterable[str]) -> list[str]:
    """Return the keys of `sections`, SECTION or SECTION.KEY; see TOGETHER."""
    return [key for name in sections for key in TOGETHER.get(name, (name,))]


def said(path: str, sections: Iterable[str], text: str | bytes | None = None) -> list[str]:
    """Return each of `sections` with a digest of what the scenario says there: no comment counts.

    What is in the file `path`, or the `text` that it names in errors.  See `keys_of`.
    """
    content, found = _shape(path, _bytes(path) if text is None else text), []
    for name in sections:
        values = [_value(content, key) for key in keys_of([name])]
        if name == "model" and text is None:
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
    try:
        return schema.read_shape(text, schema.Source(path, text)).model_dump()
    except scenario.ScenarioError as error:
        sys.exit(str(error))


def _value(content, key):
    for part in key.split("."):
        content = None if content is None else content[part]  # of a section that is not there
    return content
