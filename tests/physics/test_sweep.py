"""The exact states over the sweep: the circles of Figs. 2 and 3."""

import re
from dataclasses import replace

import numpy as np
import pytest

from models import PAPER, ROOT
from thermal_stt.exact import sweep, theory
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.precessions import (
    precession,
    precessions,
    precessions_on,
    torque_curves,
)
from thermal_stt.exact.self_consistent import NoState, pole, starts
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet.precession import POLES, PRECESSION
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.zero_modes import NotMagnetic
from thermal_stt.scenario.scenario import ScenarioError, parse

COLDEST = PAPER.temperature_coldest


@pytest.fixture(scope="module")
def found():
    return sweep.table(PAPER)


def test_each_state_is_the_one_that_is_found_alone(found):
    """From another start, where there is no sweep."""
    fitted = dot_for(PAPER, COLDEST)
    for at in range(0, len(found["d"]), 5):
        d, branch = float(found["d"][at]), found["branch"][at]
        dot = replace(fitted.dot, leads=at_drive(fitted.dot, d, COLDEST))
        near = float(found["cos_theta0"][at]) - 0.05
        one = pole(dot, branch) if branch in POLES else precession(dot, near)
        assert found["cos_theta0"][at] == pytest.approx(float(one.frame.cos_theta), rel=1e-9)
        assert found["total_left"][at] == pytest.approx(one.current_left, rel=1e-9)
        rate = one.growth_rate * fitted.spin_ratio
        assert found["growth_rate"][at] == pytest.approx(rate, rel=1e-6)


def test_a_family_is_the_loop_over_its_members_whoever_drops_out():
    fitted = dot_for(PAPER, COLDEST)
    dots = [
        replace(fitted.dot, leads=at_drive(fitted.dot, d, COLDEST)) for d in (-900.0, 0.0, 900.0)
    ]
    angles = np.linspace(1, -1, 17)
    starts = [dot.start(1.0) for dot in dots]
    lost = starts[1]._replace(magnetization=1e-3 * starts[1].magnetization)  # leads nowhere
    first, none, last = torque_curves(dots, [starts[0], lost, starts[2]], angles)
    assert np.isnan(none.torque).all()
    for dot, one in ((dots[0], first), (dots[2], last)):
        np.testing.assert_allclose(
            one, torque_curves([dot], [dot.start(1.0)], angles)[0], rtol=1e-9
        )
    for curve in torque_curves(dots, [lost] * 3, angles):
        assert np.isnan(curve.torque).all()
        with pytest.raises(NoState, match="no state of the exact theory at cos_theta = 1"):
            precessions_on(dots[0], curve)
    assert torque_curves([], [], angles) == []


def test_starts_of_many_dots_are_those_of_each():
    """From saturation, from the zero modes where that is far off, or from nowhere."""
    easy = dot_for(PAPER, COLDEST).dot
    semicircle = replace(easy, band=Band("semicircle", easy.band.half_width, easy.band.states))
    dots = [
        replace(easy, leads=at_drive(easy, -900.0, COLDEST)),
        semicircle,
        replace(easy, leads=replace(easy.leads, temperature_left=1e4, temperature_right=1e4)),
        replace(easy, anisotropy=1.0),
        replace(easy, exchange=0.9 * easy.exchange),
        replace(semicircle, exchange=0.7 * easy.exchange),
    ]
    alone = []
    for dot in dots:
        try:
            alone.append(dot.start(0.5))
        except NotMagnetic:
            alone.append(None)
    for found, expected in zip(starts(dots, 0.5), alone, strict=True):
        assert (found is None) == (expected is None)
        if expected:
            np.testing.assert_array_equal(found, expected)
    assert 0 < alone.count(None) < len(dots) - 2


def test_they_are_spread_over_the_sweep_whatever_its_points(found, monkeypatch):
    d = np.unique(found["d"])
    assert d.size == sweep.DRIVES
    np.testing.assert_allclose(np.diff(d), np.ptp(PAPER.drive) / sweep.DRIVES)
    assert d.mean() == pytest.approx(PAPER.drive.mean())
    monkeypatch.setattr(sweep, "DRIVES", 3)
    few, many = (
        sweep.table(replace(PAPER, drive=drive)) for drive in (PAPER.drive[[0, -1]], PAPER.drive)
    )
    np.testing.assert_array_equal(few["cos_theta0"], many["cos_theta0"])


def test_a_precession_is_stable_where_the_poles_are_not(found):
    """As in Fig. 2: to the left of about -d_0, and there alone."""
    precesses = found["branch"] == PRECESSION
    assert found["stable"][precesses].all()
    assert found["d"][precesses].max() < -360.9375 < found["d"][~precesses].min() + 1100
    for d in np.unique(found["d"]):
        stable = found["stable"][found["d"] == d]
        assert stable.sum() == 1
    np.testing.assert_array_equal(found["stable"], found["growth_rate"] < 0)


def test_a_dot_that_is_not_magnetic_has_an_empty_table(monkeypatch):
    """A band between leads that are hotter than M_0."""
    monkeypatch.setattr(sweep, "DRIVES", 2)
    band = parse((ROOT / "config/semicircle.yaml").read_bytes())
    band = theory.solved(band)
    table = sweep.table(replace(band, temperature_coldest=1e3))
    assert tuple(table) == sweep.COLUMNS
    assert {len(column) for column in table.values()} == {0}


def test_what_it_cannot_be_made_of_is_one_line():
    with pytest.raises(ScenarioError, match=r"thermal_drive\.temperature_coldest: must be given"):
        sweep.table(replace(PAPER, temperature_coldest=None))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("exact: true", "exact: 3", "exact = 3: must be true or false"),
        ("exact: true", "exact: {d: 1.0}", "exact"),
        ("temperature_coldest: 6.0", "", "thermal_drive.temperature_coldest: must be given"),
    ],
)
def test_a_wrong_key_is_one_line(old, new, words):
    text = (ROOT / "config/paper.yaml").read_text()
    assert old in text
    with pytest.raises(ScenarioError) as refused:
        parse(text.replace(old, new), "changed.yaml")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("mirrored", [False, True])
def test_precessions_of_a_dot_that_is_no_magnet_at_a_pole(monkeypatch, mirrored):
    """They are found from the other one, of many dots or of one."""
    text = (ROOT / "config/paper.yaml").read_text()
    changes = {"  spin: 625.0": "  anisotropy: -1.5\n  spin: 625.0"}
    if mirrored:
        changes |= {"field: 1.0": "field: -1.0", "left_up: 0.01": "left_up: 0.09"}
        changes |= {"left_down: 0.09": "left_down: 0.01"}
    assert all(text.count(old) == 1 for old in changes)
    text = re.sub("|".join(changes), lambda old: changes[old[0]], text)
    monkeypatch.setattr(sweep, "DRIVES", 3)
    scenario = parse(text)
    table = sweep.table(scenario)
    first = table["d"] == table["d"][0]
    assert [*table["branch"][first]] == [[*POLES][mirrored], PRECESSION]
    assert table["stable"][first].tolist() == [False, True]
    cos_theta0 = table["cos_theta0"][first][1]
    assert cos_theta0 == pytest.approx(-0.3183 if mirrored else 0.3167, abs=1e-4)
    dot = dot_for(scenario, COLDEST).dot
    dot = replace(dot, leads=at_drive(dot, float(table["d"][0]), COLDEST))
    [alone] = precessions(dot)
    assert cos_theta0 == pytest.approx(float(alone.frame.cos_theta), rel=1e-9)
    assert precession(dot, cos_theta0).growth_rate == pytest.approx(alone.growth_rate, rel=1e-6)
