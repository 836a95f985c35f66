# What the rules share: one run at a time, scenarios checked first, and what is still current.
import os
import re
import sys
from functools import cache
from glob import glob
from pathlib import Path

sys.path.insert(0, f"{workflow.basedir}/scripts")
from common import files, ledger, locks, scenarios

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


@cache
def band_of(name):
    return scenarios.read(f"config/{name}.yaml").band


def zero_modes(wildcards):
    """The solution of the scenario's band, where it has one: an input of every later step."""
    return [f"results/{wildcards.scenario}/zero_modes.csv"] if band_of(wildcards.scenario) else []


def zero_modes_option(wildcards):
    return f"--zero_modes {zero_modes(wildcards)[0]}" if zero_modes(wildcards) else ""


# Which tables each kind of gate looks at
GATED = {
    "states": ("stability", "currents"),
    "runs": ("dynamics",),
    "approach": ("approach", "attractors"),
}


def gated_tables(wildcards):
    return {name: f"results/paper/{name}.csv" for name in GATED[wildcards.of]}


def options(files):
    return " ".join(f"--{name} {file}" for name, file in files.items())


def changed(output):
    """An input that is there, and newer than anything, where `output` is no longer current.

    By contents, so that dates do not count: sources are `ancient`.  An output is an `update`: it is
    left in place until its successor is whole, or for good if it turns out to be the same job.
    """
    return lambda wildcards: ledger.reason_to_make(output.format(**wildcards))
