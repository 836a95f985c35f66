"""Where a result comes from: its ancestors by their records, and what a figure says of itself."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from common import imports, records


def ancestors(paths: Iterable[str]) -> Iterator[dict]:
    """Yield the records of the jobs behind some results, each once, the nearest first."""
    made, seen, queue = records.owners(), set(), list(paths)
    while queue:
        owner = made.get(queue.pop(0))
        if owner is not None and owner not in seen:
            seen.add(owner)
            record = records.read(owner)
            yield record
            queue += record["inputs"]


def scenario_behind(paths: Iterable[str]) -> list[list]:
    """Return what of which scenario is behind some results: [file, sections, digest], sorted."""
    return sorted(
        [config, record["sections"], known]
        for record in ancestors(paths)
        for config, known in record["scenario"].items()
    )


def of_figure(script: str, sources: Iterable[str]) -> dict[str, str]:
    """Return what a figure says of itself: the scenario, and digests of it, the data and the code.

    `script` draws it, `sources` are the tables that it is drawn from.  The code is the script's and
    what it imports; the code behind the tables is in their own records (`make whence`).
    """
    sources, script = list(sources), str(Path(script).resolve().relative_to(Path.cwd()))
    behind = scenario_behind(sources)
    code, _ = imports.closure(script)
    return {
        "Scenario": ", ".join(sorted({Path(config).stem for config, _, _ in behind})) or "none",
        "Scenario-SHA256": records.digest_of(behind),
        "Data-SHA256": records.digest_of([records.digest(path) for path in sources]),
        "Code-SHA256": records.digest_of([[path, records.digest(path)] for path in code]),
    }
