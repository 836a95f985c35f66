"""Two runs from clean copies in different folders, under other circumstances, byte by byte.

What they have found is kept, so that it counts until the project changes or they are made again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from pipeline import files
from pipeline.progress import watch

PARTS = (
    "Snakefile",
    "CITATION.cff",
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
FOUND = Path("results/two_runs.json")
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
    """Return every table, map, figure, page and notebook of a copy."""
    patterns = (
        "results/*/*.csv",
        "results/*/*.nc",
        "paper_figures/*.p[dn][fg]",
        "docs/*.md",
        "ro-crate-metadata.json",
        "results/walkthrough.*",
    )
    paths = sorted(path for pattern in patterns for path in project.glob(pattern))
    return {str(path.relative_to(project)): path for path in paths}


def compare_two_runs() -> list[str]:
    """Return a line for each product that is not the same, to the byte, in two runs at once."""
    found = {"state": _state(), "different": _compared()}
    FOUND.parent.mkdir(exist_ok=True)
    files.write_text(str(FOUND), json.dumps(found, indent=1) + "\n")
    return found["different"]


def known() -> list[str] | None:
    """Return what the last two runs have found, None if it was in another state of the project."""
    found = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.is_file() else {}
    return found["different"] if found.get("state") == _state() else None


def _state():
    """Return a digest of all that the runs are made from."""
    paths = sorted(path for name in PARTS for path in (Path(name), *Path(name).rglob("*")))
    sources = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    content = b"".join(f"{path}\n".encode() + path.read_bytes() for path in sources)
    return hashlib.sha256(content).hexdigest()


def _compared():
    with tempfile.TemporaryDirectory() as folder:
        copies = [clean_copy(Path(folder) / name / "copy") for name in ("one", "the other")]
        runs = [
            start(copy, *arguments, targets=("all", "results/walkthrough.html"), **environment)
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
