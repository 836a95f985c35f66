"""Maps of the exact precession: each state as it is found alone, and the theory's errors."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from exact_dots import band_of, symmetric_dot

from models import PAPER, ROOT
from thermal_stt import maps
from thermal_stt.exact import along as along_module
from thermal_stt.exact import theory, validity
from thermal_stt.exact.along import along, currents, precessions_near
from thermal_stt.exact.fitted_band import dot_for, fitted_dot
from thermal_stt.exact.precessions import precession, precessions
from thermal_stt.exact.self_consistent import NoState
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet.precession import stationary_angles
from thermal_stt.scenario.scenario import parse

COLDEST = 6.0
DRIVES = np.linspace(-1100.0, 1100.0, 23)


def row(d, coldest=COLDEST, scenario=PAPER):
    return along(scenario, scenario.parameters, d, np.full(d.shape, coldest))


@pytest.fixture(scope="module")
def over_d():
    return row(DRIVES)


def test_it_has_the_variables_of_a_map(over_d):
    assert [*over_d] == [*maps.VARIABLES["exact"]]
    assert {column.shape for column in over_d.values()} == {DRIVES.shape}


def test_each_state_is_the_one_that_is_found_alone(over_d):
    fitted = dot_for(PAPER, COLDEST)
    for at in np.flatnonzero(over_d["exists"])[::2]:
        dot = replace(fitted.dot, leads=at_drive(fitted.dot, float(DRIVES[at]), COLDEST))
        one = precession(dot, 0.6)
        assert over_d["cos_theta0"][at] == pytest.approx(float(one.frame.cos_theta), abs=1e-10)
        assert over_d["current"][at] == pytest.approx(one.current_left, rel=1e-9)
        assert over_d["phi_dot"][at] == pytest.approx(float(one.frame.phi_dot), rel=1e-9)
        assert over_d["magnetization"][at] == pytest.approx(float(one.frame.magnetization))


def test_where_there_is_none_is_marked(over_d):
    """In this band there is one left of about -d_0, and none to the right, where the theory has."""
    np.testing.assert_array_equal(over_d["exists"], DRIVES < -360)
    for name in ("cos_theta0", "current", "phi_dot", "magnetization", "error_current"):
        np.testing.assert_array_equal(np.isnan(over_d[name]), over_d["exists"] == 0)
    np.testing.assert_array_equal(over_d["error_exists"], DRIVES > 360.9375)


def test_the_errors_are_those_of_the_table_of_validity(over_d):
    d = -800.0
    [at] = np.flatnonzero(np.abs(DRIVES - d) < 1e-9)
    rows = validity.table(replace(PAPER, validity=(d,), temperature_coldest=COLDEST))
    table = {r["quantity"]: r["relative_error"] for r in rows if r["branch"] == "precession"}
    for ours, name in {
        "error_cos_theta0": "cos_theta0",
        "error_current": "total_left",
        "error_phi_dot": "precession_frequency",
        "error_magnetization": "magnetization",
    }.items():
        assert over_d[ours][at] == pytest.approx(table[name], abs=1e-9)


def test_the_way_to_a_point_does_not_count(over_d):
    """From the right, from points farther apart, and alone."""
    back, few = row(DRIVES[::-1]), row(DRIVES[::3])
    alone = row(DRIVES[2:3])
    for name, column in over_d.items():
        np.testing.assert_allclose(back[name][::-1], column, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(few[name], column[::3], rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(alone[name], column[2:3], rtol=1e-8, atol=1e-10)


def test_the_colder_lead_is_an_axis_and_the_bands_are_fitted_at_it():
    coldest = np.array([2.0, 8.0])
    d = np.full(2, -800.0)
    both = along(PAPER, PAPER.parameters, d, coldest)
    for number, one in enumerate(coldest):
        single = row(d[:1], one)
        for name, column in both.items():
            assert column[number] == pytest.approx(single[name][0], rel=1e-8, nan_ok=True)


def test_a_band_of_the_scenario_is_taken():
    band = parse((ROOT / "config/semicircle.yaml").read_bytes())
    band = theory.solved(band)
    found = row(np.array([-1000.0]), 8.0, band)
    dot = dot_for(band, 8.0).dot
    one = precession(replace(dot, leads=at_drive(dot, -1000.0, 8.0)), 0.5)
    assert found["cos_theta0"][0] == pytest.approx(float(one.frame.cos_theta), abs=1e-10)


def without_theory(dots):
    """The states of dots of which no more is known than where a magnet may be."""
    unknown = np.full(len(dots), np.nan)
    saturated = np.array([dot.exchange * dot.band.states for dot in dots])
    theory = Frame(saturated, unknown, unknown, np.zeros(len(dots)))
    return precessions_near(dots, theory, unknown[None])


def test_a_dot_without_a_magnet_has_no_state():
    dot = symmetric_dot()
    hot = replace(dot, leads=replace(dot.leads, temperature_left=9.0, temperature_right=9.0))
    cosines = without_theory([hot, dot, hot, dot]).cos_theta
    assert [*np.isnan(cosines)] == [True, False, True, False]
    assert cosines[1] == pytest.approx(cosines[3], abs=1e-12)


def test_a_row_of_dots_is_the_loop_over_them():
    """Of bands of several shapes and widths, and of tables, which are no family."""
    dots = [replace(symmetric_dot(), electrons=100.0), symmetric_dot()]
    for shape in ("semicircle", "table", "gaussian", "parabola", "semicircle", "lorentzian"):
        width = 0.9 + 0.02 * len(dots)
        band = band_of(shape, 4000 / 3, width)
        # J a little above that of Stoner
        dots.append(replace(dots[1], band=band, exchange=1.1 / band.density(0.0)))
    row, alone = without_theory(dots), [without_theory([dot]) for dot in dots]
    assert np.isfinite(row.cos_theta).sum() > 4
    for name, column in row._asdict().items():
        each = [getattr(frame, name)[0] for frame in alone]
        np.testing.assert_allclose(column, each, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(
        currents(dots, row), [currents([d], f)[0] for d, f in zip(dots, alone, strict=True)]
    )


def test_a_state_that_neither_the_theory_nor_the_poles_know_is_found_from_its_neighbour():
    """Two precessions with poles of one sign, up to where they meet."""
    skewed = replace(PAPER.parameters, rho_up=10.4, rho_down=1.18, anisotropy=1.7, voltage=1.9)
    d = np.linspace(-331.0, -251.0, 9)
    found = row(d, scenario=replace(PAPER, parameters=skewed))
    dot, several = fitted_dot(skewed, COLDEST).dot, 0
    for drive, cos_theta in zip(d, found["cos_theta0"], strict=True):
        at = replace(dot, leads=at_drive(dot, float(drive), COLDEST))
        states = []
        with suppress(NoState):
            states = [float(state.frame.cos_theta) for state in precessions(at)]
        assert np.isnan(cos_theta) == (not states)
        assert not states or np.abs(np.array(states) - cos_theta).min() < 1e-9
        several += len(states) > 1
    assert several == 4
    # and samples, which have no neighbours, are each as alone, however many are solved together
    scenario, coldest = replace(PAPER, parameters=skewed), np.full(d.shape, COLDEST)
    samples = along(scenario, skewed, d, coldest, in_a_row=False)
    assert samples["exists"].sum() < found["exists"].sum()
    alone = [row(d[at : at + 1], scenario=scenario) for at in range(d.size)]
    for name, column in samples.items():
        each = np.concatenate([one[name] for one in alone])
        np.testing.assert_allclose(column, each, rtol=1e-9, atol=1e-10)
    assert np.isnan(found["cos_theta0"][:3]).all()
    assert not stationary_angles(skewed, d[3]).exists.any()


def test_of_several_precessions_of_the_theory_the_next_one_is_compared(monkeypatch):
    skewed = replace(PAPER.parameters, rho_up=10.4, rho_down=1.18, anisotropy=1.7, voltage=1.9)
    scenario, d = replace(PAPER, parameters=skewed), np.full(3, -200.0)
    angles = stationary_angles(skewed, d).cos_theta0[:2, 0]
    assert angles == pytest.approx([-0.114, -0.893], abs=1e-3)
    state = row(d[:1], scenario=scenario)
    cosines = np.array([angles[0] + 0.02, angles[1] + 0.02, np.nan])
    at = Frame(state["magnetization"] + 0 * d, cosines, state["phi_dot"] + 0 * d, 0 * d)
    monkeypatch.setattr(along_module, "precessions_near", lambda *_, **__: at)
    found = row(d, scenario=scenario)
    np.testing.assert_allclose(found["error_cos_theta0"], [-0.02, -0.02, np.nan], rtol=1e-9)
    fields = skewed.field + skewed.anisotropy * angles
    errors = (-fields - state["phi_dot"]) / np.abs(state["phi_dot"])
    np.testing.assert_allclose(found["error_phi_dot"][:2], errors, rtol=1e-9)
