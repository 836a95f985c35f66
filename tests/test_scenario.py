import numpy as np
import pytest

from models import PAPER, ROOT
from thermal_stt import scenario
from thermal_stt.scenario import KEYS, ScenarioError, parse

TEXT = (ROOT / "config/paper.yaml").read_text()


def changed(old, new):
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_paper_scenario():
    p = PAPER.parameters
    assert (p.gamma_left_up, p.gamma_left_down, p.gamma_right) == (0.01, 0.09, 0.02)
    assert (p.rho_up, p.rho_down, p.rho_slope_up, p.rho_slope_down) == (10, 10, -0.2, 0.2)
    assert (p.field, p.spin, p.exchange, p.capacitance) == (1, 625, 0.08, 0.1)
    np.testing.assert_array_equal(PAPER.drive, np.linspace(-1100, 1100, 441))
    assert [entry.d for entry in PAPER.distributions] == [-500, -500, -1000, -1000]
    assert PAPER.energy_unit.unit == "K"


def test_optional_sections_may_be_left_out():
    cut = TEXT[: TEXT.index("distributions:")]
    assert parse(cut).distributions == ()
    assert parse(cut).energy_unit is None


def test_numbers_are_yaml_1_2():
    assert parse(changed("right: 0.02", "right: 2e-2")).parameters.gamma_right == 0.02
    assert parse(changed("spin: 625.0", "spin: 625")).parameters.spin == 625


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
        (changed("right: 0.02", "right: wide"), "right = 'wide': must be a number"),
        (changed("right: 0.02", "right: true"), "right = True: must be a number"),
        (changed("right: 0.02", "right: [1]"), "right = [1]: must be a number"),
        (changed("right: 0.02", "right:"), "right = None: must be a number"),
        (
            changed("right: 0.02", "right: .nan"),
            "right = nan: must be a finite number, 0 or greater",
        ),
        (changed("right: 0.02", "right: -0.02"), "right = -0.02: must be a finite number, 0 or gr"),
        (changed("right: 0.02", "right: 1e40"), "right = 1e+40: must be 0 or of a magnitude"),
        (changed("right: 0.02", f"right: 1{'0' * 400}"), "must be a number"),
        (
            changed("  up: 10.0", "  up: 0.0"),
            "density_of_states.up = 0.0: must be a finite number gr",
        ),
        (changed("field: 1.0", "field: 0"), "magnet.field = 0.0: must be a finite number other"),
        (changed("points: 441", "points: 1"), "thermal_drive.points = 1: must be 2 or greater"),
        (changed("points: 441", "points: 4.5"), "points = 4.5: must be a whole number"),
        (changed("stop: 1100.0", "stop: -2000"), "thermal_drive.stop = -2000.0: must be greater"),
        (changed("start: -1100.0", "start: .inf"), "thermal_drive.start = inf: must be a finite"),
        (
            changed("d: -500.0, temperature_left: 0.1", "d: 500.0, temperature_left: 0.1"),
            "distributions[0].temperature_left = 0.1: must be greater than sqrt(3 d) / pi = 12.3",
        ),
        (changed("temperature_left: 0.1", "temperature_left: -1"), "left = -1.0: must be a finite"),
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
            "energy_unit.value = 0.0: must be a finite",
        ),
        (TEXT[: TEXT.index("dot:")], "dot: must be given"),
        ("tunneling_rates: 3\n", "tunneling_rates = 3: must be a mapping"),
        ("", "the file = 'empty': must be a scenario"),
        ("# nothing\n", "the file = 'empty': must be a scenario"),
        ("- 1\n- 2\n", "the file = [1, 2]: must be a mapping"),
        ("a: [1\n", "not YAML"),
        ("a: 1\na: 2\n", "duplicate key"),
        ("a: !!python/name:os.system x\n", "not YAML"),
        ("--- 1\n--- 2\n", "not YAML"),
        (b"\xff\xfe\x00", "not YAML"),
        ("a: \x00\n", "not YAML"),
    ],
)
def test_a_fault_is_one_line_that_names_file_key_value_and_remedy(text, words):
    with pytest.raises(ScenarioError) as caught:
        parse(text, "config/mine.yaml")
    message = str(caught.value)
    assert message.startswith("config/mine.yaml: ")
    assert words in message
    assert "must be " in message
    assert "\n" not in message
    assert len(message) < 300


def test_every_parameter_has_a_key_in_the_paper_s_scenario():
    keys = set()
    for name in ("_TunnelingRates", "_DensityOfStates", "_Magnet", "_Dot"):
        keys |= set(getattr(scenario, name).model_fields)
    assert {key.split(".")[1] for key in KEYS.values()} == keys
    assert set(KEYS) == set(type(PAPER.parameters).__dataclass_fields__)
