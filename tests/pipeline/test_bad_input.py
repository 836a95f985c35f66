"""Whatever a scenario says: one clear line, or results that are right; and never anything else."""

import json
import re
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project import copy_of_the_project, make, snakemake
from ruamel.yaml import YAML

from models import DRIVES, ROOT
from pipeline import asked, described
from thermal_stt import charge_current
from thermal_stt.electrons import distribution
from thermal_stt.full_dynamics import relaxation
from thermal_stt.magnet import kernel, precession, spin_torque
from thermal_stt.parameters import Parameters
from thermal_stt.scenario import quantities
from thermal_stt.scenario.scenario import Scenario, ScenarioError, parse

MUTATED, MODELS = 2_000, 10_000
YAML_12 = YAML(typ="safe", pure=True)
SCENARIOS = [
    YAML_12.load((ROOT / f"config/{name}.yaml").read_text())
    for name in ("paper", "semicircle", "device")
]
UNITS = ("K", "meV", "GHz", "T", "K^2", "1/meV", "meV^-2", "ns", "aF", "mV", "K^-0", "1/K^-1", "°C")


def places(tree, path=()):
    """Every key and index in a scenario."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


PLACES = [(index, path) for index, tree in enumerate(SCENARIOS) for path in places(tree)]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.one_of(
    st.floats(),
    st.sampled_from(
        [0, -0.0, 1e-320, 1e-31, 1e30, 1.1e30, 1e308, -1, 2**63, 10**400, float("nan")]
    ),
    st.integers(),
)
SCALARS = st.one_of(NUMBERS, st.none(), st.booleans(), TEXT)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
KINDS = st.sampled_from(
    [
        "missing",
        "extra",
        "retyped",
        "number",
        "negative",
        "scaled",
        "renamed",
        "unicode",
        "copied",
        "unit",
    ]
)


def as_yaml(value):
    """A value in the flow style of YAML, where a text is one of JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_yaml(str(k))}: {as_yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    if isinstance(value, float) and not np.isfinite(value):
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}[str(value)]
    return json.dumps(value)


def mutated(tree, path, kind, value, number, text):
    """A scenario with one thing changed, as text."""
    tree = json.loads(json.dumps(tree))
    holder = tree
    for key in path[:-1]:
        holder = holder[key]
    last, old = path[-1], holder[path[-1]]
    if kind == "missing":
        del holder[last]
    elif kind == "extra" and isinstance(holder, dict):
        holder[text] = value
    elif kind == "renamed" and isinstance(holder, dict):
        holder[f"{last}{text}"] = holder.pop(last)
    elif kind == "retyped":
        holder[last] = value
    elif kind == "copied":
        holder[last] = [old, old]
    elif kind == "negative" and isinstance(old, int | float):
        holder[last] = -old
    elif kind == "scaled" and isinstance(old, int | float):
        holder[last] = old * 10.0 ** (len(text) * 6 - 60)
    elif kind == "unit":
        holder[last] = f"{number} {UNITS[len(text) % len(UNITS)]}"
    elif kind == "unicode":
        holder[last] = f"{old}{text}"
    else:
        holder[last] = number
    return as_yaml(tree)


def accepted(text):
    """The scenario, or None if it is refused as it should be: in one line that names it."""
    try:
        found = parse(text, "config/mine.yaml")
    except ScenarioError as error:
        message = str(error)
        assert message.startswith("config/mine.yaml: ")
        assert "must be " in message
        assert "\n" not in message
        assert len(message) < 500
        return None
    assert isinstance(found, Scenario)
    return found


def right(scenario):
    """What has to be true of every scenario that is accepted."""
    if not scenario.solved:
        return
    p = scenario.parameters
    for row in quantities.table(scenario):
        assert not np.isnan(row["value"]), row["name"]
    for d in (scenario.drive[0], 0.0, scenario.drive[-1]):
        assert_physics(p, float(d), 0.3)


def assert_physics(p, d, cos_theta):
    """Every invariant: no NaN, charge balances, probabilities, stable means falling back."""
    branch, cos_theta0 = precession.attractor(p, d)
    angle = precession.stationary_angle(p, d)
    rate = precession.growth_rate(p, d, branch, cos_theta0)
    for values in (cos_theta0, angle.cos_theta0):
        assert np.all(np.abs(values) <= 1)
    assert np.isfinite(rate).all()
    assert np.isfinite(precession.precession_frequency(p, d, branch, cos_theta0)).all()
    for cosine in (cos_theta, angle.cos_theta0):
        i = charge_current.charge_currents(p, cosine, d)
        parts = [i.thermal_left, i.hybrid_left, i.pumping_left, i.thermal_right, i.hybrid_right]
        size = sum(np.abs(part) for part in parts)
        size = size + np.abs(p.gamma_right * d) * (
            np.abs(p.rho_slope_up) + np.abs(p.rho_slope_down)
        )
        assert np.all(np.abs(i.total_left + i.total_right) <= 1e-11 * size)
        assert np.isfinite(i.total_left).all()
    for n in distribution.slow_occupation(p, cos_theta, -p.field, 0.1, 0.5, 2.0):
        assert np.all((n >= 0) & (n <= 1))
    conductance = spin_torque.angular_conductance(p, cos_theta)
    assert np.all(conductance > 0)
    assert np.all(np.abs(spin_torque.spin_torque_hybrid(p, cos_theta, 1.0)) <= conductance)
    theta_dot, phi_dot = spin_torque.angular_velocities(p, np.arccos(cos_theta), d)
    assert np.isfinite(theta_dot).all()
    assert np.isfinite(phi_dot).all()
    assert np.isfinite(kernel.retarded_kernel(p, cos_theta, -p.field, d, 0.1)).all()
    slow, fast = relaxation.relaxation_rates(p, cos_theta)
    assert np.all(fast < 0)
    assert not np.isnan(slow).any()
    stable = p.exchange * np.maximum(p.rho_up, p.rho_down) < 1
    assert np.all(np.where(stable, slow < 0, True))


@pytest.mark.long
@settings(max_examples=MUTATED)
@given(st.sampled_from(PLACES), KINDS, VALUES, NUMBERS, TEXT)
def test_mutated_scenarios(place, kind, value, number, text):
    index, path = place
    found = accepted(mutated(SCENARIOS[index], path, kind, value, number, text))
    if found is not None:
        right(found)


@settings(max_examples=500)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_at_all(text):
    accepted(text)


CALLS_A_CHARACTER = 1000  # twice what is needed; a bomb of 432 characters would be 9^10


@contextmanager
def at_most(calls: int):
    """Fail after so many calls of functions: work is counted, a clock would judge the machine."""
    left = calls

    def count(frame, event, argument):
        nonlocal left
        left -= event == "call"
        if left < 0:
            raise AssertionError(f"more than {calls} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
PAPER = (ROOT / "config/paper.yaml").read_text()


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        BOMB + "magnet: *j\n",
        PAPER.replace("right: 0.02", "right: *x"),
        PAPER.replace("right: 0.02", "right: &x [*x]"),
        PAPER.replace("distributions:", f"{BOMB}distributions: *j\nother:"),
        PAPER.replace("d: [-720.0, 180.0, 720.0]", f"d: {'[' * 400}{']' * 400}"),
        "[" * 20_000,
        "{a: " * 20_000,
        "a: " + "x" * 2_000_000,
        "? " * 5000,
        PAPER + PAPER,
        PAPER.replace("right: 0.02", "right: 0.02\n  right: 0.03"),
        "!!python/object/apply:os.system ['touch made_by_yaml']",
        "!!python/object/new:type {}",
        "!!map {a: !!binary aGVsbG8=}",
        "%TAG ! tag:example.org,2000:\n--- !thing\na: 1",
        PAPER.replace("label: near cold", "label: ../../near"),
        PAPER.replace("label: near cold", "label: $(touch made_by_yaml)"),
        PAPER.replace("label: near cold", 'label: "a;b|c"'),
    ],
    ids=range(19),
)
@pytest.mark.long
def test_what_is_made_to_hurt(text, tmp_path, monkeypatch):
    """Bombs, depths, tags and names: refused in one line, with little work and nothing done."""
    monkeypatch.chdir(tmp_path)
    with at_most(CALLS_A_CHARACTER * len(text)):
        assert accepted(text) is None
    assert list(tmp_path.iterdir()) == []


def models(low, high, seed):
    """Random models whose numbers are spread over powers of ten."""
    rng = np.random.default_rng(seed)

    def spread(signed=False):
        values = 10.0 ** rng.uniform(low, high, MODELS)
        return values * rng.choice([-1, 1], MODELS) if signed else values

    return Parameters(
        gamma_left_up=np.where(rng.random(MODELS) < 0.05, 0.0, spread()),
        gamma_left_down=np.where(rng.random(MODELS) < 0.05, 0.0, spread()),
        gamma_right=spread(),
        rho_up=spread(),
        rho_down=spread(),
        rho_slope_up=np.where(rng.random(MODELS) < 0.05, 0.0, spread(signed=True)),
        rho_slope_down=np.where(rng.random(MODELS) < 0.05, 0.0, spread(signed=True)),
        field=spread(signed=True),
        spin=spread(),
        exchange=spread(),
        capacitance=spread(),
    )


@pytest.mark.parametrize(("low", "high"), [(-2, 2), (-8, 8), (-30, 30)])
def test_ten_thousand_models(low, high):
    """Of any size that is allowed: 10,000 at ordinary numbers, 10,000 each at wild ones."""
    p, rng = models(low, high, 11), np.random.default_rng(12)
    d = 10.0 ** rng.uniform(low, high, MODELS) * rng.choice([-1, 0, 1], MODELS)
    assert_physics(p, d, rng.uniform(-1, 1, MODELS))


@pytest.mark.long
@settings(max_examples=300)
@given(DRIVES)
def test_a_drive_of_any_size(d):
    assert_physics(models(-1, 1, 13), d, 0.2)


NEW_KEYS = [
    ("magnet", "anisotropy", "fast", "an energy or a field: a number"),
    ("magnet", "anisotropy", ".nan", "a finite number"),
    ("magnet", "anisotropy", "0.1 K^2", "an energy or a field: a number"),
    ("magnet", "anisotropy", "[1.0]", "a number"),
    ("magnet", "damping", "-1e-3", "a finite number, 0 or greater"),
    ("magnet", "damping", "0.1 meV", "a number"),
    ("magnet", "damping", ".inf", "a finite number, 0 or greater"),
    ("bias", "voltage", "0.1 T", "a voltage or an energy: a number"),
    ("bias", "voltage", "1e40", "0 or of a magnitude between"),
    ("bias", "current", "1.0", "one of the keys voltage"),
]


@pytest.mark.parametrize(("section", "key", "value", "allowed"), NEW_KEYS)
def test_a_bad_value_beyond_the_paper_is_one_line(section, key, value, allowed):
    text = PAPER + f"\nbias: {{{key}: {value}}}\n"
    if section == "magnet":
        text = PAPER.replace("  field: 1.0\n", f"  field: 1.0\n  {key}: {value}\n")
    with pytest.raises(ScenarioError) as refused:
        parse(text, "config/mine.yaml")
    said = str(refused.value).replace("'", "")  # texts are shown as such
    shown = "" if key == "current" else f" = {value}"
    assert said.startswith(f"config/mine.yaml: {section}.{key}{shown}: must be {allowed}")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{seed: 1, samples: 1}", "noise.samples = 1: must be from 2 to 1000000"),
        ("{seed: -1, samples: 9}", "noise.seed = -1: must be from 0 to 1000000"),
        ("{seed: 1.5, samples: 9}", "noise.seed = 1.5: must be a whole number"),
        ("{seed: 1}", "noise.samples: must be given"),
        ("{seed: 1, samples: 9, step: 2}", "noise.step: must be one of the keys"),
        (
            "{seed: 1, samples: 9, temperature_lattice: -4.0}",
            "noise.temperature_lattice = -4.0: must be a finite number",
        ),
        ("{seed: 1, samples: 9}", "noise.temperature_lattice: must be given, as magnet.damping"),
        (
            "{seed: 1, samples: 9}",
            "thermal_drive.temperature_coldest: must be given, for the leads",
        ),
    ],
)
def test_bad_noise_is_one_line(said, words):
    begin, end = PAPER.index("\nnoise:"), PAPER.index("\n\n# Figs. S1")
    text = PAPER[:begin] + f"\nnoise: {said}" + PAPER[end:]
    if "damping" in words:
        text = text.replace("  field: 1.0\n", "  field: 1.0\n  damping: 1e-3\n")
    if "coldest" in words:
        text = text.replace("  temperature_coldest: 6.0", "").replace("exact: true", "")
    with pytest.raises(ScenarioError) as refused:
        parse(text, "config/mine.yaml")
    assert str(refused.value).startswith(f"config/mine.yaml: {words}")


def test_units_beyond_the_paper():
    """A field may be in tesla where g is given, an anisotropy too; a voltage in volt."""
    device = (ROOT / "config/device.yaml").read_text()
    text = device.replace("  g_factor: 2.18", "  anisotropy: 0.05 T\n  g_factor: 2.18")
    p = parse(f"{text}\nbias: {{voltage: 0.2 mV}}\n", "config/mine.yaml").parameters
    assert p.anisotropy == p.field
    assert p.voltage == pytest.approx(0.2)
    given = parse(text.replace("0.05 T\n", "0.1 meV\n"), "config/mine.yaml").parameters
    assert given.anisotropy == pytest.approx(0.1)


@pytest.mark.long
def test_nothing_is_written_outside_the_results_of_its_name(tmp_path):
    """A scenario with every odd name that is allowed: its results and nothing else are new."""
    project = copy_of_the_project(tmp_path / "copy")
    text = PAPER.replace("points: 441", "points: 5").replace("near cold", "a+b.c-d_e F")
    (project / "config/od.d+na-me.yaml").write_text(text)
    known = {path for path in project.rglob("*") if ".venv" not in path.parts}
    done = snakemake(
        project, "results/od.d+na-me/currents.csv", "results/od.d+na-me/distribution.csv"
    )
    assert done.returncode == 0, done.stdout
    new = {path for path in project.rglob("*") if ".venv" not in path.parts} - known
    tops = {str(path.relative_to(project)).split("/")[0] for path in new}
    assert tops <= {"results", ".snakemake", "scripts", "src"}  # the last two: bytecode
    bytecode = {path for path in new if "__pycache__" in path.parts}
    within = {project / "results", project / "results/od.d+na-me"}
    for path in new - bytecode - within:
        inside = path.relative_to(project)
        assert str(inside).startswith(("results/od.d+na-me/", ".snakemake"))


def without(text, *sections):
    """The text of a scenario without some of its sections."""
    tree = YAML_12.load(text)
    return as_yaml({key: value for key, value in tree.items() if key not in sections})


ASKED = ("dynamics", "approach", "distributions", "validity", "engine", "noise", "map")


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """A project with scenarios that lack sections, or have a band that is not magnetic."""
    project = copy_of_the_project(tmp_path_factory.mktemp("others") / "copy")
    band = (project / "config/semicircle.yaml").read_text()
    small = PAPER.replace("points: 441", "points: 5").replace("1100.0", "200.0")
    for name, text in {
        "bare": without(small, *ASKED, "energy_unit"),
        "weak": band.replace("exchange: 0.08", "exchange: 0.04"),
    }.items():
        (project / f"config/{name}.yaml").write_text(text)
    return project


TOLD = ("Using workflow specific", "Assuming unrestricted", "Building DAG")
NEEDING = [name for name in described.SCRIPTS if described.constant(name, "NEEDS")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("figA1.pdf", "bare.yaml: dynamics: must be given"),
        ("dynamics.csv", "bare.yaml: dynamics: must be given"),
        ("retardation.csv", "bare.yaml: dynamics: must be given"),
        ("slowness_of_runs.csv", "bare.yaml: dynamics: must be given"),
        ("figA2.png", "bare.yaml: approach: must be given"),
        ("attractors.csv", "bare.yaml: approach: must be given"),
        ("validity.csv", "bare.yaml: validity: must be given"),
        ("figV1.pdf", "bare.yaml: validity: must be given"),
        ("torque_curves.csv", "bare.yaml: validity: must be given"),
        ("engine.csv", "bare.yaml: engine: must be given"),
        ("figE1.pdf", "bare.yaml: engine: must be given"),
        ("noise.csv", "bare.yaml: noise: must be given"),
        ("figN2.pdf", "bare.yaml: noise: must be given"),
        ("zero_modes.csv", "bare.yaml: band: must be given"),
        ("in_units/currents.csv", "bare.yaml: units: must be given"),
        ("map.nc", "bare.yaml: map: must be given"),
        ("figS1.png", "bare.yaml: map of attractor: must be given"),
        ("fig2.pdf", "weak.yaml: no magnetic solution: J rho = "),
        ("zero_modes.csv", "weak.yaml: no magnetic solution: J rho = "),
    ],
)
def test_what_a_scenario_cannot_give_is_one_line_before_anything_runs(others, target, words):
    name = words.split(".")[0]
    done = snakemake(others, f"results/{name}/{target}")
    assert done.returncode != 0
    lines = [line for line in done.stdout.splitlines() if not line.startswith(TOLD)]
    assert len(lines) == 1, done.stdout
    assert lines[0].startswith(f"config/{words}")
    assert not (others / f"results/{name}").exists()


@pytest.mark.parametrize("script", NEEDING)
def test_what_a_script_needs_is_asked_for_by_its_rule(script):
    """And by the script itself, where somebody runs it by hand."""
    name = script.removesuffix(".py")
    files = [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")]
    text = "\n".join(file.read_text() for file in files)
    rule = text.split(f" as {name} with:")[1].split("\nuse rule ")[0]
    assert re.search(rf'(config_for|model)\("{name}"\)', rule)
    assert "NEEDS)" in (ROOT / "scripts" / script).read_text()


def test_what_is_left_out_in_units_is_told_where_nothing_of_it_is_left():
    lacks = {"results/a/dynamics.csv": ["x"], "results/a/retardation.csv": ["y"]}
    one, other = (f"results/a/in_units/{name}.csv" for name in ("dynamics", "retardation"))
    said = asked.left_out(lacks | {one: ["units"], other: ["units"]})
    assert said == "no x (dynamics), no y (retardation), no units (in_units)"
    said = asked.left_out(lacks | {one: [], other: ["y"]})
    assert said == "no x (dynamics), no y (retardation)"


@pytest.mark.long
def test_everything_of_a_scenario_is_what_it_has_the_sections_for(others):
    """What is left out is said in a line, and so is a range of d without a precession."""
    done = make(others, "results/bare")
    assert done.returncode == 0, done.stdout
    said = done.stdout.splitlines()
    left = [line for line in said if line.startswith("results/bare: left out, as config/bare.yaml")]
    assert len(left) == 1
    for words in (
        "no dynamics (dynamics, ",
        "figA1)",
        "no approach (approach, ",
        "no validity (validity, error_laws, error_orders, torque_curves, figV1, figV2)",
        "no map of attractor (figS1), no map of switching (figS2)",
        "no units (in_un",
    ):
        assert words in left[0]
    none = [line for line in said if "no precession" in line]
    assert len(none) == 1
    assert none[0].startswith("warning: config/bare.yaml: no precession from d = -200 to 200; ")
    found = {path.name for path in (others / "results/bare").iterdir()}
    names = "parameters distribution fixed_points stability slowness exact currents".split()
    names += "gates_states open_circuit voltage voltage_lines".split()
    names += "anisotropy anisotropy_lines damping".split()
    pictures = {f"fig{n}.{kind}" for n in (2, 3, "B1", "B2", "B3") for kind in ("pdf", "png")}
    assert found == {f"{name}.csv" for name in names} | pictures
    assert "Nothing to be done" in make(others, "results/bare/").stdout


@pytest.mark.parametrize("name", [".hidden", "a b", "a;b", "$(x)", "-n", "site"])
def test_a_name_that_is_no_name_is_refused(made, name):
    done = snakemake(made, f"results/{name}/currents.csv")
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    assert "the name of a scenario must be" in done.stdout
