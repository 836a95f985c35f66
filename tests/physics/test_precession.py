from dataclasses import replace

import numpy as np
import pytest
from energy_integrals import net_torque
from hypothesis import assume, given
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from test_spin_torque import solve_as_they_stand

from models import DRIVES, PAPER, PARAMETERS, flipped, one_of, random_parameters
from thermal_stt.magnet import kernel, precession, spin_torque
from thermal_stt.magnet.precession import NORTH_POLE, PRECESSION, SOUTH_POLE


def eq_51(p, d):
    """cos(theta_0) as the paper means it: (51) with its brackets."""
    return (
        p.gamma_sum
        * (p.rho_sum * p.field + p.lambda_ * p.rho_slope_sum * d)
        / (p.gamma_delta * (p.rho_delta * p.field + p.lambda_ * p.rho_slope_delta * d))
    )


def test_paper_s_numbers():
    p = PAPER.parameters
    assert precession.d_0(p) == 360.9375
    assert precession.branch_points(p) == (-360.9375, 360.9375)
    angle = precession.stationary_angle(p, [-721.875, -360.9375, 0.0, 360.9375, 721.875])
    np.testing.assert_array_equal(angle.exists, [True, True, False, True, True])
    np.testing.assert_allclose(angle.cos_theta0, [0.5, 1, 1, -1, -0.5], rtol=1e-15)


@given(PARAMETERS, DRIVES)
def test_angle_is_eq_51_where_that_is_a_cosine(p, d):
    assume(p.gamma_delta != 0 and (p.rho_slope_up != 0 or p.rho_slope_down != 0))
    top = p.gamma_sum * (p.rho_sum * p.field + p.lambda_ * p.rho_slope_sum * d)
    bottom = p.gamma_delta * (p.rho_delta * p.field + p.lambda_ * p.rho_slope_delta * d)
    size = p.gamma_sum * (p.rho_sum * abs(p.field) + abs(p.lambda_ * d * p.rho_slope_up))
    assume(max(abs(top), abs(bottom)) > 1e-9 * size)  # no two-fold cancellation
    angle = precession.stationary_angle(p, d)
    assert -1 <= angle.cos_theta0 <= 1
    assert angle.exists == (abs(top) <= abs(bottom)) or abs(abs(top) - abs(bottom)) < 1e-12 * size
    if angle.exists:
        np.testing.assert_allclose(angle.cos_theta0 * bottom, top, atol=1e-9 * size)
    elif top != 0:
        assert abs(angle.cos_theta0) == 1


@pytest.mark.parametrize("seed", range(6))
def test_angle_is_the_root_of_the_numerical_torque(seed):
    # take the leads' temperatures, and set the field so that a precession exists
    rng = np.random.default_rng(seed)
    p, leads = one_of(random_parameters(seed, 1), 0), rng.uniform(1, 6, 2)
    d = float(kernel.thermal_drive(*leads))
    c = rng.uniform(-0.9, 0.9)
    field = (
        p.lambda_ * d * (p.gamma_delta * p.rho_slope_delta * c - p.gamma_sum * p.rho_slope_sum)
    ) / (p.gamma_sum * p.rho_sum - p.gamma_delta * p.rho_delta * c)
    p = replace(p, field=field)
    root = brentq(lambda theta: net_torque(p, theta, leads, float(field)), 0.05, 3.09, xtol=1e-12)
    angle = precession.stationary_angle(p, d)
    assert angle.exists
    assert angle.cos_theta0 == pytest.approx(np.cos(root), abs=1e-7)


def test_growth_rates_are_finite_differences_of_the_motion():
    p = random_parameters(12, 300)
    d = np.random.default_rng(12).normal(0, 2000, 300)
    angle = precession.stationary_angle(p, d)
    assert 30 < angle.exists.sum() < 270  # both kinds are there
    theta0, step = np.arccos(angle.cos_theta0), 1e-5
    ends = [spin_torque.angular_velocities(p, theta0 + s * step, d)[0] for s in (-1, 1)]
    slope = (ends[1] - ends[0]) / (2 * step)
    rate = precession.growth_rate_of_precession(p, d, angle.cos_theta0)
    inside = angle.exists & (np.abs(angle.cos_theta0) < 0.999)
    np.testing.assert_allclose(rate[inside], slope[inside], rtol=1e-5, atol=1e-9)
    for pole, theta, sign in ((1.0, step, 1), (-1.0, np.pi - step, -1)):
        moving = spin_torque.angular_velocities(p, theta, d)[0]
        rate = precession.growth_rate_at_pole(p, d, pole)
        np.testing.assert_allclose(rate, sign * moving / step, rtol=1e-4, atol=1e-9)


def test_growth_rates_come_from_the_equations_as_they_stand():
    p, d, step = PAPER.parameters, -600.0, 1e-5
    theta0 = np.arccos(float(precession.stationary_angle(p, d).cos_theta0))
    ends = [solve_as_they_stand(p, theta0 + s * step, d)[0] for s in (-1, 1)]
    rate = precession.growth_rate_of_precession(p, d, np.cos(theta0))
    assert rate == pytest.approx((ends[1] - ends[0]) / (2 * step), rel=1e-6)


@pytest.mark.parametrize("drive", [-900.0, -450.0, -200.0, 100.0, 700.0])
def test_every_start_ends_on_a_stable_branch(drive):
    p = PAPER.parameters
    table = precession.fixed_points(p, [drive])
    rate = precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"])
    stable = np.arccos(table["cos_theta0"][rate < 0])
    fate = set()
    for theta in np.arccos(np.random.default_rng(int(drive) % 97).uniform(-0.98, 0.98, 12)):
        run = solve_ivp(
            lambda _, y: solve_as_they_stand(p, y[0], drive)[:1],
            (0, 40 / np.abs(rate).min()),
            [theta],
            rtol=1e-9,
            atol=1e-11,
        )
        distance = np.abs(stable - run.y[0, -1])
        assert distance.min() < 1e-4
        fate.add(int(distance.argmin()))
    assert len(fate) == len(stable) or drive == 700.0
    settled = precession.attractor(p, drive)[1]
    assert np.arccos(settled) == pytest.approx(stable[0])


def test_branches_and_rates_are_continuous_where_they_meet():
    p = random_parameters(13, 400)
    for pole, d in zip((1.0, -1.0), precession.branch_points(p), strict=True):
        met = precession.stationary_angle(p, d)
        assert met.exists.all()
        np.testing.assert_array_equal(met.cos_theta0, pole)
        np.testing.assert_array_equal(precession.growth_rate_at_pole(p, d, pole), 0)
        np.testing.assert_array_equal(precession.growth_rate_of_precession(p, d, pole), 0)
        near = [precession.stationary_angle(p, d * (1 + s * 1e-7)) for s in (-1, 1)]
        assert np.all(near[0].exists != near[1].exists)  # it ends there
        for side in near:
            assert np.all(np.abs(side.cos_theta0 - pole)[side.exists] < 1e-3)


def test_poles_exchange_their_stability_with_the_precession():
    p = PAPER.parameters
    for d in (-361.0, -360.9, 360.9, 361.0):
        table = precession.fixed_points(p, [d])
        rate = dict(
            zip(
                table["branch"],
                precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"]),
                strict=True,
            )
        )
        assert (rate[NORTH_POLE] < 0) == (d > -360.9375)
        assert (rate[SOUTH_POLE] < 0) == (d > 360.9375)
        if PRECESSION in rate:
            assert (rate[PRECESSION] < 0) == (d < 0)


def test_precession_frequency():
    p = random_parameters(14, 100)
    d = np.linspace(-900, 900, 100)
    angle = precession.stationary_angle(p, d)
    on_it = precession.precession_frequency(p, d, PRECESSION, angle.cos_theta0)
    np.testing.assert_array_equal(on_it, -p.field)
    theta = np.arccos(np.where(angle.exists, angle.cos_theta0, 0))
    moving = spin_torque.angular_velocities(p, theta, d)[1]
    np.testing.assert_allclose(on_it[angle.exists], moving[angle.exists], rtol=1e-9)
    # at a pole the difference to -B is of second order in 1/S
    shift = [
        precession.precession_frequency(replace(p, spin=s * p.spin), d, NORTH_POLE, 1.0) + p.field
        for s in (1, 10)
    ]
    np.testing.assert_allclose(shift[0], 100 * shift[1], rtol=0.1, atol=1e-12)


class TestLimits:
    drive = np.linspace(-1000, 1000, 41)

    def rates(self, p):
        table = precession.fixed_points(p, self.drive)
        return table, precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"])

    @pytest.mark.parametrize(
        "change",
        [
            {"gamma_left_up": 0.05, "gamma_left_down": 0.05},  # Gamma_Delta = 0
            {"gamma_right": 0.0},
            {"rho_slope_up": 0.0, "rho_slope_down": 0.0},
        ],
    )
    def test_no_thermal_torque_no_precession(self, change):
        p = replace(PAPER.parameters, **change)
        assert precession.d_0(p) == np.inf
        table, rate = self.rates(p)
        assert PRECESSION not in table["branch"]
        assert np.all(table["d_over_d0"] == 0)
        assert not np.any(np.signbit(table["d_over_d0"]))
        assert np.all((rate < 0) == (table["branch"] == NORTH_POLE))
        assert np.all(np.isfinite(rate))

    def test_equal_slopes_leave_the_paper_s_d_0_infinite_but_not_the_branch_points(self):
        p = replace(PAPER.parameters, rho_slope_down=-0.2)
        assert precession.d_0(p) == np.inf
        # equal logarithmic slopes: all angles are stationary at one d, so no precession branch
        table, rate = self.rates(p)
        assert PRECESSION not in table["branch"]
        north, south = precession.branch_points(p)
        assert north == pytest.approx(south)
        assert np.all((rate < 0) == ((table["branch"] == NORTH_POLE) == (table["d"] > north)))

    def test_zero_denominator_of_eq_51_is_no_precession(self):
        p = replace(PAPER.parameters, rho_up=12.0, rho_down=8.0)
        d = -float(p.rho_delta * p.field / (p.lambda_ * p.rho_slope_delta))
        angle = precession.stationary_angle(p, [d, np.nextafter(d, np.inf)])
        assert not angle.exists.any()
        assert np.all(np.abs(angle.cos_theta0) == 1)

    def test_no_drive(self):
        p = random_parameters(15, 100)
        assert not precession.stationary_angle(p, 0.0).exists.any()
        pole = precession.attractor(p, 0.0)[1]
        np.testing.assert_array_equal(pole, np.sign(p.field))

    def test_reversed_field_turns_the_world_over(self):
        p, q = random_parameters(16, 200), flipped(random_parameters(16, 200))
        d = np.linspace(-900, 900, 200)
        one, other = precession.stationary_angle(p, d), precession.stationary_angle(q, d)
        np.testing.assert_array_equal(one.exists, other.exists)
        np.testing.assert_allclose(one.cos_theta0, -other.cos_theta0, atol=1e-12)
        np.testing.assert_allclose(
            precession.growth_rate_of_precession(p, d, one.cos_theta0),
            precession.growth_rate_of_precession(q, d, other.cos_theta0),
            atol=1e-12,
        )
        np.testing.assert_allclose(
            precession.growth_rate_at_pole(p, d, 1.0),
            precession.growth_rate_at_pole(q, d, -1.0),
            rtol=1e-9,
        )

    def test_reversed_field_alone_swaps_sign_of_d_0(self):
        p = replace(PAPER.parameters, field=-1.0)
        assert precession.d_0(p) == -360.9375
        assert precession.attractor(p, 0.0)[1] == -1

    @given(PARAMETERS, DRIVES)
    def test_never_a_nan(self, p, d):
        branch, cos_theta0 = precession.attractor(p, d)
        assert branch in precession.BRANCHES
        assert -1 <= cos_theta0 <= 1
        table = precession.fixed_points(p, precession.with_branch_points(p, [-abs(d) - 1, d]))
        rate = precession.growth_rate(p, table["d"], table["branch"], table["cos_theta0"])
        for column in (*table.values(), rate):
            assert column.dtype.kind == "U" or np.isfinite(column).all()


def test_a_million_models_in_one_call():
    p = random_parameters(17, 1_000_000)
    angle = precession.stationary_angle(p, -500.0)
    rate = precession.growth_rate_of_precession(p, -500.0, angle.cos_theta0)
    assert rate.shape == (1_000_000,)
    some = np.flatnonzero(angle.exists)[:5]
    alone = [precession.stationary_angle(one_of(p, i), -500.0).cos_theta0 for i in some]
    np.testing.assert_array_equal(angle.cos_theta0[some], alone)
