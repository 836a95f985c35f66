"""What if: changes read from text, and figures with them over the published ones."""

import hashlib
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from project import make

import draw_whatif
from models import ROOT
from pipeline import scenarios
from pipeline.whatif import __main__ as whatif
from pipeline.whatif import changes
from thermal_stt.scenario import scenario

pytestmark = pytest.mark.long

TEXT = (ROOT / "config/paper.yaml").read_text()


def changed(text: str, **values: str) -> str:
    return changes.apply(text, dict(values))


def test_a_change_changes_that_and_nothing_else():
    text = changes.apply(TEXT, {"tunneling_rates.right": "0.03"})
    before, after = TEXT.splitlines(), text.splitlines()
    different = [(a, b) for a, b in zip(before, after, strict=True) if a.split() != b.split()]
    assert different == [("  right: 0.02", "  right: 0.03")]
    assert scenario.parse(text).parameters.gamma_right == 0.03


@pytest.mark.parametrize(
    ("key", "value", "look"),
    [
        ("magnet.field", "2.5", lambda s: s.parameters.field == 2.5),
        ("magnet.field", "0.25K", lambda s: abs(s.parameters.field - 2.5) < 1e-12),
        ("approach.d[1]", "-10.0", lambda s: s.approach.d == (-720.0, -10.0, 720.0)),
        ("distributions[0].temperature_left", "0.2", lambda s: s.distributions[0].d == -500),
        ("dynamics.starts[0].theta", "0.5", lambda s: s.dynamics.starts[0].theta == 0.5),
        ("magnet.g_factor", "2.0", lambda s: s.parameters.spin == 625),
        ("units.current", "nA", lambda s: s.units.current == "nA"),
        ("thermal_drive.points", "11", lambda s: len(s.drive) == 11),
    ],
)
def test_any_key_of_a_scenario_can_be_changed(key, value, look):
    assert look(scenario.parse(changes.apply(TEXT, {key: value})))


def test_several_values_are_several_curves():
    asked = changes.read("magnet.field=1.0,2.0 dot.capacitance=0.2")
    assert changes.variants(asked) == [
        {"magnet.field": "1.0", "dot.capacitance": "0.2"},
        {"magnet.field": "2.0", "dot.capacitance": "0.2"},
    ]
    assert [changes.label(v, asked) for v in changes.variants(asked)] == ["$B$ = 1.0", "$B$ = 2.0"]
    assert changes.folder("paper", asked) == "magnet.field=1.0,2.0,dot.capacitance=0.2"
    assert changes.folder("device", asked).startswith("device,magnet.field")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,1.5,2,3GHz", ["1GHz", "1.5GHz", "2GHz", "3GHz"]),
        ("1, 1.5, 3 GHz", ["1 GHz", "1.5 GHz", "3 GHz"]),
        ("1e-1,+.5 1/ns", ["1e-1 1/ns", "+.5 1/ns"]),
        ("1,2/ns", ["1/ns", "2/ns"]),
        ("1GHz,2 K", ["1GHz", "2 K"]),
        ("1,2", ["1", "2"]),
        ("2 GHz", ["2 GHz"]),
        ("nA,pA", ["nA", "pA"]),
    ],
)
def test_a_unit_after_the_last_value_is_that_of_all(text, values):
    assert changes.read(f"magnet.field={text}") == [("magnet.field", values)]
    asked = changes.read(f"dot.capacitance=0.2 magnet.field = {text}  magnet.spin=3")
    assert dict(asked)["magnet.field"] == values
    assert [key for key, _ in asked] == ["dot.capacitance", "magnet.field", "magnet.spin"]


@pytest.mark.parametrize("text", ["2 GHz", "2GHz", "2 1/ns", "3 μeV", "3 K"])
def test_a_value_with_a_unit_works_as_in_the_file(text):
    (key, (value,)) = changes.read(f"tunneling_rates.right={text}")[0]
    found = scenario.parse(changes.apply(TEXT, {key: value}))
    written = scenario.parse(TEXT.replace("right: 0.02", f"right: {text}"))
    assert found.parameters.gamma_right == written.parameters.gamma_right != 0.02


REFUSED = ["-4.2 K", "-4.2 \u00b5eV", "-4.2 \u03bceV", "nan K", "-1e400", "+0.0", "-0.00", "-1.50"]
REFUSED += ["-0007", "-.INF", "True", "null", "~", "[-1.50]"]


@pytest.mark.parametrize("value", REFUSED)
def test_what_is_refused_is_shown_as_it_was_written(value, tmp_path, monkeypatch):
    """Of whatever key, though the figure does not depend on it, and before anything runs."""
    monkeypatch.chdir(tmp_path)
    key = "magnet.exchange"
    monkeypatch.setattr(
        sys, "argv", ["whatif", "--figure=fig2", "--of=paper", f"--set={key}={value}"]
    )
    with pytest.raises(SystemExit) as left:
        whatif.main()
    shown = value if value.isascii() and " " not in value else repr(value)
    assert str(left.value).startswith(f"SET: {key} = {shown}: must be ")
    assert list(tmp_path.iterdir()) == []


def test_names_are_as_in_the_paper():
    asked = changes.read(
        "tunneling_rates.left_up=1 density_of_states.slope_down=2 approach.points=3"
    )
    assert changes.label(changes.variants(asked)[0], asked) == (
        r"$\Gamma_l^{\uparrow}$ = 1, $\rho'_{\downarrow}$ = 2, approach.points = 3"
    )


def test_a_folder_has_the_name_of_its_change_and_no_other():
    names = [changes.folder("paper", changes.read(f"magnet.field={v}")) for v in ("1/x", "1-x")]
    assert len(set(names)) == 2
    assert not any("/" in name for name in names)
    long = changes.folder("paper", changes.read(f"magnet.field=1{'0' * 300}"))
    assert len(long) < 140


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "SET: the change: must be given, such as"),
        ("magnet.field", "SET: magnet.field: must be KEY=VALUE"),
        ("magnet.field=", "SET: magnet.field=: must be one value, or different ones"),
        ("magnet.field=1,1", "must be one value, or different ones"),
        ("../x=1", "SET: ../x=1: must be KEY=VALUE"),
        ("a.b=1 a.b=2", "SET: a.b: must be given once"),
        ("a.b=1,2 c.d=1,2", "SET: c.d: must be one value, since a.b has several"),
        ("a.b=1GHz,2,3GHz", "a.b=1GHz,2,3GHz: must be values that have a unit each, or one unit"),
        ("a.b=1GHz,2", "must be values that have a unit each, or one unit behind the last"),
        ("a.b=2GHz,2 GHz", "must be one value, or different ones"),
        ("a.b=1,2,3,4,5,6,7,8,9", "SET: a.b: must be at most 8 values"),
    ],
)
def test_what_is_no_change_is_one_line(text, words):
    with pytest.raises(scenario.ScenarioError) as error:
        changes.read(text)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("tunneling_rates.rihgt", "1", "SET: tunneling_rates.rihgt: must be one of the keys left"),
        ("tunneling_rates.right", "-1.0", "SET: tunneling_rates.right = -1.0: must be a finite"),
        ("magnet.field", "2m", "SET: magnet.field = '2m': must be an energy or a field"),
        ("approach.d[9]", "1.0", "SET: approach.d[9]: must be approach.d[0] to approach.d[2]"),
        ("approach.d.x", "1.0", "SET: approach.d.x: must be approach.d[0] to approach.d[2]"),
        ("dot.capacitance.x", "1", "SET: dot.capacitance.x: must be a key of a scenario"),
        ("nothing.here", "1", "SET: nothing: must be one of the keys tunneling_rates"),
        ("magnet.field", "0e0", "SET: magnet.field = 0e0: must be a finite number other than 0"),
        ("magnet.field", "2 m", "SET: magnet.field = '2 m': must be an energy or a field"),
        ("magnet.field", "[", "SET: magnet.field = '[': must be a value in YAML"),
        ("magnet.field", "!!python/name:os.system", "must be a value in YAML"),
        ("magnet", "3", "SET: magnet = 3: must be a mapping"),
    ],
)
def test_a_wrong_change_is_the_line_of_a_scenario(key, value, words):
    with pytest.raises(scenario.ScenarioError) as error:
        scenario.parse(changes.apply(TEXT, {key: value}), changes.SOURCE)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_the_table_of_a_band_is_beside_each_changed_scenario(tmp_path, monkeypatch):
    """Wherever it was, and though `results` may be a link to another disk."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "config/semicircle.yaml").read_text()
    text = text.replace("shape: semicircle", "shape: table\n  table: bands/dos.csv")
    (tmp_path / "config/bands").mkdir(parents=True)
    (tmp_path / "elsewhere/deep/deeper").mkdir(parents=True)
    (tmp_path / "results").symlink_to("elsewhere/deep/deeper")
    (tmp_path / "config/mine.yaml").write_text(text)
    dos = tmp_path / "config/bands/dos.csv"
    dos.write_text("energy,density\n-1,0\n0,1\n1,0\n")
    for density in ("1", "2"):
        dos.write_text(dos.read_text().replace("0,1", f"0,{density}"))
        folder = whatif.write_scenarios("mine", changes.read("magnet.field=2.0,3.0"))
        for number in (1, 2):
            place = folder / f"curve{number}"
            found = scenarios.read(str(place / "scenario.yaml")).band
            assert found.file == "band.csv"
            _, densities = scenarios.read_band(str(place / "scenario.yaml"), found.file)
            assert densities[1] == float(density)


def everything_else(project: Path) -> dict[str, str]:
    """A digest of every file of a project but the bookkeeping and what-ifs."""
    apart = (".snakemake", ".venv", "results/whatif", "__pycache__")
    files = {}
    for path in sorted(project.rglob("*")):
        name = str(path.relative_to(project))
        if path.is_file() and not any(part in name for part in apart):
            files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return files


CHANGE = "tunneling_rates.right=0.03,0.04 magnet.field=1.5"
FOLDER = "results/whatif/tunneling_rates.right=0.03,0.04,magnet.field=1.5"


def test_a_change_out_of_the_regime_is_told_each_time_and_once(small):
    """Also where nothing is left to draw, and of what the figure shows alone."""
    for _ in range(2):
        done = make(small, "whatif", "FIG=fig3", "SET=magnet.field=0.01,2")
        told = [line for line in done.stdout.splitlines() if line.startswith("warning: ")]
        (line,) = (line for line in told if "Gamma << B (B 3)" in line)
        assert line.startswith("warning: B = 0.01: Gamma << B (B 3) does not hold: 11, largest")
        assert len(told) == len({line.split(" does not hold")[0] for line in told})
        assert "cold" not in "".join(told)


def test_a_change_is_drawn_in_its_own_folder_and_touches_nothing_else(small):
    before = everything_else(small)
    done = make(small, "whatif", "FIG=fig3", f"SET={CHANGE}")
    assert done.returncode == 0, done.stdout
    assert f"{FOLDER}/fig3.pdf" in done.stdout.splitlines()[-1]
    assert everything_else(small) == before
    for kind in ("pdf", "png"):
        assert (small / FOLDER / f"fig3.{kind}").stat().st_size > 5000
    # the tables are those of a scenario with these numbers
    text = (small / "config/paper.yaml").read_text()
    text = text.replace("right: 0.02", "right: 0.04").replace("field: 1.0", "field: 1.5")
    (small / "config/mine.yaml").write_text(text)
    assert make(small, "results/mine/currents.csv").returncode == 0
    mine = (small / "results/mine/currents.csv").read_bytes()
    assert (small / FOLDER / "curve2/currents.csv").read_bytes() == mine
    # again, nothing is computed; another figure needs only what is new
    again = make(small, "whatif", "FIG=fig3", f"SET={CHANGE}")
    assert "Nothing to be done" in again.stdout
    listed = pd.read_csv(small / FOLDER / "curves.csv")
    assert set(listed["shared"][1:]) == {"$B$ = 1.5"}
    assert list(listed["label"]) == ["published", r"$\Gamma_r$ = 0.03", r"$\Gamma_r$ = 0.04"]


def test_what_all_curves_share_is_said_once():
    asked = changes.read("magnet.field=1.0,2.0 dot.capacitance=0.2 magnet.spin=7")
    assert changes.shared(asked) == "$C$ = 0.2, $S$ = 7"
    assert changes.shared(changes.read("magnet.field=1.0 dot.capacitance=0.2")) == ""
    assert changes.shared(changes.read("magnet.field=1.0,2.0")) == ""


def parameters(**more: float) -> pd.DataFrame:
    values = {"d_0": 2.0, "d_north": -2.0, "d_south": 2.0, "field": 1.0} | more
    return pd.DataFrame({"name": list(values), "value": list(values.values()), "unit": "1"})


def states(drives: list[float], branch: str) -> pd.DataFrame:
    table = pd.DataFrame({"d": drives, "branch": branch, "cos_theta0": 1.0, "stable": True})
    return table.assign(total_left=table["d"], total_left_without_precession=table["d"])


@pytest.mark.parametrize(
    ("name", "whose"), [("published", "$d_0$ published"), ("mine", "$d_0$ of mine")]
)
def test_a_picture_explains_itself(name, whose):
    """Whose d_0 it is, what is grey, what all share, and which curve has no precession."""
    drawn = (
        (name, states([-3.0, -2.0], "precession"), ""),
        ("$B$ = 2", states([-3.0, -2.0], "north_pole"), "$C$ = 7, $S$ = 3"),
    )
    curves = [
        draw_whatif.Curve(label, {"color": "k"}, {"parameters": parameters(), "currents": t}, said)
        for label, t, said in drawn
    ]
    figure = draw_whatif.current(curves)
    (axes,), (legend,) = figure.axes, figure.legends
    assert axes.get_xlabel() == f"$d/d_0$, {whose}"
    assert axes.get_ylabel().endswith(f"|$ {whose.split('$ ')[1]}")
    assert legend.get_title().get_text() == "all with $C$ = 7, $S$ = 3"
    words = [text.get_text() for text in legend.get_texts()]
    assert words[:2] == [name, "$B$ = 2, no precession"]


@pytest.mark.parametrize(
    ("figure", "change", "words"),
    [
        ("fig3", "distributions[0].d=-300", "the curves of fig3 do not depend on distributions"),
        (
            "fig3",
            "dynamics.d=-300 approach.points=7,9",
            "the curves of fig3 do not depend on dynamics, approach",
        ),
        ("figA2", "thermal_drive.start=-900", "the curves of figA2 do not depend on thermal_drive"),
        ("fig2", "units.current=nA", "the curves of fig2 do not depend on units"),
        ("fig3", "magnet.field=1.0", "paper has magnet.field=1.0 already"),
    ],
)
def test_where_nothing_changes_one_line_says_so_and_nothing_is_drawn(made, figure, change, words):
    before = everything_else(made)
    done = make(made, "whatif", f"FIG={figure}", f"SET={change}")
    assert done.returncode == 0
    assert done.stdout == f"nothing changes: {words}\n"
    assert everything_else(made) == before
    assert not (made / "results/whatif").exists()


def test_curves_that_are_the_grey_ones_are_known_as_such(tmp_path):
    names, columns = ("grey", "same", "other"), ["d", "branch", "total_left"]
    for name, current in zip(names, ("0.7", "0.7", "0.70000000000000007"), strict=True):
        table = pd.DataFrame([["1.0", "precession", current]], columns=columns)
        (tmp_path / name).mkdir()
        table = table.assign(total_left_without_precession="0.5", growth_rate=name)
        table.to_csv(tmp_path / name / "currents.csv", index=False)
    for changed, alike in ((("same",), True), (("same", "other"), False)):
        rows = [(name, str(tmp_path / name)) for name in ("grey", *changed)]
        listed = pd.DataFrame(rows, columns=["label", "folder"])
        listed.to_csv(tmp_path / "curves.csv", index=False)
        assert whatif.alike("fig3", tmp_path) is alike


def test_a_scenario_is_grey_under_its_own_name(small):
    text = (small / "config/paper.yaml").read_text()
    (small / "config/mine.yaml").write_text(text.replace("right: 0.02", "right: 0.025"))
    done = make(small, "whatif", "FIG=fig3", "SET=magnet.field=2 units.energy=K", "OF=mine")
    assert done.returncode == 0, done.stdout
    assert "the curves of fig3 do not depend on units\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("the changed curves over the ones of mine: ")
    listed = pd.read_csv(small / "results/whatif/mine,magnet.field=2,units.energy=K/curves.csv")
    assert list(listed["label"]) == ["mine", "$B$ = 2, units.energy = K"]


@pytest.mark.parametrize(
    ("figure", "change", "label"),
    [
        ("fig3", "bias.voltage=1", "$V$ = 1"),
        ("fig2", "magnet.anisotropy=0.3", "$B_K$ = 0.3"),
        ("fig3", "magnet.damping=1e-3", r"$\alpha_0$ = 1e-3"),
        ("figB2", "magnet.damping=1e-3", r"$\alpha_0$ = 1e-3"),
    ],
)
def test_a_key_beyond_the_paper_that_the_scenario_has_not_written(small, figure, change, label):
    done = make(small, "whatif", f"FIG={figure}", f"SET={change}")
    assert done.returncode == 0, done.stdout
    folder = small / f"results/whatif/{change}"
    assert (folder / f"{figure}.pdf").stat().st_size > 5000
    assert list(pd.read_csv(folder / "curves.csv")["label"]) == ["published", label]


@pytest.mark.parametrize("figure", ["fig2", "figA1", "figA2"])
def test_every_figure_can_be_changed(small, figure):
    change = "magnet.spin=1250.0 dynamics.starts[0].theta=1.0,1.3"
    done = make(small, "whatif", f"FIG={figure}", f"SET={change}")
    assert done.returncode == 0, done.stdout
    folder = small / "results/whatif/magnet.spin=1250.0,dynamics.starts.0.theta=1.0,1.3"
    assert (folder / f"{figure}.pdf").stat().st_size > 5000


@pytest.mark.parametrize(
    ("figure", "change", "words"),
    [
        ("fig9", "magnet.field=2", "FIG = 'fig9': must be one of fig2, fig3, figA1, figA2"),
        ("fig3", "magnet.field=0", "SET: magnet.field = 0: must be a finite number other than 0"),
        ("fig3", "magnet.feild=2", "SET: magnet.feild: must be one of the keys field, spin, exch"),
        ("fig3", "", "SET: the change: must be given"),
        ("figN1", "noise=null", "SET: noise: must be given; figN1 is made from it"),
        ("figA1", "bias.voltage=1", "SET: formulations without"),
    ],
)
def test_a_wrong_what_if_is_one_line_and_leaves_nothing(made, figure, change, words):
    shutil.rmtree(made / "results/whatif", ignore_errors=True)
    done = make(made, "whatif", f"FIG={figure}", f"SET={change}")
    assert done.returncode != 0
    lines = [line for line in done.stdout.splitlines() if not line.startswith("make: ***")]
    assert len(lines) == 1, done.stdout
    assert lines[0].startswith(words)
    assert not (made / "results/whatif").exists()
