"""A copy of the project, as a clone has it, and what a user does with it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models import ROOT
from pipeline import described
from pipeline.check import twice

NAMES = [*described.figures()]  # fig1, fig2, ...
FIGURES = [f"paper_figures/{name}.{kind}" for name in NAMES for kind in ("pdf", "png")]
PAGES = [f"docs/{name}.md" for name in ("equations", "errata", "claims")]
PAGES += ["ro-crate-metadata.json"]
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
    "points: 361": "points: 31",
    "points: 241": "points: 61",
    "points: 201": "points: 41",
    "[-500.0, -1000.0, 500.0]": "[-500.0, 500.0]",
    "samples: 1000": "samples: 20",
    "[llgs, recast, populations, retarded, embedded]": "[llgs, recast, populations]",
    "[-0.999, -0.9, -0.7, -0.55, -0.45, -0.2, 0.0, 0.2, 0.45, 0.7, 0.9, 0.999]": "[-0.9, 0.2, 0.9]",
}
LESS_OF_THE_CODE = [
    ("src/thermal_stt/exact/sweep.py", "DRIVES = 22", "DRIVES = 2"),
    ("src/thermal_stt/exact/error_laws.py", ", 8)", ", 4)"),
    ("src/thermal_stt/exact/torque_curves.py", "1, -1, 41", "1, -1, 11"),
    ("scripts/measure_retardation.py", "DOUBLINGS = 6", "DOUBLINGS = 3"),
]


def less(project: Path, config: str) -> None:
    """A scenario, the paper's or a copy of it, with less to compute."""
    for old, new in LESS.items():
        edit(project, config, old, new)


def smaller(project: Path) -> Path:
    """The project with less to compute."""
    less(project, "config/paper.yaml")
    for file, old, new in LESS_OF_THE_CODE:
        edit(project, file, old, new)
    return project


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


@cache
def _warm() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("warm.py"))],
        env=from_a_shell({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def snakemake(project: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run Snakemake in a project, as a fork of one that is loaded; `make` starts a new one."""
    asked = command(*arguments)
    with tempfile.NamedTemporaryFile() as printed:
        print(json.dumps([str(project), asked[3:], printed.name]), file=_warm().stdin, flush=True)
        code = int(_warm().stdout.readline())
        return subprocess.CompletedProcess(asked, code, printed.read().decode())


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return run(["make", "--no-print-directory", *arguments], project, **environment)


@dataclass(frozen=True)
class Moment:
    """Before an event of a process of a run, such as a job or snakemake itself; 0 is at its start.

    Events are the files that it puts in their place ("placed"), or all that it changes on the disk.
    """

    process: str
    count: int = 0
    events: str = "placed"


def start(
    project: Path, *arguments: str, hold: Moment | None = None, output: int = subprocess.PIPE
) -> subprocess.Popen:
    """A run in a process group of its own, to be disturbed; it is held at a moment if one is given.

    Then `wait_until_held` and, when what was to be done is done, `release`.
    """
    held = {}
    if hold is not None:
        words = (hold.process, hold.events, str(hold.count), str(_sign(project)))
        shutil.copy(ROOT / "tests/held/sitecustomize.py", project / "src")  # where jobs look, too
        held = {"PYTHONPATH": str(project / "src"), "HELD": "|".join(words)}
    return subprocess.Popen(
        command(*arguments),
        cwd=project,
        env=os.environ | held,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_of_interrupts,
    )


def hear_of_interrupts() -> None:
    """As on a terminal; tests in a shell's background ignore them, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until_held(run: subprocess.Popen, project: Path) -> bool:
    """Whether the run came to the moment that it is held at; no if it ended without."""
    while not _sign(project).exists():
        if run.poll() is not None:
            return False
        time.sleep(0.01)
    return True


def release(project: Path) -> None:
    """What is held in the project goes on."""
    (project / "src/sitecustomize.py").unlink(missing_ok=True)
    _sign(project).unlink(missing_ok=True)


def _sign(project):
    return project.with_name(f"{project.name}.held")


def said_until(run: subprocess.Popen, words: str) -> str:
    """What a run prints up to these words, or all that it prints if they never come."""
    said = ""
    for line in run.stdout:
        said += line
        if words in line:
            break
    return said


def said_on(terminal: int, words: bytes = b"") -> bytes:
    """What is printed on a terminal, or into a pipe, up to these words; to its end without."""
    said = b""
    while not words or words not in said:
        try:
            part = os.read(terminal, 10000)
        except OSError:  # nobody has the terminal any more
            break
        if not part:
            break
        said += part
    return said


def end(run: subprocess.Popen) -> str:
    """Wait for a run to end; return what else it printed."""
    with run:
        return run.stdout.read()


LOADED = """
import os, sys
for name in sys.argv[1].split():
    __import__(name)
sys.path.insert(0, "scripts")
for script in sys.argv[2:]:
    if os.fork() == 0:
        __import__(script)
        for name, module in [*sys.modules.items()]:
            print(script, name, getattr(module, "__file__", None), sep="|")
        sys.stdout.flush()
        os._exit(0)
    os.wait()
"""


def loaded_by(scripts: list[str], before: str) -> dict[str, dict[str, str]]:
    """The modules, and their files, that Python loads for each script.

    All begin with the modules `before`, which takes less time than each alone.
    """
    done = subprocess.run(
        [sys.executable, "-c", LOADED, before, *scripts],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for line in done.stdout.splitlines():
        script, name, file = line.split("|")
        found.setdefault(script, {})[name] = file
    return found


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
    collect = re.compile(r"all|report|fig\w+")
    return {rule for rule in {*listed, *finished} if not collect.fullmatch(rule)}


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
