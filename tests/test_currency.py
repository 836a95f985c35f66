"""Nothing stale, nothing redone: what runs again after a change, and what does not."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from common import imports
from models import ROOT
from project import NUMBERS, contents, done_by, jobs, make, snakemake

SCRIPTS = sorted(path.name for path in (ROOT / "scripts").glob("*.py"))
MODULES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src/thermal_stt").glob("*.py"))
NOTHING = {"made": set(), "left": set(), "restored": set()}


def loaded(script: str) -> set[str]:
    """The project's files that Python itself loads for a script."""
    code = (
        f"import sys; sys.path.insert(0, 'scripts'); import {Path(script).stem}; "
        "print(*(m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = (Path(file).resolve() for file in done.stdout.split())
    return {str(f.relative_to(ROOT)) for f in files if f.is_relative_to(ROOT / "src")} | {
        str(f.relative_to(ROOT)) for f in files if f.is_relative_to(ROOT / "scripts")
    }


@pytest.mark.parametrize("script", SCRIPTS)
def test_imports_read_from_the_code_are_those_that_python_makes(script, monkeypatch):
    monkeypatch.chdir(ROOT)
    files, packages = imports.closure(f"scripts/{script}")
    assert files[0] == f"scripts/{script}"
    assert loaded(script) <= set(files)
    # what it names beyond that is imported within a function
    known = "matplotlib numpy pandas PIL pint pydantic pydantic_core ruamel scipy tqdm".split()
    known += "jupytext latex2mathml nbclient nbconvert nbformat".split()
    assert set(packages) <= set(known)


# Rules that are made on request, and are not of `all`
ON_REQUEST = {
    "solve_zero_modes",
    "measure_spread",
    "judge_results",
    "execute_walkthrough",
    "show_tables",
    "express_in_units",
    "draw_whatif",
}


def users_of(module: str) -> set[str]:
    """The rules whose scripts import a module, directly or not; and the page that lists it."""
    found = {Path(s).stem for s in SCRIPTS if module in imports.closure(f"scripts/{s}")[0]}
    return found | {"write_equations"}


@pytest.mark.parametrize("module", ["charge_current", "bands", "occupation", "gates"])
def test_a_changed_module_reruns_exactly_the_rules_that_import_it(small, module, monkeypatch):
    monkeypatch.chdir(small)
    path = Path(f"src/thermal_stt/{module}.py")
    expected = users_of(str(path)) - ON_REQUEST
    path.write_text(path.read_text() + "\n# another comment\n")
    assert expected <= jobs(snakemake(small, "-n", "all")) | {"write_equations"}
    before = contents(small)
    assert done_by(small, lambda: snakemake(small, "all"))["made"] == expected
    assert contents(small) == before  # no figure was drawn anew: their tables are the same


def test_every_module_belongs_to_a_rule_or_to_the_formal_part():
    used = {file for script in SCRIPTS for file in imports.closure(f"scripts/{script}")[0]}
    formal = "action contour decoupling gradient_expansion hamiltonian memory rotating_frame"
    formal = {f"src/thermal_stt/{name}.py" for name in [*formal.split(), "self_energy"]}
    assert set(MODULES) - used == formal


def test_a_changed_common_module_reruns_its_users(small, monkeypatch):
    monkeypatch.chdir(small)
    path = Path("scripts/common/drawing.py")
    path.write_text(path.read_text() + "\n# another comment\n")
    done = done_by(small, lambda: snakemake(small, "all"))
    assert done["made"] == {f"draw_fig{n}" for n in NUMBERS}


def test_touched_files_rerun_nothing(small):
    for folder in ("src", "scripts", "config", "rules", "results/paper", "paper_figures", "docs"):
        for path in (small / folder).rglob("*"):
            path.touch()
    (small / "Snakefile").touch()
    done = snakemake(small, "-n", "all")
    assert "Nothing to be done" in done.stdout
    assert done_by(small, lambda: snakemake(small, "all")) == NOTHING


@pytest.mark.parametrize("order", [1, -1])
def test_a_copy_with_other_dates_reruns_nothing(small, order):
    """A clone that brings the results along has neither their dates nor Snakemake's notes."""
    shutil.rmtree(small / ".snakemake")
    for index, path in enumerate(sorted(small.rglob("*"))):
        if path.is_file() and not path.is_symlink() and ".venv" not in path.parts:
            date = time.time() - 1e6 + order * index
            os.utime(path, (date, date))
    done = snakemake(small, "-n", "all")
    assert "Nothing to be done" in done.stdout, done.stdout
    assert done_by(small, lambda: snakemake(small, "all")) == NOTHING


@pytest.mark.parametrize("date", ["1980-01-01", "2050-01-01"])
@pytest.mark.parametrize("what", ["config/paper.yaml", "results/paper/stability.csv"])
def test_a_wrong_clock_changes_nothing(small, date, what):
    subprocess.run(["touch", "-d", date, what], cwd=small, check=True)
    assert done_by(small, lambda: snakemake(small, "all")) == NOTHING
    # and an edit under a wrong clock is seen all the same
    path = small / "config/paper.yaml"
    path.write_text(path.read_text().replace("t_end: 8000.0", "t_end: 7900.0"))
    subprocess.run(["touch", "-d", date, "config/paper.yaml"], cwd=small, check=True)
    done = done_by(small, lambda: snakemake(small, "all"))
    assert done["made"] == {"approach_attractors", "draw_figA2", "verify_claims", "check_gates"}


def test_a_reverted_edit_reruns_nothing(small):
    path = small / "src/thermal_stt/charge_current.py"
    text = path.read_text()
    path.write_text(text + "\n# another comment\n")
    path.write_text(text)
    assert done_by(small, lambda: snakemake(small, "all")) == NOTHING


def test_an_edit_that_is_taken_back_after_a_run_is_restored(small):
    path, before = small / "config/paper.yaml", contents(small)
    text = path.read_text()
    path.write_text(text.replace("right: 0.02", "right: 0.03"))
    changed = done_by(small, lambda: snakemake(small, "all"))["made"]
    assert contents(small) != before
    path.write_text(text)
    done = done_by(small, lambda: snakemake(small, "all"))
    assert done["made"] == set()
    assert done["restored"] == changed
    assert contents(small) == before


def test_a_comment_in_the_scenario_reruns_nothing(small):
    path = small / "config/paper.yaml"
    path.write_text("# a word\n" + path.read_text().replace("field: 1.0", "field: 1.000  # B"))
    done = snakemake(small, "-n", "all")
    assert "Nothing to be done" in done.stdout
    assert done_by(small, lambda: snakemake(small, "all")) == NOTHING


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            "t_end: 8000.0",
            "t_end: 7000.0",
            {"approach_attractors", "draw_figA2", "verify_claims", "check_gates"},
        ),
        (
            "t_end: 10000.0",
            "t_end: 9000.0",
            {"integrate_dynamics", "draw_figA1", "verify_claims", "check_gates"}
            | {"measure_retardation"},
        ),
        ("energy_unit: {value: 0.1", "energy_unit: {value: 0.2", {"tabulate_parameters"}),
        ("temperature_coldest: 6.0", "temperature_coldest: 5.0", {"assess_slowness"}),
    ],
)
def test_a_changed_number_reruns_what_depends_on_it(small, old, new, rules):
    path = small / "config/paper.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    made = done_by(small, lambda: snakemake(small, "all"))["made"]
    assert rules <= made
    unrelated = {"solve_fixed_points", "analyse_stability", "evaluate_currents", "draw_fig1"}
    assert not made & unrelated


def test_a_changed_model_reruns_everything_but_the_schematic(small):
    path = small / "config/paper.yaml"
    path.write_text(path.read_text().replace("right: 0.02", "right: 0.021"))
    made = done_by(small, lambda: snakemake(small, "all"))["made"]
    every = {Path(script).stem for script in SCRIPTS}
    assert made == every - ON_REQUEST - {"draw_fig1", "write_equations"}


def test_make_says_what_it_did_and_whence_tells_the_chain(small):
    done = make(small)
    assert done.returncode == 0, done.stdout
    assert "claims hold, 11 of them with a qualification (docs/claims.md)" in done.stdout
    told = make(small, "whence", "FIG=paper_figures/fig3.pdf")
    assert told.returncode == 0, told.stdout
    for words in (
        "rule draw_fig3  (current)",
        "rule solve_fixed_points  (current)",
        "from  config/paper.yaml (model, sweep)",
        "equations (46)-(50), (53)-(59)",
        "scripts/evaluate_currents.py",
        "numpy 2",
        "python 3.11",
        "to make it again: make paper_figures/fig3.pdf",
    ):
        assert words in told.stdout
    # every file that it names is there, and the command that it ends with does it
    assert make(small, "paper_figures/fig3.pdf").returncode == 0
    path = small / "config/paper.yaml"
    path.write_text(path.read_text().replace("right: 0.02", "right: 0.021"))
    told = make(small, "whence", "FIG=results/paper/currents.csv")
    assert "rule evaluate_currents  (not current: its scenario changed)" in told.stdout


@pytest.mark.parametrize(
    ("what", "words"),
    [("results/paper/none.csv", "no such result"), ("config/paper.yaml", "has no record")],
)
def test_whence_of_what_was_not_made_is_one_line(small_made, what, words):
    told = subprocess.run(
        [sys.executable, "scripts/common/whence.py", what],
        cwd=small_made,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    assert words in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("figure", "words"),
    [("", "FIG: must be given, such as"), ("fig9", "fig9: no such result; make it first")],
)
def test_whence_of_nothing_is_one_line(made, figure, words):
    done = make(made, "whence", f"FIG={figure}")
    assert done.returncode != 0
    assert done.stdout.startswith(words)
    assert "Traceback" not in done.stdout
    assert make(made, "whence", "FIG=fig3").stdout.startswith("paper_figures/fig3.pdf  sha256 ")
