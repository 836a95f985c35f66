"""What who knows Snakemake expects of its commands, on this pipeline."""

import json
import re
import shutil

import pytest
from project import jobs, snakemake

from models import ROOT

pytestmark = pytest.mark.long

TABLE = "results/paper/fixed_points.csv"


def dates(project):
    return {path.name: path.stat().st_mtime_ns for path in (project / "results/paper").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["-f", "results/paper/fig1.pdf"], {"draw_fig1"}),
        (["-R", "draw_fig1"], {"draw_fig1", "publish"}),
        (["-F", "results/paper/stability.csv"], {"solve_fixed_points", "analyse_stability"}),
    ],
)
def test_forced_jobs_run(small, arguments, made):
    before = dates(small)
    if arguments[0] == "-R":
        arguments = [*arguments, "--", "paper_figures/fig1.pdf"]
    done = snakemake(small, *arguments)
    assert done.returncode == 0, done.stdout
    assert jobs(done) == made
    now = dates(small)
    assert {name for name in now if now[name] != before[name]}


def test_all_can_be_forced(small_made):
    listed = jobs(snakemake(small_made, "-n", "-F", "all"))
    assert listed >= {"draw_fig1", "solve_fixed_points", "verify_claims", "publish_pages"}


def test_looking_changes_nothing(small):
    (small / TABLE).write_text("edited\n")

    def everything():
        paths = [path for path in small.rglob("*") if path.is_file() and ".venv" not in path.parts]
        apart = ("log", "iocache", "__pycache__", "auxiliary")
        return {p: p.read_bytes() for p in paths if not set(apart) & {*p.parts}}

    before = everything()
    assert "solve_fixed_points" in jobs(snakemake(small, "-n"))
    summary = snakemake(small, "--summary").stdout
    assert re.search(rf"^{TABLE}\t.*update pending$", summary, re.MULTILINE)
    assert '"solve_fixed_points' in snakemake(small, "--dag").stdout
    nodes = json.loads(snakemake(small, "--d3dag").stdout.partition("{")[2].join(["{", ""]))
    assert nodes["nodes"]
    assert "solve_fixed_points" in snakemake(small, "--list").stdout
    assert everything() == before


def test_lint_asks_for_nothing_but_logs(small_made):
    said = snakemake(small_made, "--lint").stdout
    complaints = {line.strip(" *:") for line in said.splitlines() if line.startswith("    * ")}
    assert complaints <= {"No log directive defined"}


@pytest.mark.parametrize("cores", ["-j1", "--cores=1"])
def test_cores_can_be_given_in_each_way(small, cores):
    (small / "results/paper/fig1.pdf").unlink()
    done = snakemake(small, cores, "--", "results/paper/fig1.pdf")
    assert jobs(done) == {"draw_fig1"}


def test_a_working_folder_elsewhere(small_made, tmp_path):
    """It gets the results; scenarios are its own, or else the project's."""
    text = (small_made / "config/paper.yaml").read_text()
    (tmp_path / "config").mkdir()
    (tmp_path / "config/mine.yaml").write_text(text.replace("right: 0.02", "right: 0.03"))
    wanted = [f"results/{name}/fixed_points.csv" for name in ("paper", "mine")]
    before = dates(small_made)
    done = snakemake(small_made, "--directory", str(tmp_path), *wanted)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / wanted[0]).read_bytes() == (small_made / TABLE).read_bytes()
    assert (tmp_path / wanted[1]).read_bytes() != (small_made / TABLE).read_bytes()
    assert dates(small_made) == before
    again = snakemake(small_made, "--directory", str(tmp_path), "-n", *wanted)
    assert "Nothing to be done" in again.stdout


OUTER = """
module theory:
    snakefile: "{project}/Snakefile"
    prefix: "theory"
    config: config

use rule * from theory as theory_*

rule count:
    default_target: True
    input: "theory/results/paper/fixed_points.csv", "theory/paper_figures/fig1.pdf"
    output: "count.txt"
    shell: "wc -l {{input}} > {{output}}"
"""


def test_as_a_module_of_another_workflow(small_made, tmp_path):
    (tmp_path / "Snakefile").write_text(OUTER.format(project=small_made))
    shutil.copytree(ROOT / "profiles", tmp_path / "profiles")
    done = snakemake(tmp_path, "--config", "their=1")
    assert done.returncode == 0, done.stdout
    assert jobs(done) == {
        "theory_solve_fixed_points",
        "theory_draw_fig1",
        "theory_publish",
        "count",
    }
    made = tmp_path / "theory" / TABLE
    assert made.read_bytes() == (small_made / TABLE).read_bytes()
    assert "Nothing to be done" in snakemake(tmp_path, "-n").stdout


def test_settings_that_there_are_not_are_one_line(small_made, tmp_path):
    (tmp_path / "settings.yaml").write_text("field: 2\n")
    for given in (["--config", "field=2"], ["--configfile", str(tmp_path / "settings.yaml")]):
        done = snakemake(small_made, "-n", *given)
        assert done.returncode != 0
        lines = [line for line in done.stdout.splitlines() if "specific profile" not in line]
        assert lines == ["field: not a setting here; numbers are in config/NAME.yaml"]
