"""The benchmark, run small: what it measures is right and complete.  Never how long it takes."""

import re
import subprocess
import sys
import tomllib

import pytest
from legibility import faults

import peers
import report
import workflow
from models import ROOT
from pipeline import drawing
from pipeline.check import twice


def bench(*arguments):
    command = [sys.executable, "benchmarks/bench.py", "--small", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A run without peers: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("bench")
    done = bench("trajectories", "states", "exact", "--to", folder, "--peers", folder / "none")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def table(small):
    return report.read(small[0] / "benchmark.csv")


@pytest.fixture(scope="module")
def measured(table):
    return table[~table["note"].str.startswith("left out")]


@pytest.mark.long
def test_every_method_meets_the_error_that_all_are_held_to(measured):
    assert measured["error_theta"].max() <= 1e-8
    ours = measured[measured["method"].isin(report.OURS)]
    assert {*ours["method"]} == {*report.OURS}
    assert ours["error_deltas"].max() <= 1e-8
    assert not ours["note"].str.contains("not met").any()


def test_the_columns_say_what_was_run_on_what(table, measured):
    assert [*table] == [*report.COLUMNS]
    told = ["work", "method", "batch", "cores", "sets_per_second", "error_theta"]
    assert not measured[[*told, "versions", "processor", "ratio"]].isna().any(axis=None)
    assert measured["versions"].str.match(r"python [\d.]+, \w+ [\d.]+").all()
    assert {*measured["cores"]} == {1, 2}


def test_what_ratios_are_taken_to_is_one(measured):
    loops = measured.drop_duplicates(["work", "model"])
    assert {*loops["method"]} == {report.LOOP, "brentq loop, angle alone", "root loop"}
    assert (loops["ratio"] == 1).all()
    lean = measured[measured["ratio_to_lean"].eq(1)]
    assert {*lean["method"]} == {"LSODA loop, plain floats", "LSODA loop, theta alone"}
    families = measured[(measured["method"] == "integrate_family") & (measured["cores"] == 1)]
    assert {1, 16} <= {*families["batch"]}


def test_a_peer_that_is_not_installed_is_left_out_with_a_word(table, small):
    left_out = table[table["note"].str.startswith("left out")]
    assert [*left_out["method"]] == [*peers.PEERS]
    words = [f"left out: {peer.package} is not installed" for peer in peers.PEERS.values()]
    assert [*left_out["note"]] == words
    for name in peers.PEERS:
        assert re.search(rf"\| {name} \|.*\| left out \|", small[1])


def test_the_extra_has_the_peers_and_the_lock_all_other_extras():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = extras["optional-dependencies"]
    assert extras["bench"] == sorted(peer.package for peer in peers.PEERS.values())
    locked = (ROOT / "envs/requirements.txt").read_text()
    for name in extras["bench"]:
        assert f"\n{name}==" not in locked
    lock = re.findall(r"--extra (\S+)", (ROOT / "Makefile").read_text())
    assert lock == [name for name in extras if name != "bench"]


def test_the_readme_has_the_lines_of_the_benchmark(small):
    def lines(text):
        return {*re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE)}

    readme = (ROOT / "README.md").read_text()
    [section] = report.README_TABLE.findall(readme)
    assert lines(section) == lines(small[1]) | {("workflow", name) for name in workflow.RUNS}


def test_the_figure_can_be_read(table, small):
    figure = report.costs(table)
    assert faults(figure) == []
    assert [len(axes.lines) for axes in figure.axes] == [4, 2]
    assert figure.get_figwidth() == drawing.COLUMN_WIDTH
    assert all((small[0] / f"benchmark.{kind}").is_file() for kind in ("pdf", "png"))


def test_an_unknown_part_is_refused_in_a_line(tmp_path):
    done = bench("trajectory", "--to", tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "trajectory: must be of trajectories, states, exact, workflow"
    )


@pytest.mark.long
def test_the_floor_has_an_interpreter_for_each_job_of_a_run(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    project = twice.clean_copy(tmp_path / "project")
    workflow.equip(project)
    floor = workflow.Floor(project)
    alone = floor.start + floor.outside
    _, least = floor.against("make", "fig1")
    assert {*floor.imports} == {"draw_fig1", "publish"}
    assert least == pytest.approx(alone + sum(floor.imports.values()) / workflow.CORES)
    assert 0 < alone < least
    assert floor.against("make", "fig1")[1] == alone
