"""The results before the last change of each job: an edit that is taken back costs nothing."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from common import files, records

KEPT = records.RECORDS / "before"


def keep(record: Mapping) -> None:
    """Copy the outputs of a record, which are about to be made anew, with the record."""
    for output in record["outputs"]:
        _copy(output, str(KEPT / output))
    first = next(iter(record["outputs"]))
    _copy(str(records.place_of(first)), str(_record_of(first)))


def restore(made: Mapping, outputs: list[str], current: Mapping | None) -> bool:
    """Put back what was made from the same as `made`, if that is what was kept; say whether it was.

    What is there meanwhile, the `current` record's, is kept instead.
    """
    record = records.load(_record_of(outputs[0]))
    if record is None or not records.same_origin(record, made):
        return False
    known = record["outputs"].items()
    if any(records.digest(str(KEPT / path)) != whole for path, whole in known):
        return False
    aside = {output: (KEPT / output).read_bytes() for output in outputs}
    if current is not None:
        keep(current)
    for output, content in aside.items():
        files.write_whole(output, lambda to, content=content: Path(to).write_bytes(content))
    records.write(made, outputs)
    return True


def _record_of(output: str) -> Path:
    return KEPT / f"{output}.record"


def _copy(source: str, target: str) -> None:
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    files.write_whole(target, lambda to: shutil.copyfile(source, to))
