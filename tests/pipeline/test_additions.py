"""One more table and figure: their scripts, a rule and a caption, and nothing else is edited."""

import json

import pytest
from project import edit, jobs, make, snakemake

from conftest import copied

TABLE = '''"""V C: how far the magnet leans at each fixed point, from (51) -> tilt.csv."""

import numpy as np

from pipeline import command, tables

KEYS = {"tilt": ("d", "branch")}
KINDS = {"theta0": "number", "lean": "energy"}


def tabulate_tilt(stability: str, table: command.Made) -> None:
    """Write the angle of each row of `stability`."""
    states = tables.read(stability)
    theta0 = np.arccos(states["cos_theta0"])
    tables.write(states[["d", "branch", "stable"]].assign(theta0=theta0, lean=2 * theta0), table)


if __name__ == "__main__":
    command.run(tabulate_tilt)
'''
TABLE_RULE = """
use rule step as tabulate_tilt with:
    input:
        stability="results/{scenario}/stability.csv",
    output:
        table=tabled("tilt"),
    params:
        **made_by("tabulate_tilt"),


"""
FIGURE = '''"""Fig. X1: how far the magnet leans."""

from pipeline import command, drawing, scales, tables

CURVES = (("tilt", "d", "theta0", ("branch",), False),)


def draw_figX1(parameters: str, tilt: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. X1 from the tables of these names."""
    figure = drawing.new_figure(2.25)
    axes = figure.subplots()
    scale, label = scales.drive_scale(tables.read(parameters))
    drawing.draw_branches(axes, tables.read(tilt), "theta0", scale)
    axes.set(xlabel=label, ylabel=r"$\\theta_0$")
    drawing.save(drawing.arranged(figure), pdf, png, __file__, (parameters, tilt))


if __name__ == "__main__":
    command.run(draw_figX1)
'''
CAPTION = """**Fig. X1. How far the magnet leans.** The angle theta_0 against the thermal drive.

Equations: (51). Parameters: ``thermal_drive``.

Made by ``make figX1``.
"""
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def added(small_made, tmp_path_factory):
    """A project with everything made, then the four additions of CONTRIBUTING.md, then `all`."""
    project = copied(small_made, tmp_path_factory.mktemp("added") / "project")
    (project / "scripts/tabulate_tilt.py").write_text(TABLE)
    (project / "scripts/draw_figX1.py").write_text(FIGURE)
    (project / "captions/figX1.rst").write_text(CAPTION)
    before = 'include: "rules/figures.smk"'
    edit(project, "Snakefile", before, TABLE_RULE.lstrip() + before)
    done = snakemake(project, "all")
    assert done.returncode == 0, done.stdout
    assert jobs(done) == {"tabulate_tilt", "draw_figX1", "publish", "describe_crate"}
    return project


def test_all_makes_both_and_the_crate_has_them(added):
    for name in ("results/paper/tilt.csv", "paper_figures/figX1.pdf", "paper_figures/figX1.png"):
        assert (added / name).stat().st_size > 5000, name
    parts = json.loads((added / "ro-crate-metadata.json").read_text())["@graph"]
    [figure] = [part for part in parts if part["@id"] == "paper_figures/figX1.png"]
    assert figure["name"] == "Fig. X1. How far the magnet leans."
    assert "Nothing to be done" in make(added, "figX1").stdout


def test_the_report_has_both_with_the_caption(added):
    done = snakemake(added, "all", "--report", "report.html")
    assert done.returncode == 0, done.stdout
    report = (added / "report.html").read_text()
    for words in ("results/paper/tilt.csv", "results/paper/figX1.pdf", "How far the magnet leans"):
        assert words in report, words


def test_a_scenario_has_both_and_the_table_in_units(added):
    text = (added / "config/paper.yaml").read_text()
    (added / "config/mine.yaml").write_text(text + "units: {energy: meV}\n")
    listed = snakemake(added, "-n", "results/mine", "--quiet", "host").stdout
    for name in ("tilt.csv", "figX1.pdf", "in_units/tilt.csv"):
        assert f"results/mine/{name}" in listed, name
    done = snakemake(added, "results/mine/in_units/tilt.csv")
    assert done.returncode == 0, done.stdout
    with (added / "results/mine/in_units/tilt.csv").open() as table:
        assert next(table) == "d (K^2),branch,stable,theta0,lean (meV)\n"


def test_whence_and_whatif_know_both(added):
    told = make(added, "whence", "FIG=figX1").stdout
    for words in ("rule draw_figX1  (current)", "rule tabulate_tilt  (current)", "config/paper"):
        assert words in told
    assert make(added, "whatif", "FIG=figX1", "SET=magnet.field=2").returncode == 0
    assert (added / "results/whatif/magnet.field=2/figX1.png").stat().st_size > 5000
    none = make(added, "whatif", "FIG=figX1", "SET=numerics.energies=51").stdout
    assert "the curves of figX1 do not depend on numerics" in none


def test_the_verdict_asks_for_the_reference_and_then_for_tolerances(added):
    def verdict():
        assert make(added, "check", "CHECK=--once").returncode != 0
        return (added / "results/verdict.html").read_text()

    page = verdict()
    assert "<h2>figX1</h2>" in page
    assert "<li>tilt: table: is new; make reference takes it" in page
    assert "<li>figX1: picture: is new; make reference takes it" in page
    assert "tilt: is new" in make(added, "reference").stdout
    page = verdict()
    assert "<li>tilt: theta0: has no tolerance; make tolerances measures it" in page
    assert "<li>figX1" not in page


NO_TABLE = "tilt: must be a table, tilt: str"


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ("tilt", NO_TABLE),
        ("tilt: Made", NO_TABLE),
        ("tilt: str | None = None", NO_TABLE),
        ("mapped: str", "MAPS: must name what `mapped` is a map of"),
    ],
)
def test_what_a_figure_takes_is_a_table_or_is_refused_in_one_line(added, taken, words):
    script = added / "scripts/draw_figX1.py"
    script.write_text(FIGURE.replace("tilt: str", taken))
    done = snakemake(added, "-n", "figX1")
    script.write_text(FIGURE)
    assert done.returncode != 0
    assert f"scripts/draw_figX1.py: {words}" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("KEYS", "tilt.csv: must be in the KEYS of its script"),
        ("KINDS", "'theta0': must be in the KINDS of the script that makes it"),
    ],
)
def test_what_is_not_said_of_a_table_is_one_line(added, line, words):
    script = added / "scripts/tabulate_tilt.py"
    (added / "config/mine.yaml").write_text(
        (added / "config/paper.yaml").read_text() + "units: {energy: meV}\n"
    )
    script.write_text(TABLE.replace(f"{line} = ", f"OTHER_{line} = "))
    done = snakemake(added, "results/mine/in_units/tilt.csv")
    script.write_text(TABLE)
    assert done.returncode != 0
    assert len([said for said in done.stdout.splitlines() if words in said]) == 1, done.stdout
    assert "Traceback" not in done.stdout
