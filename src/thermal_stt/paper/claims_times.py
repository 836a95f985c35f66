"""Claims of IV, V A and the appendices about what is fast, what is slow, and what is small."""

from dataclasses import replace

import numpy as np

from thermal_stt.electrons import regime
from thermal_stt.electrons.distribution import level_broadening
from thermal_stt.electrons.slowness import CRITERIA
from thermal_stt.full_dynamics.relaxation import relaxation_rates
from thermal_stt.magnet.spin_torque import angular_velocities
from thermal_stt.paper.entries import Claim, largest, smallest
from thermal_stt.parameters import SPINS

RATES = ("gamma_left_up", "gamma_left_down", "gamma_right")
APART = 1e-5  # of two angles, for a derivative
BELOW_0, BELOW_1 = np.nextafter(0.0, -1.0), np.nextafter(1.0, 0.0)
SMALL = regime.MUCH_LESS


def _steepest(p):
    return max(float(abs(p.rho_slope(s)) / p.rho(s)) for s in SPINS)


def _slow_times(evidence, p):
    """Return tau_theta = 1/theta_dot, tau_phi_dot = (phi_dot + B)/phi_ddot at the largest drive."""
    drives = np.asarray(evidence.tables["stability"]["d"])
    d = drives[np.abs(drives).argmax()]
    theta = np.linspace(0.1, 3.0, 50)
    (theta_dot, phi_dot), (_, ahead), (_, behind) = (
        angular_velocities(p, theta + apart, d) for apart in (0.0, APART, -APART)
    )
    phi_ddot = (ahead - behind) / (2 * APART) * theta_dot
    moves = np.array([largest(np.abs(rate)) for rate in (theta_dot, phi_ddot)])
    moves[moves == 0] = np.nan  # it never changes
    return np.array([1.0, largest(np.abs(phi_dot + p.field))]) / moves


def _powers_of_slow_times(evidence):
    p = evidence.parameters
    twice = {"spin": 2 * p.spin}
    half = {name: getattr(p, name) / 2 for name in RATES}
    before = _slow_times(evidence, p)
    powers = [np.log2(_slow_times(evidence, replace(p, **c)) / before) for c in (twice, half)]
    return largest(np.abs(np.array(powers) - 1))


def _largest_criterion(evidence, table):
    columns = [np.asarray(evidence.tables[table][name]) for name in CRITERIA]
    known = [column for column in columns if column.dtype.kind == "f"]
    return largest(np.concatenate(known)) if known else float("nan")


def _what_is_left(evidence):
    rows = evidence.rows("dynamics", lambda t: t["formulation"] == "recast")
    if not rows["t"].size:
        return float("nan")
    end = rows["t"] == rows["t"].max()
    return largest(np.abs(rows["delta_magnetization"][end])) / largest(
        np.abs(rows["delta_magnetization"])
    )


def _order_of_recasting(evidence):
    columns = evidence.tables["retardation"]
    spin, apart = (np.asarray(columns[name]) for name in ("spin", "delta_magnetization"))
    slopes = -np.diff(np.log(apart)) / np.diff(np.log(spin))
    return float(slopes[-1]) if slopes.size else float("nan")


def _deviation_over_length(evidence):
    deviation = np.abs(evidence.tables["dynamics"]["delta_magnetization"])
    return largest(deviation) / float(evidence.parameters.magnetization)


def _time(evidence, index):
    return float(regime.times_of_deviations(evidence.parameters)[index])


def _equal_spins(evidence):
    """Return the model with both spins alike, as (A19)-(A20) take it."""
    p = evidence.parameters
    gamma, rho = (p.gamma_left_up + p.gamma_left_down) / 2, p.rho_sum / 2
    return replace(p, gamma_left_up=gamma, gamma_left_down=gamma, rho_up=rho, rho_down=rho)


def _rate_without_level_spacing(evidence):
    # the part of (A17) that is left without 1/rho, over the whole: g J against g (J - 1/rho)
    p = _equal_spins(evidence)
    exchange = 2 * float(p.rho_up * p.gamma_sum * p.exchange)
    return exchange / float(relaxation_rates(p, 0.0)[0])


CLAIMS_OF_TIMES = (
    Claim(
        "IV A",
        "the dynamic length fluctuations delta_M around M_0 are small",
        "largest |delta_M| of the runs over M_0",
        _deviation_over_length,
        0.0,
        SMALL,
        f"below {SMALL}",
        "For the starts of the shipped scenario; a start is free to be larger.",
    ),
    Claim(
        "IV B",
        "we expect tau_theta, tau_phi_dot proportional to S/Gamma",
        "largest difference from 1 of the powers of S and of 1/Gamma in tau_theta, 1/theta_dot, "
        "and tau_phi_dot, (phi_dot + B)/phi_ddot, at the largest drive",
        _powers_of_slow_times,
        0.0,
        0.01,
        "a hundredth",
    ),
    Claim(
        "IV B",
        "if the precession frequency is larger than the level broadening B >> Gamma_sigma(theta)",
        "largest broadening over B",
        lambda e: (
            float(level_broadening(e.parameters, [1.0, -1.0]).max())
            / abs(float(e.parameters.field))
        ),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
    Claim(
        "IV B",
        "delta_V_d turns out to be fast compared to changes in the distribution function",
        "tau_dV over tau_Gamma",
        lambda e: _time(e, 1) / float(regime.time_gamma(e.parameters)),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
    Claim(
        "IV B",
        "delta_M will typically change on a time-scale similar to that of the distribution "
        "function",
        "tau_dM over tau_Gamma",
        lambda e: _time(e, 0) / float(regime.time_gamma(e.parameters)),
        0.2,
        5.0,
        "between 1/5 and 5",
        "It is 1/(2 (1 - J rho)) for equal spins: near the Stoner threshold it has no bound.",
    ),
    Claim(
        "IV B",
        "due to the large spin S, we observe a separation of time-scales: theta and phi_dot slow, "
        "delta_V and delta_M fast",
        "the longer of tau_dM, tau_dV over the shorter of tau_theta, tau_phi_dot there",
        lambda e: max(_time(e, 0), _time(e, 1)) / smallest(_slow_times(e, e.parameters)),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
    Claim(
        "V A",
        "the derivative of the density of states is roughly of the order O(1/S)",
        "M_0 |rho'|/rho of the steeper spin: of order one if rho changes on the scale of M_0",
        lambda e: float(e.parameters.magnetization) * _steepest(e.parameters),
        0.0,
        5.0,
        "at most 5",
    ),
    Claim(
        "A 2",
        "it is 1/rho > J in the Stoner-regime after a magnetization has been built up",
        "J times the larger density of states",
        lambda e: max(float(e.parameters.exchange * e.parameters.rho(s)) for s in SPINS),
        0.0,
        BELOW_1,
        "below 1",
    ),
    Claim(
        "A 2",
        "fluctuations delta_M should always relax to zero",
        "|delta_M| at the end of the runs, over its largest value",
        _what_is_left,
        0.0,
        1e-6,
        "at most 1e-6",
        "In (A17)-(A18). The integrals (A13)-(A14), taken literally while theta moves, do not "
        "quite count charge and spin: (A10)-(A14) leave an offset of the order 1/S for ever, and "
        "any history that contradicts the start leaves one too.",
    ),
    Claim(
        "A 2",
        "we assume theta to be approximately constant, which means to disregard corrections of "
        "higher order in 1/S",
        "power of 1/S in delta_M of (A10)-(A14) less (A16)-(A18), at the largest S",
        _order_of_recasting,
        0.9,
        1.1,
        "1, to a tenth",
    ),
    Claim(
        "A 2",
        "the term 1/rho is essential for the dynamics of delta_M",
        "growth rate without it over the rate with it, equal spins",
        _rate_without_level_spacing,
        -np.inf,
        BELOW_0,
        "below 0: without it delta_M would grow",
    ),
    Claim(
        "A 2",
        "the quantum capacity is a small correction, rho/C >> 1",
        "C/(2 rho), the correction to 1/C in (A20), of the smaller density",
        lambda e: (
            float(e.parameters.capacitance)
            / (2 * float(np.minimum(e.parameters.rho_up, e.parameters.rho_down)))
        ),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
    Claim(
        "B 3",
        "These conditions are met by theta, phi_dot for large spin S and not too low temperatures",
        "largest of the criteria (B23)-(B25) over the runs",
        lambda e: _largest_criterion(e, "slowness_of_runs"),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
    Claim(
        "B 3",
        "These conditions are met by theta, phi_dot for large spin S and not too low temperatures",
        "largest of the criteria about a fixed point, one radian off it",
        lambda e: _largest_criterion(e, "slowness"),
        0.0,
        SMALL,
        f"below {SMALL}",
    ),
)
