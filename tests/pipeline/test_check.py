"""`make check`: green as it is, and red, with the name of the quantity, for each planted error."""

import os
import pty
import re
import shutil
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from project import said_on, snakemake

from models import ROOT
from pipeline.check import __main__, page, tables, twice

pytestmark = pytest.mark.long


def check(project: Path, *arguments: str) -> subprocess.CompletedProcess:
    """The second half of `make check`; the first runs the pipeline as far as it goes."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.check", *arguments],
        cwd=project,
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def referenced(small_made, tmp_path_factory):
    """A small project whose results are its reference."""
    project = tmp_path_factory.mktemp("referenced") / "copy"
    shutil.copytree(small_made, project, symlinks=True)
    said = check(project, "--reset")
    assert said.returncode == 0, said.stdout
    assert "rows: " in said.stdout  # it has fewer than the reference that it came with
    assert re.search(r"\d+ quantities moved", said.stdout)
    return project


@pytest.fixture
def planted(referenced, tmp_path):
    return shutil.copytree(referenced, tmp_path / "planted", symlinks=True)


def test_green_as_it_is(referenced):
    done = check(referenced, "--once")
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert done.stdout.startswith("GREEN: it still gives these numbers: ")
    said = (referenced / "results/verdict.html").read_text()
    shown = ("GREEN", "fig3", "numpy", "charge balance", "<svg", "data:image/png;base64,")
    for words in (*shown, "Not compared since"):
        assert words in said
    assert not re.search(r"(src|href)=['\"](?!data:|#)", said.replace("xlink:href", "href"))
    # a second reset moves nothing
    assert "0 quantities moved" in check(referenced, "--reset").stdout


def test_a_reference_that_another_processor_has_made_stays_as_it_is(planted):
    (planted / "tests/reference/made_with.json").write_text('{"processor": "another"}')
    before = {path: path.read_bytes() for path in (planted / "tests/reference").iterdir()}
    for name in ("currents", "parameters"):
        path = planted / f"results/paper/{name}.csv"
        table = tables.read(path)
        for column in table.columns[table.dtypes == "float64"].difference(tables.KEYS[name]):
            table[column] *= 1 + 2**-52
        table.to_csv(path, index=False)
        assert path.read_bytes() != before[planted / f"tests/reference/{name}.csv"]
    assert check(planted, "--reset").stdout.startswith("0 quantities moved")
    assert before == {path: path.read_bytes() for path in before}


def test_two_runs_are_compared_to_the_byte(referenced, planted):
    """`make check` itself makes them, in the project that is tested; here one is changed."""
    assert twice.differences(referenced, planted) == []
    with (planted / "paper_figures/fig3.pdf").open("ab") as figure:
        figure.write(b" ")
    (planted / "results/paper/currents.csv").unlink()
    assert twice.differences(referenced, planted) == [
        "two runs: paper_figures/fig3.pdf: differs between them",
        "two runs: results/paper/currents.csv: is in one of them alone",
    ]
    assert len(twice.products(referenced)) == 32 + 4 + 31 + 2


def test_the_verdict_is_one_page_whoever_writes_it(planted, monkeypatch):
    """The check, with what its two runs have found, and the report's rule say the same."""
    shown = planted / "results/verdict.html"
    monkeypatch.chdir(planted)
    monkeypatch.setattr(twice, "_compared", lambda: ["two runs: docs/claims.md: differs"])
    twice.compare_two_runs()
    assert check(planted, "--once").stdout.startswith("RED: two runs: docs/claims.md: differs; ")
    said = shown.read_bytes()
    shown.unlink()
    done = snakemake(planted, "results/verdict.html")
    assert done.returncode == 0, done.stdout
    assert shown.read_bytes() == said
    assert [p for p in planted.rglob("verdict.html") if "before" not in p.parts] == [shown]
    Path("captions/fig1.rst").write_text("other words\n")
    assert __main__.check(both=False).twice == __main__.NOT_COMPARED


def test_a_run_that_fails_is_told(planted, monkeypatch):
    monkeypatch.chdir(planted)
    path = planted / "config/paper.yaml"
    path.write_text(path.read_text().replace("right: 0.02", "right: -0.02"))
    found = twice.compare_two_runs()
    assert found == [
        "two runs: run: failed: config/paper.yaml: tunneling_rates.right = -0.02: must be a finite "
        "number, 0 or greater"
    ]


SRC, SCRIPTS = "src/thermal_stt", "scripts"
# What is planted: file, text, wrong text, and what the verdict has to name
PLANTS = {
    "a wrong sign of the hybrid torque": (
        f"{SRC}/magnet/spin_torque.py",
        "return gained / (parameters.gamma_product + gained)",
        "return -gained / (parameters.gamma_product + gained)",
        "claims: largest hybrid torque",  # angles and currents do not need it
    ),
    "a wrong sign of the pumping": (
        f"{SRC}/charge_current.py",
        "pumping_left=pump * parameters.rho_sum",
        "pumping_left=-pump * parameters.rho_sum",
        "currents: pumping_left",
    ),
    "a factor of two in the pumping": (
        f"{SRC}/charge_current.py",
        "pumping_left=pump * parameters.rho_sum",
        "pumping_left=2 * pump * parameters.rho_sum",
        "currents: pumping_left",
    ),
    "the leads exchanged": (
        f"{SRC}/charge_current.py",
        "hybrid_right=-pump * gamma_right * weight",
        "hybrid_right=-pump * (parameters.rho_up * left_up + parameters.rho_down * left_down)",
        "currents: hybrid_right",
    ),
    "eq. (51) as printed": (
        f"{SRC}/magnet/precession.py",
        "return StationaryAngle(*TorqueBalance.of(parameters, d).roots(distinct))",
        "cosines, exists = TorqueBalance.of(parameters, d).roots(distinct); "
        "cosines[0] = np.clip((parameters.gamma_sum * parameters.rho_sum * parameters.field + "
        "parameters.lambda_ * parameters.rho_slope_sum * d) / (parameters.gamma_delta * "
        "parameters.rho_delta * parameters.field + parameters.lambda_ * "
        "parameters.rho_slope_delta * np.where(np.asarray(d) == 0, 1, d)), -1, 1); "
        "return StationaryAngle(cosines, exists)",
        "fixed_points: cos_theta0",
    ),
    "a dropped hybrid current": (
        f"{SRC}/charge_current.py",
        "return self.thermal_left + self.hybrid_left + self.pumping_left",
        "return self.thermal_left + self.pumping_left",
        "currents: total_left",
    ),
    "a shifted column": (
        f"{SCRIPTS}/evaluate_currents.py",
        "**charge, **beside",
        '**charge, **beside, cos_theta0=states["cos_theta0"].to_numpy()[::-1]',
        "currents: cos_theta0",
    ),
    "the spins of the left lead exchanged": (
        f"{SRC}/electrons/distribution.py",
        "return parallel * up + antiparallel * down, parallel * down + antiparallel * up",
        "return parallel * down + antiparallel * up, parallel * up + antiparallel * down",
        "stability: growth_rate",
    ),
    "a shift of the wrong sign": (
        f"{SRC}/electrons/distribution.py",
        "at = omega + lead_spin * shift",
        "at = omega - lead_spin * shift",
        "distribution: occupation_up",
    ),
    "half of the thermal drive": (
        f"{SRC}/magnet/kernel.py",
        "SOMMERFELD = np.pi**2 / 3",
        "SOMMERFELD = np.pi**2 / 6",
        "distribution: temperature_right",
    ),
    "a growth rate of the wrong sign": (
        f"{SRC}/magnet/precession.py",
        "return -pole * (at.relative * at.field) * damping / (1 + square)",
        "return pole * (at.relative * at.field) * damping / (1 + square)",
        "stability: growth_rate",
    ),
    "a precession the wrong way round": (
        f"{SRC}/magnet/precession.py",
        "return -effective_field(parameters, cos_theta0) - damping * rate",
        "return effective_field(parameters, cos_theta0) - damping * rate",
        "fixed_points: precession_frequency",
    ),
    "a damping without 1/S": (
        f"{SRC}/magnet/spin_torque.py",
        "return angular_conductance(parameters, cos_theta) / parameters.spin",
        "return angular_conductance(parameters, cos_theta) / 600.0",
        "parameters: gilbert_damping_north",
    ),
    "a lost row": (
        f"{SCRIPTS}/solve_fixed_points.py",
        "found = precession.fixed_points(scenario.parameters, d)",
        "found = precession.fixed_points(scenario.parameters, d[:-1])",
        "fixed_points: rows",
    ),
    "an unknown column": (
        f"{SCRIPTS}/analyse_stability.py",
        "stable=rate < 0)",
        "stable=rate < 0, mine=rate)",
        "stability: mine",
    ),
    "a verdict the other way": (
        f"{SCRIPTS}/analyse_stability.py",
        "stable=rate < 0)",
        "stable=rate > 0)",
        "stability: stable",
    ),
    "exchange that repels": (
        f"{SRC}/full_dynamics/relaxation.py",
        "        from_up + from_down,\n",
        "        -(rho_up * exchange + 1) * up - (rho_down * exchange + 1) * down,\n",
        "dynamics: delta_magnetization",
    ),
    "half of the quantum capacitance": (
        f"{SRC}/full_dynamics/relaxation.py",
        "-(by_up + by_down) / capacitance,",
        "-(by_up + by_down) / capacitance + (up + down) / 2,",
        "dynamics: delta_potential",
    ),
    "a loose integrator": (
        f"{SRC}/full_dynamics/__init__.py",
        "TOLERANCE = 1e-12",
        "TOLERANCE = 1e-6",
        "dynamics: theta",
    ),
    "another number in the scenario": (
        "config/paper.yaml",
        "capacitance: 0.1",
        "capacitance: 0.1000001",
        "parameters: capacitance",
    ),
    "another unit": (
        f"{SRC}/scenario/units.py",
        '"time": Dimension("1/energy", "s", -1, HBAR)',
        '"time": Dimension("1/energy", "s", -1, PLANCK)',
        "parameters: time_gamma (value_si)",
    ),
    "a curve that is drawn elsewhere": (
        f"{SCRIPTS}/draw_fig3.py",
        'total_left=currents["total_left"] / current',
        'total_left=-currents["total_left"] / current',
        "fig3: picture",
    ),
    "a criterion without its temperature": (
        f"{SRC}/electrons/slowness.py",
        "shift / (2 * temperature * narrowest)",
        "shift / (2 * narrowest)",
        "slowness: shift_in_lifetime",
    ),
    "a slip that is forgotten": (
        f"{SRC}/paper/errata.py",
        'where="(B24)",\n        equations=("B24",),',
        'where="(B24)",\n        equations=(),',
        "equations: page",
    ),
}


def target_of(named: str) -> str:
    """What has to be made for an error to be seen there: `make check` makes it all."""
    name = named.split(":")[0]
    pages = {"claims": "docs/claims.md", "equations": "docs/equations.md"}
    return pages.get(name) or (name if name.startswith("fig") else f"results/paper/{name}.csv")


@pytest.mark.parametrize("error", PLANTS)
def test_a_planted_error_turns_the_check_red_and_is_named(planted, error, monkeypatch):
    file, text, wrong, named = PLANTS[error]
    path = planted / file
    assert path.read_text().count(text) == 1, text
    path.write_text(path.read_text().replace(text, wrong))
    run = snakemake(planted, target_of(named))
    assert "Traceback" not in run.stdout, run.stdout
    monkeypatch.chdir(planted)
    found = __main__.check(both=False)
    assert not found.green
    assert [line for line in found.wrong if line.startswith(named)], found.wrong


def judged(project: Path, monkeypatch) -> page.Verdict:
    """What `check --once` finds, without its page."""
    monkeypatch.chdir(project)
    return __main__.check(both=False, first=__main__.not_current())


def test_a_stale_figure_turns_the_check_red(planted, monkeypatch):
    """Of other data: the picture of the reference is not what the data show."""
    other = (planted / "paper_figures/fig2.png").read_bytes()
    (planted / "tests/reference/fig3.png").write_bytes(other)
    line = judged(planted, monkeypatch).line()
    assert line.startswith("RED: fig3: picture")
    # and one that was put there after the run is not what the run left
    (planted / "paper_figures/fig3.png").write_bytes(other)
    line = judged(planted, monkeypatch).line()
    assert line.startswith("RED: publish: paper_figures/fig3.p")
    assert "not as its job left it" in line


def test_a_run_that_failed_turns_the_check_red_and_names_what_it_could_not_make(
    planted, monkeypatch
):
    """A broken module: what it made before is gone or not of the present code."""
    path = planted / "scripts/draw_fig3.py"
    path.write_text(
        path.read_text().replace("def draw_fig3(", "raise SystemExit(1)\n\n\ndef draw_fig3(")
    )
    assert snakemake(planted, "--keep-going", "all").returncode != 0
    line = judged(planted, monkeypatch).line()
    assert line.startswith("RED: draw_fig3: results/paper/fig3.p")
    assert "missing" in line


def test_the_score():
    """At least 20 errors are planted, and the check knows each of them."""
    assert len(PLANTS) + 1 >= 20


def test_a_failed_gate_draws_no_figure(planted):
    """The law is named, the figure that needs it is not drawn, the others are."""
    path = planted / "src/thermal_stt/charge_current.py"
    text = path.read_text()
    path.write_text(
        text.replace("hybrid_right=-pump * gamma_right", "hybrid_right=-2 * pump * gamma_right")
    )
    for name in ("fig2.pdf", "fig3.pdf", "fig3.png"):
        (planted / "paper_figures" / name).unlink()
    run = snakemake(planted, "--keep-going", "fig2", "fig3")
    assert run.returncode != 0
    assert "fig3: not drawn: charge balance: " in run.stdout
    assert "must be at most 1e-12" in run.stdout
    assert not (planted / "paper_figures/fig3.pdf").exists()
    assert (planted / "paper_figures/fig2.pdf").exists()
    done = check(planted, "--once")
    assert done.returncode == 1
    said = (planted / "results/verdict.html").read_text()
    assert "<li>gates_states: charge balance: does not hold" in said
    assert "<li>fig3: picture: is missing" in said


def test_nothing_made_is_red_in_words(planted):
    shutil.rmtree(planted / "results")
    done = check(planted, "--once")
    assert done.returncode == 1
    assert re.match(r"RED: \w+: [\w/.-]+: missing \(and \d+ more\)", done.stdout)


WAITING = """
import subprocess, sys
from pathlib import Path
from pipeline.check import twice
docs = Path(sys.argv[1]) / "docs"
docs.mkdir()
(docs / "one.md").touch(), (docs / "other.md").touch()
print(twice._wait([Path(sys.argv[1])], [subprocess.Popen(["cat"])]))
"""


@pytest.mark.parametrize("terminal", [True, False])
def test_two_runs_show_their_progress_on_a_terminal_only(tmp_path, terminal):
    ours, theirs = pty.openpty() if terminal else os.pipe()
    if terminal:
        termios.tcsetwinsize(theirs, (24, 80))
    run = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    words = b"two runs: 2it"
    assert not terminal or words in said_on(ours, words)
    assert run.communicate()[0] == "[0]\n"  # what it waits for ends with its input
    assert terminal or said_on(ours) == b""
    os.close(ours)
