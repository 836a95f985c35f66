"""Claims of V C about the distribution functions, and of Fig. 2 (b)."""

import numpy as np

from thermal_stt.paper.entries import Claim, largest, smallest


def _spread_at_equal_drive(evidence, column, measure):
    """Return a measure of the differences of a column between distributions of the same d."""
    rows = evidence.rows("distribution", lambda t: np.ones(len(t["d"]), dtype=bool))
    found = []
    for d in dict.fromkeys(rows["d"].tolist()):
        here = rows["d"] == d
        labels = list(dict.fromkeys(rows["label"][here].tolist()))
        values = [rows[column][here & (rows["label"] == label)] for label in labels]
        found += [np.abs(a - b).max() for a in values for b in values if a is not b]
    return measure(found)


def _steps(evidence, cold):
    """Return how many steps each coldest, or each hotter, occupation at a drive has."""
    rows = evidence.rows("distribution", lambda t: np.ones(len(t["d"]), dtype=bool))
    counts = []
    for label in dict.fromkeys(rows["label"].tolist()):
        here = rows["label"] == label
        same = rows["d"] == rows["d"][here][0]
        coldest = rows["temperature_left"][here][0] == rows["temperature_left"][same].min()
        if coldest == cold:
            slope = -np.diff(rows["occupation_up"][here])
            peaks = (slope[1:-1] > slope[:-2]) & (slope[1:-1] >= slope[2:])
            counts.append(np.count_nonzero(peaks & (slope[1:-1] > 0.1 * slope.max())))
    return counts


CLAIMS_OF_DISTRIBUTION = (
    Claim(
        "V C",
        "for a given driving parameter d, the distribution function is not unique",
        "smallest of the largest differences of occupation between two at the same d",
        lambda e: _spread_at_equal_drive(e, "occupation_up", smallest),
        0.05,
        1.0,
        "at least 0.05",
    ),
    Claim(
        "V C",
        "The solid and dashed lines are for the same driving parameter d",
        "largest difference of cos(theta_0) between them",
        lambda e: _spread_at_equal_drive(e, "cos_theta0", largest),
        0.0,
        0.0,
        "none: the angle depends on d alone",
    ),
    Claim(
        "V C, Fig. 2 (b)",
        "the non-equilibrium features of different lead temperatures and Berry-phase shifts can be "
        "clearly seen for the solid distributions",
        "fewest steps of a solid distribution",
        lambda e: smallest(_steps(e, cold=True)),
        2.0,
        4.0,
        "two or more: the left lead's, at -omega_minus and omega_plus",
        "A step is seen if its lead is colder than the shifts, T_l < B/4; that is outside the "
        "regime B << T of the expansion (44), though not of (36).",
    ),
    Claim(
        "V C, Fig. 2 (b)",
        "they are hidden, but not less relevant, for higher temperature T_l",
        "most steps of a dashed distribution",
        lambda e: largest(_steps(e, cold=False)),
        0.0,
        1.0,
        "one at most",
    ),
)
