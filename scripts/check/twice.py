"""Two runs from clean copies in different folders, under other circumstances, byte by byte."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from common.progress import watch

PARTS = (
    "Snakefile",
    "rules",
    "captions",
    "config",
    "profiles",
    "envs",
    "scripts",
    "src",
    "notebooks",
    "tests",
)
# What must not matter: the seed of hashes, time zone, language, cores, order of the jobs
CIRCUMSTANCES = (
    ({"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}, ("-c1",)),
    (
        {"PYTHONHASHSEED": "11", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"},
        ("-c2", "--prioritize", "draw_fig1", "evaluate_distribution"),
    ),
)


def clean_copy(to: Path) -> Path:
    """Copy what a clone would have of the project, without results."""
    ignore = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".hypothesis")
    to.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        if Path(name).is_dir():
            shutil.copytree(name, to / name, ignore=ignore)
        else:
            shutil.copy(name, to / name)
    return to


def start(
    project: Path, *arguments: str, targets: Iterable[str] = ("all",), **environment: str
) -> subprocess.Popen:
    """Start the pipeline in a copy; what it prints is kept in its run.log."""
    with (project / "run.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--quiet", "all", *arguments, "--", *targets],
            cwd=project,
            env=os.environ | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def products(project: Path) -> dict[str, Path]:
    """Return every table, figure, page and notebook of a copy."""
    patterns = (
        "results/*/*.csv",
        "paper_figures/*.p[dn][fg]",
        "docs/*.md",
        "results/walkthrough.*",
    )
    paths = sorted(path for pattern in patterns for path in project.glob(pattern))
    return {str(path.relative_to(project)): path for path in paths}


def compare_two_runs() -> list[str]:
    """Return a line for each product that is not the same, to the byte, in two runs at once."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [clean_copy(Path(folder) / name / "copy") for name in ("one", "the other")]
        runs = [
            start(copy, *arguments, targets=("all", "notebook"), **environment)
            for copy, (environment, arguments) in zip(copies, CIRCUMSTANCES, strict=True)
        ]
        ended = _wait(copies, runs)
        for copy, code in zip(copies, ended, strict=True):
            if code != 0:
                said = (copy / "run.log").read_text().strip().splitlines()
                return [f"two runs: run: failed: {said[-1] if said else 'without a word'}"]
        return differences(*copies)


def _wait(copies, runs):
    """Wait for all, showing on a terminal how many products there are; return their exit codes."""
    with watch("two runs")(None) as progress:
        while any(run.poll() is None for run in runs):
            time.sleep(0.2)
            ended = sum(len(products(copy)) for copy in copies)
            progress.update(ended - progress.n)
    return [run.returncode for run in runs]


def differences(one: Path, other: Path) -> list[str]:
    """Return a line for each product of two copies that is not in both, or not the same."""
    first, second = products(one), products(other)
    found = []
    for name in sorted({*first, *second}):
        if name not in first or name not in second:
            found.append(f"two runs: {name}: is in one of them alone")
        elif first[name].read_bytes() != second[name].read_bytes():
            found.append(f"two runs: {name}: differs between them")
    return found
