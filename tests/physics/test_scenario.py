import re
from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import pytest
from ruamel.yaml import YAML

from models import PAPER, ROOT
from pipeline import described
from pipeline.whatif import changes
from thermal_stt.scenario import sections
from thermal_stt.scenario.scenario import KEYS, ScenarioError, parse

TEXT = (ROOT / "config/paper.yaml").read_text()
BAND = (ROOT / "config/semicircle.yaml").read_text()


def changed(old, new, text=TEXT):
    assert old in text
    return text.replace(old, new, 1)


def band(old, new):
    return changed(old, new, BAND)


def test_paper_scenario():
    p = PAPER.parameters
    assert (p.gamma_left_up, p.gamma_left_down, p.gamma_right) == (0.01, 0.09, 0.02)
    assert (p.rho_up, p.rho_down, p.rho_slope_up, p.rho_slope_down) == (10, 10, -0.2, 0.2)
    assert (p.field, p.spin, p.exchange, p.capacitance) == (1, 625, 0.08, 0.1)
    np.testing.assert_array_equal(PAPER.drive, np.linspace(-1100, 1100, 441))
    assert [entry.d for entry in PAPER.distributions] == [-500, -500, -1000, -1000]
    assert PAPER.energy_unit.unit == "K"
    assert PAPER.temperature_coldest == 6.0


def test_optional_sections_may_be_left_out():
    cut = TEXT[: TEXT.index("distributions:")]
    assert parse(cut).distributions == ()
    assert parse(cut).energy_unit is None
    cold = "  temperature_coldest: 6.0"
    asks = re.compile(r"^noise:\n(  .*\n)+|^exact: true\n", re.MULTILINE)  # for that temperature
    assert parse(asks.sub("", changed(cold, "  "))).temperature_coldest is None


def test_numbers_are_yaml_1_2():
    assert parse(changed("right: 0.02", "right: 2e-2")).parameters.gamma_right == 0.02
    assert parse(changed("spin: 625.0", "spin: 625")).parameters.spin == 625
    # unless the text says otherwise
    older = "%YAML 1.1\n---\n" + changed("spin: 625.0", "spin: 0100")
    assert parse(older).parameters.spin == 64


@pytest.mark.parametrize("tag", ["bool", "int", "float", "null", "timestamp", "binary", "set", "x"])
@pytest.mark.parametrize("value", ["foo", "", "[1]", "{a: 1}", "2001-13-45"])
def test_a_tag_that_does_not_fit_its_value_is_refused(tag, value):
    for text in (f"!!{tag} {value}", changed("points: 441", f"points: !!{tag} {value}")):
        with pytest.raises(ScenarioError):
            parse(text)


@pytest.mark.parametrize("version", ["1.0", "1.3", "2.0", "0.0", "x"])
def test_a_version_of_yaml_that_there_is_none_of_is_refused(version):
    with pytest.raises(ScenarioError, match="YAML"):
        parse(f"%YAML {version}\n---\n{TEXT}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (changed("  right: 0.02\n", ""), "tunneling_rates.right: must be given"),
        (
            changed("field:", "feild:"),
            "magnet.feild: must be one of the keys field, spin, exchange",
        ),
        (TEXT + "\nextra: 1\n", "extra: must be one of the keys tunneling_rates, density"),
        (
            changed("label: near cold", "name: x, label: near cold"),
            "distributions[0].name: must be one of the keys label, d, temperature_left",
        ),
        (
            changed("right: 0.02", "right: wide"),
            "right = 'wide': must be a rate or an energy: a number",
        ),
        (changed("right: 0.02", "right: true"), "right = true: must be a number"),
        (changed("right: 0.02", "right: [1]"), "right = [1]: must be a number"),
        (changed("right: 0.02", "right:"), "right = None: must be a number"),
        (
            changed("right: 0.02", "right: .nan"),
            "right = .nan: must be a finite number, 0 or greater",
        ),
        (changed("right: 0.02", "right: -0.02"), "right = -0.02: must be a finite number, 0 or gr"),
        (changed("right: 0.02", "right: 1e40"), "right = 1e40: must be 0 or of a magnitude"),
        (changed("right: 0.02", f"right: 1{'0' * 400}"), "must be a number"),
        (
            changed("  up: 10.0", "  up: 0.0"),
            "density_of_states.up = 0.0: must be a finite number gr",
        ),
        (changed("field: 1.0", "field: 0"), "magnet.field = 0: must be a finite number other"),
        (changed("points: 441", "points: 1"), "thermal_drive.points = 1: must be from 2 to"),
        (changed("points: 441", "points: 1000000000"), "must be from 2 to 1000000"),
        (changed("points: 441", "points: 4.5"), "points = 4.5: must be a whole number"),
        (changed("stop: 1100.0", "stop: -2000"), "thermal_drive.stop = -2000: must be greater"),
        (
            changed("temperature_coldest: 6.0", "temperature_coldest: -6.0"),
            "thermal_drive.temperature_coldest = -6.0: must be a finite number greater",
        ),
        (
            changed("temperature_coldest: 6.0", "temperature_coldest: cold"),
            "temperature_coldest = 'cold': must be a temperature: a number",
        ),
        (changed("start: -1100.0", "start: .inf"), "thermal_drive.start = .inf: must be a finite"),
        (
            changed("d: -500.0, temperature_left: 0.1", "d: 500.0, temperature_left: 0.1"),
            "distributions[0].temperature_left = 0.1: must be greater than sqrt(3 d) / pi, 123.",
        ),
        (changed("temperature_left: 0.1", "temperature_left: -1"), "left = -1: must be a finite"),
        (
            changed("label: near hot", "label: near cold"),
            "distributions[1].label = 'near cold': must",
        ),
        (changed("label: near hot", 'label: "a\\nb"'), "must be 1 to 40 letters"),
        (
            changed("unit: K", "unit: F"),
            "energy_unit.unit = 'F': must be one of J, eV, meV, K, GHz",
        ),
        (
            changed("value: 0.1, unit", "value: 0, unit"),
            "energy_unit.value = 0: must be a finite",
        ),
        (TEXT[: TEXT.index("dot:")], "dot: must be given"),
        ("tunneling_rates: 3\n", "tunneling_rates = 3: must be a mapping"),
        ("", "the file is empty: must be a scenario"),
        ("# nothing\n", "the file is empty: must be a scenario"),
        ("- 1\n- 2\n", "the file = [1, 2]: must be a mapping"),
        ("a: [1\n", "must be YAML"),
        ("a: 1\na: 2\n", "duplicate key"),
        ("a: !!python/name:os.system x\n", "must be YAML"),
        ("--- 1\n--- 2\n", "must be YAML"),
        (b"\xff\xfe\x00", "must be UTF-8 text"),
        ("a: \x00\n", "must be YAML"),
        ("%YAML 1.3\n---\n" + TEXT, "the version of YAML: must be 1.1 or 1.2"),
        (changed("441", "!!bool 3"), "a tag (!!): must be one that its value fits"),
        (changed("spin: 625.0", "spin: 625.0\n  <<: 3"), "expected a mapping"),
    ],
)
def test_a_fault_is_one_line_that_names_file_key_value_and_remedy(text, words):
    said = []
    for _ in range(2):  # what is kept of a text makes it no better
        with pytest.raises(ScenarioError) as caught:
            parse(text, "config/mine.yaml")
        said.append(str(caught.value))
    message, again = said
    assert again == message
    assert message.startswith("config/mine.yaml: ")
    assert words in message
    assert "must be " in message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("tunneling_rates.right", "-5 ueV"),
        ("tunneling_rates.left_up", "\u22125 /ns"),
        ("density_of_states.up", "-2 /eV"),
        ("magnet.exchange", "-3 μeV"),
        ("dot.capacitance", "-2 aF"),
        ("thermal_drive.stop", "-9e9 K²"),
        ("approach.t_end", "-3 ms"),
        ("dynamics.starts[0].theta", "7e0"),
        ("dynamics.t_end", "0x0"),
    ],
)
def test_an_error_shows_the_value_as_it_was_written(key, written):
    """And not what became of it in natural units."""
    text = changes.apply(TEXT, {key: written})
    shown = repr(written) if " " in written else written
    with pytest.raises(ScenarioError) as error:
        parse(text)
    assert str(error.value).startswith(f"scenario: {key} = {shown}: must be ")


def places(tree, path=""):
    """Each key of a scenario that holds no others, as errors name it, and what stands there."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        here = f"{path}[{key}]" if isinstance(tree, list) else f"{path}.{key}".lstrip(".")
        if isinstance(value, dict | list):
            yield from places(value, here)
        else:
            yield here, value


UNITS = ("J", "K", "meV", "\u00b5eV", "\u03bceV", "GHz", "T", "K^2", "K\u00b2", "/meV", "1/meV^2")
UNITS += ("ms", "\u00b5s", "aF", "mV", "1/ns", "pA", "Kelvin", "")
WRONG = ("-4.20", "0.00", "1.0e+300", "-1e400", "0007")
SOME = 5  # units for a key: every kind of quantity has many keys


@pytest.mark.long
@pytest.mark.parametrize("name", ["paper", "semicircle", "device"])
def test_whatever_is_refused_is_shown_as_it_was_written(name):
    """Each key of each scenario in some of these units, with these numbers, both in turn."""
    text = (ROOT / f"config/{name}.yaml").read_text()
    if "energy_unit" not in text:
        text += "\nenergy_unit: {value: 1.0, unit: meV}\n"
    refused, numbers, units = 0, cycle(WRONG), cycle(UNITS)
    for key, _ in places(YAML(typ="safe", pure=True).load(text)):
        place = changes.apply(text, {key: "HERE"})
        elsewhere = dict(places(YAML(typ="base", pure=True).load(place)))
        assert elsewhere[key] == "HERE"
        assert place.count("HERE") == 1
        for unit in islice(units, SOME):
            written = f"{next(numbers)} {unit}".strip()
            try:
                parse(place.replace("HERE", written), read_table=lambda _: ([-1, 0, 1], [0, 1, 0]))
            except ScenarioError as error:
                message = str(error).removeprefix("scenario: ")
                # a rule of the key itself, or of one that it does not go with
                shown = (elsewhere | {key: written})[message.split(" ")[0]]
                assert message.partition(" = ")[2].startswith((f"{shown}: ", f"{shown!r}: "))
                refused += 1
    assert refused > 100


def test_the_value_of_a_solved_band_is_shown_as_written_too():
    text = band("exchange: 0.08", "exchange: 0.8 K") + "\nenergy_unit: {value: 1, unit: K}\n"
    row = {"magnetization": 112.0, "potential": 0.1, "spin": 700.0, "slope_up": 0, "slope_down": 0}
    row |= {"density_of_states_up": 9.0, "density_of_states_down": 9.5}
    with pytest.raises(ScenarioError, match=r"magnet.exchange \(for dynamics\) = '0.8 K': must"):
        parse(text).with_zero_modes(row)


def test_every_parameter_has_a_key_in_the_paper_s_scenario():
    keys = set()
    for name in ("TunnelingRates", "DensityOfStates", "Magnet", "Dot", "Bias"):
        keys |= set(getattr(sections, name).model_fields)
    measure = {"g_factor"}  # no parameter, but what a field in tesla is measured with
    assert {key.split(".")[1] for key in KEYS.values()} == keys - measure
    assert set(KEYS) == set(type(PAPER.parameters).__dataclass_fields__)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (changed("theta: 1.2", "theta: 3.2"), "dynamics.starts[0].theta = 3.2: must be between 0"),
        (changed("theta: 1.2", "theta: -0.1"), "dynamics.starts[0].theta = -0.1: must be between"),
        (changed("theta: 1.2", "theta: .nan"), "dynamics.starts[0].theta = .nan: must be between"),
        (changed("phi: 0.0", "phi: .inf"), "dynamics.starts[0].phi = .inf: must be a finite"),
        (changed("t_end: 10000.0", "t_end: 0"), "dynamics.t_end = 0: must be a finite number gr"),
        (changed("t_end: 10000.0", "t_end: -5"), "dynamics.t_end = -5: must be a finite number"),
        (changed("points: 241", "points: 1"), "dynamics.points = 1: must be from 2 to"),
        (
            changed("formulations: [llgs,", "formulations: [llgz,"),
            "dynamics.formulations[0] = 'llgz': must be one of llgs, recast, populations, retarded",
        ),
        (
            changed("formulations: [llgs,", "formulations: [recast,"),
            "dynamics.formulations[1] = 'recast': must be different",
        ),
        (
            changed("[llgs, recast, populations, retarded, embedded]", "[]"),
            "dynamics.formulations = []: must be a list of one entry or more",
        ),
        (
            changed("exchange: 0.08", "exchange: 0.11"),
            "magnet.exchange (for dynamics) = 0.11: must be less than 1/rho_up, else the chosen",
        ),
        (
            changed("left_down: 0.09\n  right: 0.02", "left_down: 0\n  right: 1.0e-9"),
            "tunneling_rates.right (for dynamics) = 1.0e-9: must be larger against the difference",
        ),
        (changed("0.999]", "1.2]"), "approach.cos_theta[11] = 1.2: must be between -1 and 1"),
        (
            changed("-0.999, -0.9,", "-0.9, -0.90,"),
            "approach.cos_theta[1] = -0.90: must be different from the others",
        ),
        (
            changed("180.0, 720.0]", "720.0, 7.2e2]"),
            "approach.d[2] = 7.2e2: must be different from the others",
        ),
        (changed("t_end: 8000.0", "t_end: .nan"), "approach.t_end = .nan: must be a finite"),
        (changed("magnet:  ", "band: 3\nmagnet:  "), "band = 3: must be a mapping"),
        (
            changed("magnet:  ", "leads: {temperature_left: 1, temperature_right: 1}\nmagnet:  "),
            "leads: must be left out without a band",
        ),
        (changed("  spin: 625.0\n", ""), "magnet.spin: must be given"),
        (
            band(
                "magnet:",
                "density_of_states: {up: 1, down: 1, slope_up: 0, slope_down: 0}\nmagnet:",
            ),
            "density_of_states: must be left out beside band: exactly one of the two",
        ),
        (
            BAND[: BAND.index("band:")] + BAND[BAND.index("magnet:") :],
            "density_of_states: must be given, or band instead: exactly one of the two",
        ),
        (
            band("  field: 1.0", "  spin: 3.0\n  field: 1.0"),
            "magnet.spin = 3.0: must be left out with a band",
        ),
        (
            BAND[: BAND.index("leads:")] + BAND[BAND.index("magnet:") :],
            "leads: must be given; it is required with a band",
        ),
        (band("shape: semicircle", "shape: circle"), "band.shape = 'circle': must be one of semic"),
        (band("shape: semicircle", "shape: table"), "band.table: must be given, a CSV"),
        (band("electrons: 0.0", "electrons: 3e3"), "band.electrons = 3e3: must be between"),
        (
            band("electrons: 0.0", "electrons: 0.0\n  table: x.csv"),
            "band.table = 'x.csv': must be left out unless the shape is table",
        ),
        (band("half_width: 100.0", "half_width: 0"), "band.half_width = 0: must be a finite"),
        (
            band("temperature_left: 8.0", "temperature_left: 0"),
            "leads.temperature_left = 0: must",
        ),
    ],
)
def test_a_fault_of_dynamics_or_band_is_one_line_too(text, words):
    with pytest.raises(ScenarioError) as caught:
        parse(text, "config/mine.yaml")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_table_that_nobody_reads_is_one_line():
    with pytest.raises(ScenarioError, match=r"^mine: band.table = 'dos.csv': must be left out"):
        parse(band("shape: semicircle", "shape: table\n  table: dos.csv"), "mine")


def test_a_fault_in_the_table_of_a_band_names_the_table():
    def read(name):
        raise ValueError(f"{name}: row 2, density = -1.0: must be 0 or greater")

    with pytest.raises(ScenarioError, match=r"band.table, dos.csv: row 2, density = -1.0"):
        parse(band("shape: semicircle", "shape: table\n  table: dos.csv"), "mine", read)


def test_a_band_that_is_missing_is_told():
    with pytest.raises(ScenarioError, match="scenario: band: must be given"):
        parse(TEXT).required_band()


def test_a_band_waits_for_its_solution():
    waiting = parse(BAND)
    assert not waiting.solved
    row = {"magnetization": 112.0, "potential": 0.1, "spin": 700.0}
    row |= {"density_of_states_up": 9.0, "density_of_states_down": 9.5}
    row |= {"slope_up": -0.1, "slope_down": 0.1}
    solved = waiting.with_zero_modes(row)
    assert solved.solved
    assert solved.parameters.rho_down == 9.5
    assert solved.mean_fields == (112.0, 0.1)
    assert waiting.mean_fields is None
    with pytest.raises(ScenarioError, match="less than 1/rho_up"):
        waiting.with_zero_modes(row | {"density_of_states_up": 13.0})
    with pytest.raises(ScenarioError, match=r"solution for the band, rho_up = 0\.0"):
        waiting.with_zero_modes(row | {"density_of_states_up": 0.0})


def test_what_a_voltage_takes_away_is_told_before_anything_is_made():
    """The history integrals are the paper's, and runs with a voltage go one by one."""
    text = (ROOT / "config/paper.yaml").read_text()
    biased = parse(text.replace("dot:   ", "bias: {voltage: 0.5}\ndot:   "))
    small = parse(
        text.replace("dot:   ", "bias: {voltage: 0.5}\ndot:   ").replace(
            "points: 361", "points: 11"
        )
    )
    for scenario, retarded, within in (
        (PAPER, True, True),
        (biased, False, False),
        (small, False, True),
    ):
        assert scenario.has("bias without a voltage") == retarded
        assert (
            scenario.has("map of switching within 5000 sets, as its runs go one by one") == within
        )
        assert scenario.has("map of attractor within 5000 sets, as its runs go one by one")
        _, formulations = described.constant("integrate_dynamics.py", "NEEDS")
        assert scenario.has(formulations) == retarded
    forgetful = replace(biased.dynamics, formulations=("llgs", "recast"))
    assert replace(biased, dynamics=forgetful).has(formulations)


@pytest.mark.parametrize("beyond", ["anisotropy: 0.4", "damping: 0.0001"])
def test_a_large_map_of_kicks_with_an_anisotropy_is_told(beyond):
    """Which go one by one, too; without a kick and a way there is a quadrature."""
    text = (ROOT / "config/paper.yaml").read_text()
    bent = text.replace("magnet:", f"magnet:\n  {beyond}", 1)
    within = "map of switching within 5000 sets, as its runs go one by one"
    for more in ("    start: {delta_magnetization: 0.5}\n", "    way: {t_end: 10.0, points: 3}\n"):
        after = "  - of: switching\n"
        assert parse(text.replace(after, after + more)).has(within)
        assert not parse(bent.replace(after, after + more)).has(within)
        assert parse(bent).has(within)
