"""Open circuit, power and efficiency: closed forms beside roots, and what Carnot allows."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from models import PAPER, one_of, random_parameters
from thermal_stt import charge_current, heat_engine, spin_and_heat
from thermal_stt.magnet import precession, spin_torque
from thermal_stt.parameters import ParameterError

P = PAPER.parameters


def beyond(seed, size, own_damping=0.0):
    """General models with an anisotropy of the size of the field."""
    rng = np.random.default_rng(seed)
    p = random_parameters(seed, size)
    return replace(
        p, anisotropy=rng.normal(0, 1, size), own_damping=own_damping * rng.uniform(0, 1, size)
    )


def at(p, voltage):
    return replace(p, voltage=voltage)


def current(p, c, d):
    return charge_current.charge_currents(p, c, d).total_left


def without_current(p, c, d):
    """V at which no charge flows while the magnet turns at this angle, from two currents."""
    none, one = (current(at(p, v), c, d) for v in (0.0, 1.0))
    return -none / (one - none)


def torque(p, c, d):
    """N over a positive number, at the voltage that the open circuit has at this very angle."""
    q = at(p, without_current(p, c, d))
    return -spin_torque.polar_rate(q, c, d)


@pytest.mark.parametrize(("own_damping", "most"), [(0.0, 1), (0.01, 2)])
def test_precessions_at_open_circuit_are_all_roots_of_the_torque_at_no_current(own_damping, most):
    """Every change of sign, counted on a fine grid, and each root without current and torque."""
    p, d = beyond(3, 600, own_damping), np.random.default_rng(3).normal(0, 300, 600)
    p = replace(p, field=p.field / 10)  # a small one, so that there are two more often
    angles = heat_engine.open_circuit_angles(p, d)
    grid = np.linspace(-1 + 1e-9, 1 - 1e-9, 4001)[:, None]
    values = torque(p, grid, d)
    crossings = (values[1:] * values[:-1] < 0).sum(axis=0)
    counted = angles.exists.sum(axis=0)
    assert (counted == crossings).mean() > 0.99  # the rest: two roots within a step of the grid
    assert (counted >= crossings).all()
    assert counted.max() >= most
    assert (counted == 1).sum() > 50
    for c, exists in zip(angles.cos_theta0, angles.exists, strict=True):
        voltage = heat_engine.open_circuit_voltage(p, c, d)
        q = at(p, np.where(exists, voltage, 0.0))
        flows = charge_current.charge_currents(q, c, d)
        scale = sum(map(np.abs, flows))
        assert (np.abs(flows.total_left) <= 1e-9 * scale)[exists].all()
        turn = np.abs(spin_torque.polar_rate(q, c, d)) * q.spin
        assert (turn <= 1e-9 * scale)[exists].all()


def test_stability_is_that_of_the_motion_at_no_current():
    """dcos(theta)/dt has the sign of N: towards a stable fixed point from either side."""
    step, seen = 1e-6, set()
    for seed in range(20):
        p = one_of(beyond(seed, 1, 0.001), 0)
        table = heat_engine.open_circuit(p, np.linspace(-4000, 4000, 11))
        meet = heat_engine.open_circuit_points(p)
        columns = (table[name] for name in ("d", "cos_theta0", "branch", "stable"))
        for d, c, branch, stable in zip(*columns, strict=True):
            ends = [x for x in (c - step, c + step) if -1 < x < 1]
            toward = [bool(torque(p, x, d) * (c - x) > 0) for x in ends]
            if np.abs(np.subtract(meet, d)).min() > 1:
                assert all(toward) == stable, (seed, d, branch)
                seen.add((str(branch), bool(stable)))
    names = ("north_pole", "south_pole", "precession")
    assert {(name, stable) for name in names for stable in (True, False)} <= seen


class TestEqualDensities:
    def test_a_precession_locks_the_voltage_to_its_frequency(self):
        d = np.linspace(-1e5, -210, 50)
        angles = heat_engine.open_circuit_angles(P, d)
        assert angles.exists[0].all()
        voltage = heat_engine.open_circuit_voltage(P, angles.cos_theta0[0], d)
        np.testing.assert_allclose(
            voltage, -P.field * P.gamma_sum / (2 * P.gamma_delta), rtol=1e-14
        )
        # of a magnet at rest it grows with the drive
        still = heat_engine.open_circuit_voltage_at_rest(P, 1.0, d)
        np.testing.assert_allclose(still / d, still[0] / d[0], rtol=1e-12)

    def test_it_begins_earlier_than_without_a_load(self):
        kept = P.gamma_right * P.gamma_sum / P.gamma_product
        points = heat_engine.open_circuit_points(P)
        np.testing.assert_allclose(points, np.array([-1, 1]) * 360.9375 * (1 - kept), rtol=1e-13)
        for d, exists in ((points[0] * 0.999, False), (points[0] * 1.001, True)):
            assert heat_engine.open_circuit_angles(P, d).exists[0] == exists

    def test_power_is_a_parabola_that_knows_no_temperature(self):
        locked = float(heat_engine.open_circuit_voltage(P, 0.0, 0.0))
        for d in (-700.0, -2000.0):
            table = heat_engine.loads(P, d, 6.0, 41)
            rows = table["branch"] == "precession"
            v = table["voltage"][rows]
            expected = 2 * P.gamma_right * P.rho_sum * v * (locked - v)
            np.testing.assert_allclose(table["power"][rows], expected, atol=1e-14)
            most = P.gamma_right * P.rho_sum * (P.field * P.gamma_sum / P.gamma_delta) ** 2 / 8
            assert table["power"][rows].max() == pytest.approx(most, rel=1e-14)

    def test_a_magnet_at_rest_gives_more_where_it_is_not_stable(self):
        """As the numbers of the paper have it: 0.73 at the north pole, 0.15 on the precession."""
        table = heat_engine.loads(P, -600.0, 6.0, 61)
        most = {n: table["power"][table["branch"] == n].max() for n in ("north_pole", "precession")}
        assert most["north_pole"] == pytest.approx(0.7349, rel=1e-3)
        assert most["precession"] == pytest.approx(0.1531, rel=1e-3)
        stable = {n: table["stable"][table["branch"] == n] for n in most}
        assert stable["precession"].all()
        assert not stable["north_pole"].any()
        best = -spin_and_heat.through_slope(P, 1.0) * 600.0
        best = best**2 / (8 * spin_and_heat.through_conductance(P, 1.0))
        assert most["north_pole"] == pytest.approx(float(best), rel=1e-12)


def test_the_voltage_at_rest_is_a_root_of_the_current():
    p = one_of(random_parameters(9, 1), 0)
    for c in (-1.0, 0.3, 1.0):
        root = brentq(
            lambda v, c=c: (
                charge_current.charge_currents(at(p, v), c, 500.0).total_left_without_precession
            ),
            -1e4,
            1e4,
            xtol=1e-12,
        )
        assert heat_engine.open_circuit_voltage_at_rest(p, c, 500.0) == pytest.approx(root)


@pytest.mark.parametrize("seed", range(8))
def test_loads_end_without_work_and_below_carnot(seed):
    p, d = one_of(random_parameters(seed, 1), 0), 800.0 * (-1) ** seed
    # a density of states that is linear over the leads' temperatures: T rho'/rho below 0.2
    p = replace(p, rho_slope_up=p.rho_slope_up / 10, rho_slope_down=p.rho_slope_down / 10)
    table = heat_engine.loads(p, d, 5.0, 31)
    for name in dict.fromkeys(table["branch"].tolist()):
        rows = table["branch"] == name
        if name in precession.POLES:
            work = table["power"][rows]
            assert work[0] == 0
            assert work[-1] == pytest.approx(0, abs=1e-12 * work.max())
            assert (work[1:-1] > 0).all()
    assert (table["efficiency_over_carnot"] < 1).all()
    np.testing.assert_allclose(
        table["efficiency"],
        table["efficiency_over_carnot"] * heat_engine.carnot_efficiency(d, 5.0),
        rtol=1e-12,
        atol=1e-300,
    )


def test_carnot_is_that_of_the_temperatures():
    left, right = 5.0, 12.0
    d = spin_and_heat.kernel.thermal_drive(left, right)
    assert heat_engine.carnot_efficiency(d, 5.0) == pytest.approx(7 / 12, rel=1e-12)
    assert heat_engine.carnot_efficiency(-d, 5.0) == pytest.approx(7 / 12, rel=1e-12)


def test_a_branch_whose_voltage_is_zero_has_one_load_and_no_drive_has_none():
    even = replace(P, gamma_left_up=0.05, gamma_left_down=0.05)
    table = heat_engine.loads(even, -300.0, 6.0, 11)
    assert table["branch"].tolist() == ["north_pole", "south_pole"]
    assert not table["power"].any()
    with pytest.raises(ParameterError, match=r"^d = 0\.0: must be"):
        heat_engine.loads(P, 0.0, 6.0, 11)


def test_where_no_charge_can_flow_there_is_no_engine():
    closed = replace(P, gamma_right=0.0)
    assert np.isinf(heat_engine.open_circuit_voltage_at_rest(closed, 1.0, 100.0))
    assert not heat_engine.open_circuit_angles(closed, 1e6).exists.any()
    assert len(heat_engine.loads(closed, -600.0, 6.0, 5)["branch"]) == 0


@pytest.mark.parametrize("beyond", [{}, {"own_damping": 0.01}, {"anisotropy": -2.0}])
@pytest.mark.parametrize("field", [1.0, -1.0])
def test_without_a_left_lead_no_voltage_acts_on_the_magnet(beyond, field):
    alone = replace(P, gamma_left_up=0.0, gamma_left_down=0.0, field=field, **beyond)
    table = heat_engine.open_circuit(alone, [-500.0])
    given = (table[name] for name in ("d", "branch", "cos_theta0"))
    np.testing.assert_array_equal(table["stable"], precession.growth_rate(alone, *given) < 0)
    assert table["stable"].sum() == 1


@pytest.mark.parametrize("own_damping", [0.0, 0.01])
def test_without_polarisation_an_easy_plane_rests_at_an_angle(own_damping):
    """As it nearly does with little of it; nothing is pumped, and charge flows as (59) says."""
    given = {"rho_up": 5.0, "rho_down": 7.0, "rho_slope_up": -0.05, "rho_slope_down": 0.12}
    given |= {"gamma_left_up": 0.1, "gamma_left_down": 0.1, "anisotropy": -2.0}
    even = replace(P, own_damping=own_damping, **given)
    angle = np.array(0.5)
    assert heat_engine.open_circuit(even, [100.0])["branch"][-1] == "precession"
    flows = charge_current.charge_currents(even, angle, 100.0).total_left
    on_it = charge_current.total_current_on_precession(even, angle, 100.0)
    assert on_it == pytest.approx(flows, rel=1e-12)
    voltage = heat_engine.open_circuit_voltage(even, angle, 100.0)
    held = charge_current.charge_currents(at(even, voltage), angle, 100.0)
    assert held.total_left == pytest.approx(0, abs=1e-14)
    assert "precession" in heat_engine.loads(even, 100.0, 5.0, 3)["branch"]
    nearly = replace(even, gamma_left_up=0.1 + 1e-8)
    table, expected = (heat_engine.open_circuit(p, [100.0]) for p in (nearly, even))
    for name in ("voltage", "cos_theta0"):
        np.testing.assert_allclose(table[name], expected[name], rtol=1e-5)


def test_a_precession_that_ends_before_its_open_circuit_is_a_state_of_the_engine():
    """At each load up to the open circuits of the poles there is a stable state, as it should."""
    given = {"rho_up": 6.4, "rho_down": 17.5, "rho_slope_up": -0.19, "rho_slope_down": -0.012}
    given |= {"gamma_left_up": 0.022, "gamma_left_down": 0.07, "gamma_right": 0.083}
    p = replace(P, exchange=0.04, **given)
    assert "precession" not in heat_engine.open_circuit(p, [-800.0])["branch"]
    table = heat_engine.loads(p, -800.0, 6.0, 61)
    turns = table["branch"] == "precession"
    assert turns.any()
    for v, c in zip(table["voltage"][turns], table["cos_theta0"][turns], strict=True):
        angle = precession.stationary_angle(at(p, v), -800.0)
        assert angle.exists
        assert c == pytest.approx(angle.cos_theta0)
    stable = set(np.round(table["voltage"][table["stable"]], 12))
    assert {*np.round(table["voltage"][turns], 12)} <= stable
    assert table["stable"][turns & (table["voltage"] == 0)].all()
