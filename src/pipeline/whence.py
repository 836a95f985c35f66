"""Tell where a result comes from: `python -m pipeline.whence FILE` (`make whence FIG=FILE`).

From the result back to the scenario, by Snakemake's own notes: each step with its rule, what it
read, its digests, the equations that its modules hold, the versions, and the command that makes it.
"""

import ast
import hashlib
import os
import sys
from itertools import groupby
from pathlib import Path

from snakemake.io import IOFile
from snakemake.persistence.file import FilePersistence

from pipeline import imports, summary
from thermal_stt import paper

SHORT = 12  # digits of a digest, as many as tell files apart


def tell(path: str) -> list[str]:
    """Return the lines about a result, or leave with one if there is no note of it."""
    if not path:
        sys.exit("FIG: must be given, such as FIG=paper_figures/fig3.pdf, or any result")
    if Path(f"paper_figures/{path}.pdf").is_file():
        path = f"paper_figures/{path}.pdf"
    path = os.path.relpath(path)
    if Path(path).is_dir():
        sys.exit(f"{path}: is a folder; name a file in it")
    if not Path(path).is_file():
        sys.exit(f"{path}: no such result; make it first")
    notes = FilePersistence(nolock=True)
    if notes.metadata(IOFile(path)) is None:
        sys.exit(f"{path}: has no note of how it was made; make it, then ask again")
    lines = [f"{path}  sha256 {_digest(path)}"]
    for command, rows in groupby(summary.of([path]), lambda row: row["shellcmd"]):
        outputs = list(rows)
        lines += _step(outputs, command, notes.metadata(IOFile(outputs[0]["output_file"])))
    return [*lines, "", f"to make it again: make {path}"]


def _step(rows, command, note):
    reason = next(filter(None, map(summary.why_not_current, rows)), None)
    yield ""
    yield f"rule {rows[0]['rule']}  ({'current' if reason is None else f'not current: {reason}'})"
    if note is None:
        return
    known = [ast.literal_eval(entry) for entry in note.params]
    sections = next((", ".join(entry) for entry in known if isinstance(entry, list)), "")
    files = dict(entry.split(" ") for entry in known if isinstance(entry, str) and "/" in entry)
    packages = [entry for entry in known if isinstance(entry, str) and "/" not in entry]
    for row in rows:
        yield f"  made  {row['output_file']}  sha256 {_digest(row['output_file'])}"
    for path in note.input:
        if path.endswith(".yaml"):
            yield f"  from  {path} ({sections})"
        elif path not in files:
            yield f"  from  {path}  sha256 {_digest(path)}"
    script = f"scripts/{Path(command.split()[1]).name}"
    equations = _equations(script, files)
    if equations:
        yield f"  by    equations {equations}"
    yield f"  by    {script}  sha256 {files.pop(script)}"
    whole = hashlib.sha256("".join(sorted(files.values())).encode()).hexdigest()[:SHORT]
    yield f"  with  {len(files)} modules of the project  sha256 {whole}"
    yield f"  with  {', '.join(packages)}"


def _equations(script, files):
    """Return the equations of the modules that the script needs beyond reading its scenario."""
    reading = {*imports.closure("src/pipeline/models.py")[0]} - {*imports.direct(script)}
    needed = {Path(path).stem for path in {*files} - reading}
    held = [e.holds.split(".")[0] in needed for e in paper.EQUATIONS]
    numbers = [e.number for e in paper.EQUATIONS]
    runs = []
    for index, kept in enumerate(held):
        if kept and index and held[index - 1]:
            runs[-1][1] = numbers[index]
        elif kept:
            runs.append([numbers[index]] * 2)
    return ", ".join(f"({a})" if a == b else f"({a})-({b})" for a, b in runs)


def _digest(path):
    content = Path(path).read_bytes() if Path(path).is_file() else None
    return "-" if content is None else hashlib.sha256(content).hexdigest()[:SHORT]


if __name__ == "__main__":
    print("\n".join(tell(sys.argv[1] if len(sys.argv) > 1 else "")))
