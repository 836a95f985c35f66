"""Numbers with a unit: by hand, there and back, in a scenario, and what is refused."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants

from models import ROOT
from thermal_stt.scenario import columns, scenario
from thermal_stt.scenario.measured import KINDS, in_natural_units, per_natural_unit

MEV = 1e-3 * constants.e
TEXT = (ROOT / "config/paper.yaml").read_text()
BOHR = constants.value("Bohr magneton")


@pytest.mark.parametrize(
    ("text", "kind", "joule"),
    [
        ("2.5 meV", "energy", 2.5e-3 * constants.e),
        ("2.5meV", "energy", 2.5e-3 * constants.e),
        ("-3 ueV", "energy", -3e-6 * constants.e),
        ("1.5 K", "temperature", 1.5 * constants.k),
        ("20 mK", "energy", 0.02 * constants.k),
        ("2 GHz", "energy", 2e9 * constants.h),
        ("0.05 T", "zeeman", 0.05 * 2.18 * BOHR),
        ("50 mT", "zeeman", 0.05 * 2.18 * BOHR),
        ("3 J", "zeeman", 3),
        ("4 K^2", "drive", 4 * constants.k**2),
        ("4 meV^2", "drive", 4 * MEV**2),
        ("2 1/meV", "per_energy", 2 / MEV),
        ("2 meV^-1", "per_energy", 2 / MEV),
        ("2 1/K^2", "per_energy_squared", 2 / constants.k**2),
        ("5 ns", "time", 5e-9 / constants.hbar),
        ("5 1/meV", "time", 5 / MEV),
        ("3 aF", "capacitance", 3e-18 / constants.e**2),
        ("0.2 mV", "potential", 0.2e-3 * constants.e),
        ("+.5e-3 keV", "energy", 0.5 * constants.e),
        ("2 1/ns", "rate", 2e9 * constants.hbar),
        ("2/ns", "rate", 2e9 * constants.hbar),
        ("2 /ns", "rate", 2e9 * constants.hbar),
        ("2 ns⁻¹", "rate", 2e9 * constants.hbar),
        ("2 GHz", "rate", 2 * constants.pi * 2e9 * constants.hbar),
        ("3 \u00b5eV", "energy", 3e-6 * constants.e),
        ("3 \u03bceV", "energy", 3e-6 * constants.e),
        ("3 \u00b5s", "time", 3e-6 / constants.hbar),
        ("\u22122700 K²", "drive", -2700 * constants.k**2),
        ("2/meV", "per_energy", 2 / MEV),
        ("2/meV²", "per_energy_squared", 2 / MEV**2),
        ("2 meV⁻²", "per_energy_squared", 2 / MEV**2),
        ("2 zJ", "energy", 2e-21),
        ("2 PHz", "energy", 2e15 * constants.h),
    ],
)
def test_by_hand(text, kind, joule):
    power = KINDS[kind].power
    found = in_natural_units(text, kind, MEV, 2.18)
    assert found == pytest.approx(joule / MEV**power, rel=1e-12)


UNITS = {
    "energy": ("meV", "K", "GHz", "aJ"),
    "drive": ("K^2", "meV^2", "GHz^2"),
    "per_energy": ("1/meV", "K^-1"),
    "per_energy_squared": ("1/meV^2", "1/K^2"),
    "temperature": ("K", "mK", "meV"),
    "time": ("ns", "1/meV"),
    "capacitance": ("aF", "1/meV"),
    "potential": ("mV", "K"),
    "frequency": ("GHz", "meV"),
    "rate": ("1/ns", "1/s", "GHz"),
    "current": ("pA", "nA"),
    "power": ("fW", "W"),
}


@given(
    kind=st.sampled_from(sorted(UNITS)),
    index=st.integers(0, 3),
    value=st.floats(1e-6, 1e6),
    energy=st.floats(1e-26, 1e-18),
)
def test_there_and_back(kind, index, value, energy):
    unit = UNITS[kind][index % len(UNITS[kind])]
    natural = in_natural_units(f"{value!r} {unit}", kind, energy)
    assert natural * per_natural_unit(unit, kind, energy) == pytest.approx(value, rel=1e-12)


def test_a_current_of_one_meV():  # noqa: N802 - a unit
    assert per_natural_unit("nA", "current", MEV) == pytest.approx(243.4135, rel=1e-6)
    assert per_natural_unit("GHz", "frequency", MEV) == pytest.approx(241.7989, rel=1e-6)
    assert per_natural_unit("nW", "power", MEV) == pytest.approx(0.2434135, rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "unit",
    [
        "K",
        "K^2",
        "1/K",
        "T",
        "s",
        "1/s",
        "F",
        "V",
        "A",
        "W",
        "m",
        "K^9",
        "eVs",
        "meVs",
        "1/eVs",
        "GHzs",
    ],
)
def test_another_dimension_is_refused(kind, unit):
    """Each unit is of exactly the kinds that it says it is."""
    power = {"K": 1, "K^2": 2, "1/K": -1, "1/K^2": -2}.get(unit)
    right = KINDS[kind].unit == unit or (
        power == KINDS[kind].power and kind not in ("current", "power")
    )
    right |= unit == "T" and kind == "zeeman"
    if right:
        assert np.isfinite(in_natural_units(f"1 {unit}", kind, MEV, 2.0))
    else:
        with pytest.raises(ValueError, match="a number, or one with a unit"):
            in_natural_units(f"1 {unit}", kind, MEV, 2.0)


RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@given(
    kind=st.sampled_from(sorted(UNITS)),
    index=st.integers(0, 3),
    micro=st.sampled_from("u\u00b5\u03bc"),
)
def test_every_way_to_write_a_unit_is_the_same_unit(kind, index, micro):
    """Raised digits, /X for 1/X, and each of the letters for micro."""
    unit = re.sub(r"^(1/)?[mnapG](?=[A-Za-z])", r"\1u", UNITS[kind][index % len(UNITS[kind])])
    other = re.sub(r"\^(-?\d)", lambda m: m[1].translate(RAISED), unit).replace("u", micro, 1)
    same = in_natural_units(f"3 {unit}", kind, MEV)
    assert in_natural_units(f"3 {other}", kind, MEV) == same
    if unit.startswith("1/"):
        assert in_natural_units(f"3{other.removeprefix('1')}", kind, MEV) == same


def test_one_per_second_is_no_hertz():
    """They differ by 2 pi, so an energy takes the one and a rate both."""
    with pytest.raises(ValueError, match="an energy: a number"):
        in_natural_units("1 1/s", "energy", MEV)
    hertz, per_second = (in_natural_units(f"1 {u}", "rate", MEV) for u in ("Hz", "1/s"))
    assert hertz == pytest.approx(2 * np.pi * per_second, rel=1e-12, abs=0)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    for kind in KINDS:
        try:
            assert not np.isnan(in_natural_units(text, kind, MEV, 2.0))
        except ValueError as error:
            assert "\n" not in str(error)  # noqa: PT017 - or nothing is raised


# The power of energy on each axis of the paper's maps
AXES = {"thermal_drive.d": 2, "tunneling_rates.right": 1, "start.theta": 0}


def with_units(text: str, unit: str, size: float) -> str:
    """A scenario, its natural unit of energy being `size` of `unit`, with units throughout."""
    powers = {
        "left_up|left_down|right|field|exchange|temperature_left|temperature_coldest": 1,
        "delta_magnetization|delta_potential": 1,
        "start|stop|d": 2,
        "up|down|capacitance|t_end": -1,
        "slope_up|slope_down": -2,
    }

    def one(number, power):
        name = unit if power == 1 else f"{unit}^{power}"
        return f"{float(number) * size**power!r} {name}"

    def number_in(keys, power, line):
        return re.sub(
            rf"(?<![\w])({keys}): (-?[\d.e+-]+)(?=[,\s}}]|$)",
            lambda m: f"{m[1]}: {one(m[2], power)}" if power else m[0],
            line,
        )

    lines = text.splitlines()
    for number, line in enumerate(lines):
        axis = re.search(r"\{key: ([\w.]+),", line)
        for keys, power in {"start|stop": AXES[axis[1]]}.items() if axis else powers.items():
            lines[number] = number_in(keys, power, lines[number])
    text = "\n".join(lines)
    return re.sub(
        r"  d: \[(.*)\]",
        lambda m: "  d: [" + ", ".join(one(x, 2) for x in m[1].split(",")) + "]",
        text,
    )


@pytest.mark.parametrize(
    ("unit", "size"), [("K", 0.1), ("meV", 0.1 * constants.k / MEV), ("GHz", 2.0836619123327)]
)
def test_the_same_scenario_in_other_units(unit, size):
    plain = scenario.parse(TEXT)
    text = with_units(TEXT, unit, size)
    assert text.count(f" {unit}") >= 29  # numbers that are no counts, angles or S
    measured_one = scenario.parse(text)
    for name in scenario.KEYS:
        one, other = getattr(measured_one.parameters, name), getattr(plain.parameters, name)
        assert one == pytest.approx(other, rel=1e-11), name
    assert measured_one.drive == pytest.approx(plain.drive, rel=1e-11, abs=1e-8)
    assert measured_one.approach.d == pytest.approx(plain.approach.d, rel=1e-11)
    assert measured_one.dynamics.t_end == pytest.approx(plain.dynamics.t_end, rel=1e-11)
    start, other = measured_one.dynamics.starts[0], plain.dynamics.starts[0]
    assert start.delta_magnetization == pytest.approx(other.delta_magnetization, rel=1e-11)
    for one, two in zip(measured_one.maps, plain.maps, strict=True):
        for axis, same in zip(one.axes, two.axes, strict=True):
            assert axis.values == pytest.approx(same.values, rel=1e-11, abs=1e-8), axis.key
    for one, two in zip(measured_one.distributions, plain.distributions, strict=True):
        assert one.temperature_right == pytest.approx(two.temperature_right, rel=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "field: 1.0",
            "field: 0.1 T",
            "magnet.field = '0.1 T': must be an energy, as 2 GHz or 0.1 meV; a field",
        ),
        ("field: 1.0", "field: 2 K^2", "magnet.field = '2 K^2': must be an energy or a field: a"),
        ("field: 1.0", "field: 2 m", "magnet.field = '2 m': must be an energy or a field: a num"),
        (
            "right: 0.02",
            "right: 1 T",
            "tunneling_rates.right = '1 T': must be a rate or an energy: a num",
        ),
        ("[-720.0, 1", "[-7 K, 1", "approach.d[0] = '-7 K': must be an energy squared: a number"),
        ("t_end: 8", "t_end: 8 m", "approach.t_end = '8 m000.0': must be a time or an inverse"),
        ("field: 1.0", "field: 1e999 K", "magnet.field = '1e999 K': must be a finite number other"),
        ("{value: 0.1,", "{value: 0.0,", "energy_unit.value = 0.0: must be a finite number great"),
        ("unit: K}", "unit: K}\nunits: {current: K}", "units.current = 'K': must be a unit of a c"),
        ("unit: K}", "unit: K}\nunits: {time: 3}", "units.time = 3: must be a text"),
        ("unit: K}", "unit: K}\nunits: {mass: g}", "units.mass: must be one of the keys energy, "),
        ("exchange: 0.08", "exchange: 0.08\n  g_factor: 0.0", "magnet.g_factor = 0.0: must be a"),
        ("spin: 625.0", "spin: 625 K", "magnet.spin = '625 K': must be a number"),
    ],
)
def test_a_wrong_unit_is_one_line(old, new, words):
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(scenario.ScenarioError) as error:
        scenario.parse(text, "config/mine.yaml")
    assert str(error.value).startswith(f"config/mine.yaml: {words}")
    assert "\n" not in str(error.value)


def test_units_need_a_natural_unit():
    text = re.sub("energy_unit.*", "", TEXT)
    for new, words in (
        (text.replace("field: 1.0", "field: 1 K"), "magnet.field = '1 K': must be a plain number"),
        (text + "units: {}\n", "energy_unit: must be given, for `units` to refer to"),
    ):
        with pytest.raises(scenario.ScenarioError, match=re.escape(words)):
            scenario.parse(new)
    assert scenario.parse(text).joule_per_energy is None


def test_tables_follow_the_units():
    paper = scenario.parse(TEXT + "units: {current: nA, drive: meV^2}\n")
    table = {"d": [1.0, 2.0], "branch": ["a", "b"], "total_left": [1.0, -1.0], "cos_theta0": [0, 1]}
    kinds = {"d": "drive", "total_left": "current", "cos_theta0": "number"}
    shown = columns.in_units(table, kinds, paper)
    assert list(shown) == ["d (meV^2)", "branch", "total_left (nA)", "cos_theta0"]
    kelvin = constants.k / MEV
    assert shown["d (meV^2)"] == pytest.approx(
        [(0.1 * kelvin) ** 2, 2 * (0.1 * kelvin) ** 2], rel=1e-9, abs=0
    )
    ampere = constants.e * 0.1 * constants.k / constants.hbar
    assert shown["total_left (nA)"] == pytest.approx([1e9 * ampere, -1e9 * ampere], rel=1e-9, abs=0)
    by_row = {
        "quantity": ["total_left", "exists"],
        "unit": ["energy", "number"],
        "exact": [1.0, 1.0],
    }
    shown = columns.in_units(by_row, kinds | {"exact": "quantity"}, paper)
    assert shown["exact"] == pytest.approx([1e9 * ampere, 1.0], rel=1e-9, abs=0)
    assert shown["unit"] == ["nA", "number"]
    rows = {row["name"]: row for row in columns.units_shown(paper)}
    assert rows["unit_of_current"]["value"] == pytest.approx(1e9 * ampere, rel=1e-9, abs=0)
    assert rows["unit_of_current"]["value_si"] == pytest.approx(ampere, rel=1e-9, abs=0)
    with pytest.raises(scenario.ScenarioError, match="scenario: units: must be given"):
        columns.in_units(table, kinds, scenario.parse(TEXT))
    assert columns.units_shown(scenario.parse(TEXT)) == []
    with pytest.raises(KeyError, match="width"):
        columns.in_units({"width": [1.0]}, kinds, paper)


def test_a_unit_is_shown_in_one_way_however_it_was_written():
    units = "units: {drive: meV², rate: /ns, energy: \u00b5eV}\n"
    shown = scenario.parse(TEXT + units).units
    assert (shown.drive, shown.rate, shown.energy) == ("meV^2", "1/ns", "ueV")
