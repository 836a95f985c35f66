"""V B: the slow dynamics (46)-(47) as t(v), a sum of logarithms, and its inverse.

With v = artanh(cos theta) = -ln tan(theta/2), which has the poles at infinity, (46)-(47) are

    dv/dt = n(x)/q(x),   n = [g~(x) B + lambda g~'(x) d]/S,   x = tanh v,
    q = Gamma_up Gamma_down/(Gamma_Sigma^2 - Gamma_Delta^2) + alpha(x)^2,

n linear, q quadratic and positive.  Without alpha^2, which (A9) drops, it is what (A15)-(A18) leave
once delta_M and delta_V are gone.

The magnet moves between neighbours among the poles and the root of n.  Let s go from 0 to 1 from
one of the two to the other and z = ln(s/(1 - s)).  Then dt/dz = q/(2 m), where m is linear in s and
has no zero between.  Let end 1 be that with the larger m, w = e^z, delta = m_0/m_1, q_01 the polar
form of q between the ends.  Then

    2 m_1 t = q_1 ln(1 + w) - q_0 K + (q_0 + delta q_1 - 2 q_01) L,
    K = ln(1 + delta/w)/delta,   L = ln(1 + (1 - delta)/(delta + w))/(1 - delta),

in which nothing cancels where roots meet: delta = 0 is a precession on a pole (|d| = d_0 for a
symmetric density of states), delta = 1 a torque that does not depend on the angle.  `slow_clock`
has this sum and its inverse.  Sets are on the last axis of every array, times before it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.slow_clock import FAR, Clock, bounded
from thermal_stt.magnet.torque_balance import pole_torque
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# What round-off in the start may become, as an angle
CERTAIN = 1e-9


def poles(axes: int) -> Array:
    """Return cos(theta) of the north and the south pole, before that many other axes."""
    return np.array([1.0, -1.0]).reshape(2, *(1,) * axes)


def height(theta: ArrayLike) -> Array:
    """Return v = -ln tan(theta/2), infinite at the poles; theta = pi, the double, is one."""
    theta = np.asarray(theta, dtype=float)
    north, south = theta <= np.exp(-FAR / 2), theta >= np.pi
    inside = np.where(north | south, 1.0, theta)
    return np.where(north, np.inf, np.where(south, -np.inf, -np.log(np.tan(inside / 2))))


def polar_angle(v: ArrayLike) -> Array:
    """Return theta = 2 arctan(exp(-v)), the inverse of `height`."""
    with np.errstate(over="ignore"):  # it is at the south pole
        return 2 * np.arctan(np.exp(-np.asarray(v, dtype=float)))


class SlowFlow(NamedTuple):
    """dv/dt = n/q for sets on the last axis: n and q at the poles, and the polar form of q.

    With s = (1 + x)/2: n = n_north s + n_south (1 - s),
    q = q_north s^2 + 2 q_mid s (1 - s) + q_south (1 - s)^2.
    """

    n_north: Array
    n_south: Array
    q_north: Array
    q_south: Array
    q_mid: Array

    @classmethod
    def of(cls, parameters: Parameters, d: ArrayLike, *, damped: bool) -> SlowFlow:
        """Return the flow of each member of the family at `d`; `damped`: with alpha^2 in q.

        Of members whose n is linear: without anisotropy and own damping of the magnet.

        n is zero to the last digit at a branch point, as the growth rates of `precession` are.
        """
        [d] = parameters.broadcast(d)
        at = pole_torque(parameters, d, poles(d.ndim))
        damping = at.conductance / parameters.spin
        torques = damping * at.field * at.relative
        mid = (parameters.gamma_sum**2 + parameters.gamma_delta**2) / parameters.gamma_product
        ends = 1 + damping**2 if damped else np.ones_like(damping)
        mid = mid + damping[0] * damping[1] if damped else mid
        arrays = np.empty((5, *d.shape))
        arrays[:2], arrays[2:4], arrays[4] = torques, ends, mid
        return cls(*arrays.reshape(5, d.size))

    def take(self, index: NDArray | slice) -> SlowFlow:
        """Return the flow of the sets at `index`."""
        return SlowFlow(*(array[index] for array in self))

    def rate(self, v: Array) -> Array:
        """Return dv/dt at v, (sets,) or (times, sets); energy."""
        up, down = shares(v)
        q = self.q_north * up * up + 2 * self.q_mid * up * down + self.q_south * down * down
        return (self.n_north * up + self.n_south * down) / q

    def rate_and_slope(self, v: Array) -> tuple[Array, Array]:
        """Return dv/dt and its derivative by v."""
        up, down = shares(v)
        by_up, by_down = (
            self.q_north * up + self.q_mid * down,
            self.q_mid * up + self.q_south * down,
        )
        q = by_up * up + by_down * down
        rate = (self.n_north * up + self.n_south * down) / q
        # d(up)/dv = 2 up down
        slope = self.n_north - self.n_south - 2 * rate * (by_up - by_down)
        return rate, 2 * up * down * slope / q

    def path(self, start: Array) -> Path:
        """Return the motion from v = `start`, (sets,), at t = 0."""
        return Path.between(self, start)


def shares(v: Array) -> tuple[Array, Array]:
    """Return (1 + x)/2 and (1 - x)/2, both to the last digit."""
    small = np.exp(-2 * np.abs(v))
    large = 1 / (1 + small)
    small *= large
    north = v >= 0
    return np.where(north, large, small), np.where(north, small, large)


class Path(NamedTuple):
    """Motion on one interval between zeros, oriented to its end 1, for each set."""

    start: Array  # v
    moves: Flags
    sign: Array  # of v, so that the interval has the north pole as an end
    inside: Flags  # the other end is the root of n
    root: Array  # s of that root, 0 for a pole
    rest: Array  # 1 - root
    flip: Array  # -1 where end 1 is the south pole
    pace: Array  # 2 m_1, with the direction of time
    clock: Clock
    z: Array  # of the start
    doubt: Array  # of z, by round-off in its distance from the root

    @classmethod
    def between(cls, flow: SlowFlow, start: Array) -> Path:
        """Return the motion of `flow` from v = `start`."""
        up, down = shares(start)
        torque = flow.n_north * up + flow.n_south * down
        direction = np.sign(flow.n_north)
        inside = direction * np.sign(flow.n_south) < 0
        mirrored = np.where(inside, torque * direction, flow.n_north + flow.n_south) < 0
        away = np.where(inside & (direction < 0), -1.0, 1.0)  # -1 where the root attracts
        at_north, at_south = np.abs(flow.n_north), np.abs(flow.n_south)
        m_high = np.where(mirrored, at_south, at_north)
        south = np.where(mirrored, at_north, at_south)
        q_north = np.where(mirrored, flow.q_south, flow.q_north)
        q_south = np.where(mirrored, flow.q_north, flow.q_south)
        moves = np.isfinite(start) & (torque != 0)
        sign = np.where(mirrored, -1.0, 1.0)
        twice_v = 2 * sign * np.where(moves, start, 0.0)
        size = np.where(inside, at_north + at_south, 1.0)
        root, rest = np.where(inside, south, 0.0) / size, np.where(inside, m_high, 1.0) / size
        # m and q at the lower end, which is the root or the south pole
        m_low = np.where(inside, m_high * root, south)
        q_low = q_north * root**2 + 2 * flow.q_mid * root * rest + q_south * rest**2
        q_cross = q_north * root + flow.q_mid * rest
        swap = m_low > m_high
        large = np.maximum(m_low, m_high)
        moves &= large > 0
        ratio = np.minimum(m_low, m_high) / np.where(moves, large, 1.0)
        clock = Clock.of(
            ratio, np.where(swap, q_north, q_low), np.where(swap, q_low, q_north), q_cross
        )
        w = rest * np.exp(bounded(twice_v)) - root
        moves &= w > 0
        w = np.where(moves, w, 1.0)
        flip = np.where(swap, -1.0, 1.0)
        return cls(
            start,
            moves,
            sign,
            inside,
            root,
            rest,
            flip,
            2 * large * flip * away,
            clock,
            bounded(flip * np.where(inside, np.log(w), twice_v)),
            np.where(moves, np.finfo(float).eps * root / w, 0.0),
        )

    def take(self, index: NDArray) -> Path:
        """Return the motion of the sets at `index`."""
        return self._replace(
            clock=self.clock.take(index),
            **{n: a[index] for n, a in self._asdict().items() if n != "clock"},
        )

    def at(self, times: Array) -> tuple[Array, Flags]:
        """Return v at `times`, (times, sets), and the sets where it is found.

        Poles and roots stay where they are.  A set is not found where round-off in its start,
        next to a root that repels, grows beyond CERTAIN.
        """
        _, v, met = self.reach(times)
        return v, met

    def reach(self, times: Array) -> tuple[Array, Array, Flags]:
        """Return z, and what `at` does."""
        z, met = self.clock.read(self.z, self.pace * times)
        v = self.height(z)
        if not self.moves.all():
            met = met | ~self.moves
        return z, v, met & self.certain(v)

    def since(self, v: Array) -> Array:
        """Return the time from the start to v, (sets,), on the interval of the start; 1/energy."""
        w = self.rest * np.exp(bounded(2 * self.sign * v)) - self.root
        logarithm = np.log(np.where(w > 0, w, 1.0))
        z = self.flip * np.where(self.inside, logarithm, 2 * self.sign * v)
        there, here = bounded(z), self.z
        ticks = self.clock.ticks(there, np.exp(there)) - self.clock.ticks(here, np.exp(here))
        return np.divide(ticks, self.pace, out=np.zeros_like(ticks), where=self.pace != 0)

    def height(self, z: Array) -> Array:
        """Return v at z, (times, sets)."""
        z = self.flip * z
        if self.inside.all():
            v = self.sign / 2 * np.log((np.exp(z) + self.root) / self.rest)
        elif self.inside.any():
            v = np.where(self.inside, np.log((np.exp(z) + self.root) / self.rest), z)
            v *= self.sign / 2
        else:
            v = self.sign / 2 * z
        return v if self.moves.all() else np.where(self.moves, v, self.start)

    def certain(self, v: Array) -> Flags:
        """Return where the doubt of the start has not grown on the way to v, (times, sets)."""
        # dv = dz dv/dz, and dv/dz = (1 - root/s)/2 is 1/2 at a pole and 0 at the root
        if not (self.doubt > CERTAIN).any():
            return np.ones(self.doubt.shape, bool)
        up = np.maximum(shares(self.sign * v)[0], self.root)
        grown = self.doubt * (1 - self.root / np.maximum(up, np.finfo(float).tiny)) / 2
        return grown.max(axis=0, initial=0.0) <= CERTAIN
