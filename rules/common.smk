# What the rules share: the scenarios are checked, and the code that stands behind each result.
import os
import sys
from functools import cache
from glob import glob
from pathlib import Path

sys.path.insert(0, f"{workflow.basedir}/scripts")
from common import scenarios

scenarios.check_requested(sys.argv[1:])  # one line and no job, if a scenario is at fault

os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # jobs use this Python
# The code behind a result is an input of it, because Snakemake compares inputs by content
COMPUTING = sorted(glob("src/thermal_stt/*.py")) + [
    f"scripts/common/{name}.py"
    for name in ("command", "files", "models", "progress", "scenarios", "tables")
]
PAPER = sorted(glob("src/thermal_stt/**/*.py", recursive=True) + glob("tests/*.py")) + [
    f"scripts/common/{name}.py"
    for name in ("command", "files", "models", "pages", "places", "scenarios", "tables")
]
DRAWING = [f"scripts/common/{name}.py" for name in ("command", "drawing", "files", "tables")]
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


EVIDENCE = [table for table in TABLES if table not in ("parameters", "fixed_points", "attractors")]
