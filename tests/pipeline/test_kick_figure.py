"""Fig. V3, which is no part of `make`: its pieces, its tables and its picture, from less."""

import sys
from pathlib import Path

import pytest
from project import copy_of_the_project, jobs, snakemake

from models import ROOT
from pipeline import described, tables

sys.path.insert(0, str(ROOT / "scripts"))
import compute_kick
import draw_figV3
import gather_kicks
import tabulate_parameters

CASES = [f"{dot}_1_{coarser}" for dot in ("own", "flat") for coarser in ("whole", "step")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tables of a scenario whose charge is slow, so that steps may be long."""
    folder = tmp_path_factory.mktemp("kicks")
    text = (ROOT / "config/paper.yaml").read_text()
    assert "capacitance: 0.1" in text
    config = folder / "slow.yaml"
    config.write_text(text.replace("capacitance: 0.1", "capacitance: 20.0"))
    parts = [str(folder / f"{case}.csv") for case in CASES]
    for part in parts:
        compute_kick.compute_kick(str(config), part)
    made = [str(folder / f"{name}.csv") for name in ("kicks", "kick_errors", "kick_convergence")]
    gather_kicks.gather_kicks(str(config), parts, *made)
    tabulate_parameters.tabulate_parameters(str(config), str(folder / "parameters.csv"))
    return folder


def test_the_tables_have_each_case_once(folder):
    errors = tables.read(folder / "kick_errors.csv")
    assert not errors.duplicated(["dot", "times", "quantity"]).any()
    assert {*errors["dot"]} == {"own", "flat"}
    moved = tables.read(folder / "kick_convergence.csv")
    assert {*moved["coarser"]} == {"step"}
    assert moved["delta_magnetization"].max() < 1e-3


def test_it_is_drawn_from_them(folder):
    pdf, png = folder / "figV3.pdf", folder / "figV3.png"
    sources = [str(folder / f"{name}.csv") for name in ("parameters", "kicks", "kick_errors")]
    draw_figV3.draw_figV3(*sources, str(pdf), str(png))
    assert pdf.stat().st_size > 5000
    assert png.stat().st_size > 5000


def test_it_is_made_in_pieces_and_by_its_own_target_alone(tmp_path):
    project = copy_of_the_project(tmp_path / "project")
    asked = jobs(snakemake(project, "-n", "results/paper/figV3.pdf"))
    assert {"compute_kick", "gather_kicks", "draw_figV3"} <= {*asked}
    assert not {"compute_kick", "draw_figV3"} & {*jobs(snakemake(project, "-n"))}
    assert "figV3" not in described.figures()
    assert "figV3" in described.figures(apart=True)


def test_each_case_has_the_answer_that_it_is_compared_with():
    cases = described.constant("gather_kicks.py", "CASES")
    assert {f"{case.rsplit('_', 1)[0]}_whole" for case in cases} <= {*cases}
    assert len({*cases}) == len(cases)
    assert Path(ROOT / "captions/figV3.rst").is_file()
