"""The claims: all hold for the paper's scenario, and each can fail."""

from dataclasses import replace

import numpy as np
import pytest

from models import PAPER
from thermal_stt import charge_current
from thermal_stt.electrons import occupation, slowness
from thermal_stt.full_dynamics import runs
from thermal_stt.magnet import precession
from thermal_stt.magnet.approach import approach
from thermal_stt.paper import CLAIMS, Evidence, verify

P = PAPER.parameters


def evidence(parameters=P):
    """The tables behind the claims, on a coarse sweep, made by the package alone."""
    d = precession.with_branch_points(parameters, np.linspace(-1100, 1100, 41))
    states = precession.fixed_points(parameters, d)
    at = states["d"], states["branch"], states["cos_theta0"]
    rate = precession.growth_rate(parameters, *at)
    stability = states | {"growth_rate": rate, "stable": rate < 0}
    frequency = states["precession_frequency"]
    near = slowness.criteria_near(parameters, states["cos_theta0"], rate, frequency, 6.0)
    currents = charge_current.charge_currents(parameters, states["cos_theta0"], states["d"])
    names = ("thermal_left", "hybrid_left", "pumping_left", "thermal_right", "hybrid_right")
    names += ("total_left", "total_right", "total_left_without_precession")
    start = {"tilted": (1.2, 0.0, 2.0, 0.2)}
    times = np.concatenate([[0.0], np.geomspace(0.01, 1e4, 40)])
    dynamics, slow = runs.trajectories(
        parameters, -600.0, ["llgs", "recast"], start, times, temperature=6.0
    )
    return Evidence(
        parameters,
        {
            "stability": stability,
            "slowness": slowness.judge(near),
            "currents": stability | {name: getattr(currents, name) for name in names},
            "distribution": occupation.settled_occupations(
                parameters, PAPER.distributions, PAPER.numerics.energies
            ),
            "dynamics": dynamics,
            "slowness_of_runs": slow,
            "retardation": runs.retardation(parameters, -600.0, start["tilted"], 4),
            "approach": approach(parameters, [720.0], [-0.9, 0.2, 0.9], 8000.0, 20)[0],
        },
    )


EVIDENCE = evidence()


def test_all_claims_hold():
    rows = verify(EVIDENCE)
    assert len(rows) == len(CLAIMS) > 40
    assert [row["number"] for row in rows if not row["holds"]] == []


@pytest.mark.parametrize("t_end", [1.0, 2000.0, 8000.0, 1e6])
@pytest.mark.parametrize("points", [2, 20])
def test_where_trajectories_come_to_does_not_depend_on_how_long_they_were_followed(t_end, points):
    way, _ = approach(P, [720.0], [-0.9, 0.0, 0.2, 0.9, 1.0], t_end, points)
    rows = verify(Evidence(P, {**EVIDENCE.tables, "approach": way}))
    assert [row["number"] for row in rows if not row["holds"]] == []


def with_column(table, column, change):
    """The evidence with one column of one table changed."""
    columns = dict(EVIDENCE.tables[table])
    columns[column] = change(np.asarray(columns[column]))
    return Evidence(P, {**EVIDENCE.tables, table: columns})


def other(**changes):
    """The same tables, and a model that they do not belong to."""
    return Evidence(replace(P, **changes), EVIDENCE.tables)


def negative(column):
    return -column


# For each number that is measured: evidence that contradicts its claim
CONTRADICTED = {
    "share of the drives d < -d_0 with a stable precession": with_column(
        "stability", "stable", np.logical_not
    ),
    "largest difference from -B on the precessions": with_column(
        "stability", "cos_theta0", lambda c: 0.99 * c
    ),
    "share of all drives at which both poles": with_column(
        "stability", "branch", lambda c: np.where(c == "south_pole", "north_pole", c)
    ),
    "share of these drives at which the north pole alone": with_column(
        "stability", "stable", np.logical_not
    ),
    "share of these drives at which the south pole": with_column(
        "stability", "stable", np.logical_not
    ),
    "largest cos(theta_0) of the unstable": with_column("stability", "cos_theta0", negative),
    "share of the trajectories from there": with_column("approach", "cos_theta", negative),
    "largest growth rate on them": with_column("stability", "growth_rate", negative),
    "share of drives and angles": other(rho_slope_up=0.2, rho_slope_down=-0.2),
    "largest thermal torque over": other(rho_slope_up=-0.9, rho_slope_down=-0.3),
    "largest difference of cos(theta_0) from -d_0/d": other(field=1.001),
    "smallest of the largest differences of occupation": with_column(
        "distribution", "occupation_up", lambda c: np.full(c.shape, 0.5)
    ),
    "largest difference of cos(theta_0) between": with_column(
        "distribution", "cos_theta0", lambda c: c + 0.01 * np.arange(c.size)
    ),
    "fewest steps of a solid": with_column("distribution", "temperature_left", negative),
    "most steps of a dashed": with_column("distribution", "temperature_left", negative),
    "largest hybrid torque": other(gamma_left_up=0.05, gamma_left_down=0.05),
    "smallest growth rate at the north pole": with_column("stability", "growth_rate", negative),
    "smallest current on a precession": with_column(
        "currents", "total_left_without_precession", lambda c: 2 * c
    ),
    "the same ratio against": other(gamma_left_up=0.011),
    "largest I_l + I_r": with_column("currents", "total_right", negative),
    "largest I_d^l + I_d^r": with_column("currents", "thermal_right", negative),
    "largest I_h^l + I_p^l": with_column("currents", "pumping_left", negative),
    "what is left of them": other(field=1.1),
    "largest change of I_d^l": other(gamma_right=0.021),
    "power of B in the second term": with_column("currents", "thermal_left", negative),
    "largest current on the precession over": with_column(
        "currents", "total_left", lambda c: np.where(np.isclose(c, -0.7), 5 * c, c)
    ),
    "share of the precessions, d < -d_0": with_column("currents", "thermal_left", negative),
    "share of them on which I_p^l": with_column("currents", "pumping_left", negative),
    "share of these drives at which both poles are stable": with_column(
        "currents", "total_left", np.abs
    ),
    "largest |delta_M| of the runs": with_column(
        "dynamics", "delta_magnetization", lambda c: 100 * c
    ),
    "largest broadening over B": other(field=0.3),
    "tau_dV over tau_Gamma": other(capacitance=100.0),
    "tau_dM over tau_Gamma": other(exchange=0.0999),
    "the longer of tau_dM": other(spin=20.0),
    "M_0 |rho'|/rho": other(rho_slope_up=-1.0),
    "J times the larger": other(exchange=0.11),
    "|delta_M| at the end": with_column("dynamics", "delta_magnetization", lambda c: c + 0.1),
    "power of 1/S in delta_M": with_column("retardation", "delta_magnetization", np.sqrt),
    "growth rate without it": other(exchange=0.11),
    "C/(2 rho)": other(capacitance=10.0),
    "largest of the criteria (B23)-(B25) over": with_column(
        "slowness_of_runs", "angle_in_lifetime", lambda c: 100 * c
    ),
    "largest of the criteria about": with_column(
        "slowness", "shift_in_lifetime", lambda c: 1000 * c
    ),
}
# These compare two forms of the theory with one another: no table can contradict them
OF_THE_THEORY = (
    "largest difference of the vector form (50)",
    "largest change of the motion with phi",
    "order in 1/S of the difference from -B",
    "largest difference from 1 of the powers of S",
    "largest current that the left lead pumps",
)


def of_number(start):
    found = [claim for claim in CLAIMS if claim.number.startswith(start)]
    assert len(found) == 1, start
    return found[0]


def test_every_claim_is_contradicted_somewhere():
    assert len(CONTRADICTED) + len(OF_THE_THEORY) == len(CLAIMS)


@pytest.mark.parametrize("start", CONTRADICTED)
def test_a_claim_can_fail(start):
    claim = of_number(start)
    assert claim.low <= claim.measure(EVIDENCE) <= claim.high
    value = claim.measure(CONTRADICTED[start])
    assert not claim.low <= value <= claim.high, value


def test_the_frequency_of_the_table_counts_beside_that_of_the_equations():
    claim = of_number("largest difference from -B on the precessions")
    wrong = with_column("stability", "precession_frequency", negative)
    assert not claim.low <= claim.measure(wrong) <= claim.high


@pytest.mark.parametrize("start", OF_THE_THEORY)
def test_a_claim_of_the_theory_can_fail(start, monkeypatch):
    """With a wrong torque, a frequency or damping that forgets S, or another pumping."""
    from thermal_stt.paper import claims_currents, claims_precession, claims_times

    right = claims_precession.spin_torque.magnetization_velocity

    def wrong_velocity(p, m, d):
        return right(p, m, d) + 1e-6 * np.cross(m, [1.0, 0.0, 0.0])

    def wrong_velocities(p, theta, d):
        return claims_precession.spin_torque.angular_velocities(replace(p, spin=1.0), theta, d)

    monkeypatch.setattr(claims_precession.spin_torque, "magnetization_velocity", wrong_velocity)
    monkeypatch.setattr(claims_times, "angular_velocities", wrong_velocities)
    monkeypatch.setattr(
        claims_precession.precession,
        "precession_frequency",
        lambda p, d, *_: -p.field + 1e-6 / p.spin + 0 * np.asarray(d),
    )
    charge_currents = claims_currents.charge_current.charge_currents
    monkeypatch.setattr(
        claims_currents.charge_current,
        "charge_currents",
        lambda p, c, d: charge_currents(p, c, d)._replace(pumping_left=1.0 + 0 * c),
    )
    claim = of_number(start)
    assert not claim.low <= claim.measure(EVIDENCE) <= claim.high


@pytest.mark.parametrize(
    "changes",
    [
        {"rho_slope_up": 0.0, "rho_slope_down": 0.0},  # nothing precesses
        {"gamma_left_up": 0.05, "gamma_left_down": 0.05},
        {"field": -1.0},
        {"rho_up": 12.0, "rho_slope_up": -0.1},
    ],
)
def test_a_model_without_what_is_claimed_is_told_so(changes):
    """No error, no warning: a claim with nothing to measure does not hold."""
    rows = verify(evidence(replace(P, **changes)))
    assert len(rows) == len(CLAIMS)
    for row in rows:
        assert row["value"] is None or np.isfinite(row["value"])
        assert row["value"] is not None or not row["holds"]
