from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from energy_integrals import Junctions
from scipy.optimize import brentq

from models import ROOT
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.mean_field.zero_modes import NotMagnetic, solve
from thermal_stt.parameters import ParameterError
from thermal_stt.scenario.scenario import parse

SCENARIO = parse((ROOT / "config/semicircle.yaml").read_bytes(), "config/semicircle.yaml")
COLD = Leads(1e-7, 1e-7, 1e-7, 1e-7, 1e-7)  # T, Gamma -> 0
W, STATES = 100.0, 1500.0


@cache
def magnet(shape="parabola", stoner=1.1, leads=COLD, field=0.0, electrons=0.0, capacitance=0.1):
    band = Band(shape, W, STATES)
    exchange = stoner / float(band.density(0.0))
    found = solve(
        band,
        leads,
        field=field,
        exchange=exchange,
        capacitance=capacitance,
        electrons=electrons,
    )
    assert found.residual < 1e-12  # round-off
    return band, exchange, found


def test_closed_form_of_the_parabola():
    for stoner in (1.02, 1.1, 1.3):
        _, exchange, found = magnet(stoner=stoner)
        m = found.magnetization
        assert stoner * (1 - m**2 / (12 * W**2)) == pytest.approx(1, abs=1e-8)
        assert found.spin == pytest.approx(m / (2 * exchange))
        # the density at mu is that of the band, M_0/2 from its middle
        assert found.rho_up == pytest.approx(0.75 * STATES / W * (1 - (m / 2 / W) ** 2), rel=1e-6)
        assert found.rho_slope_up == pytest.approx(-0.75 * STATES / W * m / W**2, rel=1e-5)
        assert found.rho_slope_down == pytest.approx(-found.rho_slope_up, rel=1e-5)


def test_closed_form_of_the_semicircle():
    for stoner in (1.02, 1.1, 1.2):
        _, exchange, found = magnet("semicircle", stoner)
        x = found.magnetization / 2 / W
        # n_up - n_down = (2 N_s/pi) (x sqrt(1 - x^2) + arcsin x)
        spin = STATES / np.pi * (x * np.sqrt(1 - x**2) + np.arcsin(x))
        assert found.magnetization == pytest.approx(2 * exchange * spin, rel=1e-8)
        assert 0 < x < 1


def test_field_adds_its_own_term():
    """(A3) keeps B cos(theta): M_0 - B = 2 J S; the printed (A21), M_0 = 2 J S, is another M_0."""
    _, exchange, found = magnet(field=3.0)
    m = found.magnetization
    assert exchange * 0.75 * STATES / W * m * (1 - m**2 / (12 * W**2)) == pytest.approx(m - 3.0)
    assert 2 * exchange * found.spin == pytest.approx(m - 3.0)
    assert abs(m - magnet()[2].magnetization) > 3.0  # enhanced by the Stoner factor
    against = magnet(field=3.0, leads=replace(COLD, cos_theta=-1.0))[2]
    assert against.magnetization < magnet()[2].magnetization


@pytest.mark.parametrize("shape", ["semicircle", "parabola", "gaussian", "lorentzian"])
def test_stoner_threshold_is_where_it_should_be(shape):
    with pytest.raises(NotMagnetic, match=r"J rho = 0\.99.* must be greater than 1"):
        magnet(shape, 0.999)
    assert 0 < magnet(shape, 1.001)[2].magnetization < 0.5 * W
    # a small field below the threshold makes no spurious magnet
    with pytest.raises(NotMagnetic):
        magnet(shape, 0.95, field=1.0)


def test_temperature_moves_the_threshold():
    # J int nu (-f') = 1: the parabola's loses (pi T/W)^2/3 of its density
    temperature = 10.0
    leads = replace(COLD, temperature_left=temperature, temperature_right=temperature)
    loss = (np.pi * temperature / W) ** 2 / 3
    with pytest.raises(NotMagnetic):
        magnet(stoner=1 + 0.98 * loss, leads=leads)
    assert magnet(stoner=1 + 1.05 * loss, leads=leads)[2].magnetization > 0


def test_a_field_against_the_magnet_may_leave_none():
    with pytest.raises(NotMagnetic, match="against the magnetization"):
        magnet(stoner=1.001, field=-50.0)


@pytest.mark.parametrize("shape", ["semicircle", "parabola", "gaussian"])
def test_particle_hole_symmetry(shape):
    """Half filling, and both spins alike in their broadening: nothing charges."""
    for cos_theta, rates in ((0.0, (0.01, 0.09, 0.02)), (0.7, (0.05, 0.05, 0.02))):
        leads = Leads(*rates, 6.0, 6.0, cos_theta)
        found = magnet(shape, 1.15, leads, field=1.0)[2]
        assert found.potential == pytest.approx(0, abs=1e-11)
        assert found.charge == pytest.approx(0, abs=1e-10)
        assert found.rho_up == pytest.approx(found.rho_down, rel=1e-12)
        assert found.rho_slope_up == pytest.approx(-found.rho_slope_down, rel=1e-12)


def test_unequal_broadening_charges_by_little_and_unequal_temperatures_by_more():
    rates = (0.01, 0.09, 0.02)
    equal = magnet("semicircle", 1.1, Leads(*rates, 8.0, 8.0), field=1.0)[2]
    unequal = magnet("semicircle", 1.1, Leads(*rates, 8.0, 16.0), field=1.0)[2]
    # Gamma_up is not Gamma_down: of the order of the states within the broadening at the edge
    assert 0 < abs(equal.charge) < 0.01
    assert abs(unequal.charge) > 10 * abs(equal.charge)
    # V_d0 moves so that the density at mu differs
    assert abs(unequal.rho_up - unequal.rho_down) > 5 * abs(equal.rho_up - equal.rho_down)
    for found in (equal, unequal):
        assert 0.1 * found.potential == pytest.approx(found.charge, rel=1e-9)


def test_charge_follows_the_background_and_the_capacitance():
    for electrons in (-200.0, 150.0):
        for capacitance in (0.01, 1e4):
            found = magnet(electrons=electrons, capacitance=capacitance)[2]
            assert capacitance * found.potential == pytest.approx(found.charge, abs=1e-8)
            # a large capacitance lets the dot keep its half filling, a small one neutralises it
            assert abs(found.charge) <= abs(electrons)
    assert magnet(electrons=150.0, capacitance=1e-6)[2].charge == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("shape", ["semicircle", "parabola", "gaussian"])
def test_residual_is_round_off(shape):
    """As of every magnet here, and between leads of all kinds."""
    leads = Leads(0.01, 0.09, 0.02, 5.0, 12.0, 0.4, -1.0)
    assert magnet(shape, 1.2, leads, field=1.0, electrons=20.0)[2].residual < 1e-12


def test_self_consistency_against_frequency_integrals():
    """S of (40) and the charge from their integrals over frequency, F_s by rotation matrices."""
    leads = Leads(0.5, 3.0, 1.0, 5.0, 12.0, 0.4, -4.0)
    band, _, found = magnet("semicircle", 1.2, leads, field=1.0, electrons=20.0)

    class Rates:
        gamma_left_up, gamma_left_down, gamma_right = 0.5, 3.0, 1.0
        rho_up = rho_down = 1.0
        rho_slope_up = rho_slope_down = 0.0

    junctions = Junctions(Rates, np.arccos(0.4), -4.0, (5.0, 12.0))
    omega = np.concatenate([-np.geomspace(3e6, 400, 4000), np.linspace(-400, 400, 400001)[1:-1],
                            np.geomspace(400, 3e6, 4000)])  # fmt: skip
    total = []
    for sigma, gamma in ((1, 0.7 * 0.5 + 0.3 * 3 + 1), (-1, 0.7 * 3 + 0.3 * 0.5 + 1)):
        shift = sigma * found.magnetization / 2 - found.potential
        density = band.broadened_density(omega + shift, gamma)
        distribution = junctions.distribution((1 - sigma) // 2, omega=omega)
        total.append(np.trapezoid(density * distribution, omega))
    assert (total[1] - total[0]) / 4 == pytest.approx(found.spin, rel=1e-6)
    assert -(total[0] + total[1]) / 2 - 20 == pytest.approx(found.charge, abs=1e-3)


def test_a_table_of_the_parabola_is_the_parabola():
    x = np.linspace(-1, 1, 101)
    table = Band("table", W, STATES, (tuple(x), tuple(1 - x**2)))
    exchange = 1.1 / float(table.density(0.0))
    found = solve(table, COLD, field=0.0, exchange=exchange, capacitance=0.1)
    assert found.magnetization == pytest.approx(magnet()[2].magnetization, rel=1e-3)


def test_a_family_is_the_loop_over_its_dots_and_says_where_none_is_magnetic():
    band = Band("lorentzian", W, STATES)
    stoner = np.array([[0.95], [1.1], [1.3]])
    exchange = stoner / float(band.density(0.0))
    leads = {name: getattr(COLD, name) for name in ("gamma_left_up", "gamma_left_down")}
    leads |= {"gamma_right": 1e-6, "temperature_left": 1.0, "temperature_right": [1.0, 5.0]}
    found = zero_modes.solve_family(
        band, leads, field=[0.0, 1.0], exchange=exchange, capacitance=0.1, electrons=20.0
    )
    assert list(found) == [field.name for field in fields(zero_modes.ZeroModes)]
    for i, j in np.ndindex(3, 2):
        here = Leads(**{**leads, "temperature_right": leads["temperature_right"][j]})
        given = {"field": float(j), "exchange": exchange[i, 0], "electrons": 20.0}
        if i == 0:
            with pytest.raises(NotMagnetic):
                solve(band, here, capacitance=0.1, **given)
            assert all(np.isnan(column[i, j]) for column in found.values())
        else:
            one = solve(band, here, capacitance=0.1, **given)
            assert {name: column[i, j] for name, column in found.items()} == vars(one)


def test_a_family_of_dots_is_refused_in_words():
    given = {"exchange": 0.08, "capacitance": 0.1}
    band, leads = Band("lorentzian", W, STATES), vars(COLD)
    with pytest.raises(ParameterError, match=r"'cos_theta': \(2,\).* must be broadcastable"):
        zero_modes.solve_family(band, leads | {"cos_theta": [0.1, 0.2]}, field=[1, 2, 3], **given)
    with pytest.raises(ParameterError, match=r"temperature_left = -1\.0: must be"):
        zero_modes.solve_family(band, leads | {"temperature_left": [-1.0]}, field=1.0, **given)


def test_the_shipped_scenario():
    row = zero_modes.table(SCENARIO)[0]
    solved = SCENARIO.with_zero_modes(row)
    p = solved.parameters
    assert 0.08 * max(p.rho_up, p.rho_down) < 1
    assert row["magnetization"] == pytest.approx(131.6318985469732, rel=1e-10)
    assert row["potential"] == pytest.approx(0.03591016353854734, rel=1e-8)
    assert p.spin == pytest.approx((row["magnetization"] - 1) / 0.16)
    # the energy integral of the spin is a minimum: M_0 is where f = 0 rises
    x = row["magnetization"] / 200
    cold = brentq(lambda y: y - 0.08 * 2150 / np.pi / 100 * (y * np.sqrt(1 - y * y) + np.arcsin(y)),
                  0.3, 0.99)  # fmt: skip
    assert x == pytest.approx(cold, rel=0.2)  # T = 8 takes some of it


def test_density_is_that_of_the_levels_at_the_electrochemical_potential():
    """A level at e lies at e + V_d0 - sigma M_0/2; more states below mu hold more electrons."""
    band, _, found = magnet(electrons=150.0, capacitance=1e-6)
    m, v = found.magnetization, found.potential
    assert v < -1  # the band has sunk, to hold them
    assert found.rho_up == pytest.approx(float(band.density(m / 2 - v)), rel=1e-5)
    assert found.rho_down == pytest.approx(float(band.density(-m / 2 - v)), rel=1e-5)
    x = np.array([m / 2 - v, -m / 2 - v]) / W
    filling = np.sum(STATES * (0.5 + 0.75 * (x - x**3 / 3)))
    assert filling - STATES == pytest.approx(150.0, abs=1e-3)
