# What the rules share: one run at a time, scenarios checked first, and what is still current.
import csv
import os
import re
import subprocess
import sys
from functools import cache
from glob import glob
from pathlib import Path

sys.path.insert(0, f"{workflow.basedir}/scripts")
from common import files, imports, ledger, locks, scenarios

# Only looking, without a job: -n and the commands that print or draw
LOOKING = re.compile(
    r"-[a-zA-Z]*[nlSD]|--(dry-?run|lint|list.*|.*summary|dag|.*graph|d3dag|report.*|unlock|help|version)"
)
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # jobs use this Python

if workflow.is_main_process:
    scenarios.check_requested(sys.argv[1:])  # one line and no job, if a scenario is at fault
    if (fault := ledger.is_writable()) is not None:
        sys.exit(f"{fault}: must be writable, to keep a record of what is made")
    if not any(LOOKING.fullmatch(argument) for argument in sys.argv[1:]):
        RUN_LOCK = locks.hold_run()  # as long as this process lives
        for left in glob(".snakemake/locks/*"):
            os.unlink(left)  # of a run that was killed, since this is the only one
        files.clear_unfinished(["results", "paper_figures", "docs"])
        ledger.set_dates_back(glob("config/*") + glob("src/thermal_stt/*.py") + glob("tests/*.py"))

# Every job runs its rule's script, and only if it has to
JOB = "python scripts/common/job.py scripts/{rule}.py"
TABLES = [
    "parameters",
    "distribution",
    "fixed_points",
    "stability",
    "slowness",
    "currents",
    "dynamics",
    "slowness_of_runs",
    "retardation",
    "approach",
    "attractors",
]


# What each figure is drawn from, and the gates that must be open for it
FIGURES = {
    "fig2": ("states", ("parameters", "stability", "distribution")),
    "fig3": ("states", ("parameters", "currents")),
    "figA1": ("runs", ("parameters", "dynamics", "retardation")),
    "figA2": ("approach", ("parameters", "approach", "attractors")),
}
# Which tables each kind of gate looks at
GATED = {
    "states": ("stability", "currents"),
    "runs": ("dynamics",),
    "approach": ("approach", "attractors"),
}


def config_of(wildcards):
    """The file of a scenario: one of ours, or one that a change of it was written to."""
    return scenarios.file_of(wildcards.scenario)


@cache
def band_of(file):
    return scenarios.read(file).band


def zero_modes(wildcards):
    """The solution of the scenario's band, where it has one: an input of every later step."""
    has_band = band_of(config_of(wildcards)) is not None
    return [f"results/{wildcards.scenario}/zero_modes.csv"] if has_band else []


def zero_modes_option(wildcards):
    return f"--zero_modes {zero_modes(wildcards)[0]}" if zero_modes(wildcards) else ""


def gated_tables(wildcards):
    return {name: f"results/{wildcards.scenario}/{name}.csv" for name in GATED[wildcards.of]}


def drawn_from(figure):
    """What a figure needs: in paper_figures of the paper's scenario, elsewhere of the one there."""
    of, names = FIGURES[figure]

    def files(wildcards):
        results = str(wildcards.place).replace("paper_figures", "results/paper")
        found = {name: f"{results}/{name}.csv" for name in names}
        return found | {"gates": f"{results}/gates_{of}.csv"}

    return files


def whatif(wildcards, tables):
    """The tables, or the gates, of the published curve and of each changed one."""
    of, names = FIGURES[wildcards.figure]
    with open(f"results/whatif/{wildcards.change}/curves.csv", newline="") as listed:
        folders = [row["folder"] for row in csv.DictReader(listed)]
    names = names if tables else [f"gates_{of}"]
    return [f"{folder}/{name}.csv" for folder in folders for name in names]


def with_tables(figure):
    """A figure of the paper and what it is drawn from: a lost table is made again."""
    of, names = FIGURES[figure]
    tables = [f"results/paper/{name}.csv" for name in (*names, f"gates_{of}")]
    return [*tables, f"paper_figures/{figure}.pdf", f"paper_figures/{figure}.png"]


def options(files):
    return " ".join(f"--{name} {file}" for name, file in files.items())


def present_commit():
    """The commit whose figures are the published ones, "none" where there is none."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "none"


def changed(output):
    """An input that is there, and newer than anything, where `output` is no longer current.

    By contents, so that dates do not count: sources are `ancient`.  An output is an `update`: it is
    left in place until its successor is whole, or for good if it turns out to be the same job.
    """
    return lambda wildcards: ledger.reason_to_make(output.format(**wildcards))
