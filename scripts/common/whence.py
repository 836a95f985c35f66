"""Tell where a result comes from: `python scripts/common/whence.py FILE` (`make whence FIG=FILE`).

From the result back to the scenario: each step with its rule, what it read, its digests, the
equations that its modules hold, the versions, and the command that makes it again.
"""

import ast
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from common import imports, ledger, provenance, records
from thermal_stt import paper

SHORT = 12  # digits of a digest, as many as tell files apart


def tell(path: str) -> list[str]:
    """Return the lines about a result, or leave with one if it has no record."""
    if not path:
        sys.exit("FIG: must be given, such as FIG=paper_figures/fig3.pdf, or any result")
    if Path(f"paper_figures/{path}.pdf").is_file():
        path = f"paper_figures/{path}.pdf"
    path = os.path.relpath(path)
    if not Path(path).is_file():
        sys.exit(f"{path}: no such result; make it first")
    if path not in records.owners():
        sys.exit(f"{path}: has no record of how it was made; make it, then ask again")
    lines = [f"{path}  sha256 {_short(records.digest(path))}"]
    for record in provenance.ancestors([path]):
        lines += _step(record)
    return [*lines, "", f"to make it again: make {path}"]


def _step(record):
    reason = ledger.changed(record)
    state = "current" if reason is None else f"not current: its {reason} changed"
    yield ""
    yield f"rule {Path(record['script']).stem}  ({state})"
    for path, known in record["outputs"].items():
        yield f"  made  {path}  sha256 {_short(known)}"
    for path, known in record["inputs"].items():
        yield f"  from  {path}  sha256 {_short(known)}"
    for config, known in record["scenario"].items():
        yield f"  from  {config} ({', '.join(record['sections'])})  sha256 {_short(known)}"
    equations = _equations(record)
    if equations:
        yield f"  by    equations {equations}"
    yield f"  by    {record['script']}  sha256 {_short(record['code'][record['script']])}"
    modules = [path for path in record["code"] if path != record["script"]]
    whole = records.digest_of([record["code"][path] for path in modules])
    yield f"  with  {len(modules)} modules of the project  sha256 {_short(whole)}"
    packages = ", ".join(f"{name} {version}" for name, version in record["packages"].items())
    yield f"  with  {packages}"


def _equations(record):
    """Return the equations of the modules that the script needs beyond reading its scenario."""
    reading, _ = imports.closure("scripts/common/models.py")
    direct = {f"src/thermal_stt/{name}.py" for name in _imported(record["script"])}
    needed = {Path(path).stem for path in {*record["code"]} - {*reading} | direct}
    held = [e.holds.split(".")[0] in needed for e in paper.EQUATIONS]
    numbers = [e.number for e in paper.EQUATIONS]
    runs = []
    for index, kept in enumerate(held):
        if kept and index and held[index - 1]:
            runs[-1][1] = numbers[index]
        elif kept:
            runs.append([numbers[index]] * 2)
    return ", ".join(f"({a})" if a == b else f"({a})-({b})" for a, b in runs)


def _imported(script):
    tree = ast.parse(Path(script).read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [a.name for node in found if node.module == "thermal_stt" for a in node.names]


def _short(known):
    return "-" if known is None else known[:SHORT]


if __name__ == "__main__":
    print("\n".join(tell(sys.argv[1] if len(sys.argv) > 1 else "")))
