"""What the scripts share: whole files, exact floats, one-line errors, and branches that meet."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from scipy import constants
from scipy.constants import pi

from models import PAPER, ROOT
from pipeline import described, files, models, scenarios, tables, tracing
from pipeline.check import tables as reference_tables
from thermal_stt.magnet import precession
from thermal_stt.parameters import ParameterError


def test_floats_survive_a_table_to_the_last_bit(tmp_path):
    path = str(tmp_path / "table.csv")
    values = np.concatenate(
        [np.random.default_rng(0).normal(0, 10.0 ** np.arange(-150, 150)), [pi, 0.1 + 0.2, 5e-324]]
    )
    tables.write({"x": values}, path)
    np.testing.assert_array_equal(tables.read(path)["x"], values)
    assert "0.30000000000000004\n" in Path(path).read_text()


# What a label may be and another reader takes for a number, a verdict or nothing
LABELS = ["007", "1e3", "1.50", "1", "NA", "nan", "None", "null", "True", "False", "inf", "1_0"]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("column", sorted(tables.WORDS))
def test_words_survive_a_table_whatever_they_look_like(column, label, tmp_path):
    path = str(tmp_path / "table.csv")
    tables.write({column: [label, label], "x": [1.5, None], "holds": [True, False]}, path)
    for read in (tables.read(path), reference_tables.read(Path(path))):
        assert read[column].tolist() == [label, label]
        assert read["x"].isna().tolist() == [False, True]
        assert read["holds"].dtype == bool
    tables.write(tables.read(path), str(tmp_path / "again.csv"))
    assert (tmp_path / "again.csv").read_text() == Path(path).read_text()


def test_a_start_is_a_number_or_a_word_by_the_table_it_is_in(tmp_path):
    path = str(tmp_path / "table.csv")
    tables.write({"d": [1.0], "start": [0.5]}, path)
    assert tables.read(path)["start"].tolist() == [0.5]
    tables.write({"start": ["0.50"], "formulation": ["llgs"]}, path)
    assert tables.read(path)["start"].tolist() == ["0.50"]


@pytest.mark.parametrize("name", ["paper", "device", "semicircle"])
def test_a_script_may_read_a_section_that_a_scenario_has_not(name):
    for script in described.SCRIPTS:
        sections = described.constant(script, "SECTIONS")
        said = scenarios.said(str(ROOT / f"config/{name}.yaml"), sections)
        assert len(said) == len(sections), script


def test_every_column_of_words_is_known_as_such(made):
    """Else a word that looks like a number would be one; and the known ones are there."""
    found = set()
    for path in [*made.glob("results/**/*.csv"), *made.glob("tests/reference/*.csv")]:
        table = tables.read(str(path))
        words = {name for name in table if any(isinstance(cell, str) for cell in table[name])}
        assert words <= tables.words_among(table), path
        found |= words
    assert tables.WORDS - found == {"folder", "shared"}  # of a what-if


def test_labels_join_the_tables_in_units_with_the_others(tmp_path):
    yaml = YAML()
    own = yaml.load(ROOT / "config/device.yaml")
    own["dynamics"] |= {"formulations": ["llgs"], "points": 3}
    for entries in (own["distributions"], own["dynamics"]["starts"]):
        entries[:] = [{**entries[0], "label": DoubleQuotedScalarString(each)} for each in LABELS]
    yaml.dump(own, tmp_path / "own.yaml")
    for script, name, column in (
        ("evaluate_distribution", "distribution", "label"),
        ("integrate_dynamics", "dynamics", "start"),
        ("tabulate_parameters", "parameters", "name"),
    ):
        options = ["--config=own.yaml", f"--table={name}.csv"]
        more = ["--slowness_table=slowness.csv"] if name == "dynamics" else []
        done = run_script(script, *options, *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        own = ["--config=own.yaml", f"--natural={name}.csv", "--table=in_units.csv"]
        done = run_script("express_in_units", *own, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        one, other = ((tmp_path / file).read_text() for file in (f"{name}.csv", "in_units.csv"))
        place = one.splitlines()[0].split(",").index(column)
        of = [[row[place] for row in csv.reader(text.splitlines()[1:])] for text in (one, other)]
        assert of[0] == of[1]
        for label in LABELS:
            assert any(label in cell for cell in of[0]), label


def test_the_solution_of_a_band_is_shown_in_units(tmp_path):
    text = (ROOT / "config/semicircle.yaml").read_text()
    own = "energy_unit: {value: 0.1, unit: K}\nunits: {energy: K, per_energy: 1/K}\n"
    (tmp_path / "own.yaml").write_text(f"{text}\n{own}model: {{dropped_field: true}}\n")
    for name, *before in (("zero_modes",), ("dropped_field", "--zero_modes=zero_modes.csv")):
        options = ["--config=own.yaml", f"--table={name}.csv", *before]
        done = run_script(f"solve_{name}", *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        options = ["--config=own.yaml", f"--natural={name}.csv", f"--table=in_{name}.csv"]
        done = run_script("express_in_units", *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        one, other = (tables.read(str(tmp_path / f"{p}{name}.csv")).iloc[0] for p in ("", "in_"))
        for column, unit, factor in (
            ("temperature_left", " (K)", 0.1),
            ("magnetization", " (K)", 0.1),
            ("density_of_states_up", " (1/K)", 10.0),
            ("slope_down", " (1/meV^2)", 100.0 / (constants.k / (1e-3 * constants.e)) ** 2),
            ("spin", "", 1.0),
        ):
            assert other[f"{column}{unit}"] == pytest.approx(factor * one[column], rel=1e-9)


def test_what_physics_refuses_is_a_line_if_it_is_of_the_scenario():
    """With the number as it is written there, if it is that one; an error of the code is none."""
    paper, band = str(ROOT / "config/paper.yaml"), str(ROOT / "config/semicircle.yaml")
    for value, config, words in (
        (625.0, paper, "magnet.spin = 625.0: must be less"),
        (2e7, paper, "magnet.spin = 20000000.0: must be less"),
        (816.4, band, "the solution for the band, spin = 816.4: must be less"),
    ):
        assert models.refused(ParameterError("spin", value, "less"), config) == f"{config}: {words}"
    cold = ParameterError("temperature_left", 0.1, "more")
    assert models.refused(cold, band) == f"{band}: temperature_left = 0.1: must be more"
    assert models.refused(ParameterError("cos_theta", 2.0, "less"), paper) is None
    assert models.refused(ValueError("spin"), paper) is None


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")

    def fail(to):
        with open(to, "w") as half:
            half.write("hal")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        files.write_whole(str(path), fail)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["table.csv"]


def test_a_written_file_has_the_usual_permissions(tmp_path):
    path = tmp_path / "table.csv"
    tables.write({"x": [1.0]}, str(path))
    assert path.stat().st_mode & 0o777 == 0o666 & ~os.umask(os.umask(0o022) or 0o022)


def run_script(name, *arguments, cwd=ROOT):
    command = [sys.executable, str(ROOT / f"scripts/{name}.py"), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_a_script_says_one_line_where_it_cannot_read_or_write(tmp_path):
    config = str(ROOT / "config/paper.yaml")
    done = run_script(
        "solve_fixed_points", "--config", config, "--table", str(tmp_path / "no/t.csv")
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No such file or directory" in done.stderr
    done = run_script(
        "solve_fixed_points", "--config", "none.yaml", "--table", "t.csv", cwd=tmp_path
    )
    assert done.returncode == 1
    assert done.stderr == "none.yaml: No such file or directory\n"


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "old", "new", "words"),
    [
        (
            "integrate_dynamics",
            "t_end: 10000.0",
            "t_end: 1e11",
            "dynamics.t_end = 1e11: must be shorter: retarded: the run came to ",
        ),
        (
            "measure_retardation",
            "exchange: 0.08",
            "exchange: 0.0999990",
            "magnet.exchange = 0.0999990: must be farther from 1/rho, so that delta_M relaxes ",
        ),
        (
            "measure_retardation",
            "left_down: 0.09\n  right: 0.02\n",
            "left_down: 0.00\n  right: 1.0e-9\n",
            "tunneling_rates.right = 1.0e-9: must be larger against the difference of the left",
        ),
        (
            "sample_noise",
            "spin: 625.0",
            "spin: 2.0e7",
            "magnet.spin = 2.0e7: must be 7.1e+05 or less",
        ),
    ],
)
def test_a_run_without_an_end_is_one_line(script, old, new, words, tmp_path):
    text = (ROOT / "config/paper.yaml").read_text()
    assert old in text
    if "right:" in old:  # else it is known before, see test_scenario
        text = text.replace("populations, retarded,", "populations,")
    (tmp_path / "long.yaml").write_text(text.replace(old, new))
    second = {"integrate_dynamics": "slowness_table", "sample_noise": "lifetimes"}.get(script)
    options = [f"--{option}={option}.csv" for option in ("table", second) if option]
    done = run_script(script, "--config=long.yaml", *options, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"long.yaml: {words}")
    assert "Traceback" not in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["long.yaml"]


def paper_states(points):
    p = PAPER.parameters
    d = precession.with_branch_points(p, np.linspace(-1100, 1100, points))
    table = pd.DataFrame(precession.fixed_points(p, d))
    rate = precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"])
    return table.assign(stable=rate < 0)


@pytest.mark.parametrize("points", [2, 3, 10, 441])
def test_branches_reach_the_points_where_they_meet_on_any_grid(points):
    ends = {}
    for stable, rows in tracing.stretches(paper_states(points)):
        if len(rows) > 1:
            span = rows["d"].iloc[0], rows["d"].iloc[-1]
            ends.setdefault((rows["branch"].iloc[0], stable), []).append(span)
    d_0 = 360.9375
    assert ends == {
        ("north_pole", False): [(-1100, -d_0)],
        ("north_pole", True): [(-d_0, 1100)],
        ("south_pole", False): [(-1100, d_0)],
        ("south_pole", True): [(d_0, 1100)],
        ("precession", True): [(-1100, -d_0)],
        ("precession", False): [(d_0, 1100)],
    }
