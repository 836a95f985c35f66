"""Claims of the abstract, V and VII about the motion of the magnet, and of Fig. 2."""

from dataclasses import replace

import numpy as np

from thermal_stt.magnet import precession, spin_torque
from thermal_stt.magnet.precession import NORTH_POLE, PRECESSION, SOUTH_POLE
from thermal_stt.paper.entries import Claim, largest, share, smallest

ABOVE_0, BELOW_0 = np.nextafter(0.0, 1.0), np.nextafter(0.0, -1.0)
BELOW_1 = np.nextafter(1.0, 0.0)
ROUND_OFF = 1e-12
COSINES = np.linspace(-0.99, 0.99, 199)


def _on(evidence, branch, where):
    """Return the rows of stability.csv of one branch at the drives of a regime."""
    d_0 = float(precession.d_0(evidence.parameters))
    return evidence.rows(
        "stability", lambda t: (t["branch"] == branch) & where(t["d"] / abs(d_0)) & np.isfinite(d_0)
    )


def _driven(x):
    return x < -1


def _damped(x):
    return (x > -1) & (x < 1)


def _doubly_stable(x):
    return x > 1


def _stable_precessions(evidence):
    poles = _on(evidence, NORTH_POLE, _driven)["d"]
    rows = _on(evidence, PRECESSION, _driven)
    settled = rows["d"][rows["stable"] & (np.abs(rows["cos_theta0"]) < 1)]
    return share(np.isin(poles, settled))


def _vector_form(evidence):
    p, d = evidence.parameters, np.unique(evidence.tables["stability"]["d"])[:, None]
    theta, phi = np.arccos(COSINES), np.linspace(0, 6, COSINES.size)
    theta_dot, phi_dot = spin_torque.angular_velocities(p, theta, d)
    sin, cos = np.sin(theta), np.cos(theta)
    m = np.stack([sin * np.cos(phi), sin * np.sin(phi), cos], axis=-1)
    v = spin_torque.magnetization_velocity(p, m, d)
    across = m[:, 0] * v[..., 1] - m[:, 1] * v[..., 0]  # sin^2(theta) phi_dot
    error = np.hypot(-v[..., 2] / sin - theta_dot, across / sin - sin * phi_dot)
    return largest(error) / abs(float(p.field))


def _marginal_angle(evidence):
    # phi alone: the motion of m along theta and along phi, for directions turned about z
    p, d = evidence.parameters, float(np.max(evidence.tables["stability"]["d"]))
    phi = np.linspace(0, 6, 25)[:, None]
    sin = np.sqrt(1 - COSINES**2)
    m = np.stack([sin * np.cos(phi), sin * np.sin(phi), COSINES + 0 * phi], axis=-1)
    v = spin_torque.magnetization_velocity(p, m, d)
    across = m[..., 0] * v[..., 1] - m[..., 1] * v[..., 0]
    return largest([np.ptp(v[..., 2], axis=0), np.ptp(across, axis=0)]) / abs(float(p.field))


def _frequency_on_precessions(evidence):
    """Return how far the frequencies, and phi_dot of (46)-(47) at the angles, are from -B."""
    p, rows = evidence.parameters, evidence.rows("stability", lambda t: t["branch"] == PRECESSION)
    _, phi_dot = spin_torque.angular_velocities(p, np.arccos(rows["cos_theta0"]), rows["d"])
    found = np.array([rows["precession_frequency"], phi_dot])
    return largest(np.abs(found + p.field)) / abs(float(p.field))


def _order_of_the_frequency(evidence):
    p, d = evidence.parameters, np.unique(evidence.tables["stability"]["d"])
    shifts = [
        precession.precession_frequency(replace(p, spin=s * p.spin), d, NORTH_POLE, 1.0) + p.field
        for s in (1, 2)
    ]
    return float(np.log2(np.abs(shifts[0]).max() / np.abs(shifts[1]).max()))


def _poles_everywhere(evidence):
    """Return the share of the drives with both poles, where (50) has dm/dt = 0 along +-z."""
    p, columns = evidence.parameters, evidence.tables["stability"]
    branch, d = np.asarray(columns["branch"]), np.unique(columns["d"])
    listed = [np.isin(d, columns["d"][branch == pole]) for pole in (NORTH_POLE, SOUTH_POLE)]
    moves = [spin_torque.magnetization_velocity(p, [0.0, 0.0, pole], d) for pole in (1.0, -1.0)]
    rest = (np.abs(moves) <= ROUND_OFF * abs(float(p.field))).all(axis=(0, 2))
    return share(listed[0] & listed[1] & rest)


def _only_north(evidence):
    rows = [_on(evidence, branch, _damped) for branch in (NORTH_POLE, SOUTH_POLE)]
    others = _on(evidence, PRECESSION, _damped)["d"].size
    return share(rows[0]["stable"] & ~rows[1]["stable"]) if others == 0 else 0.0


def _starts_reach_north(evidence):
    """Return the share of the northern starts at d > d_0 that approach the north pole."""
    p, d_0 = evidence.parameters, float(precession.d_0(evidence.parameters))
    rows = evidence.rows("approach", lambda t: (t["d"] > abs(d_0)) & (t["start"] >= 0))
    ends = rows["t"] == rows["t"].max(initial=0)
    d, end, start = (rows[name][ends, None] for name in ("d", "cos_theta", "start"))
    # nearer than at the start, and on from there nothing stops it: polar_rate = theta_dot/sin
    ahead = end + (1 - end) * np.linspace(0, 1, 101)
    goes_on = (spin_torque.polar_rate(p, ahead, d) < 0).all(axis=1)
    return share(goes_on & (end >= start)[:, 0])


def _thermal_direction(evidence):
    # theta_dot of the thermal torque alone has the sign of -I_d^s sin(theta)
    p, d = evidence.parameters, np.unique(evidence.tables["stability"]["d"])
    d = d[d != 0][:, None]
    push = -spin_torque.spin_torque_thermal(p, COSINES, d)
    off_equator = COSINES != 0
    # towards the poles: theta grows on the southern hemisphere, falls on the northern
    wanted = np.where(d > 0, -np.sign(COSINES), np.sign(COSINES))
    return share((np.sign(push) == wanted)[:, off_equator])


def _drive_over_damping(evidence):
    p = evidence.parameters
    d = np.unique(_on(evidence, NORTH_POLE, _damped)["d"])[:, None]
    drive = np.abs(spin_torque.spin_torque_thermal(p, COSINES, d))
    damping = spin_torque.angular_conductance(p, COSINES) * np.abs(p.field)
    damping = damping - np.abs(spin_torque.spin_torque_hybrid(p, COSINES, p.field))
    return largest(drive / damping)


def _hybrid_share(evidence):
    p = evidence.parameters
    damping = spin_torque.angular_conductance(p, COSINES)
    return largest(spin_torque.spin_torque_hybrid(p, COSINES, 1.0) / damping)


def _angle_of_symmetric_density(evidence):
    rows = evidence.rows("stability", lambda t: t["branch"] == PRECESSION)
    d_0 = float(precession.d_0(evidence.parameters))
    return largest(np.abs(rows["cos_theta0"] + d_0 / rows["d"]))


CLAIMS_OF_PRECESSION = (
    Claim(
        "abstract",
        "We identify a regime of persistent precessions",
        "share of the drives d < -d_0 with a stable precession off the poles",
        _stable_precessions,
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "abstract",
        "the Landau-Lifshitz-Gilbert equation supplemented by a spin-transfer torque term of "
        "Slonczewski form",
        "largest difference of the vector form (50) from (46)-(47), over B",
        _vector_form,
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "V C",
        "delta_phi turns out to be a marginal coordinate",
        "largest change of the motion with phi, over B",
        _marginal_angle,
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "V C",
        "we immediately obtain the precession frequency -B + O(1/S^2)",
        "largest difference from -B on the precessions, over B",
        _frequency_on_precessions,
        0.0,
        ROUND_OFF,
        "at most 1e-12",
        "On a persistent precession it is exactly -B: theta rests, and (46) has no damping left.",
    ),
    Claim(
        "V C",
        "we immediately obtain the precession frequency -B + O(1/S^2)",
        "order in 1/S of the difference from -B of small circles about the north pole",
        _order_of_the_frequency,
        1.99,
        2.01,
        "2, to a hundredth",
    ),
    Claim(
        "V C",
        "There are always solutions at the poles",
        "share of all drives at which both poles are stationary",
        _poles_everywhere,
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "V C, Fig. 2 (a)",
        "For -d_0 < d < d_0 driving is too weak to compete with Gilbert damping and therefore the "
        "magnetization stays at the north-pole",
        "share of these drives at which the north pole alone is stable",
        _only_north,
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "V C, Fig. 2 (a)",
        "For d > d_0 the south-pole becomes locally stable",
        "share of these drives at which the south pole is stable",
        lambda e: share(_on(e, SOUTH_POLE, _doubly_stable)["stable"]),
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "V C",
        "at the northern hemisphere Gilbert damping and thermal driving cooperate and make the "
        "north-pole globally stable",
        "largest cos(theta_0) of the unstable precession that bounds the basin of the north pole",
        lambda e: largest(_on(e, PRECESSION, _doubly_stable)["cos_theta0"]),
        -1.0,
        BELOW_0,
        "below 0: on the southern hemisphere",
        "Globally means from all of the northern hemisphere, and beyond it down to the unstable "
        "precession; what starts further south ends at the south pole.",
    ),
    Claim(
        "V C",
        "at the northern hemisphere Gilbert damping and thermal driving cooperate and make the "
        "north-pole globally stable",
        "share of the trajectories from there, d > d_0, that come to the north pole",
        _starts_reach_north,
        1.0,
        1.0,
        "all",
    ),
    Claim(
        "V C, Fig. 2 (a)",
        "For d < -d_0 the persistent precessions become stable for non-trivial angle",
        "largest growth rate on them",
        lambda e: largest(_on(e, PRECESSION, _driven)["growth_rate"]),
        -np.inf,
        BELOW_0,
        "below 0",
    ),
    Claim(
        "V C, caption of Fig. 2",
        "The thermal driving tries to drive the magnetization towards the poles for d > 0 and "
        "towards the equator for d < 0",
        "share of drives and angles at which the thermal torque points there",
        _thermal_direction,
        1.0,
        1.0,
        "all",
        "For a symmetric density of states with Gamma_Delta, rho'_Delta < 0, as in Fig. 2.",
    ),
    Claim(
        "V C, caption of Fig. 2",
        "the Gilbert damping is stronger than thermal driving for |d| < d_0",
        "largest thermal torque over the renormalised damping, over all angles and these drives",
        _drive_over_damping,
        0.0,
        BELOW_1,
        "below 1",
    ),
    Claim(
        "V C, Fig. 2 (a)",
        "For a symmetric unshifted density of states (51) with d_0",
        "largest difference of cos(theta_0) from -d_0/d",
        _angle_of_symmetric_density,
        0.0,
        ROUND_OFF,
        "at most 1e-12",
    ),
    Claim(
        "V C, VII",
        "While it is a contribution to the STT-current, it acts like a renormalization of the "
        "damping",
        "largest hybrid torque over the damping g~ phi_dot, over all angles",
        _hybrid_share,
        ABOVE_0,
        BELOW_1,
        "between 0 and 1: it never outweighs the damping",
    ),
    Claim(
        "VII",
        "the thermally induced STT-current can be used to drive the magnetization out of its "
        "energetic minimum (parallel to the magnetic field)",
        "smallest growth rate at the north pole for d < -d_0",
        lambda e: smallest(_on(e, NORTH_POLE, _driven)["growth_rate"]),
        ABOVE_0,
        np.inf,
        "above 0",
    ),
)
