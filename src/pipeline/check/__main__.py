"""`python -m pipeline.check`: compare what the pipeline has made, write a page, say it in one line.

`--once` does not repeat the two runs from clean copies; `--reset` makes the results the reference,
and says what moved by how much.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline import command, described, files, summary
from pipeline.check import machine, page, pictures, tables, twice
from pipeline.tables import write

MADE_WITH = tables.REFERENCE / "made_with.json"
NOT_COMPARED = "Not compared since the project changed; make check does."
SAME = (
    "Every table, figure, page and notebook is equal to the byte, in other folders, with other "
    "hash seeds, time zones, languages, numbers of cores and orders of jobs."
)
GATED = described.constant("check_gates.py", "GATED")


def check(*, both: bool, first: Sequence[str] = ()) -> page.Verdict:
    """Return all that is found, after what was found `first`.

    `both` is whether to run the pipeline twice from clean copies; if not, what that has found of
    the present state of the project counts.
    """
    quantities = tables.compare_all()
    wrong = [*first] + [str(quantity) for quantity in quantities if quantity.ratio > 1]
    gates = pd.concat([_verdicts(f"gates_{of}", "gate", wrong) for of in GATED])
    claims = _verdicts("claims", "number", wrong)
    for name in described.figures():
        wrong += pictures.compare_figure(name)
    wrong += pictures.compare_pages()
    different = twice.compare_two_runs() if both else twice.known()
    wrong += different or []
    words = NOT_COMPARED if different is None else "; ".join(different) or SAME
    known = json.loads(MADE_WITH.read_text(encoding="utf-8")) if MADE_WITH.is_file() else {}
    return page.Verdict(wrong, quantities, gates, claims, words, machine.describe(), known)


def not_current() -> list[str]:
    """Return a line for each result that the present code and scenario would not leave as it is.

    A cause comes first: what is made from nothing else that is not current.
    """
    reasons = [(row, why) for row in summary.of(["all"]) if (why := summary.why_not_current(row))]
    stale = {row["output_file"] for row, _ in reasons}
    reasons.sort(key=lambda found: not stale.isdisjoint(found[0]["input-file(s)"].split(",")))
    return [f"{row['rule']}: {row['output_file']}: {why}" for row, why in reasons]


def _verdicts(name, column, wrong):
    """Read a table of laws or claims, and add what does not hold to `wrong`."""
    path = tables.RESULTS / f"{name}.csv"
    if not path.is_file():
        wrong.append(f"{name}: table: is missing")
        return pd.DataFrame()
    table = tables.read(path)
    for row in table[~table["holds"].astype(bool)].to_dict("records"):
        wrong.append(f"{name}: {row[column]}: does not hold: {row['value']}")
    return table


def reset() -> None:
    """Make the results the reference, and print what moved by how much.

    What is within its tolerance keeps its committed digits: another processor moves nothing.
    """
    moved, tolerances = 0, tables.read_tolerances()
    for path in tables.results_of():
        old = tables.REFERENCE / path.name
        if not old.is_file():
            print(f"{path.stem}: is new")
            moved += 1
            shutil.copyfile(path, old)
            continue
        if old.read_bytes() == path.read_bytes():
            continue
        before = tables.read(old)
        names = [
            name for column in before for name, _ in tables.quantities(path.stem, before, column)
        ]
        limits = {(path.stem, name): (0.0, 0.0) for name in names} | tolerances
        for quantity in tables.compare(path.stem, before, tables.read(path), limits):
            if quantity.ratio > 1:
                words = quantity.words or f"moved by up to {quantity.error:.3g}"
                print(f"{path.stem}: {quantity.name}: {words}")
                moved += 1
        write(tables.renewed(old, path, tolerances), str(old))
    for name in described.figures():
        for line in pictures.compare_figure(name):
            print(line)
            shutil.copyfile(f"paper_figures/{name}.png", tables.REFERENCE / f"{name}.png")
    for line in pictures.compare_pages():
        print(line)
    for name in pictures.PAGES:
        shutil.copyfile(f"docs/{name}.md", tables.REFERENCE / f"{name}.md")
    if moved:
        files.write_text(str(MADE_WITH), json.dumps(machine.describe(), indent=1) + "\n")
    print(f"{moved} quantities moved; the rest of the reference keeps its digits")


def main() -> int:
    """Check or reset, as asked; return the exit code."""
    parser = argparse.ArgumentParser(prog="check", description=__doc__)
    parser.add_argument("--once", action="store_true", help="without the two runs")
    parser.add_argument("--reset", action="store_true", help="make the results the reference")
    asked = parser.parse_args()
    if asked.reset:
        reset()
        return 0
    verdict = check(both=not asked.once, first=not_current())
    Path("results").mkdir(exist_ok=True)
    files.write_text("results/verdict.html", page.write_page(verdict))
    print(verdict.line())
    return 0 if verdict.green else 1


if __name__ == "__main__":
    with command.in_words():
        sys.exit(main())
