"""`make whatif FIG=fig3 SET="tunneling_rates.right=0.03"`: a figure with a change in it.

It is drawn over the published one.  The scenarios of the change, their tables and the figure go
into a folder below results/whatif that is named by the change; nothing else is touched.
"""

import argparse
import csv
import io
import re
import subprocess
import sys
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline import asked, command, described, files, outside, scenarios
from pipeline.whatif import changes
from thermal_stt.scenario import scenario
from thermal_stt.scenario.schema import NOTHING

SCALES = "parameters"
# Those of curves: a schematic knows no number, a map has no curve to draw another over
DRAWN_FROM = {
    figure: tables
    for figure, tables in described.figures().items()
    if described.constant(f"draw_{figure}.py", "CURVES")
}


def write_scenarios(base: str, wanted: list[changes.Change]) -> Path:
    """Write a scenario for each curve, and a list of them; return the folder of the change.

    Nothing is written unless all are sound.  Raises ScenarioError.
    """
    path = scenarios.file_of(base)
    scenarios.read(path)
    original = Path(path).read_text(encoding="utf-8")
    folder = Path("results/whatif") / changes.folder(base, wanted)
    grey = "published" if base == scenarios.PAPER else base
    rows, texts = [(grey, f"results/{base}", "")], {}
    for number, variant in enumerate(changes.variants(wanted), start=1):
        place, read_band = folder / f"curve{number}", partial(scenarios.read_band, path)
        found = scenario.parse(changes.apply(original, variant), changes.SOURCE, read_band)
        asked.solve(found)
        texts[place / "scenario.yaml"] = changes.apply(original, variant, beside=True)
        if found.band is not None and found.band.file is not None:
            table = Path(path).parent / found.band.file
            texts[place / changes.TABLE_OF_BAND] = table.read_text(encoding="utf-8")
        rows.append((changes.label(variant, wanted), str(place), changes.shared(wanted)))
    for file, changed in texts.items():
        _write_if_new(file, changed)
    listed = io.StringIO()
    csv.writer(listed, lineterminator="\n").writerows([("label", "folder", "shared"), *rows])
    _write_if_new(folder / "curves.csv", listed.getvalue())
    return folder


def _write_if_new(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        files.write_text(str(path), text)


def sections_of(figure: str, base: str) -> set[str]:
    """Return the sections of the scenario `base` behind a figure's curves, or leave as Snakemake.

    Those that the scripts read of all rules on the way to its tables; `parameters`, which gives the
    scales, is of the first curve alone.
    """
    tables = [f"results/{base}/{name}.csv" for name in DRAWN_FROM[figure] if name != SCALES]
    command = [sys.executable, "-m", "snakemake", *tables, "--rulegraph", "dot"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.splitlines()[-1])
    rules = re.findall(r'label = "(\w+)"', done.stdout)
    return {name for rule in rules for name in described.constant(f"{rule}.py", "SECTIONS")}


def idle(figure: str, base: str, wanted: list[changes.Change]) -> tuple[bool, list[str]]:
    """Return whether these changes leave all curves as they are, and the keys without effect.

    Raises ScenarioError where a change is not sound, of whatever key, or leaves no such figure.
    """
    path, needs = scenarios.file_of(base), described.needs()
    original = Path(path).read_text(encoding="utf-8")
    texts = [changes.apply(original, variant) for variant in changes.variants(wanted)]
    for text in texts:
        found = scenario.parse(text, changes.SOURCE, partial(scenarios.read_band, path))
        for section in chain.from_iterable(needs[table] for table in DRAWN_FROM[figure]):
            if not found.has(section):
                allowed = f"given; {figure} is made from it"
                raise scenario.ScenarioError(changes.SOURCE, section, NOTHING, allowed)
    sections = sections_of(figure, base)
    known = scenarios.said(path, sections, original)
    same = all(scenarios.said(changes.SOURCE, sections, text) == known for text in texts)
    return same, changes.without_effect(wanted, scenarios.keys_of(sections))


def alike(figure: str, folder: Path) -> bool:
    """Return whether every curve of the change in `folder` is the grey one, to the last digit."""
    with (folder / "curves.csv").open(encoding="utf-8", newline="") as listed:
        grey, *changed = (_drawn(figure, row["folder"]) for row in csv.DictReader(listed))
    return all(curves == grey for curves in changed)


def _drawn(figure, folder):
    # what the curves of a figure show of the tables in a folder
    shown = []
    for table, x, y, apart, _ in described.constant(f"draw_{figure}.py", "CURVES"):
        with open(f"{folder}/{table}.csv", encoding="utf-8", newline="") as rows:
            shown += [[row[name] for name in (x, y, *apart)] for row in csv.DictReader(rows)]
    return shown


def main() -> int:
    """Write the scenarios of the change, and let the pipeline draw; return its exit code."""
    parser = argparse.ArgumentParser(prog="whatif", description=__doc__)
    parser.add_argument("--figure", required=True)
    parser.add_argument("--set", required=True)
    parser.add_argument("--of", default=scenarios.PAPER, help="the scenario that is changed")
    parser.add_argument("--cores", default="2")
    given = parser.parse_args()
    if given.figure not in DRAWN_FROM:
        sys.exit(
            f"FIG = {given.figure!r}: must be one of {', '.join(DRAWN_FROM)}, which have curves"
        )
    try:
        wanted = changes.read(given.set)
        scenarios.read(scenarios.file_of(given.of))
        same, without = idle(given.figure, given.of, wanted)
        words = f"the curves of {given.figure} do not depend on {', '.join(without)}"
        if same:
            there = f"{given.of} has {given.set} already"
            print(f"nothing changes: {words if without else there}")
            return 0
        if without:
            print(words)
        folder = write_scenarios(given.of, wanted)
    except scenario.ScenarioError as error:
        sys.exit(str(error))
    picture = folder / f"{given.figure}.pdf"
    done = subprocess.run([sys.executable, "-m", "snakemake", f"-c{given.cores}", str(picture)])
    if done.returncode == 0:
        command.warn(outside.of_target(str(picture)))
        grey = "published ones" if given.of == scenarios.PAPER else f"ones of {given.of}"
        words = "are" if alike(given.figure, folder) else "over"
        print(f"the changed curves {words} the {grey}: {picture}, and .png beside it")
    return done.returncode


if __name__ == "__main__":
    with command.in_words():
        sys.exit(main())
