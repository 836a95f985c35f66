"""Scenario files: reading one, what it lacks, and its sections' digests."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from thermal_stt import scenario, schema
from thermal_stt.band_table import read_table

PATTERN = r"[A-Za-z0-9_.+-]+|whatif/[^/]+/[^/]+"  # a scenario's name, or a change and its value
PAPER = "paper"
# Names for what is read together
TOGETHER = {
    "model": ("tunneling_rates", "density_of_states", "band", "leads", "magnet", "dot"),
    "sweep": ("thermal_drive.start", "thermal_drive.stop", "thermal_drive.points"),
}


def file_of(name: str) -> str:
    """Return the file of the scenario `name`, which may be a changed one below results/whatif."""
    return f"results/{name}/scenario.yaml" if "/" in name else f"config/{name}.yaml"


def known() -> list[str]:
    """Return the names of the scenarios that there are."""
    return sorted(path.stem for path in Path("config").glob("*.yaml"))


def read(path: str) -> scenario.Scenario:
    """Read the scenario file `path`, or leave with the one line that says what is wrong with it."""
    try:
        return scenario.parse(_bytes(path), path, partial(read_band, path))
    except scenario.ScenarioError as error:
        sys.exit(str(error))


def lacks(path: str, needs: Iterable[str]) -> list[str]:
    """Return which of the sections that a script `needs` the scenario does not have."""
    found = read(path)
    return [section for section in needs if getattr(found, section) is None]


def require(path: str, needs: Iterable[str]) -> None:
    """Leave with one line if the scenario lacks a section that a script `needs`."""
    for section in lacks(path, needs):
        sys.exit(f"{path}: {section}: must be given; what is asked is made from it")


def digest(path: str, sections: Iterable[str]) -> str:
    """Return the SHA-256 of what the scenario says in `sections`: its comments do not count."""
    return digest_of(path, _bytes(path), sections)


def keys_of(sections: Iterable[str]) -> list[str]:
    """Return the keys of `sections`, SECTION or SECTION.KEY; see TOGETHER."""
    return [key for name in sections for key in TOGETHER.get(name, (name,))]


def digest_of(path: str, text: str | bytes, sections: Iterable[str]) -> str:
    """Return the same of the `text` of a scenario, named `path` in errors."""
    said, picked = _said(path, text), {}
    for section in keys_of(sections):
        value = said
        for key in section.split("."):
            value = value[key]
        picked[section] = value
    return hashlib.sha256(json.dumps(picked, sort_keys=True).encode()).hexdigest()


def files_of_band(path: str) -> list[str]:
    """Return the table that the scenario's band is read from, as a list of one or none."""
    band = read(path).band
    return [] if band is None or band.file is None else [str(Path(path).parent / band.file)]


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
