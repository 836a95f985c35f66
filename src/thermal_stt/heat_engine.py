"""Beside VI: the dot as a heat engine: open circuit, power, efficiency; not in the paper.

Particles that climb the voltage V do work, P = -V I, out of the heat G |d| of the hotter lead.  At
an open circuit, I = 0, the voltage is not given: on a persistent precession it is

    V_oc = -[rho'_Sigma d/2 + B (g~ + alpha_0 S)/Gamma_Delta]/rho_Sigma,

with B of `effective_field`, and that in the torque balance leaves N(cos_theta) = 0 at open circuit,
again cubic at most.  For equal densities and opposite slopes, without anisotropy, V_oc knows no
temperature: a precession locks it to its frequency, without own damping at
-B Gamma_Sigma/(2 Gamma_Delta), from |d_0| (1 - Gamma_r Gamma_Sigma/(Gamma_Sigma^2 - Gamma_Delta^2))
on.  At any angle N has the sign of dcos_theta/dt, if the charge follows at once; so it tells what
is stable.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.charge_current import charge_currents
from thermal_stt.electrons.distribution import left_broadenings
from thermal_stt.families import in_blocks
from thermal_stt.magnet.precession import (
    BRANCHES,
    NORTH_POLE,
    POLES,
    PRECESSIONS,
    SOUTH_POLE,
    StationaryAngle,
    growth_rate,
    listed,
    stationary_angles,
    with_points,
)
from thermal_stt.magnet.spin_torque import angular_conductance, effective_field
from thermal_stt.magnet.torque_balance import TorqueBalance, finite
from thermal_stt.parameters import NON_ZERO, Parameters, divided, for_one_set, one_number
from thermal_stt.spin_and_heat import temperatures_at, through_conductance, through_slope

Array = NDArray[np.float64]


@in_blocks
def open_circuit_voltage(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> Array:
    """Return the voltage V_oc without a current on a persistent precession; energy.

    See the module; `cos_theta0` is one of `open_circuit_angles`, on which nothing depends for equal
    densities without anisotropy.  Where Gamma_Delta is 0 the magnet rests: that of a magnet at
    rest.  The voltage of `parameters` is not asked for, here and in all that has open_circuit in
    its name.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    own = parameters.own_damping * parameters.spin
    pump = effective_field(parameters, cos_theta0)
    pump = pump * (angular_conductance(parameters, cos_theta0) + own)
    rests = parameters.gamma_delta == 0
    pumped = np.divide(pump, parameters.gamma_delta, out=np.zeros(d.shape), where=~rests)
    turning = -(parameters.rho_slope_sum * d / 2 + pumped) / parameters.rho_sum + 0.0
    if not rests.any():
        return turning
    return np.where(rests, open_circuit_voltage_at_rest(parameters, cos_theta0, d), turning)


@in_blocks
def open_circuit_voltage_at_rest(
    parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike
) -> Array:
    """Return -G' d/(2 G), the voltage without a current if the magnet stands still; energy.

    With `through_conductance` and `through_slope`; infinite where no current can flow.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    slope, conductance = (f(parameters, cos_theta0) for f in (through_slope, through_conductance))
    return divided(-slope * d, 2 * conductance) + 0.0


@in_blocks
def open_circuit_points(parameters: Parameters) -> tuple[Array, Array]:
    """Return the d at which a precession at open circuit meets the north and south pole; energy^2.

    Nearer to 0 than those without a voltage, by the part of the damping that V_oc drives.
    """
    return _at_pole(parameters, 1.0)[1], _at_pole(parameters, -1.0)[1]


def open_circuit_angles(parameters: Parameters, d: ArrayLike) -> StationaryAngle:
    """Return cos(theta_0) of every precession at open circuit, as `stationary_angles`; numbers."""
    return StationaryAngle(*_balance(parameters, d).roots(np.asarray(True)))


@for_one_set
def open_circuit(parameters: Parameters, d: ArrayLike) -> dict[str, NDArray]:
    """Return every fixed point at open circuit on the sweep `d`, the points where they meet added.

    Of one parameter set, as columns: d, d_over_d0, branch, cos_theta0 as `fixed_points`, stable,
    voltage, and voltage_without_precession, that of a magnet held still at the same angle.
    """
    d = with_points(np.atleast_1d(d), open_circuit_points(parameters))
    table = listed(parameters, d, open_circuit_angles(parameters, d))
    d, branch, cos_theta0 = table["d"], table["branch"], table["cos_theta0"]
    torque = _balance(parameters, d)
    poles = [branch == NORTH_POLE, branch == SOUTH_POLE]
    leaves = [-torque.north, torque.south]
    turns = (1 - cos_theta0) * (1 + cos_theta0) * torque.slope(cos_theta0)  # 0 at a branch point
    still = open_circuit_voltage_at_rest(parameters, cos_theta0, d)
    turning = open_circuit_voltage(parameters, cos_theta0, d)
    return table | {
        "stable": np.select(poles, leaves, turns) < 0,
        "voltage": np.where(np.isin(branch, PRECESSIONS), turning, still),
        "voltage_without_precession": still,
    }


@in_blocks
def power(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> Array:
    """Return P = -V I, the work that the current does against the voltage; energy^2.

    2 Gamma_r rho_Sigma V (V_oc - V) on a precession for equal densities: at most
    Gamma_r rho_Sigma V_oc^2/2, at V_oc/2, with no temperature in it for rho'_Sigma = 0.  Negative
    for no engine.
    """
    return -parameters.voltage * charge_currents(parameters, cos_theta0, d).total_left + 0.0


@in_blocks
def efficiency(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> Array:
    """Return P/(G |d|), the part of the hotter lead's heat that becomes work; a number.

    To leading order, (B/T)^2: what it misses of the heat is smaller by as much.
    """
    return _over_heat(parameters, cos_theta0, d, power(parameters, cos_theta0, d))


@in_blocks
def efficiency_at_rest(parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike) -> Array:
    """Return `efficiency` of a magnet that is held still at the same angle; a number."""
    currents = charge_currents(parameters, cos_theta0, d)
    work = -parameters.voltage * currents.total_left_without_precession + 0.0
    return _over_heat(parameters, cos_theta0, d, work)


def carnot_efficiency(d: ArrayLike, temperature_coldest: ArrayLike) -> Array:
    """Return 1 - T_c/T_h, the most that any engine has, at `d` above the colder lead; a number."""
    left, right = temperatures_at(d, temperature_coldest)
    return np.abs(left - right) / np.maximum(left, right)


@for_one_set
def loads(
    parameters: Parameters, d: float, temperature_coldest: float, points: int
) -> dict[str, NDArray]:
    """Return the engine at `d` against its load, from no voltage to that of the open circuit.

    Of one parameter set, as columns: d, branch, voltage, cos_theta0, stable, current, power,
    efficiency, efficiency_over_carnot, and efficiency_over_carnot_without_precession of a magnet
    held still at the same angle.  Each branch of `open_circuit` at `d` has `points` voltages, or as
    many as it exists at, one where that of the open circuit is 0; a precession turns with the load,
    a pole is a magnet at rest.  A precession that ends before its open circuit has the voltages up
    to the others'.  `stable` is meant at a voltage that is held: a pole may give more than the
    precession to which the magnet goes from there.  Raises ParameterError for d = 0, which does no
    work.
    """
    d = one_number("d", d, NON_ZERO)
    states = open_circuit(parameters, d)
    flows = np.isfinite(states["voltage"])
    opens = dict(zip(states["branch"][flows], states["voltage"][flows], strict=True))
    ends = [min([0.0, *opens.values()]), max([0.0, *opens.values()])]
    part = np.linspace(0.0, 1.0, points)
    runs = {name: part[: points if end else 1] * end for name, end in opens.items()}
    beyond = [name for name in PRECESSIONS if opens and name not in opens]
    runs |= {name: np.unique(np.multiply.outer(ends, part)) for name in beyond}
    branch = np.repeat(np.array([*runs], str), [voltages.size for voltages in runs.values()])
    voltage = np.concatenate([*runs.values(), []])
    family = replace(parameters, voltage=voltage)
    turning = stationary_angles(family, d)
    cosines = [*(np.full(voltage.shape, pole) for pole in POLES.values()), *turning.cos_theta0]
    exist = [np.ones(voltage.shape, bool)] * len(POLES) + [*turning.exists]
    here = [branch == name for name in BRANCHES]
    keep, cos_theta0 = np.select(here, exist, False), np.select(here, cosines)
    family, branch, cos_theta0 = family[keep], branch[keep], cos_theta0[keep]
    gained, carnot = efficiency(family, cos_theta0, d), carnot_efficiency(d, temperature_coldest)
    return {
        "d": np.full(branch.shape, float(d)),
        "branch": branch,
        "voltage": voltage[keep] + 0.0,
        "cos_theta0": cos_theta0,
        "stable": growth_rate(family, d, branch, cos_theta0) < 0,
        "current": charge_currents(family, cos_theta0, d).total_left,
        "power": power(family, cos_theta0, d),
        "efficiency": gained,
        "efficiency_over_carnot": gained / carnot,
        "efficiency_over_carnot_without_precession": (
            efficiency_at_rest(family, cos_theta0, d) / carnot
        ),
    }


def _balance(parameters, d):
    # N with V_oc in it: 2 lambda V_oc = -lambda (rho'_Sigma/rho_Sigma) d - kept B (g~ + alpha_0 S)
    # and N = g~ B [1 - kept (g~ + alpha_0 S)] + alpha_0 S B Q + what is linear in d
    [d] = parameters.broadcast(d)
    north, south = (_at_pole(parameters, pole, d)[0] for pole in (1.0, -1.0))
    own = parameters.own_damping * parameters.spin
    kept, level = _kept(parameters), parameters.rho_sum * parameters.gamma_sum / 2
    turn = -parameters.rho_delta * parameters.gamma_delta / 2  # g~ = level + turn cos_theta
    rest, bent = 1 - kept * (level + own), -kept * turn
    field, anisotropy = parameters.field, parameters.anisotropy
    square = level * anisotropy * bent + turn * (field * bent + anisotropy * rest)
    excess = own * parameters.gamma_delta**2 / parameters.gamma_product
    bend, twist = excess * field - square, (excess - turn * bent) * anisotropy
    return TorqueBalance(*np.broadcast_arrays(north, south, bend, twist))


def _at_pole(parameters, pole, d=0.0):
    # N at open circuit, and where it vanishes; exactly zero there
    pole, d = parameters.broadcast(pole, finite(d))
    own = parameters.own_damping * parameters.spin
    # 1 - kept g~, positive but for no left lead: then no voltage acts on the magnet
    left, density = left_broadenings(parameters, pole), (parameters.rho_up, parameters.rho_down)
    filled = sum(r * g / (g + parameters.gamma_right) for r, g in zip(density, left, strict=True))
    share = np.where(filled == 0, 1.0, filled / parameters.rho_sum)
    rest = (angular_conductance(parameters, pole) + own) * share
    rest = rest * effective_field(parameters, pole)
    relative = parameters.rho_slope_delta - parameters.rho_slope_sum * (
        parameters.rho_delta / parameters.rho_sum
    )
    per_drive = -pole * parameters.lambda_ * parameters.gamma_delta * relative / 2
    point = divided(-rest, per_drive)
    balanced = (rest == 0) | ~np.isfinite(point)
    ratio = np.divide(d, point, out=np.zeros(d.shape), where=~balanced)
    return np.where(balanced, rest + per_drive * d, rest * (1 - ratio)), point + 0.0


def _over_heat(parameters, cos_theta0, d, work):
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    heat = through_conductance(parameters, cos_theta0) * np.abs(d)
    return np.divide(work, heat, out=np.zeros(heat.shape), where=heat != 0)


def _kept(parameters):
    # -2 lambda V_oc over B (g~ + alpha_0 S), the part of the damping that the voltage drives
    return 2 * parameters.gamma_right / (parameters.gamma_product * parameters.rho_sum)
