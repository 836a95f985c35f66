"""From a state to what is shown of it: arrays, by the batch functions of `thermal_stt` alone."""

from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explore.state import PAPER, State
from pipeline import tracing
from thermal_stt.charge_current import ChargeCurrents, charge_currents
from thermal_stt.electrons.distribution import slow_occupation
from thermal_stt.electrons.occupation import WINDOW
from thermal_stt.electrons.regime import time_theta
from thermal_stt.magnet import precession
from thermal_stt.magnet.phase_lines import voltage_of_angle
from thermal_stt.magnet.precession import POLES
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]
Curves = dict[str, Array]

SWEEP = np.linspace(PAPER.drive[0], PAPER.drive[-1], 111)
VOLTAGES = -4.0, 4.0  # of the diagram
ENERGIES = 201
COSINES = (0.5, 0.0, -0.5)  # of the lines of one angle in the diagram
COLUMNS = ("d", "cos_theta0", "total", "still", "hybrid", "pumping")
LATE = 1e6  # in units of tau_theta: when a magnet is where it ends


def states(parameters: Parameters) -> pd.DataFrame:
    """Return every fixed point along SWEEP with its stability and its currents, as the tables do.

    Columns d, branch, cos_theta0, growth_rate, stable and, of the current from the left, total,
    still (without precession), hybrid and pumping.
    """
    sweep = precession.with_branch_points(parameters, SWEEP)
    table = precession.fixed_points(parameters, sweep)
    rate = precession.growth_rate(parameters, table["d"], table["branch"], table["cos_theta0"])
    current = charge_currents(parameters, table["cos_theta0"], table["d"])
    return pd.DataFrame(
        {name: table[name] for name in ("d", "branch", "cos_theta0")}
        | {"growth_rate": rate, "stable": rate < 0}
        | {"total": current.total_left, "still": current.total_left_without_precession}
        | {"hybrid": current.hybrid_left, "pumping": current.pumping_left}
    )


def curves(parameters: Parameters) -> dict[str, Curves]:
    """Return Figs. 2 (a) and 3 as lines: columns of `states`, NaN where a line ends.

    Of "stable", of "unstable", and of "precession", stable or not.
    """
    table = states(parameters)
    parts = list(tracing.stretches(table))
    numbers = np.vstack([table[[*COLUMNS]].to_numpy(), np.full(len(COLUMNS), np.nan)])
    kinds = {
        "stable": [rows.index for stable, rows in parts if stable],
        "unstable": [rows.index for stable, rows in parts if not stable],
        "precession": [rows.index for _, rows in parts if rows["branch"].iloc[0] not in POLES],
    }
    return {
        kind: dict(zip(COLUMNS, numbers[_with_gaps(lines)].T, strict=True))
        for kind, lines in kinds.items()
    }


@cache
def published() -> dict[str, Curves]:
    """Return `curves` of the paper."""
    return curves(PAPER.parameters)


def limits(shown: dict[str, Curves]) -> Curves:
    """Return between which currents all lines lie, those of the paper too: columns low and high.

    In steps of a sixteenth to an eighth of their width, so that an axis seldom changes.
    """
    parts = (*shown.values(), *published().values())
    numbers = np.concatenate([part[name] for part in parts for name in COLUMNS[2:]])
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    step = 2 ** np.floor(np.log2(high - low)) / 8
    return {"low": np.floor([low / step]) * step, "high": np.ceil([high / step]) * step}


def _with_gaps(lines):
    # the last row is the gap
    return np.concatenate([[-1], *(np.append(line, -1) for line in lines)]).astype(int)


def branch_points(parameters: Parameters) -> dict[str, list[float]]:
    """Return the d at which a precession meets a pole, where SWEEP reaches it: column d."""
    found = [float(d) for d in precession.branch_points(parameters)]
    return {"d": [d for d in found if SWEEP[0] < d < SWEEP[-1]]}


@dataclass(frozen=True)
class Here:
    """Where a magnet ends that starts as the state says: a fixed point at its d."""

    state: State

    @cached_property
    def cos_theta0(self) -> float:
        """cos(theta_0) of the fixed point at which the magnet is in the end."""
        return self._found[1]

    @cached_property
    def branch(self) -> str:
        """Its name, one of `precession.BRANCHES`."""
        return self._found[0]

    @cached_property
    def currents(self) -> ChargeCurrents:
        """What flows there."""
        return charge_currents(self.state.parameters, self.cos_theta0, self.state.d)

    @cached_property
    def _found(self):
        parameters, d, start = self.state.parameters, self.state.d, self.state.start
        late = LATE * time_theta(parameters)
        end = np.cos(slow_dynamics(parameters, d, start[0], [late]).theta[-1])
        points = precession.fixed_points(parameters, d)
        nearest = int(np.abs(points["cos_theta0"] - end).argmin())
        return str(points["branch"][nearest]), float(points["cos_theta0"][nearest])


def distribution(here: Here, points: int = ENERGIES) -> Curves:
    """Return Fig. 2 (b) where the magnet ends: columns omega, up, down; energy, numbers.

    As far as the field of the paper has it, so that the published curves stay in their place.
    """
    parameters = here.state.parameters
    omega = WINDOW * np.abs(PAPER.parameters.field) * np.linspace(-1, 1, points)
    up, down = slow_occupation(
        parameters,
        here.cos_theta0,
        -effective_field(parameters, here.cos_theta0),
        omega,
        *here.state.temperatures,
    )
    return {"omega": omega, "up": up, "down": down}


def diagram(parameters: Parameters) -> dict[str, list[Array]]:
    """Return over d and V where each pole is stable, as polygons, and lines of one angle.

    Keys north, south, both: corners (n, 2) of a region, none where there is none; lines: ends
    (2, 2) of those of COSINES, and poles: of those on which a precession meets a pole.
    """
    low, high = SWEEP[0], SWEEP[-1]
    frame = np.stack([(low, high, high, low), np.repeat(VOLTAGES, 2)], axis=1)
    regions = {
        name: _where_stable(parameters, frame, pole)
        for name, pole in zip(("north", "south"), POLES.values(), strict=True)
    }
    both = _where_stable(parameters, regions["north"], -1.0)
    found = {name: [part] if len(part) else [] for name, part in (regions | {"both": both}).items()}
    for name, cosines in (("lines", COSINES), ("poles", [*POLES.values()])):
        ends = np.array([low, high])
        at = voltage_of_angle(parameters, np.array(cosines)[:, None], ends)
        lines = [_within(np.stack([ends, v], axis=1)) for v in at if np.isfinite(v).all()]
        found[name] = [line for line in lines if len(line)]
    return found


def _within(ends):
    # the part of a straight line that is between VOLTAGES
    before, step = ends[0], ends[1] - ends[0]
    if not step[1]:
        return ends if VOLTAGES[0] <= before[1] <= VOLTAGES[1] else ends[:0]
    first, last = np.clip(np.sort((np.array(VOLTAGES) - before[1]) / step[1]), 0, 1)
    return before + np.array([[first], [last]]) * step if first < last else ends[:0]


def _where_stable(parameters, polygon, pole):
    # the growth rate is linear in d and V: where it changes its sign along an edge is exact
    if not len(polygon):
        return polygon
    family = replace(parameters, voltage=polygon[:, 1])
    rate = precession.growth_rate_at_pole(family, polygon[:, 0], pole)
    kept = []
    for here, after in zip(range(len(polygon)), [*range(1, len(polygon)), 0], strict=True):
        if rate[here] <= 0:
            kept.append(polygon[here])
        if rate[here] * rate[after] < 0:
            share = rate[here] / (rate[here] - rate[after])
            kept.append(polygon[here] + share * (polygon[after] - polygon[here]))
    return np.array(kept).reshape(-1, 2)
