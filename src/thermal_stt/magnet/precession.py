"""V C: stationary angles, their frequency and their stability, eq. (51) and Fig. 2 (a).

With the identity Gamma_up Gamma_down - Gamma_Delta^2 sin^2(theta) = Gamma_Sigma^2 - Gamma_Delta^2
the torque balance (46)-(49) is linear in cos(theta):

    N(cos_theta) = [rho_Sigma B + lambda rho'_Sigma d] Gamma_Sigma
                 - [rho_Delta B + lambda rho'_Delta d] Gamma_Delta cos_theta = 0.

Its values at the poles decide everything: a precession exists where they differ in sign, and
`branch_points` are the d at which one of them vanishes and the precession meets that pole.

With an anisotropy or an own damping of the magnet N is no line (`torque_balance`), and up to three
precessions exist: `precession`, `precession_2`, `precession_3`, by falling cosine.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines
from thermal_stt.families import in_blocks
from thermal_stt.magnet.spin_torque import (
    broadening_product,
    damped_square,
    effective_field,
    gilbert_damping,
    polar_rate,
    unshared,
)
from thermal_stt.magnet.torque_balance import (
    MOST,
    TorqueBalance,
    branch_point,
    finite,
    pole_torque,
)
from thermal_stt.parameters import ParameterError, Parameters, divided, for_one_set

NORTH_POLE, SOUTH_POLE, PRECESSION = "north_pole", "south_pole", "precession"
PRECESSIONS = (PRECESSION, *(f"{PRECESSION}_{number}" for number in range(2, MOST + 1)))
BRANCHES = (NORTH_POLE, SOUTH_POLE, *PRECESSIONS)
POLES = {NORTH_POLE: 1.0, SOUTH_POLE: -1.0}

# Two products and their difference, each rounded to half a unit in the last place, and a margin
ROUND_OFF = 4 * np.finfo(float).eps


class StationaryAngle(NamedTuple):
    """cos(theta_0) of eq. (51), and where it exists.

    Where `exists` is False the torque vanishes at no angle but the poles; `cos_theta0` is then the
    pole at which the branch ended last, so that it stays a cosine and not a NaN.  Of
    `stationary_angles` each has a first axis of three.
    """

    cos_theta0: NDArray[np.float64]
    exists: NDArray[np.bool_]


class SettledState(NamedTuple):
    """Where the magnet settles: `branch`, as an index of BRANCHES, cos(theta_0), growth rate."""

    branch: NDArray[np.int8]
    cos_theta0: NDArray[np.float64]
    growth_rate: NDArray[np.float64]


def branch_index(precesses: NDArray, cos_theta: NDArray, number: ArrayLike = 0) -> NDArray[np.int8]:
    """Return the index in BRANCHES of states that precess, else are at the pole of `cos_theta`.

    `number` is that of the precession in PRECESSIONS.
    """
    turning = BRANCHES.index(PRECESSION) + np.asarray(number)
    poles = np.where(cos_theta > 0, BRANCHES.index(NORTH_POLE), BRANCHES.index(SOUTH_POLE))
    return np.where(precesses, turning, poles).astype(np.int8)


def d_0(parameters: Parameters) -> NDArray[np.float64]:
    """Return d_0 = -Gamma_Sigma rho_Sigma B / (lambda Gamma_Delta rho'_Delta), V C; energy^2.

    The drive at which thermal torque and Gilbert damping balance at a pole, for a symmetric density
    of states; in general see `branch_points`.  Infinite where the thermal torque cannot turn the
    magnet: lambda, Gamma_Delta or rho'_Delta zero.
    """
    damping = -parameters.gamma_sum * parameters.rho_sum * parameters.field
    drive = parameters.lambda_ * parameters.gamma_delta * parameters.rho_slope_delta
    return divided(damping, drive)


@in_blocks
def branch_points(
    parameters: Parameters,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the d at which a precession meets the north and the south pole; energy^2.

    d = -B (Gamma_Sigma rho_Sigma -+ Gamma_Delta rho_Delta)
    / (lambda (Gamma_Sigma rho'_Sigma -+ Gamma_Delta rho'_Delta)), from N(+-1) = 0.  They are -d_0
    and d_0 for a symmetric density of states.  Infinite where the thermal torque on that pole is
    zero.  Beyond the paper B is B +- B_K + 2 lambda V + alpha_0 (B +- B_K)/alpha(+-1) there.
    """
    return branch_point(parameters, 1.0), branch_point(parameters, -1.0)


@in_blocks
def stationary_angle(parameters: Parameters, d: ArrayLike) -> StationaryAngle:
    """Return cos(theta_0) of the persistent precession, eq. (51); a number.  The first, of several.

    cos_theta0 = Gamma_Sigma (rho_Sigma B + lambda rho'_Sigma d)
    / (Gamma_Delta (rho_Delta B + lambda rho'_Delta d)); the printed (51) lost its brackets.
    Evaluated from N at the poles, so that it is exactly +-1 at the branch points.  With a voltage
    B is B + 2 lambda V here.

    Where both spins' densities have the same logarithmic slope, N(+1) and N(-1) vanish at the same
    d: every angle is stationary there and none elsewhere, so no precession exists.
    """
    return StationaryAngle(*(array[0] for array in stationary_angles(parameters, d)))


def stationary_angles(parameters: Parameters, d: ArrayLike) -> StationaryAngle:
    """Return cos(theta_0) of every persistent precession, by falling cosine; numbers, (3, ...)."""
    [d] = parameters.broadcast(d)
    crossing = parameters.rho_slope_up * parameters.rho_down
    other = parameters.rho_slope_down * parameters.rho_up
    distinct = np.abs(crossing - other) > ROUND_OFF * (np.abs(crossing) + np.abs(other))
    distinct |= parameters.anisotropy != 0
    return StationaryAngle(*TorqueBalance.of(parameters, d).roots(distinct))


@in_blocks
def growth_rate_at_pole(parameters: Parameters, d: ArrayLike, pole: ArrayLike) -> NDArray:
    """Return the growth rate of the angle to a `pole`, cos(theta_0) = +-1, of (46)-(47); energy.

    (dx/dt)/x = -+B alpha (1 - d/d_pole)/(1 + alpha^2) at the north/south pole, where d_pole is the
    pole's branch point, so that the rate is exactly zero there.  Beyond the paper B is what
    `branch_points` says, and below it is alpha + alpha_0.
    """
    d, pole = parameters.broadcast(d, pole)
    if (neither := np.abs(pole) != 1).any():
        raise ParameterError("pole", float(pole[neither].flat[0]), "1 or -1")
    at = pole_torque(parameters, d, pole)
    damping = at.conductance / parameters.spin
    square = (damping + parameters.own_damping) ** 2
    return -pole * (at.relative * at.field) * damping / (1 + square)


@in_blocks
def growth_rate_of_precession(
    parameters: Parameters, d: ArrayLike, cos_theta0: ArrayLike
) -> NDArray[np.float64]:
    """Return d(delta theta)/dt / delta theta on the persistent precession `cos_theta0`; energy.

    From (46)-(47) linearised: -sin^2(theta_0) Gamma_Delta (rho_Delta B + lambda rho'_Delta d)
    (1 - h) / (2 S (1 + (1 - h) alpha^2)), with 1 - h = (Gamma_Sigma^2 - Gamma_Delta^2) /
    (Gamma_up Gamma_down).  Beyond the paper sin^2(theta_0) (1 - h) N'/(S (1 + `damped_square`)).
    """
    d, cos_theta0 = parameters.broadcast(d, cos_theta0)
    sin2_theta0 = (1 - cos_theta0) * (1 + cos_theta0)
    share = unshared(parameters, cos_theta0)
    slope = parameters.gamma_delta * (
        parameters.rho_delta * (parameters.field + 2 * parameters.lambda_ * parameters.voltage)
        + parameters.lambda_ * parameters.rho_slope_delta * d
    )
    slope = slope - 2 * _slope_beyond(parameters, cos_theta0)
    norm = 1 + damped_square(parameters, cos_theta0)
    return -sin2_theta0 * slope * share / (2 * parameters.spin * norm)


@in_blocks
def growth_rate(
    parameters: Parameters, d: ArrayLike, branch: ArrayLike, cos_theta0: ArrayLike
) -> NDArray[np.float64]:
    """Return the growth rate on each named `branch` (one of BRANCHES); energy.

    Negative is stable.  Zero at a branch point, where two branches exchange their stability.  At a
    pole `cos_theta0` does not count.
    """
    d, precesses, cos_theta0 = _on_branches(parameters, d, branch, cos_theta0)
    rate = np.where(
        precesses,
        growth_rate_of_precession(parameters, d, cos_theta0),
        growth_rate_at_pole(parameters, d, np.where(precesses, 1.0, cos_theta0)),
    )
    return rate + 0.0  # no negative zero


@in_blocks
def precession_frequency(
    parameters: Parameters, d: ArrayLike, branch: ArrayLike, cos_theta0: ArrayLike
) -> NDArray[np.float64]:
    """Return phi_dot on each named `branch`; energy.

    Exactly -B on a persistent precession, since (46) with theta_dot = 0 has no damping left, or
    -(B + B_K cos_theta0).  At a pole it is the frequency of small circles about it, -B + O(1/S^2),
    and `cos_theta0` does not count.
    """
    d, precesses, cos_theta0 = _on_branches(parameters, d, branch, cos_theta0)
    rate = np.where(precesses, 0.0, polar_rate(parameters, cos_theta0, d))
    damping = gilbert_damping(parameters, cos_theta0) + parameters.own_damping
    return -effective_field(parameters, cos_theta0) - damping * rate


@in_blocks
def settled_state(parameters: Parameters, d: ArrayLike) -> SettledState:
    """Return the stable state at `d`: its branch, angle and growth rate; a number, energy.

    The pole along the field, from which the magnet is driven in an experiment, where that is
    stable; else the precession that is next to it, where there is one; else the other pole.  So it
    is a stable precession where there is one, without anisotropy.  The pole along the field is also
    the answer at a branch point, where nothing is linearly stable.
    """
    angles = stationary_angles(parameters, d)
    rates = [growth_rate_at_pole(parameters, d, pole) for pole in POLES.values()]
    upright = parameters.field > 0
    rate, opposite = np.where(upright, rates, rates[::-1])
    along = np.where(upright, *POLES.values())
    number = np.where(upright, 0, np.maximum(angles.exists.sum(axis=0) - 1, 0))
    [cos_theta0] = np.take_along_axis(angles.cos_theta0, number[None], axis=0)
    precession = growth_rate_of_precession(parameters, d, cos_theta0)
    precesses = (rate > 0) & angles.exists[0] & (precession < 0)
    flips = (rate > 0) & (opposite < 0)
    pole = np.where(flips, -along, along)
    rate = np.where(precesses, precession, np.where(flips, opposite, rate)) + 0.0
    return SettledState(
        branch_index(precesses, pole, number),
        np.where(precesses, cos_theta0, pole),
        rate,
    )


@in_blocks
def attractor(parameters: Parameters, d: ArrayLike) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Return the name of the branch and cos_theta0 of `settled_state`."""
    state = settled_state(parameters, d)
    return np.array(BRANCHES)[state.branch], state.cos_theta0


@for_one_set
def with_branch_points(parameters: Parameters, d: ArrayLike) -> NDArray[np.float64]:
    """Return the sweep `d`, ascending, with the branch points inside its range added; energy^2.

    For one parameter set.  A curve drawn over it reaches the very points where branches meet.  If
    no other d lies between the two branch points, their mean is added too, so that the sweep tells
    whether the precession exists on this side of them.
    """
    return with_points(d, branch_points(parameters))


def with_points(d: ArrayLike, points: ArrayLike) -> NDArray[np.float64]:
    """Return the sweep `d` with the two `points` as `with_branch_points` adds them; energy^2."""
    d, meets = finite(d), np.sort(np.asarray(points))
    meets = meets[(meets > d.min()) & (meets < d.max())]
    if meets.size == 2 and not np.any((d > meets[0]) & (d < meets[1])):
        meets = np.append(meets, meets.mean())
    return np.union1d(d, meets)


@for_one_set
def fixed_points(parameters: Parameters, d: ArrayLike) -> dict[str, NDArray]:
    """Return every fixed point of one parameter set on the sweep `d` (a number or a list).

    As columns: d, d_over_d0, branch, cos_theta0, precession_frequency; rows by d, then by branch in
    the order of BRANCHES.  A precession has a row only where it exists.
    """
    d = np.atleast_1d(np.asarray(d, dtype=float))
    table = listed(parameters, d, stationary_angles(parameters, d))
    frequency = precession_frequency(parameters, table["d"], table["branch"], table["cos_theta0"])
    return table | {"precession_frequency": frequency}


@for_one_set
def listed(parameters: Parameters, d: NDArray, angles: StationaryAngle) -> dict[str, NDArray]:
    """Return the first columns of `fixed_points`: the poles and the precessions at `angles`.

    For one parameter set.
    """
    poles = [np.full(d.shape, cos_theta0) for cos_theta0 in POLES.values()]
    keep = np.stack([*(np.ones(d.shape, bool) for _ in poles), *angles.exists], axis=1)
    rows = np.broadcast_to(d[:, None], keep.shape)[keep]
    return {
        "d": rows,
        "d_over_d0": rows / d_0(parameters) + 0.0,  # no negative zero
        "branch": np.broadcast_to(np.array(BRANCHES), keep.shape)[keep],
        "cos_theta0": np.stack([*poles, *angles.cos_theta0], axis=1)[keep],
    }


def _slope_beyond(parameters, cos_theta):
    # what anisotropy and own damping add to dN/dcos(theta)
    turning = parameters.rho_sum * parameters.gamma_sum
    turning = turning - 2 * parameters.rho_delta * parameters.gamma_delta * cos_theta
    ratio = broadening_product(parameters, cos_theta) / parameters.gamma_product
    change = 2 * parameters.gamma_delta**2 / parameters.gamma_product * cos_theta
    own = parameters.anisotropy * ratio - effective_field(parameters, cos_theta) * change
    return parameters.anisotropy * turning / 2 + parameters.own_damping * parameters.spin * own


def _on_branches(parameters, d, branch, cos_theta0):
    # d, where it precesses, and the angle: that of the pole at a pole
    d, branch, cos_theta0 = parameters.broadcast(d, branch, cosines(cos_theta0))
    unknown = ~np.logical_or.reduce([branch == name for name in BRANCHES])
    if unknown.any():
        raise ParameterError("branch", str(branch[unknown].flat[0]), f"one of {BRANCHES}")
    precesses, pole = np.isin(branch, PRECESSIONS), np.where(branch == SOUTH_POLE, -1.0, 1.0)
    return d, precesses, np.where(precesses, cos_theta0, pole)
