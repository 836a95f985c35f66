from dataclasses import replace

import numpy as np
import pytest
from energy_integrals import Junctions
from hypothesis import given

from models import COSINES, DRIVES, PAPER, PARAMETERS, flipped, one_of, random_parameters
from thermal_stt import charge_current
from thermal_stt.magnet import kernel, precession


def printed(p, c, d):
    """Eqs. (55)-(58) letter by letter: I_d^l, I_h^l, I_p^l, I_d^r, I_h^r."""
    gs, gd, gr, b = p.gamma_sum, p.gamma_delta, p.gamma_right, p.field
    product, sin2 = gs**2 - gd**2 * c**2, 1 - c**2
    slopes = p.rho_slope_sum * gs - p.rho_slope_delta * gd * c
    densities = p.rho_sum * gs - p.rho_delta * gd * c
    thermal = -gr * d / product * (gr * slopes - p.rho_slope_sum * product)
    hybrid = (
        -gd
        * sin2
        * b
        / product
        * ((gs - gr) * densities + gd * c * (p.rho_delta * gs - p.rho_sum * gd * c))
    )
    return (
        thermal,
        hybrid,
        p.rho_sum * gd * sin2 * b,
        -thermal,
        -gd * sin2 * b / product * gr * densities,
    )


NAMES = ("thermal_left", "hybrid_left", "pumping_left", "thermal_right", "hybrid_right")


def scale(currents):
    return sum(np.abs(getattr(currents, name)) for name in NAMES)


@pytest.mark.parametrize("seed", range(8))
def test_currents_are_the_energy_integrals_with_their_shifts(seed):
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    theta, leads = rng.uniform(0.1, 3.0), rng.uniform(0.5, 6.0, 2)
    junctions = Junctions(p, theta, -float(p.field), leads)
    d = kernel.thermal_drive(*leads)
    ours = charge_current.charge_currents(p, np.cos(theta), d)
    for name in NAMES:
        part, side = name.split("_")
        theirs = junctions.current(("left", "right").index(side), part)
        assert getattr(ours, name) == pytest.approx(theirs, abs=1e-8 * scale(ours)), name
    # the right lead pumps nothing, because Gamma_r knows no spin
    assert junctions.current(1, "pumping") == pytest.approx(0, abs=1e-9)


def test_currents_are_the_printed_ones():
    p, c = random_parameters(21, 200), np.linspace(-1, 1, 200)
    ours = charge_current.charge_currents(p, c, 300.0)
    for name, value in zip(NAMES, printed(p, c, 300.0), strict=True):
        np.testing.assert_allclose(getattr(ours, name), value, atol=1e-12 * scale(ours).max())
    np.testing.assert_allclose(
        ours.total_left, charge_current.total_current(p, c, 300.0), atol=1e-12 * scale(ours).max()
    )


def test_currents_are_the_sums_of_their_definitions_below_54():
    """Pair by pair, the first of the two I_(h,r) being I_(h,l), weighted by cos^2 and sin^2."""
    p, c, d = random_parameters(26, 100), np.linspace(-1, 1, 100), 300.0
    gammas = (p.gamma_sum + p.gamma_delta * c, p.gamma_sum - p.gamma_delta * c)
    rates = (p.gamma_left_up, p.gamma_left_down)
    total = dict.fromkeys(NAMES, 0.0)
    for k in (0, 1):
        rho, slope = (p.rho_up, p.rho_down)[k], (p.rho_slope_up, p.rho_slope_down)[k]
        turned = p.gamma_delta / gammas[k] * (1 - c**2) * p.field
        kept = p.gamma_right / gammas[k]
        for j in (0, 1):
            weight = (1 + c) / 2 if j == k else (1 - c) / 2
            total["hybrid_left"] -= weight * rho * rates[j] * turned
            total["hybrid_right"] -= weight * rho * p.gamma_right * turned
            total["thermal_left"] += weight * slope * rates[j] * kept * d
            total["thermal_right"] += weight * slope * p.gamma_right * (kept - 1) * d
    total["pumping_left"] = p.rho_sum * p.gamma_delta * (1 - c**2) * p.field  # g_l^s
    ours = charge_current.charge_currents(p, c, d)
    for name, value in total.items():
        np.testing.assert_allclose(getattr(ours, name), value, atol=1e-12 * scale(ours).max())


@given(PARAMETERS, COSINES, DRIVES)
def test_charge_balances_in_parts(p, c, d):
    i = charge_current.charge_currents(p, c, d)
    size = scale(i) + 1e-300
    assert abs(i.thermal_left + i.thermal_right) <= 1e-12 * size + 1e-12 * abs(
        p.gamma_right * d * (abs(p.rho_slope_up) + abs(p.rho_slope_down))
    )
    assert abs(i.hybrid_left + i.pumping_left + i.hybrid_right) <= 1e-12 * size
    assert abs(i.total_left + i.total_right) <= 1e-11 * (size + abs(p.gamma_right * d * 20))


def test_on_a_precession_the_torque_balance_simplifies_the_current():
    p = random_parameters(22, 500)
    d = np.random.default_rng(22).normal(0, 2000, 500)
    angle = precession.stationary_angle(p, d)
    assert angle.exists.sum() > 50
    i = charge_current.charge_currents(p, angle.cos_theta0, d)
    exact = charge_current.total_current_on_precession(p, angle.cos_theta0, d)
    np.testing.assert_allclose(
        i.total_left[angle.exists], exact[angle.exists], atol=1e-10 * scale(i).max()
    )


def test_symmetric_density_current_is_constant_beyond_d_0_and_enhanced_as_said():
    p = PAPER.parameters
    d = np.concatenate([np.linspace(-1e5, -360.9375, 100), np.linspace(360.9375, 1e5, 100)])
    angle = precession.stationary_angle(p, d)
    assert angle.exists.all()
    i = charge_current.charge_currents(p, angle.cos_theta0, d)
    np.testing.assert_allclose(i.total_left, -0.7, rtol=1e-12)  # Gamma_r B rho Gamma / Gamma_Delta
    ratio = i.total_left / i.total_left_without_precession
    np.testing.assert_allclose(ratio, charge_current.enhancement(p, angle.cos_theta0), rtol=1e-10)
    assert ratio.max() == pytest.approx(1 + 0.04**2 / 0.0033, rel=1e-3)  # theta_0 -> pi/2


def test_stable_states_are_what_the_formulas_say_one_by_one():
    p = random_parameters(24, 500)
    d = np.random.default_rng(24).normal(0, 2000, 500)
    states = charge_current.stable_states(p, d)
    branch, cos_theta0 = precession.attractor(p, d)
    names = np.array(precession.BRANCHES)[states.branch]
    assert set(names) == {*precession.POLES, precession.PRECESSION}
    np.testing.assert_array_equal(names, branch)
    np.testing.assert_array_equal(states.cos_theta0, cos_theta0)
    rate = precession.growth_rate(p, d, branch, cos_theta0)
    np.testing.assert_array_equal(states.growth_rate, rate)
    assert (rate < 0).all()
    currents = charge_current.charge_currents(p, cos_theta0, d)
    np.testing.assert_array_equal(states.current, currents.total_left)
    precesses = names == precession.PRECESSION
    np.testing.assert_array_equal(states.enhancement[~precesses], 1.0)
    ratio = states.current / currents.thermal_left
    np.testing.assert_allclose(states.enhancement[precesses], ratio[precesses], rtol=1e-15)


def test_enhancement_of_a_stable_state_is_the_closed_form_and_1_without_drive():
    p = PAPER.parameters
    states = charge_current.stable_states(p, [-900.0, -400.0, 0.0, 200.0])
    np.testing.assert_array_equal(states.branch, [2, 2, 0, 0])
    closed = charge_current.enhancement(p, states.cos_theta0)
    np.testing.assert_allclose(states.enhancement, closed, rtol=1e-12)
    assert states.enhancement[0] > 1.2


def test_current_is_continuous_where_the_branches_meet():
    p = random_parameters(23, 200)
    for pole, d in zip((1.0, -1.0), precession.branch_points(p), strict=True):
        at_pole = charge_current.charge_currents(p, pole, d).total_left
        near = [precession.stationary_angle(p, d * (1 + s * 1e-8)) for s in (-1, 1)]
        for side in near:
            i = charge_current.charge_currents(p, side.cos_theta0, d)
            np.testing.assert_allclose(
                i.total_left[side.exists], at_pole[side.exists], atol=1e-4 * scale(i).max()
            )


class TestLimits:
    def test_no_drive_no_precession_no_current(self):
        i = charge_current.charge_currents(random_parameters(24, 50), 1.0, 0.0)
        assert all(np.all(getattr(i, name) == 0) for name in NAMES)

    def test_no_right_lead_no_current(self):
        p = replace(PAPER.parameters, gamma_right=0.0)
        i = charge_current.charge_currents(p, np.linspace(-1, 1, 21), 400.0)
        np.testing.assert_allclose(i.total_left, 0, atol=1e-15)
        np.testing.assert_array_equal(i.total_right, 0)

    def test_equal_left_rates_pump_nothing(self):
        p = replace(PAPER.parameters, gamma_left_up=0.05, gamma_left_down=0.05)
        i = charge_current.charge_currents(p, 0.3, 400.0)
        assert i.pumping_left == i.hybrid_left == i.hybrid_right == 0
        exact = charge_current.total_current_on_precession(p, 0.3, 400.0)
        assert exact == p.gamma_right * p.rho_slope_sum * 400.0

    def test_reversed_field_reverses_what_the_precession_makes(self):
        p = PAPER.parameters
        i = charge_current.charge_currents(p, 0.3, 400.0)
        j = charge_current.charge_currents(replace(p, field=-p.field), 0.3, 400.0)
        assert j.pumping_left == -i.pumping_left
        assert j.hybrid_left == -i.hybrid_left
        assert j.thermal_left == i.thermal_left

    def test_up_and_down_exchanged(self):
        p, c = random_parameters(25, 50), np.linspace(-0.9, 0.9, 50)
        i = charge_current.charge_currents(p, c, 300.0)
        j = charge_current.charge_currents(flipped(p), -c, 300.0)
        for name in NAMES:
            np.testing.assert_allclose(getattr(i, name), getattr(j, name), atol=1e-12)
