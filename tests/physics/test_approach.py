"""The table of the ways to the attractors, against the integrator of the equations of motion."""

import numpy as np

from models import PAPER, one_of, random_parameters
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.magnet import precession
from thermal_stt.magnet.approach import approach

P = PAPER.parameters


def test_every_way_is_that_of_the_equations_of_motion():
    drives, starts, times = (-720.0, 0.0, 720.0), (-0.9, 0.3, 0.999), np.linspace(0, 3000.0, 7)
    table, _ = approach(P, drives, starts, 3000.0, 7)
    for index, (d, start) in enumerate((d, start) for d in drives for start in starts):
        rows = slice(7 * index, 7 * (index + 1))
        assert set(table["d"][rows]) == {d}
        assert set(table["start"][rows]) == {start}
        np.testing.assert_array_equal(table["t"][rows], times)
        run = integrate(P, d, "llgs", (np.arccos(start), 0, 0, 0), times)
        np.testing.assert_allclose(table["cos_theta"][rows], np.cos(run.theta), atol=1e-9)
    assert len(table["t"]) == len(drives) * len(starts) * 7


def test_it_stays_where_it_starts_at_a_pole_or_on_a_stable_precession():
    settled = float(precession.attractor(P, -720.0)[1])
    table, ends = approach(P, [-720.0], [-1.0, 1.0, settled], 1e6, 5)
    np.testing.assert_allclose(table["cos_theta"], table["start"], atol=1e-15)
    assert ends["branch"][ends["stable"]].tolist() == ["precession"]


def test_in_the_end_it_is_at_an_attractor_of_any_model():
    for seed in range(20):
        p = one_of(random_parameters(seed, 1), 0)
        d = float(2000 * np.random.default_rng(seed).normal())
        slowest = np.abs(precession.growth_rate(p, **_states(p, d))).min()
        table, ends = approach(p, [d], [-0.9, 0.1, 0.8], 40 / slowest, 2)
        stable = ends["cos_theta0"][ends["stable"]]
        for end in table["cos_theta"][1::2]:
            assert np.abs(stable - end).min() < 1e-9


def _states(p, d):
    table = precession.fixed_points(p, d)
    return {name: table[name] for name in ("d", "branch", "cos_theta0")}
