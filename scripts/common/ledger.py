"""Which results are current: made by the present code from the present scenario and inputs.

See `records` for what is compared.  Of a scenario the sections count that the script reads.
"""

import csv
import os
import time
from collections.abc import Iterable, Mapping
from functools import cache

from common import imports, provenance, records
from common.interface import Interface
from common.records import RECORDS

STARTED, LONG_AGO = time.time(), 1.0  # seconds of 1970; 0 would not count as a date


def fingerprint(interface: Interface, options: Mapping[str, list[str]]) -> dict:
    """Return what a job is made from: the record that it will have, but for its outputs."""
    code, packages = imports.closure(interface.script)
    inputs = [path for name in interface.inputs for path in options.get(name, ())]
    scenario = {}
    for config in options.get("config", ()):
        from common import scenarios  # a drawing has none, and reading one takes 0.1 s to import

        scenario[config] = scenarios.digest(config, interface.sections)
        if "model" in interface.sections:
            inputs += scenarios.files_of_band(config)
    return {
        "script": interface.script,
        "options": dict(options),
        "sections": list(interface.sections),
        "inputs": {path: records.digest(path) for path in inputs},
        "gates": {path: _verdicts(path) for path in gates_of(interface, options)},
        "scenario": scenario,
        "behind": [] if scenario else provenance.scenario_behind(inputs),
        "code": {path: records.digest(path) for path in code},
        "packages": {name: records.version(name) for name in ("python", *packages)},
        "outputs": {},
    }


def gates_of(interface: Interface, options: Mapping[str, list[str]]) -> list[str]:
    """Return the tables of gates that a job must pass."""
    return [path for name in interface.gates for path in options.get(name, ())]


def changed(record: Mapping | None) -> str | None:
    """Return the part of a record that no longer agrees, "record" if there is none, or None."""
    if record is None:
        return "record"
    part = records.changed(record, ("outputs", "inputs", "code", "packages"))
    if part is not None:
        return part
    for config, known in record["scenario"].items():
        from common import scenarios

        if scenarios.digest(config, record["sections"]) != known:
            return "scenario"
    return None


@cache
def reason_to_make(output: str) -> list[str]:
    """Return a file named for what has changed since `output` was made, as a list of one or none.

    It is dated now and `output` long ago, so that whoever compares dates makes `output` again.  For
    an output that is current nothing is returned, and dates that a copy or a wrong clock has mixed
    up are set right.
    """
    record = records.read(output)
    reason = changed(record)
    if reason is None:
        _set_dates_right(record)
        return []
    sign = RECORDS / "changed" / reason
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.write_text(f"{STARTED}\n")  # another content than last time, since contents are compared
    os.utime(sign, (STARTED, STARTED))
    if os.path.lexists(output):
        os.utime(output, (LONG_AGO, LONG_AGO))
    return [str(sign)]


def first_stale(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return the first of some results, or of what they were made from, that is not current.

    With what has changed; None if all are.  A path that no job has made counts as current.
    """
    made = records.owners()
    seen, queue = set(), list(paths)
    while queue:
        path = queue.pop()
        owner = made.get(path)
        if owner is not None and owner not in seen:
            seen.add(owner)
            record = records.read(owner)
            reason = changed(record)
            if reason is not None:
                return path, reason
            queue += record["inputs"]
    return None


def is_writable() -> str | None:
    """Return why no record can be written, in words; None if it can."""
    try:
        RECORDS.mkdir(parents=True, exist_ok=True)
        probe = RECORDS / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    return None


def set_dates_back(paths: Iterable[str]) -> None:
    """Date sources that claim to be from a time to come now: Snakemake stops at such an input."""
    for path in paths:
        if os.stat(path).st_mtime > STARTED:
            os.utime(path, (STARTED, STARTED))


def _verdicts(path):
    # what is drawn does not depend on how narrowly a gate is passed
    with open(path, newline="", encoding="utf-8") as table:
        rows = [[row["gate"], row["figure"], row["holds"]] for row in csv.DictReader(table)]
    return records.digest_of(rows)


def _set_dates_right(record):
    # those of its inputs first, so that what is newer in the end is known
    made = records.owners()
    taken = [*record["inputs"], *record["gates"]]
    for path in taken:
        if path in made:
            reason_to_make(made[path])
    there = [path for path in taken if path in made and os.path.exists(path)]
    newest = max((os.stat(path).st_mtime for path in there), default=0)
    for output in record["outputs"]:
        if not newest <= os.stat(output).st_mtime <= STARTED:
            os.utime(output, (STARTED, STARTED))
