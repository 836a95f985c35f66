"""Each gate holds for the paper's results, is a number, and closes for a result that breaks it."""

from dataclasses import replace

import numpy as np
import pytest
from dimensions import SCALE, scaled_parameters

from models import PAPER, one_of, random_parameters
from thermal_stt import charge_current, laws, spin_and_heat
from thermal_stt.full_dynamics import integration, runs
from thermal_stt.magnet import precession, spin_torque
from thermal_stt.magnet.approach import approach

P = PAPER.parameters
START = {"tilted": (1.2, 0.0, 2.0, 0.2)}


def tables(p=P, scale=1.0):
    """The tables that the gates look at, on a coarse sweep; `scale` is that of all energies."""
    d = precession.with_branch_points(p, scale**2 * np.linspace(-1100, 1100, 41))
    states = precession.fixed_points(p, d)
    rate = precession.growth_rate(p, states["d"], states["branch"], states["cos_theta0"])
    stability = states | {"growth_rate": rate, "stable": rate < 0}
    i = charge_current.charge_currents(p, states["cos_theta0"], states["d"])
    names = [name for name in i._fields] + ["total_left", "total_right"]
    currents = {name: getattr(i, name) for name in names} | {"cos_theta0": states["cos_theta0"]}
    spins = spin_and_heat.spin_currents(p, states["cos_theta0"], states["d"])
    leads = spin_and_heat.temperatures_at(states["d"], 6.0 * scale)
    entropy = spin_and_heat.entropy_production(p, states["cos_theta0"], *leads)
    currents |= {f"spin_{side}": spin for side, spin in spins._asdict().items()}
    currents |= {"entropy_production": entropy}
    start = {name: (*s[:2], *(scale * x for x in s[2:])) for name, s in START.items()}
    times = np.array([0.0, 1.0, 30.0, 500.0]) / scale
    dynamics, _ = runs.trajectories(p, -600.0 * scale**2, ["recast", "populations"], start, times)
    drives = [x * scale**2 for x in (-720.0, 180.0, 720.0)]
    ways, attractors = approach(p, drives, [-0.9, 0.2, 0.9], 8000.0 / scale, 41)
    return {
        "stability": stability,
        "currents": currents | {"d": states["d"]},
        "dynamics": dynamics,
        "approach": ways,
        "attractors": attractors,
    }


TABLES = tables()


LAWS = {
    laws.of_states: ("stability", "currents"),
    laws.of_runs: ("dynamics",),
    laws.of_approach: ("approach", "attractors"),
}


def all_gates(p, given, of=None):
    """Every gate, or those that look at the table `of`."""
    found = (
        gates(p, *(given[name] for name in names))
        for gates, names in LAWS.items()
        if of is None or of in names
    )
    return [gate for gates in found for gate in gates]


def test_all_gates_are_open_for_the_paper():
    found = all_gates(P, TABLES)
    assert all(gate.holds for gate in found), found
    rows = laws.rows(found)
    assert {row["table"] for row in rows} == {*TABLES}
    assert len({row["gate"] for row in rows}) == 11


def test_gates_are_numbers():
    """Scaling every energy changes none of them.

    Of of_states: charge_imbalance, spin_imbalance, entropy_destroyed, equilibrium_current,
    torque_at_fixed_points, wrong_verdicts; of of_runs: length_of_direction, formulations_apart; of
    of_approach: strays.
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
    return {gate.name for gate in all_gates(P, changed, table) if not gate.holds}


def test_each_gate_closes():
    s, c, y, a = (TABLES[name] for name in ("stability", "currents", "dynamics", "approach"))
    assert closed("currents", total_right=1.001 * c["total_right"]) == {"charge balance"}
    assert closed("currents", hybrid_left=-c["hybrid_left"]) == {"charge balance"}
    assert closed("currents", electrical_left=c["thermal_left"]) == {"charge balance"}
    assert closed("currents", spin_right=1.001 * c["spin_right"]) == {"spin balance"}
    assert closed("currents", entropy_production=-c["entropy_production"]) == {"second law"}
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


def test_spin_that_the_own_damping_takes_is_no_fault():
    p = replace(P, own_damping=0.002, voltage=1.0, anisotropy=0.3)
    given = tables(p)
    assert np.abs(given["currents"]["spin_left"] + given["currents"]["spin_right"]).max() > 0.1
    assert laws.spin_imbalance(p, given["currents"]) < 1e-10
    assert laws.spin_imbalance(replace(p, own_damping=0.0), given["currents"]) > 0.01
    assert laws.charge_imbalance(given["currents"]) < 1e-12


def test_entropy_of_leads_without_temperatures_is_no_fault():
    empty = np.full(len(TABLES["currents"]["d"]), np.nan)
    assert closed("currents", entropy_production=empty) == set()


def test_what_is_not_asked_for_is_no_fault():
    """A table with one formulation alone has nothing to compare."""
    keep = TABLES["dynamics"]["formulation"] == "recast"
    alone = {name: column[keep] for name, column in TABLES["dynamics"].items()}
    assert laws.formulations_apart(alone) == 0
    still = replace(P, rho_slope_up=0.0, rho_slope_down=0.0)
    assert all(gate.holds for gate in all_gates(still, tables(still)))


D_0 = 360.9375
STARTS = [-1.0, -0.9, -0.55, -0.2, 0.2, 0.9, 0.999, 1.0, 1 - 1e-16, -1 + 1e-12]
STARTS += [-D_0 / 720, D_0 / 720]  # on a fixed point, stable or not
# As many tau_theta as from a moment to so many that rounding moves what rests on an unstable point
LENGTHS = (1e-3, 1.0, 20.0, 80.0, 1e6)


@pytest.mark.parametrize("points", [2, 3, 41, 2001])
@pytest.mark.parametrize("length", LENGTHS)
def test_the_ways_to_the_attractors_pass_on_any_grid(length, points):
    tau = float(1 / (spin_torque.gilbert_damping(P, 1.0) * P.field))
    way, ends = approach(P, [-720.0, 180.0, 720.0], STARTS, length * tau, points)
    assert laws.strays(P, way, ends) == 0


@pytest.mark.parametrize("spin", [0.5, 1e4, 1e12, 1e25])
def test_the_ways_to_the_attractors_pass_for_any_spin(spin):
    p = replace(P, spin=spin)
    for t_end in (8000.0, 8000.0 * spin / 625.0):
        for points in (2, 201):
            way, ends = approach(p, [-720.0, 180.0, 720.0], STARTS, t_end, points)
            assert laws.strays(p, way, ends) == 0


@pytest.mark.parametrize("off", [0.0, 1e-12, 1e-6, 1e-3])
def test_the_ways_pass_where_branches_meet_and_where_every_angle_is_stationary(off):
    d = [sign * D_0 * (1 + off) for sign in (-1, 1)]
    way, ends = approach(P, d, STARTS, 1e5, 201)
    assert laws.strays(P, way, ends) == 0
    # both spins' densities with one slope: at this drive the torque vanishes at every angle
    still = replace(P, rho_slope_up=-0.1, rho_slope_down=-0.1)
    everywhere = float(precession.branch_points(still)[0])
    way, ends = approach(still, [everywhere], STARTS, 1e5, 201)
    assert laws.strays(still, way, ends) == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_ways_to_the_attractors_pass_for_any_model(seed):
    p, rng = one_of(random_parameters(seed, 1), 0), np.random.default_rng(seed)
    tau = 1 / float(spin_torque.gilbert_damping(p, 1.0) * abs(p.field))
    t_end, points = tau * 10 ** rng.uniform(-1, 1.5), int(rng.integers(2, 300))
    way, ends = approach(p, rng.normal(0, 1000, 4), rng.uniform(-1, 1, 6), t_end, points)
    assert laws.strays(p, way, ends) == 0


WRONG = {
    "it never moves": lambda x: np.full(x.shape, x[0]),
    "it stops on the way": lambda x: np.concatenate([x[:2], np.full(len(x) - 2, x[1])]),
    "it rests where nothing does": lambda x: np.concatenate([x[:1], np.full(len(x) - 1, 0.1)]),
    "it jumps at the end": lambda x: np.concatenate([x[:-1], [0.1]]),
    "it ends at the wrong pole": lambda x: np.concatenate([x[:-1], [-1.0]]),
    "no number": lambda x: np.concatenate([x[:-1], [np.nan]]),
}


@pytest.mark.parametrize("points", [5, 41, 2001])
@pytest.mark.parametrize("t_end", [200.0, 2000.0, 8000.0])
@pytest.mark.parametrize("fault", WRONG)
def test_each_wrong_way_is_counted_on_any_grid(fault, t_end, points):
    """Two good ways for each bad one; the time is too short to arrive, or long enough."""
    way, ends = approach(P, [180.0], [-0.5, 0.2, 0.5], t_end, points)
    bad = way["start"] == 0.2
    changed = way["cos_theta"].copy()
    changed[bad] = WRONG[fault](changed[bad])
    assert laws.strays(P, way | {"cos_theta": changed}, ends) == 1


@pytest.mark.parametrize("points", [2, 41])
def test_a_way_that_arrives_too_early_is_counted(points):
    way, ends = approach(P, [180.0], [-0.5, 0.2, 0.5], 200.0, points)
    arrived = np.where((way["t"] > 0) & (way["start"] == 0.2), 1.0, way["cos_theta"])
    assert laws.strays(P, way | {"cos_theta": arrived}, ends) == 1


@pytest.mark.parametrize("tolerance", [1e-12, 1e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("theta", [0.0, 1.2, np.pi])
def test_two_formulations_agree_as_far_as_they_were_asked_to(tolerance, theta, monkeypatch):
    """From a pole too, which a run leaves when rounding lets it; and what is wrong is seen."""
    monkeypatch.setattr(laws, "length_of_direction", lambda parameters: 0.0)  # takes longest
    for t_end in (1.0, 1e6):
        dynamics, _ = runs.trajectories(
            P,
            -600.0,
            ["recast", "populations"],
            {"one": (theta, 0.0, 2.0, 0.2)},
            integration.logarithmic_times(P, t_end, 41),
            tolerance=tolerance,
        )
        gates = laws.of_runs(P, dynamics, tolerance)
        assert all(gate.holds for gate in gates), gates
        recast = dynamics["formulation"] == "recast"
        wrong = np.where(recast, 1.1, 1.0) * dynamics["delta_magnetization"]
        gates = laws.of_runs(P, dynamics | {"delta_magnetization": wrong}, tolerance)
        assert [gate.holds for gate in gates] == [True, False]
