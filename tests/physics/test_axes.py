"""Maps of a scenario: their values, their chunks, and what is refused."""

import numpy as np
import pytest

from models import ROOT
from thermal_stt.scenario.scenario import ScenarioError, parse

TEXT = (ROOT / "config/paper.yaml").read_text()
MODEL = TEXT[: TEXT.index("\nmap:")] + "\nenergy_unit: {value: 0.1, unit: K}\n"
ATTRACTOR = """
map:
  of: attractor
  axes:
    - {key: thermal_drive.d, start: -11 K^2, stop: 1100.0, points: 3}
    - {key: tunneling_rates.right, start: 0.005, stop: 0.5, points: 3, spacing: logarithmic}
"""
SWITCHING = """
map:
  of: switching
  d: 700
  axes:
    - {key: start.theta, start: 0.1, stop: 3.0, points: 5}
    - {key: start.delta_magnetization, start: -1.0, stop: 1.0, random: {seed: 1, samples: 4}}
    - {key: magnet.spin, start: 100, stop: 900, random: {seed: 2, samples: 4}}
"""


def one_map(text):
    scenario = parse(MODEL + text)
    [asked] = scenario.maps
    return scenario, asked


def test_every_point_of_a_grid_is_one_set():
    scenario, asked = one_map(ATTRACTOR)
    assert asked.dimensions == {"d": 3, "gamma_right": 3}
    [sets] = asked.chunk(0)
    family, run = asked.members(scenario.parameters, sets)
    # -11 K^2 in units of (0.1 K)^2
    np.testing.assert_allclose(run["d"].reshape(3, 3)[:, 0], [-1100, 0, 1100], rtol=1e-12)
    np.testing.assert_allclose(family.gamma_right.reshape(3, 3)[1], [0.005, 0.05, 0.5], rtol=1e-12)
    assert (family.spin == scenario.parameters.spin).all()


def test_axes_at_random_are_drawn_together_and_the_same_each_time():
    scenario, asked = one_map(SWITCHING)
    assert asked.dimensions == {"theta": 5, "sample": 4}
    family, run = asked.members(scenario.parameters, asked.chunk(0)[0])
    again = one_map(SWITCHING)[1]
    assert (again.axes[1].values == asked.axes[1].values).all()
    assert set(run) == {"d", "theta", "delta_magnetization", "delta_potential"}
    for values in (run["delta_magnetization"], family.spin):
        values = values.reshape(5, 4)
        assert (values == values[0]).all()
        assert np.unique(values).size == 4
    assert (np.abs(run["delta_magnetization"]) < 1).all()


@pytest.mark.parametrize("chunks", [1, 2, 3, 7, 50])
def test_chunks_have_each_set_once_in_whole_units(chunks):
    text = ATTRACTOR.replace("points: 3}", "points: 200}") + f"  chunks: {chunks}\n"
    asked = one_map(text.replace("points: 3,", "points: 200,"))[1]
    units = [unit for number in range(asked.chunks) for unit in asked.chunk(number)]
    assert [number for unit in units for number in unit] == list(range(asked.size))
    assert len({(unit.start, unit.stop) for unit in units}) == 10


EXACT = ATTRACTOR.replace("of: attractor", "of: exact\n  temperature_coldest: 6.0")
COLDER = "thermal_drive.temperature_coldest"


def test_a_unit_of_the_exact_is_a_row_or_some_samples():
    """So that a state is sought from its neighbours, and chunks change no byte."""
    asked = one_map(EXACT)[1]
    assert [*asked.chunk(0)] == [range(0, 3), range(3, 6), range(6, 9)]
    assert asked.fixed == {"temperature_coldest": 6.0}
    samples = EXACT.replace("points: 3,", "random: {seed: 1, samples: 4},")
    assert not one_map(samples)[1].in_rows
    samples = samples.replace("samples: 4", "samples: 100")
    assert [*one_map(samples)[1].chunk(0)][:2] == [range(0, 64), range(64, 128)]
    colder = EXACT.replace("tunneling_rates.right", COLDER).replace("\n  temperature_c", "\n  # c")
    scenario, asked = one_map(colder)
    run = asked.members(scenario.parameters, asked.chunk(0)[1])[1]
    np.testing.assert_allclose(run["temperature_coldest"], [0.005, 0.05, 0.5])
    np.testing.assert_array_equal(run["d"], run["d"][0])


REFUSED = [
    (
        EXACT,
        "\n  temperature_coldest: 6.0",
        "",
        f"map.temperature_coldest: must be given, or {COLDER}",
    ),
    (
        EXACT,
        "6.0",
        "-6.0",
        "map.temperature_coldest = -6.0: must be a finite number greater than 0",
    ),
    (EXACT, "tunneling_rates.right", COLDER, "map.temperature_coldest = 6.0: must be left out, as"),
    (
        EXACT,
        "tunneling_rates.right",
        "start.theta",
        "map.axes[1].key = 'start.theta': must be of the",
    ),
    (EXACT, "of: exact", "of: exact\n  start: {theta: 1.0}", "map.start: must be left out: it bel"),
    (
        ATTRACTOR,
        "tunneling_rates.right",
        COLDER,
        "map.axes[1].key = 'thermal_driv...ature_coldest'",
    ),
    (
        ATTRACTOR,
        "of: attractor",
        "of: attractor\n  temperature_coldest: 1.0",
        "map.temperature_colde",
    ),
    (ATTRACTOR, "tunneling_rates.right", "magnet.fild", "map.axes[1].key = 'magnet.fild': must be"),
    (ATTRACTOR, "-11 K^2", "-11 K", "map.axes[0].start = '-11 K': must be an energy squared"),
    (ATTRACTOR, "0.005", "0.0", "map.axes[1].start = 0.0: must be a finite number greater than 0"),
    (ATTRACTOR, "0.5,", "0.005,", "map.axes[1].stop = 0.005: must be other than map.axes[1].start"),
    (ATTRACTOR, "points: 3}", "points: 1}", "map.axes[0].points = 1: must be from 2 to"),
    (ATTRACTOR, "points: 3}", "x: 3}", "map.axes[0].x: must be one of the keys key, start"),
    (ATTRACTOR, ", points: 3}", "}", "map.axes[0].points: must be given, or random instead"),
    (
        ATTRACTOR,
        "of: attractor",
        "of: end",
        "map.of = 'end': must be one of attractor, switching, exact",
    ),
    (ATTRACTOR, "of: attractor", "of: attractor\n  way: {t_end: 1, points: 2}", "map.way: must be"),
    (ATTRACTOR, "of: attractor", "of: attractor\n  d: 3", "map.d = 3: must be left out"),
    (ATTRACTOR, "of: attractor", "of: attractor\n  chunks: 0", "map.chunks = 0: must be from 1"),
    (ATTRACTOR, "points: 3", "points: 9999", "map.axes: must be of at most 20000000 sets"),
    (ATTRACTOR, "tunneling_rates.right", "thermal_drive.d", "map.axes[1].key = 'thermal_drive.d'"),
    (ATTRACTOR, "tunneling_rates.right", "start.theta", "map.axes[1].key = 'start.theta': must be"),
    (SWITCHING, "seed: 2", "seed: -1", "map.axes[2].random.seed = -1: must be 0 or greater"),
    ("map: nothing", "map", "map", "map = 'nothing': must be a mapping, or a list of mappings"),
    (SWITCHING, "d: 700", "chunks: 1", "map.d: must be given, or thermal_drive.d an axis"),
    (SWITCHING, "stop: 3.0", "stop: 3.2", "map.axes[0]"),
    (SWITCHING, "start.theta", "magnet.field", "map.start.theta: must be given, or start.theta"),
    (SWITCHING, "seed: 2", "seed: 1", "map.axes[2].random.seed = 1: must be another than before"),
    (SWITCHING, "2, samples: 4", "2, samples: 5", "map.axes[2].random.samples = 5: must be 4"),
    (SWITCHING, "d: 700", "d: 700\n  start: {theta: 1.0}", "map.start.theta = 1.0: must be left"),
]


@pytest.mark.parametrize(("text", "old", "new", "words"), REFUSED)
def test_what_is_no_map_is_one_line(text, old, new, words):
    assert old in text
    with pytest.raises(ScenarioError) as refused:
        parse(MODEL + text.replace(old, new))
    assert str(refused.value).startswith(f"scenario: {words}")
    assert "\n" not in str(refused.value)


def test_a_value_that_no_model_has_is_named():
    text = ATTRACTOR.replace("tunneling_rates.right, start: 0.005", "magnet.field, start: -0.5")
    text = text.replace(", spacing: logarithmic", "")
    with pytest.raises(ScenarioError, match=r"map.axes\[1\]: must be such that none of its values"):
        parse(MODEL + text)


def test_several_maps_are_a_list_each_of_something_else():
    both = "\nmap:\n- " + ATTRACTOR.split("\n  ", 1)[1].rstrip() + "\n- "
    both += SWITCHING.split("\n  ", 1)[1]
    scenario = parse(MODEL + both)
    assert [asked.of for asked in scenario.maps] == ["attractor", "switching"]
    assert scenario.map_of("switching").fixed["d"] == 700
    with pytest.raises(ScenarioError, match=r"map\[1\].of = 'attractor': must be different"):
        parse(MODEL + both.replace("of: switching", "of: attractor"))
    with pytest.raises(ScenarioError, match=r"map\[1\].axes\[0\].points = 1: must be"):
        parse(MODEL + both.replace("points: 5", "points: 1"))


def test_with_a_band_only_the_drive_and_the_start_are_axes():
    text = (ROOT / "config/semicircle.yaml").read_text()
    with pytest.raises(ScenarioError, match=r"must be one of thermal_drive.d with a band"):
        parse(text + ATTRACTOR.replace("-11 K^2", "-11.0"))
