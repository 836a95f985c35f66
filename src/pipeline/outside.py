"""What was drawn outside the regime of the theory: `python -m pipeline.outside TARGET ...`.

One line for each condition that does not hold in the scenario of a target, from its parameters.csv:
`make` shows them when a run is done, and the captions of the report have them.
"""

import csv
import re
import sys
from pathlib import Path

from pipeline import command, described, scenarios
from thermal_stt.scenario import quantities

RESULT_OF = re.compile(r"(?:^|/)results/(?:(whatif/[^/]+/[^/]+|[^/]+)/|([^/.]+)$)")
LATEX = re.compile(r"[$\\{}]")  # in the label of a curve
MARKUP = re.compile(r"[\\|*_`]")  # of a caption


def of_target(target: str) -> list[str]:
    """Return the lines for a target: of its scenario, or of the curves of a change."""
    found = RESULT_OF.search(target)
    folders = {scenarios.PAPER: "results/paper"}
    if found:
        name = found[1] or found[2]
        folders = {name: f"results/{name}"}
    curves = Path(target).parent / "curves.csv"
    if curves.is_file():
        with curves.open(encoding="utf-8", newline="") as listed:
            rows = list(csv.DictReader(listed))
        folders = {LATEX.sub("", row["label"]): row["folder"] for row in rows}
    known = {who: f"{folder}/parameters.csv" for who, folder in folders.items()}
    return _lines({who: path for who, path in known.items() if Path(path).is_file()}, target)


def in_a_caption(parameters: str, figure: str) -> str:
    """Return a paragraph of reStructuredText about a figure, "" where every condition holds."""
    lines = _lines({Path(parameters).parent.name: parameters}, figure)
    if not lines:
        return ""
    points = "\n".join("- " + MARKUP.sub(r"\\\g<0>", line) for line in lines)
    return f"Outside the regime of the theory:\n\n{points}"


def _lines(parameters, target):
    drawn_from = described.figures(apart=True).get(Path(target).stem, ["distribution"])
    if not drawn_from:
        return []  # a drawing without numbers
    read = {who: _columns(path) for who, path in parameters.items()}
    return quantities.outside(read, "distribution" in drawn_from)


def _columns(path):
    # without pandas, which takes longer than all else here
    with open(path, encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return columns | {"value": [float(value or "nan") for value in columns["value"]]}


if __name__ == "__main__":
    command.warn(dict.fromkeys(line for target in sys.argv[1:] for line in of_target(target)))
