"""Where each start ends, and when: against single runs, limits, and the fixed points."""

from dataclasses import replace

import numpy as np
import pytest
from test_family import cases

from models import PAPER, one_of
from thermal_stt import maps
from thermal_stt.charge_current import enhancement
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.full_dynamics.switching import THERE, switching
from thermal_stt.magnet import precession
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import ParameterError

P = PAPER.parameters
D_0 = float(precession.d_0(P))


@pytest.mark.parametrize("deviations", [(0.0, 0.0), (2.0, 0.2), (30.0, -3.0)])
@pytest.mark.parametrize("d", [-2 * D_0, 0.5 * D_0, 2 * D_0])
def test_a_single_run_is_there_then_and_stays(d, deviations):
    theta = np.array([0.6, 1.3, 2.0, 2.9])
    found = switching(P, d, (theta, *deviations))
    assert found.met.all()
    for angle, end, time in zip(theta, found.cos_theta_end, found.time, strict=True):
        times = np.array([0.0, 0.9 * time, time, 1.1 * time, 2 * time, 30 * time + 1e4])
        run = integrate(P, d, "recast", (angle, 0.0, *deviations), np.unique(times))
        away = np.abs(np.cos(run.theta) - end) - THERE
        if time > 0:
            assert away[1] > 0
            assert abs(away[2]) < 1e-9
        assert (away[-3:] < 0).all()
        assert abs(np.cos(run.theta[-1]) - end) < 1e-8


@pytest.mark.parametrize(
    ("d", "changes"),
    [
        (-600.0, {"voltage": -1.0}),
        (-900.0, {"voltage": -2.0}),
        (-450.0, {"voltage": -1.1}),
        (300.0, {"voltage": 2.0, "anisotropy": 0.3, "own_damping": 1e-3}),
    ],
)
def test_with_a_voltage_the_populations_lag_all_the_way(d, changes):
    """Long after the start, too: without a lag it is there .1 to .2 % sooner."""
    p, theta = replace(P, **changes), 1.2
    found = switching(p, d, (theta, 0.0, 0.0))
    assert found.met
    times = float(found.time) * np.array([0.0, 0.99, 1.0, 1.01])
    run = integrate(p, d, "populations", (theta, 0.0, 0.0, 0.0), times)
    away = np.abs(np.cos(run.theta) - found.cos_theta_end) - THERE
    assert away[1] > 1e-5
    assert abs(away[2]) < 1e-9
    assert away[3] < -1e-5


def test_any_model_ends_on_a_fixed_point_that_attracts():
    p, d, (theta, _, delta_m, delta_v), _ = cases(91, 300)
    found = switching(p, d, (theta, delta_m, delta_v))
    met = found.met
    assert met.mean() > 0.99
    angle = precession.stationary_angle(p, d)
    precesses = angle.exists & (found.cos_theta_end == angle.cos_theta0)
    assert (precesses | (np.abs(found.cos_theta_end) == 1))[met].all()
    assert precesses.any()
    branch = np.where(precesses, "precession", np.where(found.cos_theta_end > 0, *precession.POLES))
    rate = precession.growth_rate(p, d, branch, found.cos_theta_end)
    assert (rate[met] < 0).all()
    for index in range(12):
        time = found.time[index]
        if not met[index] or time == 0:
            continue
        one = (theta[index], 0.0, delta_m[index], delta_v[index])
        run = integrate(one_of(p, index), d[index], "recast", one, [0.0, time], tolerance=1e-13)
        assert abs(np.cos(run.theta[-1]) - found.cos_theta_end[index]) == pytest.approx(
            THERE, abs=1e-7
        )


def test_without_polarisation_it_is_the_logarithm_of_gilbert_damping():
    # dv/dt = alpha B, v = artanh(cos theta)
    alike = replace(P, gamma_left_up=0.05, gamma_left_down=0.05)
    found = switching(alike, 0.0, (2.0, 0.0, 0.0))
    rate = float(gilbert_damping(alike, 0.0)) * float(alike.field)
    expected = (np.arctanh(1 - THERE) - np.arctanh(np.cos(2.0))) / rate
    assert found.time == pytest.approx(expected, rel=1e-12)
    assert found.cos_theta_end == 1


def test_the_separatrix_is_the_precession_that_repels():
    d = 2 * D_0
    unstable = float(np.arccos(precession.stationary_angle(P, d).cos_theta0))
    found = switching(P, d, (unstable + np.array([-1e-6, 1e-6]), 0.0, 0.0))
    assert found.cos_theta_end.tolist() == [1.0, -1.0]
    # a decade nearer takes ln(10) growth times longer
    near = switching(P, d, (unstable - np.array([1e-3, 1e-4]), 0.0, 0.0)).time
    rate = precession.growth_rate_of_precession(P, d, np.cos(unstable))
    assert np.diff(near)[0] == pytest.approx(np.log(10) / rate, rel=2e-3)
    # alpha^2, which the full dynamics drops, is all that is between it and (46)-(47)
    slow = slow_dynamics(P, d, 1.0, [float(switching(P, d, (1.0, 0.0, 0.0)).time)]).theta
    assert np.cos(slow[0]) == pytest.approx(1 - THERE, abs=1e-4)


def test_on_a_fixed_point_it_stays():
    found = switching(P, 2 * D_0, ([0.0, np.pi], 1.0, 0.1))
    assert found.cos_theta_end.tolist() == [1.0, -1.0]
    assert found.met.all()
    assert (found.time == 0).all()


def test_on_a_precession_it_stays_if_that_attracts_and_nobody_knows_if_it_repels():
    d = np.random.default_rng(5).uniform(-3, -1.01, 20_000) * D_0
    on = precession.stationary_angle(P, d).cos_theta0
    found = switching(P, d, (np.arccos(on), 0.0, 0.0))
    assert found.met.all()
    assert np.abs(found.cos_theta_end - on).max() < 1e-14
    assert (found.time == 0).all()
    on = precession.stationary_angle(P, -d).cos_theta0
    assert not switching(P, -d, (np.arccos(on), 0.0, 0.0)).met.any()


def test_what_has_no_minimum_or_no_angle_is_told():
    family = replace(P, exchange=[0.05, 0.1, 0.15])
    for deviations in ((0.0, 0.0), (2.0, 0.1)):
        found = switching(family, -2 * D_0, (1.2, *deviations))
        assert found.met.tolist() == [True, False, False]
        assert np.isnan(found.time).tolist() == [False, True, True]
    way = maps.switch(family, -2 * D_0, 1.2, 2.0, 0.1, np.array([0.0, 10.0]))
    assert way["met"].tolist() == [1, 0, 0]
    assert np.isnan(way["theta_of_t"]).all(axis=1).tolist() == [False, True, True]
    for start, name in (((4.0, 0.0, 0.0), "theta"), ((1.0, np.nan, 0.0), "delta_magnetization")):
        with pytest.raises(ParameterError, match=name):
            switching(P, 0.0, start)
    with pytest.raises(ParameterError, match="start = 2: must be three"):
        switching(P, 0.0, (1.0, 0.0))


def test_a_map_of_the_attractor_is_what_the_formulas_say():
    d = np.linspace(-3, 3, 13) * D_0
    table = maps.attractor(P, d)
    assert [precession.BRANCHES[n] for n in table["branch"]] == precession.attractor(P, d)[
        0
    ].tolist()
    assert (table["growth_rate"] <= 0).all()
    # rho'_Sigma = 0: the enhancement in closed form
    flows = d != 0
    np.testing.assert_allclose(
        table["enhancement"][flows], enhancement(P, table["cos_theta0"])[flows], rtol=1e-13
    )
    assert (table["enhancement"][~flows] == 1).all()


def test_the_way_is_the_run():
    way = np.linspace(0.0, 3000.0, 5)
    table = maps.switch(P, -2 * D_0, [1.0, 2.0], 2.0, 0.2, way)
    run = integrate(P, -2 * D_0, "recast", (2.0, 0.0, 2.0, 0.2), way)
    np.testing.assert_allclose(table["theta_of_t"][1], run.theta, atol=1e-8)
    np.testing.assert_allclose(
        table["delta_magnetization_of_t"][1], run.delta_magnetization, atol=2e-8
    )
    assert table["end"].tolist() == [2, 2]
    assert table["met"].tolist() == [1, 1]
