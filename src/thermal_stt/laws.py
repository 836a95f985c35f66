"""What must be true of the results before a figure is drawn from them.

Each gate is a number that a law of physics makes small, measured on the tables themselves or, where
they do not hold it, on the model: one parameter set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.charge_current import charge_currents
from thermal_stt.full_dynamics import TOLERANCE
from thermal_stt.magnet import spin_torque
from thermal_stt.magnet.arrival import goes_as_classified, torque_scale
from thermal_stt.magnet.direction import integrate_direction
from thermal_stt.magnet.precession import attractor, branch_points
from thermal_stt.parameters import Parameters, for_one_set
from thermal_stt.spin_and_heat import lost_spin

Columns = Mapping[str, NDArray]

# Sums of a few rounded terms, each relative to the largest of them
ROUND_OFF = 1e-12
# A displacement of the angle, for one-sided differences of the motion about a fixed point
STEP = 1e-6
# How many tolerances of a step two runs may be apart, which many steps add up; and the most
APART, MOST = 1e5, 0.05
# How many times farther than at its start a run from a pole may be off it, to be compared: later
# rounding alone has decided when it left
GROWTH = 1e4
TURNS, STEPS_PER_TURN, DRIVE = 5, 60, 1.5


class Gate(NamedTuple):
    """A law: its name, the tables that obey it, the number found and the largest allowed."""

    name: str
    tables: tuple[str, ...]
    value: float
    limit: float

    @property
    def holds(self) -> bool:
        """Whether the number is at most the limit; a NaN is not."""
        return bool(self.value <= self.limit)


@for_one_set
def of_states(parameters: Parameters, stability: Columns, currents: Columns) -> list[Gate]:
    """Return the gates of stationary states and their currents."""
    return [
        Gate("charge balance", ("currents",), charge_imbalance(currents), ROUND_OFF),
        Gate(
            "no current in equilibrium",
            ("currents",),
            equilibrium_current(parameters, currents),
            ROUND_OFF,
        ),
        Gate("spin balance", ("currents",), spin_imbalance(parameters, currents), 1e-10),
        Gate("second law", ("currents",), entropy_destroyed(currents), ROUND_OFF),
        Gate(
            "zero torque at the fixed points",
            ("stability", "currents"),
            torque_at_fixed_points(parameters, stability),
            1e-10,  # the two torques cancel to a few digits less than round-off near the poles
        ),
        Gate(
            "stability as the motion has it",
            ("stability", "currents"),
            wrong_verdicts(parameters, stability),
            0.0,
        ),
    ]


@for_one_set
def of_runs(parameters: Parameters, dynamics: Columns, tolerance: float = TOLERANCE) -> list[Gate]:
    """Return the gates of the full dynamics, Fig. A1; `tolerance` is that of a step in time."""
    together = Gate(
        "one theory in two formulations",
        ("dynamics",),
        formulations_apart(dynamics),
        min(APART * tolerance, MOST),
    )
    return [
        Gate("|m| = 1", ("dynamics",), length_of_direction(parameters), ROUND_OFF),
        together,
    ]


@for_one_set
def of_approach(parameters: Parameters, approach: Columns, attractors: Columns) -> list[Gate]:
    """Return the gates of the ways to the attractors."""
    return [
        Gate(
            "zero torque at the attractors",
            ("attractors",),
            torque_at_fixed_points(parameters, attractors),
            1e-10,
        ),
        Gate(
            "stability of the attractors",
            ("attractors",),
            wrong_verdicts(parameters, attractors),
            0.0,
        ),
        Gate(
            "attractors as classified",
            ("approach",),
            strays(parameters, approach, attractors),
            0.0,
        ),
    ]


def charge_imbalance(currents: Columns) -> float:
    """Return the largest I_l + I_r over the largest current in the table, eqs. (53)-(54); a number.

    The totals are compared with the sums of their parts too, those of a voltage where it has them.
    """
    left = currents["thermal_left"] + currents["hybrid_left"] + currents["pumping_left"]
    left = left + currents["electrical_left"]
    right = currents["thermal_right"] + currents["hybrid_right"] + currents["electrical_right"]
    parts = [left, right, currents["total_left"], currents["total_right"]]
    scale = max(float(np.abs(part).max(initial=0.0)) for part in parts)
    if scale == 0:
        return 0.0
    residues = [
        currents["total_left"] + currents["total_right"],
        left - currents["total_left"],
        right - currents["total_right"],
        left + right,
    ]
    return max(float(np.abs(residue).max()) for residue in residues) / scale


@for_one_set
def spin_imbalance(parameters: Parameters, currents: Columns) -> float:
    """Return the largest spin that both leads bring, over the largest of one; a number.

    At a fixed point the leads bring what the own damping takes, which is nothing without one.
    """
    left, right = currents["spin_left"], currents["spin_right"]
    lost = lost_spin(parameters, currents["cos_theta0"])
    scale = max(float(np.abs(part).max(initial=0.0)) for part in (left, right, lost))
    return float(np.abs(left + right - lost).max(initial=0.0)) / scale if scale else 0.0


def entropy_destroyed(currents: Columns) -> float:
    """Return the most entropy that is destroyed, over the most that is produced; a number.

    0 where the temperatures, and so the entropy, are not known.
    """
    known = currents["entropy_production"].astype(float)
    known = known[~np.isnan(known)]
    scale = np.abs(known).max(initial=0.0)
    return float((-known).max(initial=0.0) / scale) if scale else 0.0


@for_one_set
def equilibrium_current(parameters: Parameters, currents: Columns) -> float:
    """Return the largest |I_l| at d = 0, in the table and in the state of the magnet, over B.

    Nothing drives it: the magnet rests along the field, and no charge flows; a number.  With a
    voltage it is the model without, and no row of the table.
    """
    idle = replace(parameters, voltage=np.zeros(()))
    _, cos_theta0 = attractor(idle, 0.0)
    total = np.abs(charge_currents(idle, cos_theta0, 0.0).total_left)
    at_rest = np.abs(currents["total_left"][(currents["d"] == 0) & (parameters.voltage == 0)])
    return float(max(total, at_rest.max(initial=0.0)) / np.abs(parameters.field))


@for_one_set
def torque_at_fixed_points(parameters: Parameters, stability: Columns) -> float:
    """Return the largest |theta_dot| at the table's fixed points, over alpha B; a number.

    From the equations of motion (46)-(47), which the angle (51) was not computed with.
    """
    theta = np.arccos(np.clip(stability["cos_theta0"], -1.0, 1.0))
    theta_dot, _ = spin_torque.angular_velocities(parameters, theta, stability["d"])
    scale = torque_scale(parameters, stability["cos_theta0"], stability["d"])
    return float((np.abs(theta_dot) / scale).max(initial=0.0))


@for_one_set
def wrong_verdicts(parameters: Parameters, stability: Columns) -> float:
    """Return how many rows call stable what the motion (46)-(47) leaves, or the reverse; a number.

    By one-sided differences of theta_dot; where the rate is that of a branch point, no verdict is
    compared.
    """
    theta = np.arccos(np.clip(stability["cos_theta0"], -1.0, 1.0))
    rates = []
    for step in (STEP, -STEP):
        # a pole has one side only
        displaced = np.where((theta + step < 0) | (theta + step > np.pi), theta, theta + step)
        moved = spin_torque.angular_velocities(parameters, displaced, stability["d"])[0]
        rates.append(np.where(displaced == theta, -np.inf, moved / step))
    leaves = np.maximum(*rates) > 0
    wrong = leaves == np.asarray(stability["stable"], dtype=bool)
    return float(np.count_nonzero(wrong & _clear(parameters, stability)))


@for_one_set
def length_of_direction(parameters: Parameters) -> float:
    """Return the largest ||m| - 1| over some turns of the vector form (50); a number.

    At a drive beyond which a precession begins, if one does, from a direction off every axis.
    """
    point = float(branch_points(parameters)[0])
    d = DRIVE * point if np.isfinite(point) else 0.0
    turns = TURNS * 2 * np.pi / float(np.abs(parameters.field))
    path = integrate_direction(parameters, d, [0.6, 0.3, 0.4], turns, TURNS * STEPS_PER_TURN)
    return float(np.abs(np.linalg.norm(path, axis=1) - 1).max())


def formulations_apart(dynamics: Columns) -> float:
    """Return the largest difference between `recast` and `populations`, relative; a number.

    0 where the table has not both of them.  A run from a pole is compared until it has left it.
    """
    apart = 0.0
    for start in dict.fromkeys(np.asarray(dynamics["start"]).tolist()):
        one, other = (
            (dynamics["start"] == start) & (dynamics["formulation"] == name)
            for name in ("recast", "populations")
        )
        if not (one.any() and other.any()):
            continue
        off_pole = np.abs(np.sin([dynamics["theta"][rows] for rows in (one, other)])).max(axis=0)
        known = ~(off_pole > GROWTH * off_pole[0])
        for name in ("theta", "delta_magnetization", "delta_potential"):
            scale = np.abs(dynamics[name][one]).max()
            difference = np.abs(dynamics[name][one] - dynamics[name][other])[known].max()
            apart = max(apart, float(difference / scale) if scale > 0 else float(difference))
    return apart


@for_one_set
def strays(parameters: Parameters, approach: Columns, attractors: Columns) -> float:
    """Return how many trajectories are not where (46)-(47) bring them, as classified; a number.

    cos(theta) moves on a line: between two fixed points towards the stable one, and from c to c' in
    the time int dc/(dc/dt).  So a trajectory rests only where the equations let it, however long
    and however finely it was followed.
    """
    count = 0
    for d in dict.fromkeys(np.asarray(approach["d"]).tolist()):
        here, there = approach["d"] == d, attractors["d"] == d
        rows = {name: np.asarray(column)[there] for name, column in attractors.items()}
        points = rows["cos_theta0"]
        stable = np.asarray(rows["stable"], dtype=bool)
        # at a branch point nothing is stable, and what has no clear rate may attract
        ends = points[stable], points[stable | ~_clear(parameters, rows)]
        for start in dict.fromkeys(approach["start"][here].tolist()):
            path = here & (approach["start"] == start)
            run = approach["t"][path], approach["cos_theta"][path]
            count += not goes_as_classified(parameters, d, *run, points, *ends)
    return float(count)


def _clear(parameters, table):
    """Whether each row has a growth rate that is clearly not that of a branch point."""
    scale = spin_torque.gilbert_damping(parameters, 1.0) * np.abs(parameters.field)
    return np.abs(table["growth_rate"]) > 1e-4 * scale


def rows(found: list[Gate]) -> list[dict[str, object]]:
    """Return the rows of `gates.csv`: gate, table, value, limit, holds, for each table."""
    return [
        {
            "gate": gate.name,
            "table": table,
            "value": gate.value,
            "limit": gate.limit,
            "holds": gate.holds,
        }
        for gate in found
        for table in gate.tables
    ]
