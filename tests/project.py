"""A copy of the project, as a clone has it, and what a user does with it."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from check import twice
from models import ROOT

NUMBERS = ("1", "2", "3", "A1", "A2")
FIGURES = [f"paper_figures/fig{n}.{kind}" for n in NUMBERS for kind in ("pdf", "png")]
PAGES = [f"docs/{name}.md" for name in ("equations", "errata", "claims")]
PARTS = ("Makefile", *twice.PARTS)


def copy_of_the_project(to: Path) -> Path:
    """The project as a clone has it, without results, figures and pages."""
    to.mkdir(exist_ok=True)
    for name in PARTS:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, to / name)
    (to / ".venv").symlink_to(ROOT / ".venv")
    return to


# The same figures and pages from less: what is tested is the pipeline
LESS = {
    "points: 441": "points: 41",
    "points: 241": "points: 61",
    "points: 201": "points: 41",
    "[llgs, recast, populations, retarded, embedded]": "[llgs, recast, populations]",
    "[-0.999, -0.9, -0.7, -0.55, -0.45, -0.2, 0.0, 0.2, 0.45, 0.7, 0.9, 0.999]": "[-0.9, 0.2, 0.9]",
}


def smaller(project: Path) -> Path:
    """The project with less to compute."""
    path = project / "config/paper.yaml"
    text = path.read_text()
    for old, new in LESS.items():
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)
    return project


# In the way of every Python: one that runs the script of STOP_AT waits there until it is let go
HOOK = """
import atexit, os, sys

def wait(*arguments, really=os.replace):
    open(os.environ["STOP_FIFO"]).read()
    return really(*arguments) if arguments else None

script, _, moment = os.environ.get("STOP_AT", "").partition(" ")
if len(sys.orig_argv) > 1 and sys.orig_argv[1] == f"scripts/{script}.py":
    if moment == "begins":
        wait()
    elif moment == "writes":
        os.replace = wait
    else:
        atexit.register(wait)
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "snakemake", "--quiet", "host", "-c2", *arguments]


def run(arguments: list[str], project: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run a command in a project as from a shell, though the tests may run under make."""
    return subprocess.run(
        arguments,
        cwd=project,
        env=from_a_shell(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def from_a_shell(environment: dict[str, str]) -> dict[str, str]:
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    return {name: value for name, value in os.environ.items() if name not in outer} | environment


def snakemake(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return run(command(*arguments), project, **environment)


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return run(["make", "--no-print-directory", *arguments], project, **environment)


class Held:
    """A run that stands still in one of its jobs, at a moment, until it is let go.

    The moment is when the script `begins`, `writes` its first result, or `ends`.
    """

    def __init__(self, project: Path, job: str, *arguments: str) -> None:
        hooks = project.parent / "hooks"
        hooks.mkdir(exist_ok=True)
        (hooks / "sitecustomize.py").write_text(HOOK)
        self.fifo = hooks / f"{len(list(hooks.iterdir()))}.fifo"
        os.mkfifo(self.fifo)
        here = {"STOP_AT": job, "STOP_FIFO": str(self.fifo), "PYTHONPATH": str(hooks)}
        self.run = start(project, *(arguments or ("all",)), **here)
        self.end = None
        while self.end is None:
            try:
                self.end = os.open(self.fifo, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody is there to read yet
                assert self.run.poll() is None, self.run.communicate()[0]
                time.sleep(0.01)

    def let_go(self) -> None:
        """Let it go on, and all that come to the same place later."""
        gone = self.fifo.with_suffix(".gone")
        gone.touch()
        gone.replace(self.fifo)  # an empty file, which lets everybody pass
        os.close(self.end)

    def signal(self, number: int, *, alone: bool = False) -> None:
        """Send a signal to the run and its jobs, or to the run `alone`."""
        (os.kill if alone else os.killpg)(self.run.pid, number)

    def said(self) -> str:
        """Wait for its end; return what it printed."""
        return self.run.communicate()[0]


def start(project: Path, *arguments: str, **environment: str) -> subprocess.Popen:
    """A run in a process group of its own, to be disturbed."""
    return subprocess.Popen(
        command(*arguments),
        cwd=project,
        env=from_a_shell(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def git(project: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", *arguments],
        cwd=project,
        check=True,
        capture_output=True,
    )


def jobs(done: subprocess.CompletedProcess) -> set[str]:
    """The rules that a run has run, or that a dry run lists; without those that only collect."""
    listed = re.findall(r"^(?:local)?rule (\w+):", done.stdout, re.MULTILINE)
    finished = re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)", done.stdout, re.MULTILINE)
    return {*listed, *finished} - {"all", "report", "fig1", "fig2", "fig3", "figA1", "figA2"}


def contents(project: Path) -> dict[str, bytes]:
    """Every table, figure and page, by its bytes."""
    made = [path for path in project.glob("results/paper/*.*") if path.is_file()]
    names = [*FIGURES, *PAGES, *sorted(str(path.relative_to(project)) for path in made)]
    return {name: (project / name).read_bytes() for name in names}


def edit(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text()
    assert old in text, old
    path.write_text(text.replace(old, new))
