"""V C, VI, beyond the paper: the states over d and V, over d and B_K, and for which alpha_0.

Each is a table for one parameter set; how far it reaches follows from that.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.charge_current import charge_currents, stable_states
from thermal_stt.electrons.regime import conductances_of_junctions
from thermal_stt.magnet.phase_lines import (
    drive_of_angle,
    folds,
    largest_own_damping,
    marginal_voltage,
    voltage_of_angle,
)
from thermal_stt.magnet.precession import (
    BRANCHES,
    POLES,
    growth_rate_at_pole,
    growth_rate_of_precession,
    stationary_angles,
)
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import Parameters, for_one_set

# The lines of one angle over d and V, from the north pole to the south pole
COSINES = (1.0, 0.5, 0.0, -0.5, -1.0)
# How far the diagrams reach: in the voltage at which all angles are marginal, in the field, and in
# what the parameters have themselves
VOLTAGES, FIELDS, MARGIN = 2.0, 1.5, 1.5
# Values on each axis: of a grid between straight lines, and of B_K, where lines are bent
GRID, ANISOTROPIES = 41, 241
# A line that goes so far over the range of d from one B_K to the next is followed by itself
STEEP = 0.05
# Times its rates, of the conductances at which a magnet is looked at
SCALES = np.logspace(-1, 1, 13)


@for_one_set
def over_voltage(
    parameters: Parameters, d: ArrayLike
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Return what there is over d and V: the states on a grid, and the lines that part them.

    The first: columns d, voltage, branch, cos_theta0 and current of the stable state, growth_north,
    growth_south and current_north, current_south at the poles.  The second: columns cos_theta0, d,
    voltage, the ends of the line of each of COSINES.  Over the range of `d`, and as far to both
    sides as VOLTAGES says.  For one parameter set.
    """
    drives = np.linspace(np.min(d), np.max(d), GRID)
    reach = VOLTAGES * np.abs(marginal_voltage(parameters))
    reach = reach if np.isfinite(reach) else VOLTAGES * np.abs(parameters.field)
    reach = max(reach, MARGIN * np.abs(parameters.voltage))
    voltages, drives = (
        axis.ravel()
        for axis in np.meshgrid(np.linspace(-reach, reach, GRID), drives, indexing="ij")
    )
    family = replace(parameters, voltage=voltages)
    state = stable_states(family, drives)
    grid = {
        "d": drives,
        "voltage": voltages,
        "branch": np.array(BRANCHES)[state.branch],
        "cos_theta0": state.cos_theta0,
        "current": state.current,
    }
    for name, pole in zip(("north", "south"), POLES.values(), strict=True):
        grid[f"growth_{name}"] = growth_rate_at_pole(family, drives, pole)
        grid[f"current_{name}"] = charge_currents(family, pole, drives).total_left
    cosines, ends = np.repeat(COSINES, 2), np.tile([np.min(d), np.max(d)], len(COSINES))
    lines = voltage_of_angle(parameters, cosines, ends)
    return grid, {"cos_theta0": cosines, "d": ends, "voltage": lines}


@for_one_set
def over_anisotropy(
    parameters: Parameters, d: ArrayLike
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Return how many precessions there are over B_K and d, and the lines between.

    The first: columns anisotropy, d_from, d_to, precessions, stable: how many there are, and are
    stable, from one line to the next.  The second: columns line (north_pole, south_pole, fold_1,
    ...), anisotropy, d; they go on beyond the range of `d`, to leave its frame.  As far as FIELDS
    says.  For one parameter set.
    """
    low, high = float(np.min(d)), float(np.max(d))
    reach = max(FIELDS * np.abs(parameters.field), MARGIN * np.abs(parameters.anisotropy))
    parts, lines = [], []
    for anisotropy in _anisotropies(parameters, float(reach), low, high):
        one = replace(parameters, anisotropy=anisotropy)
        at = {name: float(drive_of_angle(one, pole)) for name, pole in POLES.items()}
        at |= {f"fold_{n}": float(fold) for n, fold in enumerate(folds(one)[1], start=1)}
        near = {n: drive for n, drive in at.items() if abs(drive - (low + high) / 2) < high - low}
        lines += [(name, anisotropy, drive) for name, drive in near.items()]
        within = {drive for drive in near.values() if low < drive < high}
        edges = np.array([low, *sorted(within), high])
        parts += [(anisotropy, *part) for part in pairwise(edges)]
    anisotropies, starts, ends = np.array(parts).T
    family, middles = replace(parameters, anisotropy=anisotropies), (starts + ends) / 2
    angles = stationary_angles(family, middles)
    turns = angles.exists & (np.abs(angles.cos_theta0) < 1)
    stable = turns & (growth_rate_of_precession(family, middles, angles.cos_theta0) < 0)
    found = {"anisotropy": anisotropies, "d_from": starts, "d_to": ends}
    found |= {"precessions": turns.sum(axis=0), "stable": stable.sum(axis=0)}
    names = ("line", "anisotropy", "d")
    columns = zip(*sorted(lines, key=lambda line: line[0]), strict=True) if lines else ([], [], [])
    return found, {name: np.array(c) for name, c in zip(names, columns, strict=True)}


def _anisotropies(parameters, reach, low, high):
    # a grid, and where a line of a pole, which is straight, is too steep for it, equal steps of d
    grid = np.linspace(-reach, reach, ANISOTROPIES)
    drives = np.linspace(1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low, 2 * GRID + 1)
    for pole in POLES.values():
        first, last = drive_of_angle(replace(parameters, anisotropy=grid[[0, -1]]), pole)
        if not np.isfinite([first, last]).all():
            continue
        if np.abs(last - first) > STEEP * (high - low) * ANISOTROPIES:
            steps = reach * (2 * (drives - first) / (last - first) - 1)
            grid = np.union1d(grid, steps[np.abs(steps) < reach])
    return grid


@for_one_set
def over_conductance(parameters: Parameters, d: ArrayLike) -> dict[str, NDArray]:
    """Return the largest own damping at which the magnet still precesses, over all rates; numbers.

    Columns scale, of the tunneling rates; conductance_left, at the pole along the field, and
    conductance_right, in e^2/h; d, of those given the best, energy^2; damping_largest, the alpha_0
    above which no precession is stable at any of them; damping_of_leads, alpha at that pole.  All
    torques of the leads are proportional to their rates, and damping_largest is too.  For one
    parameter set.
    """
    drives = np.atleast_1d(np.asarray(d, dtype=float))
    best = drives[np.argmax([largest_own_damping(parameters, drive) for drive in drives])]
    rates = ("gamma_left_up", "gamma_left_down", "gamma_right")
    family = replace(parameters, **{name: getattr(parameters, name) * SCALES for name in rates})
    along = np.sign(parameters.field)
    left, right = conductances_of_junctions(family, along)
    return {
        "scale": SCALES,
        "conductance_left": left,
        "conductance_right": right,
        "d": np.full(SCALES.shape, best),
        "damping_largest": np.array(
            [largest_own_damping(family[n], best) for n in range(SCALES.size)]
        ),
        "damping_of_leads": gilbert_damping(family, along),
    }
