"""Nothing stale: what is made again after a change, and what is not."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from project import contents, edit, jobs, make, snakemake

from models import ROOT
from pipeline import imports, summary

pytestmark = pytest.mark.long

OCCUPATION = "src/thermal_stt/electrons/occupation.py"
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").glob("*.py"))
MODULES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src/thermal_stt").rglob("*.py"))


def test_every_module_belongs_to_a_rule_to_the_formal_part_or_to_who_calls_it():
    used = {file for script in SCRIPTS for file in imports.closure(f"scripts/{script}")[0]}
    formal = {file for file in MODULES if "/effective_action/" in file}
    called = {"full_dynamics/memory.py"}
    called = {f"src/thermal_stt/{name}" for name in called}
    assert set(MODULES) - used == formal | called


# Rules that have a script of another name
SCRIPT_OF = {"publish_pages": "publish"}


@pytest.fixture(scope="module")
def steps(small_made):
    """Each job of `all`, as (rule, first output), with those that it takes files from."""
    here = os.getcwd()
    os.chdir(small_made)
    rows = summary.of(["all"])
    os.chdir(here)
    jobs, maker = {}, {}
    for row in rows:
        job = jobs.setdefault(row["shellcmd"], (row["rule"], row["output_file"]))
        maker[row["output_file"]] = job
    taken = {job: set() for job in jobs.values()}
    for row in rows:
        files = row["input-file(s)"].split(",")
        taken[maker[row["output_file"]]] |= {maker[file] for file in files if file in maker}
    return taken


def those_after(steps, first):
    """These rules and all that take something from them, directly or not."""
    found = {job for job in steps if job[0] in first}
    while more := {job for job in steps if steps[job] & found} - found:
        found |= more
    return {rule for rule, _ in found}


def rules_in(steps):
    return {rule for rule, _ in steps}


def users_of(steps, file):
    """The rules whose scripts need a file, directly or not."""
    needed = {rule: f"scripts/{SCRIPT_OF.get(rule, rule)}.py" for rule in rules_in(steps)}
    return {rule for rule, script in needed.items() if file in imports.closure(script)[0]}


CODE = [
    "src/thermal_stt/charge_current.py",
    "src/thermal_stt/mean_field/bands.py",
    OCCUPATION,
    "src/thermal_stt/laws.py",
    "src/thermal_stt/paper/claims.py",
    "src/pipeline/drawing.py",
    "scripts/draw_figA2.py",
    "scripts/publish.py",
]
RUN = "src/thermal_stt/laws.py"  # which is not only planned


@pytest.mark.parametrize("file", CODE)
def test_edited_code_is_run_again_where_it_is_imported_and_no_more(small, steps, file):
    before = contents(small)
    edit(small, file, '"""\n', '"""\n# another comment\n')
    direct = users_of(steps, file)
    expected = those_after(steps, direct)
    listed = snakemake(small, "-n")
    assert jobs(listed) == expected
    assert expected != rules_in(steps)
    if file == RUN:
        done = make(small)
        assert jobs(done) == expected, done.stdout
        assert {n: b for n, b in contents(small).items() if "equations" not in n} == {
            n: b for n, b in before.items() if "equations" not in n
        }
        assert jobs(snakemake(small, "-n")) == set()


def test_a_dry_run_names_the_module_and_the_section_that_changed(small):
    edit(small, OCCUPATION, '"""\n', '"""\n# another comment\n')
    edit(small, "config/paper.yaml", "t_end: 8000.0", "t_end: 7000.0")
    said = snakemake(small, "-n").stdout
    assert OCCUPATION in said
    assert "approach" in said


def same_after(project, before, *asked):
    """The next `make` ends with the same bytes, and then nothing is left to do."""
    done = make(project, *asked)
    assert done.returncode == 0, done.stdout
    assert contents(project) == before
    assert "Nothing to be done" in snakemake(project, "-n", *asked).stdout
    return jobs(done)


def test_touched_sources_rerun_nothing(small):
    before = contents(small)
    for folder in ("src", "scripts", "config", "rules", "captions", "envs", "tests"):
        for path in (small / folder).rglob("*"):
            path.touch()
    (small / "Snakefile").touch()
    assert same_after(small, before) == set()


@pytest.mark.parametrize("asked", ["all", "fig3"])
def test_a_clone_with_results_copied_in_ends_with_the_same_bytes(small, asked):
    """A copy has neither their dates nor, maybe, Snakemake's notes; some of it is of other code."""
    before = contents(small)
    if asked == "all":  # else it has the notes
        shutil.rmtree(small / ".snakemake")
    edit(small, "results/paper/stability.csv", "north_pole", "south_pole")
    for index, path in enumerate(sorted((small / "results").rglob("*.*"), reverse=True)):
        date = time.time() - 1e6 + index
        os.utime(path, (date, date))
    same_after(small, before, asked)


@pytest.mark.parametrize("noted", [False, True])
def test_every_result_without_its_note_or_not_of_its_date_is_made_again(small, noted):
    """Its place among the dates of the others says nothing: all are as they were left, or later."""
    if noted:
        for folder in ("results", "paper_figures", "docs"):
            for path in (small / folder).rglob("*.*"):
                os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9))
    else:
        shutil.rmtree(small / ".snakemake")
    assert jobs(snakemake(small, "-n")) == jobs(snakemake(small, "-n", "--forceall"))


@pytest.mark.parametrize("date", ["1980-01-01", "2050-01-01"])
@pytest.mark.parametrize("what", ["config/paper.yaml", "results/paper/stability.csv"])
def test_a_wrong_clock_changes_nothing(small, date, what):
    before = contents(small)
    subprocess.run(["touch", "-d", date, what], cwd=small, check=True)
    same_after(small, before)
    # and an edit under a wrong clock is seen all the same
    edit(small, "config/paper.yaml", "t_end: 8000.0", "t_end: 7900.0")
    subprocess.run(["touch", "-d", date, "config/paper.yaml"], cwd=small, check=True)
    assert "approach_attractors" in jobs(snakemake(small, "-n"))


def test_a_module_put_back_with_its_old_date_is_run(small):
    """And not what Python had compiled of another text of that date and size."""
    table, path = "results/paper/distribution.csv", small / OCCUPATION
    (small / table).unlink()
    shutil.rmtree(path.with_name("__pycache__"), ignore_errors=True)
    assert make(small, table, PYTHONDONTWRITEBYTECODE="").returncode == 0
    date, text, before = path.stat().st_mtime_ns, path.read_text(), (small / table).read_bytes()
    path.write_text(text.replace("WINDOW = 3.0", "WINDOW = 2.0"))
    os.utime(path, ns=(date, date))
    assert path.read_text() != text
    assert "evaluate_distribution" in jobs(make(small, table))
    assert (small / table).read_bytes() != before


def test_a_reverted_edit_reruns_nothing(small):
    before = contents(small)
    path = small / "src/thermal_stt/charge_current.py"
    text = path.read_text()
    path.write_text(text + "\n# another comment\n")
    path.write_text(text)
    assert same_after(small, before) == set()


def test_an_edit_that_is_taken_back_after_a_run_is_undone(small):
    before = contents(small)
    edit(small, "config/paper.yaml", "t_end: 8000.0", "t_end: 7000.0")
    assert make(small).returncode == 0
    assert contents(small) != before
    edit(small, "config/paper.yaml", "t_end: 7000.0", "t_end: 8000.0")
    same_after(small, before)


def test_a_comment_in_the_scenario_reruns_nothing(small):
    before = contents(small)
    path = small / "config/paper.yaml"
    path.write_text("# a word\n" + path.read_text().replace("field: 1.0", "field: 1.000  # B"))
    assert same_after(small, before) == set()


READERS = [
    ("t_end: 8000.0", "t_end: 7000.0", {"approach_attractors"}),
    ("t_end: 10000.0", "t_end: 9000.0", {"integrate_dynamics", "measure_retardation"}),
    ("energy_unit: {value: 0.1", "energy_unit: {value: 0.2", {"tabulate_parameters", "gather_map"}),
    ("start: 0.005", "start: 0.006", {"compute_map", "gather_map"}),
    (
        "temperature_coldest: 6.0",
        "temperature_coldest: 5.0",
        {
            "assess_noise",
            "assess_slowness",
            "assess_validity",
            "evaluate_currents",
            "integrate_dynamics",
            "measure_error_laws",
            "run_engine",
            "sample_noise",
            "sweep_exact_states",
            "tabulate_parameters",
            "trace_torque_curves",
        },
    ),
    (
        "start: -1100.0\n",
        "start: -1000.0\n",
        {
            "assess_noise",
            "scan_anisotropy",
            "scan_damping",
            "scan_voltage",
            "solve_fixed_points",
            "solve_open_circuit",
            "sweep_exact_states",
            "tabulate_parameters",
        },
    ),
    ("exact: true", "exact: false", {"draw_fig2", "draw_fig3"}),
    ("engine:\n  d: -600.0", "engine:\n  d: -700.0", {"run_engine"}),
    ("seed: 1\n", "seed: 2\n", {"assess_noise", "sample_noise"}),
    ("temperature_left: 10.0", "temperature_left: 11.0", {"evaluate_distribution"}),
]


@pytest.mark.parametrize(("old", "new", "rules"), READERS)
def test_a_changed_number_reruns_what_depends_on_its_section(small, steps, old, new, rules):
    edit(small, "config/paper.yaml", old, new)
    if "temperature_left" in old:
        rules = rules | {"tabulate_parameters"}  # which says what regime it is
    assert jobs(snakemake(small, "-n")) == those_after(steps, rules)


def test_a_changed_model_reruns_everything_but_the_schematic(small, steps):
    edit(small, "config/paper.yaml", "right: 0.02", "right: 0.021")
    assert jobs(snakemake(small, "-n")) == rules_in(steps) - {"draw_fig1", "write_equations"}


@pytest.mark.parametrize(("package", "name"), [("scipy", "scipy"), ("matplotlib", "matplotlib")])
def test_another_version_in_the_lock_reruns_what_imports_it(small, steps, package, name):
    edit(small, "envs/requirements.txt", f"\n{name}=={imports.version(package)}", f"\n{name}==9.9")
    scripts = {rule: f"scripts/{SCRIPT_OF.get(rule, rule)}.py" for rule in rules_in(steps)}
    users = {rule for rule, script in scripts.items() if package in imports.closure(script)[1]}
    assert jobs(snakemake(small, "-n")) == those_after(steps, users)
    assert users


def test_make_says_what_it_did_and_whence_tells_the_chain(small):
    done = make(small)
    assert done.returncode == 0, done.stdout
    assert "claims hold, 11 of them with a qualification (docs/claims.md)" in done.stdout
    told = make(small, "whence", "FIG=paper_figures/fig3.pdf")
    assert told.returncode == 0, told.stdout
    for words in (
        "rule draw_fig3  (current)",
        "rule solve_fixed_points  (current)",
        "from  config/paper.yaml (model ",
        ", sweep ",
        "equations (46)-(51), (53)-(59)",
        "scripts/evaluate_currents.py",
        "numpy 2",
        "python 3.",
        "to make it again: make paper_figures/fig3.pdf",
    ):
        assert words in told.stdout
    # the command that it ends with does it
    assert make(small, "paper_figures/fig3.pdf").returncode == 0
    edit(small, "config/paper.yaml", "right: 0.02", "right: 0.021")
    told = make(small, "whence", "FIG=results/paper/currents.csv")
    assert "rule evaluate_currents  (not current: params changed)" in told.stdout


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("results/paper/none.csv", "no such result; make it first"),
        ("config/paper.yaml", "has no note of how it was made"),
        ("fig9", "fig9: no such result; make it first"),
        ("results/paper/", "results/paper: is a folder; name a file in it"),
        ("", "FIG: must be given, such as"),
    ],
)
def test_whence_of_what_was_not_made_is_one_line(small_made, what, words):
    command = [sys.executable, "src/pipeline/whence.py", what]
    told = subprocess.run(command, cwd=small_made, capture_output=True, text=True)
    assert told.returncode == 1
    assert words in told.stderr
    assert len(told.stderr.splitlines()) == 1
