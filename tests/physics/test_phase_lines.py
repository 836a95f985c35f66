"""Where precessions begin, meet and end: against the motion itself, and by counting them."""

from dataclasses import replace

import numpy as np
import pytest

from models import PAPER, one_of, random_parameters
from thermal_stt import diagrams
from thermal_stt.magnet import phase_lines, precession, spin_torque, torque_balance
from thermal_stt.parameters import Parameters

RNG = np.random.default_rng(15)
COUNT = 200
P = PAPER.parameters


def beyond(seed: int, size: int) -> Parameters:
    """Random models with an anisotropy, an own damping and a voltage."""
    rng = np.random.default_rng(seed)
    return replace(
        random_parameters(seed, size),
        anisotropy=rng.normal(0, 2, size),
        own_damping=10 ** rng.uniform(-5, -2, size),
        voltage=rng.normal(0, 2, size),
    )


MODELS = beyond(1, COUNT)
COSINES = RNG.uniform(-1, 1, COUNT)
D = RNG.uniform(-1000, 1000, COUNT)


def relative_rate(parameters, cos_theta, d):
    """theta_dot/sin(theta) over what each of its torques alone would make, about."""
    parts = [
        spin_torque.polar_rate(replace(parameters, voltage=0 * D), cos_theta, 0 * d),
        spin_torque.spin_torque_thermal(parameters, cos_theta, d) / parameters.spin,
        spin_torque.spin_torque_electrical(parameters, cos_theta) / parameters.spin,
    ]
    return spin_torque.polar_rate(parameters, cos_theta, d) / np.max(np.abs(parts), axis=0)


def test_on_a_line_of_an_angle_the_magnet_does_not_move():
    """By (46)-(47), which the lines were not computed with."""
    there = replace(MODELS, voltage=phase_lines.voltage_of_angle(MODELS, COSINES, D))
    np.testing.assert_allclose(relative_rate(there, COSINES, D), 0, atol=1e-12)
    drive = phase_lines.drive_of_angle(MODELS, COSINES)
    np.testing.assert_allclose(relative_rate(MODELS, COSINES, drive), 0, atol=1e-12)


def test_the_lines_of_the_poles_are_the_branch_points_at_every_voltage():
    for pole, point in zip((1.0, -1.0), precession.branch_points(MODELS), strict=True):
        np.testing.assert_allclose(phase_lines.drive_of_angle(MODELS, pole), point, rtol=1e-12)
        back = phase_lines.voltage_of_angle(MODELS, pole, point)
        size = np.abs(MODELS.voltage) + np.abs(MODELS.field) + np.abs(MODELS.anisotropy)
        np.testing.assert_allclose(back, MODELS.voltage, atol=1e-9 * size.max(), rtol=1e-9)


def test_without_a_drive_every_angle_is_marginal_at_one_voltage():
    bare = random_parameters(2, COUNT)
    marginal = phase_lines.marginal_voltage(bare)
    np.testing.assert_array_equal(marginal, -bare.field / (2 * bare.lambda_))
    lines = phase_lines.voltage_of_angle(bare[:, None], COSINES[:9], 0.0)
    np.testing.assert_allclose(lines, np.broadcast_to(marginal[:, None], lines.shape), rtol=1e-11)
    for factor in (1 - 1e-9, 1 + 1e-9):
        beside = replace(bare, voltage=factor * marginal)
        assert not precession.stationary_angles(beside, 0.0).exists.any()


def test_of_no_torque_there_is_no_line():
    still = replace(P, gamma_left_up=P.gamma_left_down)
    assert phase_lines.marginal_voltage(still) == np.inf
    assert phase_lines.voltage_of_angle(still, 0.3, -500.0) == np.inf
    assert phase_lines.drive_of_angle(still, 0.3) == np.inf


def unequal(seed: int, size: int) -> Parameters:
    """As `beyond`, with densities that differ by orders of magnitude: folds are rare."""
    rng = np.random.default_rng(seed)
    names = ("rho_up", "rho_down", "gamma_left_up", "gamma_left_down", "rho_slope_up")
    scales = (10 ** rng.uniform(-1, 1, size) for _ in names)
    models = beyond(seed, size)
    changed = {n: getattr(models, n) * s for n, s in zip(names, scales, strict=True)}
    return replace(models, **changed)


UNEQUAL = unequal(7, 1000)


def folded() -> list[tuple[Parameters, float, float]]:
    """Random models that have a fold, with its angle and d."""
    found = []
    for index in range(1000):
        one = one_of(UNEQUAL, index)
        found += [(one, *fold) for fold in zip(*phase_lines.folds(one), strict=True)]
    return found


def test_at_a_fold_two_precessions_come_or_go():
    found = folded()
    assert len(found) > 20
    for one, cosine, d in found:
        step = 1e-6 * max(abs(d), 1.0)
        counts = [
            int(precession.stationary_angles(one, d + way * step).exists.sum()) for way in (-1, 1)
        ]
        assert abs(counts[0] - counts[1]) == 2
        there = precession.stationary_angles(one, d + (step if counts[1] > counts[0] else -step))
        nearest = np.sort(np.abs(there.cos_theta0[there.exists] - cosine))[:2]
        assert (nearest < 0.1).all()


def test_a_fold_of_a_quadratic_balance_is_where_its_discriminant_vanishes():
    found = 0
    for index in range(1000):
        one = replace(one_of(UNEQUAL, index), own_damping=0.0)
        for d in phase_lines.folds(one)[1]:
            pull = one.field + 2 * one.lambda_ * one.voltage
            a2 = -one.rho_delta * one.gamma_delta * one.anisotropy
            a1 = one.rho_sum * one.gamma_sum * one.anisotropy - one.gamma_delta * (
                one.rho_delta * pull + one.lambda_ * one.rho_slope_delta * d
            )
            a0 = one.gamma_sum * (one.rho_sum * pull + one.lambda_ * one.rho_slope_sum * d)
            assert a1**2 == pytest.approx(4 * a0 * a2, rel=1e-9)
            found += 1
    assert found > 10


def test_the_paper_has_no_fold():
    assert phase_lines.folds(P)[1].size == 0
    assert phase_lines.folds(replace(P, anisotropy=0.7))[1].size == 0


def stable(parameters: Parameters, d) -> np.ndarray:
    angles = precession.stationary_angles(parameters, d)
    rate = precession.growth_rate_of_precession(parameters, d, angles.cos_theta0)
    return (angles.exists & (rate < 0)).any(axis=0)


def test_above_the_largest_own_damping_no_precession_is_stable_and_just_below_one_is():
    d = RNG.uniform(-3000, 3000, 1000)
    largest = np.array(
        [phase_lines.largest_own_damping(one_of(UNEQUAL, index), d[index]) for index in range(1000)]
    )
    endless = np.isinf(largest)
    finite = ~endless
    assert np.all(UNEQUAL.anisotropy[endless] < -np.abs(UNEQUAL.field[endless]))
    assert stable(replace(UNEQUAL, own_damping=1e4), d)[endless].all()
    above = np.maximum(largest[finite, None], 1e-6) * np.logspace(1e-4, 6, 200)
    assert not stable(replace(UNEQUAL[finite, None], own_damping=above), d[finite, None]).any()
    some = finite & (largest > 0)
    below = replace(UNEQUAL[some], own_damping=largest[some] * (1 - 1e-6))
    assert stable(below, d[some]).all()
    assert some.sum() > 20


def test_where_the_field_vanishes_at_a_pole_a_precession_beside_it_may_outlast_any_damping():
    """|B| = -B_K: the limit from an easier plane on one side of d, and from the other on both."""
    outlast = 0
    for index in range(200):
        one, d = one_of(UNEQUAL, index), float(RNG.uniform(-3000, 3000))
        edge = replace(one, anisotropy=-abs(one.field))
        largest = phase_lines.largest_own_damping(edge, d)
        nearer, near = (
            phase_lines.largest_own_damping(
                replace(edge, anisotropy=edge.anisotropy * (1 - share)), d
            )
            for share in (1e-10, 1e-9)
        )
        damped = stable(replace(edge, own_damping=[1e3, 1e5]), d)
        if np.isinf(largest):
            assert damped.all()
            assert nearer == pytest.approx(10 * near, rel=1e-3)
            outlast += 1
        else:
            assert not damped.any()
            assert largest == pytest.approx(near, rel=1e-3, abs=1e-9)
    assert 20 < outlast < 180


def test_the_largest_own_damping_of_the_paper_in_closed_form():
    """At the north pole, where its precession ends: alpha(1) (d/d_N - 1), if that is a maximum."""
    d = -1000.0
    expected = spin_torque.gilbert_damping(P, 1.0) * (d / precession.branch_points(P)[0] - 1)
    assert phase_lines.largest_own_damping(P, d) == pytest.approx(float(expected), rel=1e-12)
    assert phase_lines.largest_own_damping(P, 500.0) == 0.0


def test_the_diagram_over_voltage_has_the_states_that_its_lines_part():
    for one in (P, one_of(MODELS, 3), one_of(MODELS, 8)):
        grid, lines = diagrams.over_voltage(one, [-900.0, 700.0])
        here = replace(one, voltage=grid["voltage"])
        for name, pole in (("north", 1.0), ("south", -1.0)):
            # which side of the straight line, from its two ends
            ends = lines["voltage"][lines["cos_theta0"] == pole]
            line = np.interp(grid["d"], [-900.0, 700.0], ends)
            growth = grid[f"growth_{name}"]
            side = np.sign(grid["voltage"] - line) * np.sign(one.lambda_)
            clear = np.abs(growth) > 1e-9 * np.abs(growth).max()
            np.testing.assert_array_equal((side * -pole)[clear], np.sign(growth)[clear])
        branch, cosine = precession.attractor(here, grid["d"])
        np.testing.assert_array_equal(grid["branch"], branch)
        np.testing.assert_array_equal(grid["cos_theta0"], cosine)


@pytest.mark.parametrize("index", [None, 0, 5, 9])
def test_the_diagram_over_anisotropy_counts_what_there_is(index):
    one = P if index is None else one_of(MODELS, index)
    parts, lines = diagrams.over_anisotropy(one, [-900.0, 700.0])
    rows = RNG.choice(parts["d_from"].size, 60)
    inside = RNG.uniform(0.01, 0.99, 60)
    d = parts["d_from"][rows] * (1 - inside) + parts["d_to"][rows] * inside
    there = replace(one, anisotropy=parts["anisotropy"][rows])
    exists = precession.stationary_angles(there, d).exists
    np.testing.assert_array_equal(parts["precessions"][rows], exists.sum(axis=0))
    assert set(lines["line"]) <= {"north_pole", "south_pole", "fold_1", "fold_2", "fold_3"}
    if index is None:
        assert parts["precessions"].max() == 1


@pytest.mark.parametrize("weaker", [0.02, 1e-3, 1e-6])
def test_a_line_that_is_steep_in_d_is_followed_through_the_whole_range(weaker):
    """With a drive that does next to nothing, from no further than a share of the range of d."""
    slopes = {name: weaker * getattr(P, name) for name in ("rho_slope_up", "rho_slope_down")}
    parts, lines = diagrams.over_anisotropy(replace(P, **slopes), [-900.0, 700.0])
    for name, pole in precession.POLES.items():
        d, anisotropy = (lines[column][lines["line"] == name] for column in ("d", "anisotropy"))
        assert d.size > 40
        inside = np.sort(d[(d > -900.0) & (d < 700.0)])
        np.testing.assert_array_less(np.diff(inside), 0.05 * 1600.0)
        assert inside[0] < -820.0
        assert inside[-1] > 620.0
        there = replace(P, **slopes, anisotropy=anisotropy)
        np.testing.assert_allclose(phase_lines.drive_of_angle(there, pole), d, rtol=1e-12)
        # and it is where the number of precessions changes
        edges = np.concatenate([parts["d_from"], parts["d_to"]])
        assert np.isin(inside, edges).all()


def test_a_precession_on_a_pole_is_none():
    """Without a polarisation there is one for |B_K| > |B|, whatever d is; both are on the grid."""
    unpolarised = replace(P, gamma_left_up=0.05, gamma_left_down=0.05)
    parts, lines = diagrams.over_anisotropy(unpolarised, [-900.0, 700.0])
    assert not lines["line"].size
    size = np.abs(parts["anisotropy"]) / np.abs(P.field)
    assert 1.0 in size
    np.testing.assert_array_equal(parts["precessions"], size > 1)
    np.testing.assert_array_equal(parts["stable"], parts["anisotropy"] < -np.abs(P.field))


def test_what_the_leads_bring_an_own_damping_may_take():
    """Proportional to the rates, and not to S alone: alpha_0 S is compared with conductances."""
    table = diagrams.over_conductance(P, PAPER.drive)
    ratio = table["damping_largest"] / table["damping_of_leads"]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)
    np.testing.assert_allclose(table["conductance_right"] / table["scale"], 4 * np.pi * 0.4)
    larger = diagrams.over_conductance(replace(P, spin=2 * P.spin), PAPER.drive)
    np.testing.assert_allclose(2 * larger["damping_largest"], table["damping_largest"])


def test_there_are_as_many_names_as_precessions():
    assert len(precession.PRECESSIONS) == torque_balance.MOST
