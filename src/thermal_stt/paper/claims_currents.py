"""Claims of the abstract, VI and VII about the charge current, and of Fig. 3."""

from dataclasses import replace

import numpy as np

from thermal_stt import charge_current
from thermal_stt.magnet import precession
from thermal_stt.magnet.precession import NORTH_POLE, PRECESSION, SOUTH_POLE
from thermal_stt.paper.entries import Claim, largest, share, smallest

ABOVE_1, BELOW_1 = np.nextafter(1.0, 2.0), np.nextafter(1.0, 0.0)
ROUND_OFF = 1e-12
PARTS = ("thermal_left", "hybrid_left", "pumping_left", "thermal_right", "hybrid_right")


def _imbalance(evidence, *names):
    """Return the largest sum of these columns, over the largest current in the table."""
    columns = {name: np.asarray(c) for name, c in evidence.tables["currents"].items()}
    scale = max(np.abs(columns[name]).max(initial=0.0) for name in PARTS)
    total = sum(columns[name] for name in names)
    return largest(np.abs(total)) / scale if scale > 0 else float("nan")


def _pumped_without_polarization(evidence):
    p = evidence.parameters
    mean = (p.gamma_left_up + p.gamma_left_down) / 2
    unpolarized = replace(p, gamma_left_up=mean, gamma_left_down=mean)
    rows = evidence.rows("currents", lambda t: t["branch"] == PRECESSION)
    without, own = (
        largest(
            np.abs(charge_current.charge_currents(q, rows["cos_theta0"], rows["d"]).pumping_left)
        )
        for q in (unpolarized, p)
    )
    return without / own if own > 0 else float("nan")


def _at(evidence, branch, sign):
    """Return the rows of one branch beyond d_0 (sign +1) or -d_0 (sign -1)."""
    d_0 = abs(float(precession.d_0(evidence.parameters)))
    return evidence.rows(
        "currents", lambda t: (t["branch"] == branch) & (sign * t["d"] > d_0) & np.isfinite(d_0)
    )


def _enhancements(evidence):
    rows = _at(evidence, PRECESSION, -1)
    return rows["total_left"] / rows["total_left_without_precession"]


def _enhancement_formula(evidence):
    rows = _at(evidence, PRECESSION, -1)
    closed = charge_current.enhancement(evidence.parameters, rows["cos_theta0"])
    return largest(np.abs(_enhancements(evidence) / closed - 1))


def _against_north(evidence):
    settled, north = (_at(evidence, branch, -1) for branch in (PRECESSION, NORTH_POLE))
    keep = np.isin(north["d"], settled["d"])
    return largest(np.abs(settled["total_left"] / north["total_left"][keep]))


def _opposite_directions(evidence):
    north, south = (_at(evidence, branch, 1) for branch in (NORTH_POLE, SOUTH_POLE))
    both = north["stable"] & south["stable"]
    return share(both & (north["total_left"] * south["total_left"] < 0))


def _harmony(evidence):
    rows = _at(evidence, PRECESSION, -1)
    collective = rows["hybrid_left"] + rows["pumping_left"]
    return share(collective * rows["thermal_left"] > 0)


def _pumping_harmony(evidence):
    rows = _at(evidence, PRECESSION, -1)
    return share(rows["pumping_left"] * rows["thermal_left"] > 0)


def _without_field(evidence, part):
    """Return what is left of the collective part, or changes of the thermal, at B/10^6."""
    rows, p = _at(evidence, PRECESSION, -1), evidence.parameters
    slow = charge_current.charge_currents(
        replace(p, field=1e-6 * p.field), rows["cos_theta0"], rows["d"]
    )
    if part == "thermal":
        return largest(np.abs(slow.thermal_left - rows["thermal_left"]))
    left = np.abs(slow.hybrid_left + slow.pumping_left) + np.abs(slow.hybrid_right)
    before = np.abs(rows["hybrid_left"] + rows["pumping_left"]) + np.abs(rows["hybrid_right"])
    return largest(left / before)


def _field_power(evidence):
    """Return the order in B of the second term of (59), at the same angle."""
    rows, p = _at(evidence, PRECESSION, -1), evidence.parameters
    terms = [
        charge_current.total_current(replace(p, field=s * p.field), rows["cos_theta0"], rows["d"])
        - rows["thermal_left"]
        for s in (1, 2)
    ]
    return largest(np.log2(terms[1] / terms[0]))


CLAIMS_OF_CURRENTS = (
    Claim(
        "abstract, caption of Fig. 3",
        "we find an enhancement of the thermoelectric current by the pumping current",
        "smallest current on a precession, d < -d_0, over that of a magnet held still there",
        lambda e: smallest(_enhancements(e)),
        ABOVE_1,
        np.inf,
        "above 1",
    ),
    Claim(
        "caption of Fig. 3",
        "we conclude that the precession of the magnetization enhances the thermoelectric effect",
        "the same ratio against 1 + Gamma_Delta^2 sin^2(theta_0)/(Gamma_Sigma^2 - Gamma_Delta^2)",
        _enhancement_formula,
        0.0,
        1e-10,
        "at most 1e-10",
        "The closed form is not in the paper; it holds for rho'_Sigma = 0.",
    ),
    Claim(
        "VI",
        "It is straightforward to show that the stationary charge currents balance each other",
        "largest I_l + I_r, over the largest current",
        lambda e: _imbalance(e, "total_left", "total_right"),
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "VI",
        "this balance also holds separately for the thermally induced part",
        "largest I_d^l + I_d^r, over the largest current",
        lambda e: _imbalance(e, "thermal_left", "thermal_right"),
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "VI",
        "as well as for the hybrid-/pumping-current contributions",
        "largest I_h^l + I_p^l + I_h^r, over the largest current",
        lambda e: _imbalance(e, "hybrid_left", "pumping_left", "hybrid_right"),
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "VI",
        "This dynamic contribution does not arise for the right contact, because of the "
        "spin-independence of Gamma_r",
        "largest current that the left lead pumps where its rates know no spin either, over the "
        "largest of its own",
        _pumped_without_polarization,
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "VI",
        "for a fixed magnetization in the dot, we expect I_h^l + I_p^l and I_h^r to disappear",
        "what is left of them, relative, where the precession is a million times slower",
        lambda e: _without_field(e, "collective"),
        0.0,
        1.0001e-6,
        "a millionth",
    ),
    Claim(
        "VI",
        "whereas I_d^l/r would remain unchanged",
        "largest change of I_d^l where the precession is a million times slower",
        lambda e: _without_field(e, "thermal"),
        0.0,
        1e-15,
        "none",
    ),
    Claim(
        "VI",
        "the term proportional to B describes the hybrid-/pumping-enhancement",
        "power of B in the second term of (59), at the same angle",
        _field_power,
        1 - 1e-9,
        1 + 1e-9,
        "1, to 1e-9",
    ),
    Claim(
        "caption of Fig. 3",
        "At d < -d_0 the absolute value of the charge current is reduced in comparison to the "
        "stationary solution at the north-pole",
        "largest current on the precession over that at the north pole",
        _against_north,
        0.0,
        BELOW_1,
        "below 1",
        "Reduced by turning away from the pole, more than the pumping gives back.",
    ),
    Claim(
        "VI, VII",
        "both current contributions can act in harmony",
        "share of the precessions, d < -d_0, on which they have the same sign",
        _harmony,
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "abstract, VII",
        "the single-particle thermoelectric current is enhanced by the (collective) pumping "
        "current",
        "share of them on which I_p^l alone has the sign of I_d^l",
        _pumping_harmony,
        1.0,
        1.0,
        "all",
        "The hybrid current takes part of it back on the left; on the right, where nothing is "
        "pumped, all of the enhancement is hybrid.",
    ),
    Claim(
        "caption of Fig. 3",
        "For d > d_0 we observe a regime of double-stability and the direction of the "
        "thermoelectric charge current depends on the orientation of the magnetization",
        "share of these drives at which both poles are stable and their currents opposite",
        _opposite_directions,
        1.0,
        1.0,
        "all",
        "For rho'_Sigma = 0; a slope that both spins share adds the same current to both.",
    ),
)
