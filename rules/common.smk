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
from snakemake.report.common import data_uri_from_file

from check import twice
from common import asked, figures, files, imports, interface, ledger, locks, scenarios

# Only looking, without a job: -n and the commands that print or draw
LOOKING = re.compile(
    r"-[a-zA-Z]*[nlSD]|--(dry-?run|lint|list.*|.*summary|dag|.*graph|d3dag|report.*|unlock|help|version)"
)
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # jobs use this Python

if workflow.is_main_process:
    asked.check(sys.argv[1:])  # one line and no job, if a scenario is at fault
    if (fault := ledger.is_writable()) is not None:
        sys.exit(f"{fault}: must be writable, to keep a record of what is made")
    if not any(LOOKING.fullmatch(argument) for argument in sys.argv[1:]):
        RUN_LOCK = locks.hold_run()  # as long as this process lives
        locks.end_when_told()
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


def config_of(wildcards):
    """The file of a scenario: one of ours, or one that a change of it was written to."""
    return scenarios.file_of(wildcards.scenario)


def config_for(script):
    """The file of a scenario that has what a script needs; a run is refused where it has not."""

    def file(wildcards):
        scenarios.require(config_of(wildcards), needs_of(script))
        return config_of(wildcards)

    return file


@cache
def needs_of(script):
    return interface.read(f"scripts/{script}.py").needs


def everything_of(name):
    """The tables and figures of a scenario; those that it lacks a section for are told."""

    @cache
    def files():
        config, folder = scenarios.file_of(name), f"results/{name}"
        in_units = needs_of("express_in_units")
        needs = {
            Path(output).stem: needs_of(rule.name)
            for rule in workflow.rules
            for output in rule.output
            if output.startswith("results/{scenario")
        }
        wanted = {f"{folder}/{table}.csv": needs[table] for table in ("zero_modes", *TABLES)}
        for figure, (_, tables) in figures.DRAWN_FROM.items():
            wanted[f"{folder}/{figure}.pdf"] = [n for table in tables for n in needs[table]]
        for table in TABLES:
            wanted[f"{folder}/in_units/{table}.csv"] = [*in_units, *needs[table]]
        lacks = {path: scenarios.lacks(config, sections) for path, sections in wanted.items()}
        if left := asked.left_out(lacks):
            print(f"{folder}: left out, as {config} has {left}", file=sys.stderr)
        return [path for path, sections in lacks.items() if not sections]

    return lambda wildcards: files()


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
    return {
        name: f"results/{wildcards.scenario}/{name}.csv" for name in figures.GATED[wildcards.of]
    }


def drawn_from(figure):
    """What a figure needs: in paper_figures of the paper's scenario, elsewhere of the one there."""
    return lambda wildcards: figures.needs(
        figure, str(wildcards.place).replace("paper_figures", "results/paper")
    )


def whatif(wildcards, gates):
    """The gates, or the tables, of the published curve and of each changed one."""
    with open(f"results/whatif/{wildcards.change}/curves.csv", newline="") as listed:
        folders = [row["folder"] for row in csv.DictReader(listed)]
    needed = [figures.needs(wildcards.figure, folder) for folder in folders]
    return [path for files in needed for name, path in files.items() if (name == "gates") == gates]


def with_tables(figure):
    """A figure of the paper and what it is drawn from: a lost table is made again."""
    needed = figures.needs(figure, "results/paper").values()
    return [*needed, f"paper_figures/{figure}.pdf", f"paper_figures/{figure}.png"]


def tabled(name):
    """A table of a scenario, which the report shows."""
    return report(
        update(f"results/{{scenario}}/{name}.csv"),
        caption=f"{workflow.basedir}/captions/table.rst",
        category="Tables",
        labels={"table": f"{name}.csv"},
    )


def drawn(figure, kind, place="{place}"):
    """A figure, which the report shows with its caption."""
    return report(
        update(f"{place}/{figure}.{kind}"),
        caption=f"{workflow.basedir}/captions/{figure}.rst",
        category="Figures",
        labels={"figure": figure.replace("fig", "Fig. "), "as": kind.upper()},
    )


def outside(parameters, figure):
    """What a caption says of the conditions of the theory that do not hold."""
    from common.outside import in_a_caption

    return in_a_caption(parameters, figure)


config["outside"] = outside  # captions see no other name of ours
config["data_uri"] = data_uri_from_file


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
