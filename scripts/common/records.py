"""What was made from what: a record for each job, by the digests of what it read and wrote.

Contents count, never dates.  Records lie in results/.made, one for each job under the name of its
first output.
"""

import hashlib
import json
import platform
import time
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from common import files

RECORDS = Path("results/.made")
PARTS = ("outputs", "inputs", "gates", "scenario", "code", "packages")
# Packages whose distribution has another name than the import
DISTRIBUTIONS = {"ruamel": "ruamel.yaml"}


def place_of(output: str) -> Path:
    """Return where the record of the job with this first output lies."""
    return RECORDS / f"{output}.json"


def digest(path: str) -> str | None:
    """Return the SHA-256 of a file's content, None where there is no such file."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def digest_of(content: list) -> str:
    """Return the SHA-256 of a list of texts, numbers and lists."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@cache
def version(package: str) -> str | None:
    """Return the version of an installed package, None if there is none, or that of "python"."""
    if package == "python":
        return platform.python_version()
    try:
        return metadata.version(DISTRIBUTIONS.get(package, package))
    except metadata.PackageNotFoundError:
        return None


def write(record: Mapping, outputs: Iterable[str]) -> None:
    """Write the record of a finished job, with the digests of its outputs."""
    outputs = list(outputs)
    path = place_of(outputs[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {**record, "outputs": {output: digest(output) for output in outputs}}
    files.write_text(str(path), json.dumps(whole, indent=1) + "\n")


def note(event: str) -> None:
    """Add a line with the date to the history, the one file here that knows dates."""
    with (RECORDS / "history").open("a", encoding="utf-8") as history:
        history.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {event}\n")


def read(output: str) -> dict | None:
    """Return the record of the job with this first output, None if there is none to be read."""
    return load(place_of(output))


def load(path: Path) -> dict | None:
    """Return the record in a file, None if it is none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record if all(isinstance(record[part], dict) for part in PARTS) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def owners() -> dict[str, str]:
    """Return the first output of the job that made it, for each output that has a record."""
    found = {}
    for path in RECORDS.rglob("*.json"):
        first = str(path.relative_to(RECORDS))[: -len(".json")]
        record = read(first)
        if record is not None:
            found |= dict.fromkeys(record["outputs"], first)
    return found


def same_origin(record: Mapping, other: Mapping) -> bool:
    """Return whether two records say that the same was made from the same; outputs do not count."""
    return {**record, "outputs": {}} == {**other, "outputs": {}}


def changed(record: Mapping, parts: Iterable[str]) -> str | None:
    """Return the first of these parts that no longer agrees with a record, None if all do.

    Parts are "outputs", "inputs", "code" (files, by content) and "packages".  The code that a
    script needs changes only with a file that it needed, so the recorded list is the one to
    compare.
    """
    for part in parts:
        now = version if part == "packages" else digest
        if any(now(name) != known for name, known in record[part].items()):
            return part
    return None
