"""Every command of the README is run, as a visitor would."""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from project import git, less, make

from models import ROOT
from thermal_stt.mean_field.band_table import read_table
from thermal_stt.mean_field.bands import Band

pytestmark = pytest.mark.long

README = (ROOT / "README.md").read_text()
# Two are not, here: one runs the whole pipeline a dozen times; test_check.py tests what it does.
# The other takes minutes for one figure; test_kick_figure.py makes it from less
TOO_LONG = {"make tolerances", "make figV3"}
TESTED_APART = {
    "make explore",
    "make site",
    "make movie",
    "make lab",
    "make test",
    "make test-all",
    "make check",
    "make bench",
}
TESTED_APART |= {"make PYTHON=/path/to/python3", "make bench SMALL=1"}
TESTED_APART |= {  # by the last of them
    "make env-slurm",
    ".venv/bin/snakemake --profile profiles/slurm all",
    "make test-slurm",
}


def commands() -> list[str]:
    """What stands in a block of code or, beginning with make, in backticks; in the order given."""
    blocks = re.findall(r"^    ((?:make|cp|\.venv/bin/snakemake)\b[^#\n]*)", README, re.MULTILINE)
    inline = re.findall(r"`(make\b[^`]*|\.venv/bin/snakemake [^`]+)`", README)
    return list(dict.fromkeys(command.strip() for command in [*blocks, *inline]))


@pytest.fixture(scope="module")
def visited(made, tmp_path_factory):
    """A clone in which everything has been made once, committed."""
    project = tmp_path_factory.mktemp("visited") / "clone"
    shutil.copytree(made, project, symlinks=True)
    for name in ("README.md", "pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, project / name)
    shutil.copytree(ROOT / "benchmarks", project / "benchmarks")
    shutil.copytree(ROOT / "docs", project / "docs", dirs_exist_ok=True)
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "as cloned")):
        git(project, *arguments)
    return project


def test_there_are_commands_and_none_is_forgotten():
    found = commands()
    assert len(found) >= 18
    assert {*TESTED_APART, *TOO_LONG} <= {*found}


def take_the_map(config):
    """In the copy the README's map stands in the place of the paper's."""
    text = config.read_text()
    begin, end = text.index("\nmap:"), text.index("\nenergy_unit:")
    asked = re.search(r"^    map:\n(?:     .*\n)+", README, re.MULTILINE)[0]
    config.write_text(text[:begin] + "\n" + textwrap.dedent(asked) + text[end:])


@pytest.mark.parametrize("command", [c for c in commands() if c not in TESTED_APART | TOO_LONG])
def test_a_command_does_what_it_says(visited, command):
    if command.endswith("/map.nc"):
        take_the_map(visited / "config/mine.yaml")
    done = subprocess.run(
        command,
        shell=True,
        cwd=visited,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    if command.startswith("cp "):
        less(visited, command.split()[-1])  # whose tables and figures are as many
    for name in re.findall(r"(?:results|paper_figures)/\S+\.(?:csv|pdf|html|nc)", command):
        assert (visited / name).is_file()


def test_what_a_run_leaves_is_ignored_by_git(visited):
    """After all of the above figures and pages are as committed.

    `make reference` writes last digits and versions of this machine, and the README has its reader
    copy a scenario.
    """
    (visited / "config/mine.yaml").touch()  # whichever of the above ran
    done = subprocess.run(
        ["git", "status", "--porcelain"], cwd=visited, capture_output=True, text=True, check=True
    )
    left = {line[3:] for line in done.stdout.splitlines()}
    left = {name for name in left if not name.startswith("tests/reference/")}
    assert left == {"config/mine.yaml"}


def test_make_test_finds_the_tests(visited):
    # as one worker finds them
    done = make(visited, "test", "CORES=0", PYTEST_ADDOPTS="--collect-only -q")
    assert done.returncode == 0, done.stdout
    assert "tests/physics/test_kernel.py" in done.stdout


def test_make_check_is_green(visited):
    """Without the two runs from clean copies, which the CI has."""
    done = make(visited, "check", "CHECK=--once")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("GREEN: it still gives these numbers: ")


def test_make_lab_opens_the_walk_and_takes_changes_back(visited):
    log = (visited / "lab.log").open("w+")
    lab = subprocess.Popen(
        ["make", "lab", "LAB=--no-browser --port 0"],
        cwd=visited,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        while "is running at" not in (said := (visited / "lab.log").read_text()):
            assert lab.poll() is None, said
            time.sleep(0.2)
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait()
        log.close()
        (visited / "lab.log").unlink()
    text, book = (visited / "notebooks" / f"walkthrough.{kind}" for kind in ("py", "ipynb"))
    assert text.read_text() == (ROOT / "notebooks/walkthrough.py").read_text()
    original, changed = (
        book.read_text(),
        book.read_text().replace("## 11. Your turn", "## 11. Mine"),
    )
    assert changed != original
    book.write_text(changed)
    later = time.time() + 5
    os.utime(book, (later, later))
    jupytext = [sys.executable, "-m", "jupytext", "--quiet", "--sync", str(text)]
    subprocess.run(jupytext, check=True, capture_output=True)
    assert "# ## 11. Mine" in text.read_text()
    shutil.copy(ROOT / "notebooks/walkthrough.py", text)
    book.unlink()


def test_the_python_of_the_readme_runs():
    block = re.search(
        r"\n((?:    (?:from|paper|print).*\n|\n)+)", README[README.index("In Python") :]
    )
    code = re.sub(r"^    ", "", block[1], flags=re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cos_theta0=array([0.7218" in done.stdout


def test_the_table_of_a_band_that_the_readme_shows_is_one():
    rows = re.search(r"\n((?:    [\w.,-]+,[\w.,-]+\n){3,})", README)[1]
    energies, densities = read_table(re.sub(r"^    ", "", rows, flags=re.MULTILINE))
    band = Band("table", half_width=2.0, states=3.0, table=(energies, densities))
    assert list(energies) == [-1.0, 0.2, 1.0]
    assert np.trapezoid(band.density(2.0 * energies), 2.0 * energies) == pytest.approx(3.0)


def test_the_questions_are_in_the_order_of_a_visitor():
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    assert headings == [
        "What it looks like",
        "Run it",
        "See it move",
        "Change it",
        "Can I trust it?",
        "What it does not answer",
        "How fast is it?",
        "Where is equation N?",
        "Cite it",
    ]
