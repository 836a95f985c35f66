"""How long the pipeline takes against its floor, in a copy of the project.

The floor of a run is what nobody can leave out who runs these jobs by Snakemake: its start with
nothing to do, and for each job a Python that imports what the script imports, on all cores; and,
after it, the Python that tells of the regime.  All are measured in the same rounds.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import snakemake

from pipeline.check import twice

CORES = 2
NUMBER = re.compile(r"^  right: \S+", re.MULTILINE)  # tunneling_rates.right
FINISHED = re.compile(r"^Finished jobid: \d+ \(Rule: (\w+)\)", re.MULTILINE)
RUNS = {  # and what each makes
    "make, from nothing": [],
    "make, nothing to do": [],
    "make fig3, one number changed": ["fig3"],
}
NOTHING = 'rule all:\n    output: touch("made_before")\n'


def measured(rounds: int) -> list[dict]:
    """Return a line for make from nothing, with nothing to do, and after a change of one number."""
    taken: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        project = twice.clean_copy(Path(folder) / "project")
        equip(project)
        _run(project, "make")  # compiles the modules
        for turn in range(rounds):
            print(f"workflow, {turn + 1} of {rounds} ...", file=sys.stderr, flush=True)
            floor = Floor(project)
            _run(project, "make", "clean")
            for name, target in RUNS.items():
                if target:
                    change(project / "config/paper.yaml", turn)
                taken.setdefault(name, []).append(floor.against("make", *target))
    return [
        {
            "work": "workflow",
            "method": name,
            "cores": CORES,
            "seconds": median(seconds for seconds, _ in times),
            "times_floor": median(seconds / floor for seconds, floor in times),
            "versions": f"snakemake {snakemake.__version__}",
        }
        for name, times in taken.items()
    ]


def equip(project: Path) -> None:
    """Give a copy of the project what `make` needs, and a workflow with nothing to do."""
    shutil.copy("Makefile", project)
    (project / ".venv").symlink_to(Path(sys.prefix).resolve())
    (project / "nothing.smk").write_text(NOTHING)


def change(config: Path, turn: int) -> None:
    """Give the scenario a number that it has not had yet."""
    text, found = NUMBER.subn(f"  right: {0.021 + 0.001 * turn:.3f}", config.read_text())
    if found != 1:
        sys.exit(f"{config}: must have one line that begins with '  right:'")
    config.write_text(text)


class Floor:
    """What nobody can leave out, measured now."""

    def __init__(self, project: Path) -> None:
        self.project = project
        nothing = (".venv/bin/snakemake", "-s", "nothing.smk", f"-c{CORES}")
        _run(project, *nothing)  # after the first one there is nothing to do
        self.start = _run(project, *nothing)[0]
        self.outside = self._imports("pipeline.outside")
        self.imports: dict[str, float] = {}

    def against(self, *command: str) -> tuple[float, float]:
        """Run a command; return its seconds, and those of the floor of the jobs that it ran."""
        seconds, said = _run(self.project, *command, f"CORES={CORES}")
        jobs = [rule.removesuffix("_pages") for rule in FINISHED.findall(said)]
        scripts = [job for job in jobs if (self.project / f"scripts/{job}.py").exists()]
        for script in {*scripts} - {*self.imports}:
            self.imports[script] = self._imports(script)
        work = sum(self.imports[script] for script in scripts)
        return seconds, self.start + self.outside + work / CORES

    def _imports(self, module):
        return _run(self.project, ".venv/bin/python", "-c", f"import {module}")[0]


def _run(project, *command):
    # as from a shell, though the benchmark may run under make
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONPATH"}
    surroundings = {name: value for name, value in os.environ.items() if name not in outer}
    if command[0] != "make":
        surroundings["PYTHONPATH"] = os.pathsep.join(["src", "scripts"])
    begin = perf_counter()
    done = subprocess.run(
        command,
        cwd=project,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = perf_counter() - begin
    if done.returncode:
        sys.exit(f"{' '.join(command)}: failed\n{done.stdout}")
    return seconds, done.stdout
