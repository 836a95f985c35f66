"""Beyond the paper: where precessions begin, meet and end, over d, V, B_K and alpha_0.

The torque balance N of `torque_balance` is linear in d, in V and in alpha_0.  So where it vanishes
at a given angle is a closed form: at a pole the line on which a precession begins or ends there,
and where its slope vanishes too, two precessions meet, at a fold.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray

from thermal_stt.families import in_blocks
from thermal_stt.magnet.precession import POLES
from thermal_stt.magnet.spin_torque import angular_conductance, angular_conductance_slope
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.parameters import Parameters, divided, for_one_set

# A root of a polynomial is taken for real where no more than round-off is imaginary
REAL = 1e-7


@in_blocks
def voltage_of_angle(
    parameters: Parameters, cos_theta0: ArrayLike, d: ArrayLike
) -> NDArray[np.float64]:
    """Return the voltage V at which the torques balance at the angle `cos_theta0`; energy.

    g~ (B + 2 lambda V) + lambda g~' d = 0, with an anisotropy and an own damping as in N.  For each
    angle a line in the plane of d and V; those of the poles part the states.  Without anisotropy
    and own damping all meet at (0, -B/(2 lambda)), where every angle is marginal.  Infinite where
    lambda is zero.
    """
    cos_theta0, d = parameters.broadcast(cos_theta0, d)
    held = TorqueBalance.of(_without(parameters, "voltage"), d).value(cos_theta0)
    pull = 2 * parameters.lambda_ * angular_conductance(parameters, cos_theta0)
    return divided(-held, pull) + 0.0


@in_blocks
def drive_of_angle(parameters: Parameters, cos_theta0: ArrayLike) -> NDArray[np.float64]:
    """Return the drive d at which the torques balance at the angle `cos_theta0`; energy^2.

    The inverse of (51).  Infinite where the thermal torque vanishes.
    """
    [cos_theta0] = parameters.broadcast(cos_theta0)
    held = TorqueBalance.of(parameters, 0.0).value(cos_theta0)
    pull = parameters.lambda_ * angular_conductance_slope(parameters, cos_theta0)
    return divided(-held, pull) + 0.0


@for_one_set
def folds(parameters: Parameters) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where two precessions meet, by falling cosine: cos(theta_0), d; a number, energy^2.

    There N and its slope vanish.  With N = N_0(c) + n(c) d this is N_0' n = N_0 n', quadratic in
    c = cos(theta_0) where N is, else cubic; for a quadratic N = (a_2 c^2 + a_1 c + a_0)/2 it is
    a_1^2 = 4 a_0 a_2.  For one parameter set.
    """
    held, pull = _polynomial(parameters, 0.0), _pull(parameters)
    if not parameters.bent or not pull.coef.any():
        return np.empty(0), np.empty(0)
    cosines = _inner_roots(held.deriv() * pull - held * pull.deriv())
    cosines = cosines[pull(cosines) != 0]
    return cosines, -held(cosines) / pull(cosines) + 0.0


@for_one_set
def largest_own_damping(parameters: Parameters, d: float) -> float:
    """Return the alpha_0 above which no precession at `d` is stable; a number.

    Whatever alpha_0 the parameters have.  N = 0 is alpha_0 = f(c) = -N_0/(S (B + B_K c) Q) in
    c = cos(theta_0), and its precession is stable where f rises, if B + B_K c > 0, else where it
    falls: so it is the largest maximum of f inside, or its value at the pole that f rises to.  0
    where there is none, infinite where B + B_K c vanishes on the way or at that pole.  For one
    parameter set.
    """
    bare = _without(parameters, "own_damping")
    field = Polynomial([float(bare.field), float(bare.anisotropy)])
    excess = float(bare.gamma_delta**2 / bare.gamma_product)
    top = -_polynomial(bare, d)
    bottom = float(bare.spin) * field * Polynomial([1 + excess, 0.0, -excess])
    if bare.anisotropy < 0 and np.abs(bare.field) < -bare.anisotropy:
        # an easy plane holds the magnet where its field vanishes, and it precesses slowly nearby
        return np.inf
    rise = top.deriv() * bottom - top * bottom.deriv()  # of f, times bottom^2
    found = [0.0]
    for c in _inner_roots(rise):
        if rise.deriv()(c) < 0 or (rise.deriv()(c) == 0 and rise.deriv(2)(c) < 0):
            found.append(top(c) / bottom(c))
    for c in POLES.values():
        if field(c) == 0 and bare.anisotropy < 0 and top(c) * c > 0:
            return np.inf  # it rises to no end, as it does where the field vanishes inside
        if rise(c) * c > 0 and field(c) * c > 0:
            found.append(top(c) / bottom(c))
    return float(max(found))


def marginal_voltage(parameters: Parameters) -> NDArray[np.float64]:
    """Return -B/(2 lambda), at which every angle is marginal without a drive; energy.

    Without anisotropy and own damping.  Infinite where lambda is zero.
    """
    return divided(-parameters.field, 2 * parameters.lambda_)


def _without(parameters, name):
    return replace(parameters, **{name: np.zeros(parameters.shape)})


def _polynomial(parameters, d):
    # N at `d` in powers of cos(theta)
    return Polynomial(np.array(TorqueBalance.of(parameters, d).powers(), float))


def _pull(parameters):
    # lambda g~', what d multiplies in N
    north, south = (angular_conductance_slope(parameters, pole) for pole in POLES.values())
    return Polynomial(parameters.lambda_ * np.array([(north + south) / 2, (north - south) / 2]))


def _inner_roots(polynomial):
    # those between the poles, by falling cosine
    roots = polynomial.trim().roots()
    real = roots[np.abs(roots.imag) <= REAL].real
    return np.sort(real[np.abs(real) < 1])[::-1]
