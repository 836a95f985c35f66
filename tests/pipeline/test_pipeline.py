"""What a user does: run the pipeline, run it again, change something, break the input."""

import inspect
import os
import pty
import re
import shutil
import subprocess
import sys
import termios
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from project import FIGURES, NAMES, copy_of_the_project, jobs, said_on, snakemake
from pypdf import PdfReader

from models import ROOT
from pipeline import described
from pipeline.check import tables

# As published: the first line of each reference table, and those of what is compared otherwise
COLUMNS = {
    name: (ROOT / f"tests/reference/{name}.csv").read_text().partition("\n")[0]
    for name in tables.names(ROOT / "tests/reference")
}
GATES = ("gates_states", "gates_runs", "gates_approach")
COLUMNS |= dict.fromkeys(GATES, "gate,table,value,limit,holds")
COLUMNS["claims"] = "place,sentence,number,value,tolerance,holds,qualification"

TOLD = ("Using workflow specific", "Assuming unrestricted", "Building DAG")


def test_everything_is_made(made):
    for name in FIGURES:
        assert (made / name).stat().st_size > 5000, name
    found = sorted(path.stem for path in (made / "results/paper").glob("*.csv"))
    assert found == sorted({*described.TABLES, *GATES, "claims"} - {"zero_modes", "dropped_field"})
    left = [path for path in made.rglob("*") if path.name.startswith(".unfinished")]
    assert left == []


@pytest.mark.parametrize("name", COLUMNS)
def test_data_contract(made, name):
    path = made / f"results/paper/{name}.csv"
    table = pd.read_csv(path)
    assert list(table.columns) == COLUMNS[name].split(",")
    may_be_empty = ["value_si", "unit_si", "qualification"]
    # where there is nothing to repair, and where the theory has no precession
    may_be_empty += ["bare", "repaired", "order", "order_repaired", "coefficient"]
    # at a pole, and of a spin that is too large
    may_be_empty += ["linewidth", "lifetime_simulated"]
    assert not table.drop(columns=may_be_empty, errors="ignore").isna().any().any()
    if "d_over_d0" in table and name != "open_circuit":
        rank = table["branch"].map({"north_pole": 0, "south_pole": 1, "precession": 2})
        assert table.assign(rank=rank).sort_values(["d", "rank"]).index.equals(table.index)
        assert table["d"].nunique() == 443  # 441 points and two branch points
        assert (table["branch"] == "precession").sum() == 2 * 148 + 2


def test_claims_hold_and_the_page_says_so(made):
    table = pd.read_csv(made / "results/paper/claims.csv")
    assert table["holds"].all()
    page = (made / "docs/claims.md").read_text()
    qualified = table["qualification"].notna().sum()
    words = f"{len(table)} of {len(table)} claims hold, {qualified} of them with a qualification"
    assert f"**{words}**" in page
    for sentence in table["sentence"]:
        assert sentence in page


def test_motions_that_are_not_slow_are_warned_of(edited):
    """(B23)-(B25): a small spin and cold leads; one line each, and the tables are there."""
    text = (edited / "config/paper.yaml").read_text()
    text = text.replace("spin: 625.0", "spin: 40.0").replace("points: 441", "points: 11")
    text = text.replace("temperature_coldest: 6.0", "temperature_coldest: 0.05")
    (edited / "config/mine.yaml").write_text(text)
    wanted = [f"results/mine/{name}.csv" for name in ("slowness", "dynamics")]
    done = snakemake(edited, *wanted)
    assert done.returncode == 0, done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith("warning: ")]
    assert any(
        "config/mine.yaml: precession: theta_dot/Gamma_sigma (B23) reaches" in line
        for line in lines
    )
    assert any("run tilted, recast: omega_dot_+-/(T Gamma_sigma) (B24)" in line for line in lines)
    table = pd.read_csv(edited / "results/mine/slowness.csv")
    assert not table["slow"].all()
    assert table.loc[~table["slow"], "angle_in_lifetime"].max() > 0.2
    # without a temperature (B23) alone is known
    text = text.replace("  temperature_coldest: 0.05", "  # ")
    text = re.sub(r"^noise:\n(  .*\n)+|^exact: true\n", "", text, flags=re.MULTILINE)
    (edited / "config/mine.yaml").write_text(text)
    done = snakemake(edited, wanted[0])
    assert "(B23) reaches" in done.stdout
    assert "(B24)" not in done.stdout
    assert pd.read_csv(edited / "results/mine/slowness.csv")["shift_in_lifetime"].isna().all()


def test_currents_say_what_fig3_shows(made):
    table = pd.read_csv(made / "results/paper/currents.csv")
    settled = table[(table["branch"] == "precession") & table["stable"]]
    assert settled["total_left"].to_numpy() == pytest.approx(-0.7)
    assert (settled["total_left_without_precession"] > settled["total_left"]).all()
    assert (table["total_left"] + table["total_right"]).abs().max() < 1e-13


def test_figures_are_one_column_wide_and_vector(made):
    for name in NAMES:
        page = PdfReader(made / f"paper_figures/{name}.pdf").pages[0]
        assert float(page.mediabox.width) == pytest.approx(3.4 * 72)
        drawn = page["/Resources"].get("/XObject", {}).values()
        images = [item for item in drawn if item.get_object().get("/Subtype") == "/Image"]
        # the shades of a map, and nothing else: two panels, each with a bar that may be one
        shades = 2 if described.constant(f"draw_{name}.py", "MAPS") else 0
        assert shades <= len(images) <= 2 * shades


def test_a_second_run_does_nothing_and_says_so(made):
    done = snakemake(made, "all")
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout
    assert jobs(done) == set()


def test_one_figure_makes_only_what_it_needs(tmp_path):
    done = snakemake(copy_of_the_project(tmp_path), "fig1")
    assert jobs(done) == {"draw_fig1", "publish"}
    done = snakemake(tmp_path, "-n", "fig2")
    made = {"tabulate_parameters", "evaluate_distribution", "draw_fig2", "publish"}
    gated = {"solve_fixed_points", "analyse_stability", "evaluate_currents", "check_gates"}
    gated |= {"sweep_exact_states"}
    assert jobs(done) == made | gated


def test_another_scenario_needs_its_file_alone(edited):
    text = (edited / "config/paper.yaml").read_text()
    mine = re.sub(r"points: \d+", "points: 11", text.replace("right: 0.02", "right: 0.03"))
    (edited / "config/mine.yaml").write_text(mine[: mine.index("distributions:")])
    done = snakemake(edited, "results/mine/currents.csv", "results/mine/distribution.csv")
    assert done.returncode == 0, done.stdout
    table = pd.read_csv(edited / "results/mine/currents.csv")
    assert table["d"].nunique() == 13
    assert len(pd.read_csv(edited / "results/mine/distribution.csv")) == 0
    assert jobs(snakemake(edited, "-n", "all")) == set()


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (("right: 0.02", "right: -0.02"), "tunneling_rates.right = -0.02: must be a finite number"),
        (("right: 0.02", "rihgt: 0.02"), "tunneling_rates.rihgt: must be one of the keys"),
        ("", "the file is empty"),
        ("{", "must be YAML"),
        (None, "No such file or directory"),
    ],
)
def test_a_bad_scenario_is_one_line_before_any_job(edited, content, words, dry):
    path = edited / "config/paper.yaml"
    before = files_in(edited / "results/paper")
    if content is None:
        path.unlink()
    elif isinstance(content, tuple):
        path.write_text(path.read_text().replace(*content))
    else:
        path.write_text(content)
    done = snakemake(edited, "all", *["-n"][: int(dry)])
    assert done.returncode != 0
    lines = [line for line in done.stdout.splitlines() if not line.startswith(TOLD)]
    assert len(lines) == 1, done.stdout
    assert lines[0].startswith("config/paper.yaml: ")
    assert words in lines[0]
    assert files_in(edited / "results/paper") == before


def test_a_bad_scenario_of_somebody_else_stops_nothing(edited):
    (edited / "config/broken.yaml").write_text("wrong: 1\n")
    assert "Nothing to be done" in snakemake(edited, "all").stdout
    done = snakemake(edited, "results/broken/currents.csv")
    assert done.returncode != 0
    assert "config/broken.yaml: wrong: must be one of the keys" in done.stdout


def test_a_band_feeds_every_later_step(edited):
    wanted = [
        f"results/semicircle/{name}.csv"
        for name in ("zero_modes", "parameters", "slowness", "currents", "distribution", "dynamics")
    ]
    done = snakemake(edited, *wanted)
    assert done.returncode == 0, done.stdout
    row = pd.read_csv(edited / wanted[0])
    assert (
        list(row.columns)
        == (
            "temperature_left temperature_right cos_theta magnetization potential spin charge "
            "density_of_states_up density_of_states_down slope_up slope_down residual"
        ).split()
    )
    assert row["residual"].iloc[0] < 1e-12
    values = pd.read_csv(edited / "results/semicircle/parameters.csv").set_index("name")["value"]
    assert values["spin"] == row["spin"].iloc[0]
    assert values["rho_slope_down"] == row["slope_down"].iloc[0]
    currents = pd.read_csv(edited / "results/semicircle/currents.csv")
    assert (currents["branch"] == "precession").any()
    assert jobs(snakemake(edited, "-n", *wanted)) == set()


DENSITY = "energy,density\n-1,0\n-0.5,0.75\n0,1\n0.5,0.75\n1,0\n"


def test_a_band_from_a_table_is_solved_and_every_command_is_understood(edited):
    text = (edited / "config/semicircle.yaml").read_text()
    text = text.replace("shape: semicircle", "shape: table\n  table: dos.csv")
    (edited / "config/mine.yaml").write_text(text)
    (edited / "config/dos.csv").write_text(DENSITY)
    done = snakemake(edited, "results/mine/parameters.csv")
    assert done.returncode == 0, done.stdout
    assert pd.read_csv(edited / "results/mine/zero_modes.csv")["residual"].iloc[0] < 1e-12
    (edited / "config/mine.yaml").write_text(f"{text}\nmodel: {{dropped_field: true}}\n")
    listed = snakemake(edited, "-n", "--printshellcmds", "results/mine", "all", "-F").stdout
    commands = re.findall(r"^Shell command: python scripts/(\w+)\.py (.*)$", listed, re.MULTILINE)
    assert {"solve_zero_modes", "solve_dropped_field", "draw_fig3", "publish"} <= {*dict(commands)}
    for script, options in commands:
        known = inspect.signature(getattr(import_module(script), script)).parameters
        given = {*re.findall(r"(?<!\S)--(\w+)", options)} - {"planned"}
        assert given <= {*known}, script


def test_a_band_without_magnetization_is_one_line_from_its_job(edited):
    path = edited / "config/semicircle.yaml"
    path.write_text(path.read_text().replace("exchange: 0.08", "exchange: 0.05"))
    done = snakemake(edited, "results/semicircle/parameters.csv")
    assert done.returncode != 0
    found = [line for line in done.stdout.splitlines() if "no magnetic solution" in line]
    assert found
    assert found[0].startswith("config/semicircle.yaml: no magnetic solution: J rho = 0.68")
    assert "Traceback" not in done.stdout
    assert not (edited / "results/semicircle").exists() or not list(
        (edited / "results/semicircle").iterdir()
    )


def test_a_bad_table_is_one_line_before_any_job(edited):
    path = edited / "config/semicircle.yaml"
    text = path.read_text().replace("shape: semicircle", "shape: table\n  table: dos.csv")
    (edited / "config/mine.yaml").write_text(text)
    for content, words in (
        ("0,1\n0,2\n", "row 2, energy = 0.0: must be greater than the one before"),
        ("0,1\n1,-2\n", "row 2, density = -2.0: must be 0 or greater"),
        (None, "dos.csv: No such file"),
    ):
        (edited / "config/dos.csv").unlink(missing_ok=True)
        if content:
            (edited / "config/dos.csv").write_text(content)
        done = snakemake(edited, "-n", "results/mine/currents.csv")
        lines = [line for line in done.stdout.splitlines() if not line.startswith(TOLD)]
        assert done.returncode != 0
        assert len(lines) == 1, done.stdout
        assert lines[0].startswith("config/mine.yaml: band.table, ")
        assert words in lines[0]


def test_lost_tables_are_made_again_though_the_figures_are_there(edited):
    shutil.rmtree(edited / "results")
    ran = jobs(snakemake(edited, "-n", "fig2"))
    assert {"solve_fixed_points", "analyse_stability", "evaluate_distribution"} <= ran
    (edited / "Snakefile").touch()
    assert "evaluate_currents" in jobs(snakemake(edited, "-n", "all"))


def retardation(tmp_path: Path) -> list[str]:
    options = {"config": ROOT / "config/paper.yaml", "table": tmp_path / "a.csv"}
    command = [sys.executable, str(ROOT / "scripts/measure_retardation.py")]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    return command


def test_a_log_shows_no_progress(tmp_path):
    done = subprocess.run(retardation(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout == done.stderr == ""


def test_a_terminal_shows_progress(tmp_path):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    run = subprocess.Popen(retardation(tmp_path), stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = said_on(ours)
    os.close(ours)
    assert run.wait() == 0
    assert b"retardation:" in said


@pytest.mark.long
def test_figures_follow_a_scenario_without_precession(small):
    """The paper's own file may be edited until there is nothing left to precess."""
    path = small / "config/paper.yaml"
    text = path.read_text().replace("slope_up: -0.2", "slope_up: 0.0")
    path.write_text(text.replace("slope_down: 0.2", "slope_down: 0.0"))
    done = snakemake(small, "all")
    assert done.returncode == 0, done.stdout
    [warning] = [line for line in done.stdout.splitlines() if "arning" in line]
    assert "no precession from d = -1100 to 1100" in warning
