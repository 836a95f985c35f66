"""Each gate holds for the paper's results, is a number, and closes for a result that breaks it."""

from dataclasses import replace

import numpy as np
import pytest
from dimensions import SCALE, scaled_parameters

from models import PAPER, one_of, random_parameters
from thermal_stt import charge_current, laws
from thermal_stt.full_dynamics import runs
from thermal_stt.magnet import precession

P = PAPER.parameters
START = {"tilted": (1.2, 0.0, 2.0, 0.2)}


def tables(p=P, scale=1.0):
    """The tables that the gates look at, on a coarse sweep; `scale` is that of all energies."""
    d = precession.with_branch_points(p, scale**2 * np.linspace(-1100, 1100, 41))
    states = precession.fixed_points(p, d)
    rate = precession.growth_rate(p, states["d"], states["branch"], states["cos_theta0"])
    stability = states | {"growth_rate": rate, "stable": rate < 0}
    i = charge_current.charge_currents(p, states["cos_theta0"], states["d"])
    names = ("thermal_left", "hybrid_left", "pumping_left", "thermal_right", "hybrid_right")
    currents = {name: getattr(i, name) for name in (*names, "total_left", "total_right")}
    start = {name: (*s[:2], *(scale * x for x in s[2:])) for name, s in START.items()}
    times = np.array([0.0, 1.0, 30.0, 500.0]) / scale
    dynamics, _ = runs.trajectories(p, -600.0 * scale**2, ["recast", "populations"], start, times)
    drives = [x * scale**2 for x in (-720.0, 180.0, 720.0)]
    approach, attractors = runs.approach(p, drives, [-0.9, 0.2, 0.9], 8000.0 / scale, 41)
    return {
        "stability": stability,
        "currents": currents | {"d": states["d"]},
        "dynamics": dynamics,
        "approach": approach,
        "attractors": attractors,
    }


TABLES = tables()


def all_gates(p, given):
    return [
        *laws.of_states(p, given["stability"], given["currents"]),
        *laws.of_runs(p, given["dynamics"]),
        *laws.of_approach(p, given["approach"], given["attractors"]),
    ]


def test_all_gates_are_open_for_the_paper():
    found = all_gates(P, TABLES)
    assert all(gate.holds for gate in found), found
    rows = laws.rows(found)
    assert {row["table"] for row in rows} == {*TABLES}
    assert len({row["gate"] for row in rows}) == 9


def test_gates_are_numbers():
    """Scaling every energy changes none of them.

    Of of_states: charge_imbalance, equilibrium_current, torque_at_fixed_points, wrong_verdicts; of
    of_runs: length_of_direction, formulations_apart; of of_approach: strays.
    """
    scaled = all_gates(scaled_parameters(P), tables(scaled_parameters(P), SCALE))
    for one, other in zip(all_gates(P, TABLES), scaled, strict=True):
        assert one.name == other.name
        assert other.value == pytest.approx(one.value, rel=1e-2, abs=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_gates_of_the_model_are_open_for_any_model(seed):
    p = one_of(random_parameters(seed, 1), 0)
    stability = tables_of_states(p)
    assert laws.torque_at_fixed_points(p, stability) < 1e-10
    assert laws.wrong_verdicts(p, stability) == 0
    assert laws.length_of_direction(p) < 1e-12


def tables_of_states(p):
    d = precession.with_branch_points(p, np.linspace(-2000, 2000, 81))
    states = precession.fixed_points(p, d)
    rate = precession.growth_rate(p, states["d"], states["branch"], states["cos_theta0"])
    return states | {"growth_rate": rate, "stable": rate < 0}


def closed(table, **changes):
    """The names of the gates that a changed table closes."""
    changed = {**TABLES, table: {**TABLES[table], **changes}}
    return {gate.name for gate in all_gates(P, changed) if not gate.holds}


def test_each_gate_closes():
    s, c, y, a = (TABLES[name] for name in ("stability", "currents", "dynamics", "approach"))
    assert closed("currents", total_right=1.001 * c["total_right"]) == {"charge balance"}
    assert closed("currents", hybrid_left=-c["hybrid_left"]) == {"charge balance"}
    at_rest = np.where(c["d"] == 0, 1e-6, c["total_left"])
    assert "no current in equilibrium" in closed("currents", total_left=at_rest)
    inside = np.where(s["branch"] == "precession", 0.99 * s["cos_theta0"], s["cos_theta0"])
    moved = closed("stability", cos_theta0=inside)
    assert moved == {"zero torque at the fixed points", "stability as the motion has it"}
    assert closed("stability", stable=~s["stable"]) == {"stability as the motion has it"}
    one = s["stable"].copy()
    one[40] = ~one[40]
    assert closed("stability", stable=one) == {"stability as the motion has it"}
    later = np.where(y["formulation"] == "recast", y["theta"] * (1 + 1e-6), y["theta"])
    assert closed("dynamics", theta=later) == {"one theory in two formulations"}
    stray = np.where((a["d"] == 720) & (a["start"] > 0), 0.1, a["cos_theta"])
    assert closed("approach", cos_theta=stray) == {"attractors as classified"}
    missing = np.zeros(len(TABLES["attractors"]["d"]), dtype=bool)
    both = {"attractors as classified", "stability of the attractors"}
    assert closed("attractors", stable=missing) == both
    moved = TABLES["attractors"]["cos_theta0"] * 0.98
    assert "zero torque at the attractors" in closed("attractors", cos_theta0=moved)


def test_a_length_that_drifts_closes_its_gate(monkeypatch):
    right = laws.integrate_direction
    monkeypatch.setattr(
        laws,
        "integrate_direction",
        lambda *args: right(*args) * (1 + 1e-9 * np.arange(301)[:, None]),
    )
    assert {g.name for g in all_gates(P, TABLES) if not g.holds} == {"|m| = 1"}


def test_a_nan_closes_a_gate():
    currents = TABLES["currents"]
    wrong = np.where(currents["d"] > 1000, np.nan, currents["total_left"])
    assert "charge balance" in closed("currents", total_left=wrong)


def test_what_is_not_asked_for_is_no_fault():
    """A table with one formulation alone has nothing to compare."""
    keep = TABLES["dynamics"]["formulation"] == "recast"
    alone = {name: column[keep] for name, column in TABLES["dynamics"].items()}
    assert laws.formulations_apart(alone) == 0
    still = replace(P, rho_slope_up=0.0, rho_slope_down=0.0)
    assert all(gate.holds for gate in all_gates(still, tables(still)))
