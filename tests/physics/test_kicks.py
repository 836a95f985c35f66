"""The answer to a kick: how `recast` and `retarded` fall short of the exact one, and as what."""

from dataclasses import replace

import numpy as np
import pytest

from thermal_stt.exact import kicks
from thermal_stt.exact.in_time import DotInTime
from thermal_stt.parameters import Parameters

# A charge that is as slow as all else, so that steps may be long
MODEL = Parameters(
    0.01, 0.09, 0.02, 10.0, 10.0, 0.0, 0.0, field=1.0, spin=625.0, exchange=0.08, capacitance=20.0
)
START = 1.2, 2.0, 0.02
LIFETIME = 1 / (2 * float(MODEL.gamma_sum))


def flat(times):
    return kicks.larger(kicks.flat_dot(MODEL), times)


@pytest.fixture(scope="module")
def answers():
    return {times: kicks.answer(flat(times), START) for times in (1.0, 2.0)}


def by_quantity(columns):
    return {row["quantity"]: row for row in kicks.errors(columns, LIFETIME)}


def test_the_flat_dot_has_the_densities_and_the_spin_of_the_model():
    dot = flat(1.0)
    frame = dot.start(0.3)
    # but for what the leads broaden
    found = kicks.parameters_of(dot, frame)
    np.testing.assert_allclose([found.rho_up, found.rho_down], 10.0, rtol=1e-3)
    assert np.abs([found.rho_slope_up, found.rho_slope_down]).max() < 0.05 * 10.0 / 100.0
    assert float(frame.magnetization) == pytest.approx(100.0, rel=0.02)


def test_a_larger_dot_is_the_same_beside_its_spin():
    small, large = (kicks.parameters_of(d, d.start(0.3)) for d in (flat(1.0), flat(4.0)))
    assert float(large.spin / small.spin) == pytest.approx(4, rel=0.01)
    for name in ("rho_up", "exchange", "capacitance", "field", "gamma_right"):
        assert float(getattr(large, name)) == pytest.approx(float(getattr(small, name)), rel=1e-3)


def test_it_is_let_go_where_it_is_wanted():
    dot = flat(1.0)
    frame = dot.start(np.cos(1.2))
    model = DotInTime(dot, float(frame.phi_dot), kicks._resolution(dot, frame))
    wanted = np.array([101.0, 1.2, 0.3])
    run = model.run(kicks._let_go_at(model, frame, wanted), [0.0, 1e-3])
    found = run.magnetization[0], run.theta[0], run.potential[0]
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_all_begin_with_the_kick_and_end_without(answers):
    columns = answers[1.0]
    for formulation in (kicks.EXACT, *kicks.FORMULATIONS):
        own = columns["formulation"] == formulation
        first = [columns[name][own][0] for name in kicks.QUANTITIES]
        np.testing.assert_allclose(first, [2.0, 0.02, 0.0], atol=1e-8)
        assert abs(columns["delta_magnetization"][own][-1]) < 0.05


def test_recast_is_nearer_and_both_come_nearer_as_s_grows(answers):
    """Half the error for twice the spin; what tells the two apart is larger than recast's."""
    small, large = (by_quantity(columns) for columns in answers.values())
    for quantity in kicks.QUANTITIES:
        for name in ("recast", "retarded", "apart"):
            fallen = small[quantity][name] / large[quantity][name]
            assert fallen == pytest.approx(2, rel=0.2), (quantity, name)
    for one in (small, large):
        row = one["delta_magnetization"]
        assert row["retarded"] > 2 * row["recast"]
        assert row["apart"] > row["recast"]


def test_an_error_that_is_planted_does_not_fall(answers, monkeypatch):
    """A theory with 2 % more exchange relaxes at another rate, whatever S."""
    whole = kicks.parameters_of

    def wrong(dot, frame):
        p = whole(dot, frame)
        return replace(p, exchange=1.02 * p.exchange)

    monkeypatch.setattr(kicks, "parameters_of", wrong)
    found = by_quantity(kicks.answer(flat(1.0), START))["delta_magnetization"]
    right = by_quantity(answers[1.0])["delta_magnetization"]
    assert found["recast"] > 5 * right["recast"]


def test_it_converges(answers):
    dot = flat(1.0)
    for name, most in {"poles": 1e-3, "levels": 2e-2, "step": 1e-3}.items():
        coarse = kicks.answer(dot, START, name)
        found = kicks.moved(coarse, answers[1.0])
        assert found["delta_magnetization"] < most
