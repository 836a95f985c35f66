"""`model: {dropped_field: true}`: the theory with the field that (43) drops beside B."""

import re
from dataclasses import replace

import numpy as np
import pytest
from exact_dots import RATES, symmetric_dot

from models import PAPER, ROOT
from thermal_stt.exact import theory, validity
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.self_consistent import Dot, follow
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.magnet import full_kernel, kernel
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, dot_of, imbalances
from thermal_stt.scenario import quantities
from thermal_stt.scenario.scenario import ScenarioError, parse

SCALE = 1 / 16
COLD, HOT = 0.005 * SCALE**0.5, 0.045 * SCALE**0.5
D = float(kernel.thermal_drive(COLD, HOT))
# A parabola off half filling, Gamma/B = 3.1
ASYMMETRIC = f"""
tunneling_rates: {{left_up: {RATES[0] * SCALE}, left_down: {RATES[1] * SCALE}, right: {
    RATES[2] * SCALE
}}}
band: {{shape: parabola, half_width: 1.0, states_per_spin: 1333.3333333333333, electrons: 300.0}}
leads: {{temperature_left: {COLD}, temperature_right: {COLD}, cos_theta: 0.0}}
magnet: {{field: {2e-4 * SCALE}, exchange: {1 / (1000 * (1 - 1 / 12))}}}
dot: {{capacitance: 1000.0}}
thermal_drive: {{start: {2 * D}, stop: {-2 * D}, points: 5, temperature_coldest: {COLD}}}
validity: {{d: [{D}]}}
"""
ASKED = "model: {dropped_field: true}\n"


def solved(text):
    """The scenario as the pipeline reads it, in two steps; at once it is the same."""
    scenario = parse(text)
    at_once = theory.solved(scenario)
    found = {}
    if scenario.band is not None:
        found = zero_modes.table(scenario)[0]
        scenario = scenario.with_zero_modes(found)
    if scenario.dropped_field is not None:
        scenario = scenario.with_zero_modes(found | theory.table(scenario)[0])
    assert vars(at_once.parameters) == vars(scenario.parameters)
    for name in ("solved", "mean_fields", "dropped_field"):
        assert getattr(at_once, name) == getattr(scenario, name)
    return scenario


def errors(text):
    rows = validity.table(solved(text))
    of = {r["quantity"]: r["relative_error"] for r in rows if r["branch"] == "precession"}
    return np.abs([of[name] for name in ("cos_theta0", "total_left", "precession_frequency")])


def test_equal_densities_at_both_fermi_energies_are_not_enough():
    """docs/dropped_field.md: a band that goes on, on one side, far from them."""
    page = " ".join((ROOT / "docs/dropped_field.md").read_text().split())
    shown = re.search(r"from 0.8 to 1.6 M₀ on one side has δB = \W([\d.]+) B at Γ/B = 0.9", page)[1]
    m0 = 1000.0
    energies = (-0.8, -0.799, -0.201, -0.2, 0.2, 0.201, 0.799, 0.8, 0.801, 1.6, 1.601)
    for more, expected in ((0.0, 0.0), (1.0, -float(shown))):
        densities = (0, 1, 1, 3, 3, 1, 1, *([1 + more] * 3 if more else [0] * 3), 0)
        states = float(np.trapezoid(densities, energies)) * m0
        band = Band("table", m0, states, (energies, densities))
        leads = Leads(0.1, 0.9, 0.2, 5.0, 5.0)
        up, down = imbalances(band, leads, m0, 0.0)
        dot = Dot(band, leads, field=1.0, exchange=2 * m0 / (down - up), capacitance=1e12)
        frame = Frame(*map(np.asarray, (m0, 0.3, -1.0, 0.0)))
        p = theory.parameters_of(dot, frame)
        assert p.rho_down == pytest.approx(p.rho_up, rel=5e-3)
        found = theory.dropped_field(dot, frame)
        assert found == pytest.approx(expected, abs=6e-3)
        exact = follow(dot, frame, held=True)
        assert float(exact.phi_dot) == pytest.approx(-(1 + found), abs=5e-3)


def test_the_errors_of_an_asymmetric_band_fall():
    """The exact states are those of B as it is written: only the theory is another."""
    without, with_it = errors(ASYMMETRIC), errors(ASYMMETRIC + ASKED)
    assert (with_it < 0.01 * without).all(), (with_it, without)
    assert without[0] > 0.1
    assert with_it[2] < 1e-3


def test_the_shift_is_in_the_field_and_nowhere_else():
    without, with_it = solved(ASYMMETRIC), solved(ASYMMETRIC + ASKED)
    shift = with_it.dropped_field
    band, leads = dot_of(without)
    torque, _ = full_kernel.renormalization(band, leads, *without.mean_fields)
    assert shift == pytest.approx(torque / float(without.parameters.spin), rel=1e-12)
    written = float(without.parameters.field)
    assert float(with_it.parameters.field) == pytest.approx(written + shift, rel=1e-14)
    assert float(with_it.bare_field) == pytest.approx(written, rel=1e-14)
    for name in ("rho_up", "spin", "gamma_right"):
        assert getattr(with_it.parameters, name) == getattr(without.parameters, name)
    assert with_it.mean_fields == without.mean_fields
    assert dot_for(with_it, COLD).dot.field == pytest.approx(written, rel=1e-14)


def test_parameters_say_how_much_it_is_and_where_the_precession_would_be():
    rows = {row["name"]: row["value"] for row in quantities.table(solved(ASYMMETRIC + ASKED))}
    bare = {row["name"]: row["value"] for row in quantities.table(solved(ASYMMETRIC))}
    assert {*rows} - {*bare} == {"dropped_field", "d_north_bare", "d_south_bare"}
    assert rows["field"] == pytest.approx(bare["field"] + rows["dropped_field"], rel=1e-14)
    for name in ("d_north", "d_south"):
        assert rows[f"{name}_bare"] == pytest.approx(bare[name], rel=1e-12)
        assert abs(rows[name] / bare[name] - 1) > 0.1
    for name in ("field_renormalization", "field_renormalization_ratio"):
        assert rows[name] == pytest.approx(bare[name], rel=1e-12)


def test_of_densities_alone_it_is_that_of_the_band_that_has_them():
    """In the limit of its leading order; the shape is found again."""
    dot = replace(symmetric_dot(1e-3), capacitance=1000.0, electrons=20.0)
    frame = dot.start(0.0)
    given = replace(
        PAPER, parameters=theory.parameters_of(dot, frame), dropped_field=0.0, solved=False
    )
    [row] = theory.table(given)
    assert row["band"].startswith("fitted: parabola")
    assert row["dropped_field"] == pytest.approx(theory.dropped_field(dot, frame), rel=5e-3)


def test_a_symmetric_density_has_none():
    [row] = theory.table(PAPER)
    assert abs(row["dropped_field"]) < 1e-6 * float(PAPER.parameters.field)


def test_without_the_key_nothing_waits_and_b_is_as_written():
    assert PAPER.solved
    assert PAPER.dropped_field is None
    assert PAPER.bare_field == PAPER.parameters.field
    assert not parse(ASYMMETRIC.replace("band:", "band:") + ASKED).solved


PAPERS = (ROOT / "config/paper.yaml").read_text()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("model: {dropped_field: 1.0}", "model.dropped_field = 1.0: must be true or false"),
        ("model: {dropped: true}", "model.dropped: must be one of the keys dropped_field"),
        ("model: dropped_field", "model = dropped_field: must be a mapping"),
        (
            "model: {dropped_field: true}",
            "map[0].axes[1].key = 'tunneling_rates.right': must be one of thermal_drive.d with "
            "model.dropped_field, which the others change",
        ),
    ],
)
def test_what_is_wrong_is_one_line(said, words):
    with pytest.raises(ScenarioError) as refused:
        parse(f"{PAPERS}\n{said}\n")
    assert words.replace("'", "") in str(refused.value).replace("'", "")
    assert "\n" not in str(refused.value)


def test_a_field_that_it_cancels_is_one_line():
    scenario = parse(ASYMMETRIC + ASKED)
    row = zero_modes.table(scenario)[0]
    with pytest.raises(ScenarioError, match=r"B with the dropped field = 0\.0: must be"):
        scenario.with_zero_modes(row | {"dropped_field": -float(scenario.parameters.field)})
