"""V C: the torque balance N(cos_theta) = 0 of (46)-(49), and its roots.

On a stationary orbit phi_dot = -(B + B_K cos_theta), and with the identity
Gamma_up Gamma_down - Gamma_Delta^2 sin^2(theta) = Gamma_Sigma^2 - Gamma_Delta^2 what is left is

    N(c) = g~(c) [B + B_K c + 2 lambda V] + lambda g~'(c) d + alpha_0 S (B + B_K c) Q(c),
    Q = Gamma_up Gamma_down/(Gamma_Sigma^2 - Gamma_Delta^2),      c = cos_theta,

and S dc/dt = sin^2(theta) N/Q without what (A9) drops.  The paper's N is linear in c, with an
anisotropy it is quadratic, with the magnet's own damping too cubic.  It is held as

    N = north (1 + c)/2 + south (1 - c)/2 + (1 - c^2)(bend + twist c),

which keeps its values at the poles to the last digit: they decide which pole is stable.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.spin_torque import angular_conductances
from thermal_stt.parameters import FINITE, ParameterError, Parameters, divided

Array = NDArray[np.float64]

# Most precessions that there are: N is cubic
MOST = 3
# Steps to a root: halvings until a double has no more digits, if no step of Newton's is good
STEPS = 60


class TorqueBalance(NamedTuple):
    """N of each member of a family, of one shape; energy.  See the module."""

    north: Array
    south: Array
    bend: Array
    twist: Array

    @classmethod
    def of(cls, parameters: Parameters, d: ArrayLike) -> TorqueBalance:
        """Return N of the family at `d`."""
        [d] = parameters.broadcast(d)
        poles = [pole_torque(parameters, d, pole) for pole in (1.0, -1.0)]
        north, south = (at.conductance * at.field * at.relative for at in poles)
        excess = parameters.gamma_delta**2 / parameters.gamma_product  # Q - 1 over sin^2(theta)
        own = parameters.own_damping * parameters.spin * excess
        bend = parameters.rho_delta * parameters.gamma_delta * parameters.anisotropy / 2
        return cls(
            north,
            south,
            np.broadcast_to(bend + own * parameters.field, d.shape),
            np.broadcast_to(own * parameters.anisotropy, d.shape),
        )

    def value(self, cos_theta: ArrayLike) -> Array:
        """Return N; energy."""
        c = np.asarray(cos_theta, dtype=float)
        line = self.north * ((1 + c) / 2) + self.south * ((1 - c) / 2)
        return line + (1 - c) * (1 + c) * (self.bend + self.twist * c)

    def slope(self, cos_theta: ArrayLike) -> Array:
        """Return dN/dcos_theta; energy."""
        c = np.asarray(cos_theta, dtype=float)
        bent = (1 - c) * (1 + c) * self.twist - 2 * c * (self.bend + self.twist * c)
        return (self.north - self.south) / 2 + bent

    def powers(self) -> tuple[Array, Array, Array, Array]:
        """Return the coefficients of 1, c, c^2, c^3 in N; energies."""
        even, odd = (self.north + self.south) / 2, (self.north - self.south) / 2
        return even + self.bend, odd + self.twist, -self.bend, -self.twist

    def roots(self, distinct: NDArray[np.bool_]) -> tuple[Array, NDArray[np.bool_]]:
        """Return cos(theta) of each precession, by falling cosine, and where it exists.

        On a first axis of three.  Where there is none, the cosine is that of the pole at which the
        torque is the smaller one.  A line that is not `distinct` vanishes altogether or nowhere.
        """
        shape = (MOST, *self.north.shape)
        nearest = np.where(np.abs(self.north) <= np.abs(self.south), 1.0, -1.0)
        roots, exist = np.broadcast_to(nearest, shape).copy(), np.zeros(shape, bool)
        curved = (self.bend != 0) | (self.twist != 0)
        roots[0], exist[0] = self._root_of_line(nearest, distinct & ~curved)
        if curved.any():
            members = TorqueBalance(*(array[curved] for array in self))
            roots[:, curved], exist[:, curved] = members._roots_of_curve(nearest[curved])
        return roots, exist

    def _root_of_line(self, nearest, line):
        # np.sign: a product of the torques could underflow to zero; where both are zero, all is
        opposite = np.sign(self.north) * np.sign(self.south) <= 0
        exists = line & opposite & (self.north != self.south)
        total, difference = self.south + self.north, self.south - self.north
        return np.divide(total, difference, out=nearest.copy(), where=exists), exists

    def _roots_of_curve(self, nearest):
        edges = self._monotone_between()
        at = self.value(edges)
        at[0], at[-1] = self.north, self.south
        upper, lower = edges[:-1], edges[1:]
        above, below = np.sign(at[:-1]), np.sign(at[1:])
        # a root on an edge is one where it is a pole, a branch point; inside it is a double one
        above_counts, below_counts = upper == 1, lower == -1
        crosses = above * below < 0
        crosses |= (above == 0) & above_counts & (below != 0)
        crosses |= (below == 0) & below_counts & (above != 0)
        crosses &= upper > lower
        found = np.where(crosses, self._bracketed(upper, lower, above, below), nearest)
        found = np.where(crosses & (above == 0), 1.0, np.where(crosses & (below == 0), -1.0, found))
        order = np.argsort(~crosses, axis=0, kind="stable")
        return np.take_along_axis(found, order, 0), np.take_along_axis(crosses, order, 0)

    def _monotone_between(self):
        # 1, the extrema of N inside by falling cosine, -1
        _, p1, p2, p3 = self.powers()
        root = np.sqrt(np.maximum(p2**2 - 3 * p1 * p3, 0.0))
        larger = -(p2 + np.copysign(root, p2))
        pair = [
            np.divide(top, bottom, out=np.ones_like(top), where=bottom != 0)
            for top, bottom in ((larger, 3 * p3), (p1, larger))
        ]
        inside = np.clip(np.sort(pair, axis=0)[::-1], -1.0, 1.0)
        ends = np.ones_like(p1)
        return np.stack([ends, *inside, -ends])

    def _bracketed(self, upper, lower, above, below):
        # Newton's steps, halvings where one leaves the bracket
        upper, lower = upper.copy(), lower.copy()
        c, found = (upper + lower) / 2, np.zeros(upper.shape, bool)
        for _ in range(STEPS):
            value, slope = self.value(c), self.slope(c)
            same = np.sign(value) * np.where(above != 0, above, -below) > 0
            upper, lower = np.where(same, c, upper), np.where(same, lower, c)
            moved = c - np.divide(value, slope, out=np.zeros_like(c), where=slope != 0)
            good = (moved > lower) & (moved < upper) & (slope != 0)
            moved = np.where(good | (value == 0), moved, (upper + lower) / 2)
            near = np.abs(moved - c) <= np.finfo(float).eps
            # no member goes on for the sake of others
            c, found = np.where(found, c, moved), found | near
            if found.all():
                break
        return c


class PoleTorque(NamedTuple):
    """N at a pole, as the product of g~, a field and a number.

    The field is what N/g~ is without the drive, and `relative` 1 - d/d_pole with the branch point
    d_pole, so that N is exactly zero there.
    """

    conductance: Array
    field: Array
    relative: Array


def pole_torque(parameters: Parameters, d: ArrayLike, pole: ArrayLike) -> PoleTorque:
    """Return N at the `pole`, +1 or -1, in its factors `PoleTorque`; a number, energy, a number."""
    d, pole = parameters.broadcast(finite(d), pole)
    conductance, slope = angular_conductances(parameters, pole)
    field, point = _at_rest(parameters, pole, conductance, slope)
    relative = 1 - np.divide(d, point, out=np.zeros(d.shape), where=point != 0)
    if (balanced := field == 0).any():  # the drive alone is left
        field = np.where(balanced, parameters.lambda_ * slope / conductance, field)
        relative = np.where(balanced, d, relative)
    return PoleTorque(conductance, field, relative)


def finite(d: ArrayLike) -> Array:
    """Return the drive as an array, or raise ParameterError where it is no number; energy^2.

    Of any size, which `checked` does not let it be: a branch point may be very far.
    """
    d = np.asarray(d, dtype=float)
    if not np.isfinite(d).all():
        raise ParameterError("d", float(d[~np.isfinite(d)].flat[0]), FINITE)
    return d


def branch_point(parameters: Parameters, pole: ArrayLike) -> Array:
    """Return the d at which N vanishes at the `pole`, +1 or -1; infinite if none does; energy^2."""
    [pole] = parameters.broadcast(pole)
    return _at_rest(parameters, pole, *angular_conductances(parameters, pole))[1]


def _at_rest(parameters, pole, conductance, slope):
    # N/g~ at a pole without the drive, and the branch point of the pole
    held = parameters.field + pole * parameters.anisotropy
    own = parameters.own_damping * parameters.spin * held / conductance
    field = held + 2 * parameters.lambda_ * parameters.voltage + own
    return field, divided(-field * conductance, parameters.lambda_ * slope) + 0.0
