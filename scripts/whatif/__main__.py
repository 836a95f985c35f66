"""`make whatif FIG=fig3 SET="tunneling_rates.right=0.03"`: a figure with a change in it.

It is drawn over the published one.  The scenarios of the change, their tables and the figure go
into a folder below results/whatif that is named by the change; nothing else is touched.
"""

import argparse
import csv
import io
import subprocess
import sys
from functools import partial
from pathlib import Path

from common import command, files, outside, scenarios
from common.figures import DRAWN_FROM
from thermal_stt import scenario
from whatif import changes


def write_scenarios(base: str, text: str) -> Path:
    """Write a scenario for each curve, and a list of them; return the folder of the change.

    Nothing is written unless all are sound.  Raises ScenarioError.
    """
    path = scenarios.file_of(base)
    scenarios.read(path)
    original, asked = Path(path).read_text(encoding="utf-8"), changes.read(text)
    folder = Path("results/whatif") / changes.folder(base, asked)
    rows, texts = [("published", f"results/{base}")], {}
    for number, variant in enumerate(changes.variants(asked), start=1):
        place = folder / f"curve{number}"
        texts[place] = changes.apply(original, variant, path, place)
        read_band = partial(scenarios.read_band, str(place / "scenario.yaml"))
        scenario.parse(texts[place], changes.SOURCE, read_band)
        rows.append((changes.label(variant, asked), str(place)))
    for place, changed in texts.items():
        _write_if_new(place / "scenario.yaml", changed)
    listed = io.StringIO()
    csv.writer(listed, lineterminator="\n").writerows([("label", "folder"), *rows])
    _write_if_new(folder / "curves.csv", listed.getvalue())
    return folder


def _write_if_new(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        files.write_text(str(path), text)


def main() -> int:
    """Write the scenarios of the change, and let the pipeline draw; return its exit code."""
    parser = argparse.ArgumentParser(prog="whatif", description=__doc__)
    parser.add_argument("--figure", required=True)
    parser.add_argument("--set", required=True)
    parser.add_argument("--of", default=scenarios.PAPER, help="the scenario that is changed")
    parser.add_argument("--cores", default="2")
    asked = parser.parse_args()
    if asked.figure not in DRAWN_FROM:
        sys.exit(f"FIG = {asked.figure!r}: must be one of {', '.join(DRAWN_FROM)}")
    try:
        folder = write_scenarios(asked.of, asked.set)
    except scenario.ScenarioError as error:
        sys.exit(str(error))
    picture = folder / f"{asked.figure}.pdf"
    done = subprocess.run([sys.executable, "-m", "snakemake", f"-c{asked.cores}", str(picture)])
    if done.returncode == 0:
        command.warn(outside.of_target(str(picture)))
        print(f"the changed curves over the published ones: {picture}, and .png beside it")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
