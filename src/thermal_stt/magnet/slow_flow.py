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
symmetric density of states), delta = 1 a torque that does not depend on the angle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.precession import branch_points
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Halley's step is of third order: below this one, the next is below round-off
LAST_STEP = 1e-5
# Few numbers need more turns than this; those that do are kept between bounds that close
TURNS, MOST_TURNS = 3, 200
# exp(-FAR) is no angle: beyond, the magnet is at the pole
FAR = 690.0
# Bounds of delta: no quotient by it, or by 1 - delta, leaves the doubles
DOUBLE, BELOW_ONE = 1e-100, 1 - np.finfo(float).eps / 2
# What round-off in the start may become, as an angle
CERTAIN = 1e-9


def height(theta: ArrayLike) -> Array:
    """Return v = -ln tan(theta/2), infinite at the poles; theta = pi, the double, is one."""
    theta = np.asarray(theta, dtype=float)
    north, south = theta <= np.exp(-FAR / 2), theta >= np.pi
    inside = np.where(north | south, 1.0, theta)
    return np.where(north, np.inf, np.where(south, -np.inf, -np.log(np.tan(inside / 2))))


def polar_angle(v: ArrayLike) -> Array:
    """Return theta = 2 arctan(exp(-v)), the inverse of `height`."""
    return 2 * np.arctan(np.exp(-np.asarray(v, dtype=float)))


class SlowFlow(NamedTuple):
    """dv/dt = n/q for sets on the first axis: n and q at the poles, and the polar form of q.

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

        n is zero to the last digit at a branch point, as the growth rates of `precession` are.
        """
        [d] = parameters.broadcast(d)
        north, south = (gilbert_damping(parameters, pole) for pole in (1.0, -1.0))
        torques = (
            damping * parameters.field * (1 - d / point)
            for damping, point in zip((north, south), branch_points(parameters), strict=True)
        )
        squares = parameters.gamma_sum**2 + parameters.gamma_delta**2
        mid = squares / parameters.gamma_product
        inertia = (north**2, south**2, north * south) if damped else (0.0, 0.0, 0.0)
        q = (1 + inertia[0], 1 + inertia[1], mid + inertia[2])
        return cls(*(array.ravel() for array in np.broadcast_arrays(*torques, *q)))

    def take(self, index: NDArray) -> SlowFlow:
        """Return the flow of the sets at `index`."""
        return SlowFlow(*(array[index] for array in self))

    def rate(self, v: Array) -> Array:
        """Return dv/dt at v, (sets,) or (sets, ...); energy."""
        north, south, q_north, q_south, q_mid = _columns(self, np.ndim(v))
        up = _logistic(2 * v)
        down = _logistic(-2 * v)
        q = q_north * up * up + 2 * q_mid * up * down + q_south * down * down
        return (north * up + south * down) / q

    def at(self, start: Array, times: Array) -> tuple[Array, Flags]:
        """Return v, (sets, times), from `start` (sets,) at t = 0, and the sets where it is found.

        `times`, (sets, times), may be negative.  Poles and roots stay where they are.
        """
        path = _Path.between(self, start)
        still = ~path.moves
        ticks = _ticks(path.z, path.delta, path.q_0, path.q_1, path.q_log)
        z, met = _invert(path, ticks[:, None] + path.pace[:, None] * times)
        v = path.height(z)
        v[still] = np.asarray(start)[still, None]
        return v, (met & path.certain(v)) | still


class _Path(NamedTuple):
    """One interval between zeros, oriented to its end 1, for each set."""

    moves: Flags
    sign: Array  # of v, so that the interval has the north pole as an end
    inside: Flags  # the other end is the root of n
    root: Array  # s of that root, 0 for a pole
    rest: Array  # 1 - root
    flip: Array  # -1 where end 1 is the south pole
    pace: Array  # 2 m_1, with the direction of time
    delta: Array
    q_0: Array
    q_1: Array
    q_log: Array
    z: Array  # of the start
    doubt: Array  # of z, by round-off in its distance from the root

    @classmethod
    def between(cls, flow: SlowFlow, start: Array) -> _Path:
        north, south, q_north, q_south, q_mid = flow
        at_start = north * _logistic(2 * start) + south * _logistic(-2 * start)
        inside = np.sign(north) * np.sign(south) < 0
        mirrored = np.where(inside, at_start * np.sign(north) < 0, north + south < 0)
        north, south = (
            np.where(mirrored, -south, north),
            np.where(mirrored, -north, south),
        )
        q_north, q_south = (
            np.where(mirrored, q_south, q_north),
            np.where(mirrored, q_north, q_south),
        )
        moves = np.isfinite(start) & (at_start != 0)
        sign = np.where(mirrored, -1.0, 1.0)
        v = np.where(moves, sign * start, 0.0)
        size = np.abs(north) + np.abs(south)
        size = np.where(size > 0, size, 1.0)
        root = np.where(inside, np.abs(south) / size, 0.0)
        rest = np.where(inside, np.abs(north) / size, 1.0)
        # n m and q at the lower end, which is the root or the south pole
        m_low = np.where(inside, np.abs(north) * root, np.abs(south))
        m_high = np.abs(north)
        q_low = q_north * root**2 + 2 * q_mid * root * rest + q_south * rest**2
        q_cross = q_north * root + q_mid * rest
        swap = m_low > m_high
        small, large = np.minimum(m_low, m_high), np.maximum(m_low, m_high)
        moves &= large > 0
        large = np.where(large > 0, large, 1.0)
        delta = np.clip(small / large, DOUBLE, BELOW_ONE)
        flip = np.where(swap, -1.0, 1.0)
        q_0, q_1 = np.where(swap, q_north, q_low), np.where(swap, q_low, q_north)
        w = rest * np.exp(np.clip(2 * v, -FAR, FAR)) - root
        moves &= w > 0
        z = np.where(inside, np.log(np.where(w > 0, w, 1.0)), 2 * v)
        doubt = np.finfo(float).eps * np.where(inside & moves, root / np.where(w > 0, w, 1.0), 0.0)
        forward = np.where(inside & (north < 0), -1.0, 1.0)
        return cls(
            moves,
            sign,
            inside,
            root,
            rest,
            flip,
            2 * large * flip * forward,
            delta,
            q_0,
            q_1,
            q_0 + delta * q_1 - 2 * q_cross,
            np.clip(flip * z, -FAR, FAR),
            doubt,
        )

    def height(self, z: Array) -> Array:
        """Return v at z, (sets, times)."""
        z = self.flip[:, None] * z
        v = z / 2
        if self.inside.any():
            inside = self.inside
            w = np.exp(z[inside]) + self.root[inside, None]
            v[inside] = np.log(w / self.rest[inside, None]) / 2
        return self.sign[:, None] * v

    def certain(self, v: Array) -> Flags:
        """Return where the doubt of the start has not grown on the way to v, (sets, times)."""
        doubtful = self.doubt > CERTAIN
        if not doubtful.any():
            return ~doubtful
        # dv = dz dv/dz, and dv/dz = (1 - root/s)/2 is 1/2 at a pole and 0 at the root
        s = _logistic(2 * (self.sign[:, None] * v)[doubtful])
        grown = self.doubt[doubtful, None] * (s - self.root[doubtful, None]) / (2 * s)
        certain = ~doubtful
        certain[doubtful] = grown.max(axis=1, initial=0.0) <= CERTAIN
        return certain


def _ticks(z, delta, q_0, q_1, q_log):
    # 2 m_1 t
    w = np.exp(z)
    ratio = np.log1p((1 - delta) / (delta + w)) / (1 - delta)
    return q_1 * np.log1p(w) - q_0 * np.log1p(delta / w) / delta + q_log * ratio


def _guess(target, delta, q_0, q_1, q_log):
    # the asymptotes: q_1 z on the right, -q_0 K + q_log L(w = 0) on the left
    middle = _ticks(np.zeros_like(delta), delta, q_0, q_1, q_log)
    far = np.maximum((q_log * -np.log(delta) / (1 - delta) - target) * (delta / q_0), DOUBLE)
    left = np.log(delta) - far - np.log(-np.expm1(-far))
    return np.clip(np.where(target > middle, target / q_1, np.minimum(left, 0.0)), -FAR, FAR)


def _step(z, target, delta, q_0, q_1, q_log):
    # Halley's, and whether the clock is late; up = s, down = 1 - s
    up, down = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    q_01 = (q_0 + delta * q_1 - q_log) / 2
    q, m = q_0 * down * down + 2 * q_01 * up * down + q_1 * up * up, delta * down + up
    slope = q / m
    bend = 2 * (q_01 * (down - up) + q_1 * up - q_0 * down) / q - (1 - delta) / m
    bend = bend * up * down
    newton = (target - _ticks(z, delta, q_0, q_1, q_log)) / slope
    return newton / np.maximum(1 + newton * bend / 2, 0.25), newton > 0


def _invert(path, target):
    """Return z, (sets, times), at which 2 m_1 t is `target`, and the sets where it has settled."""
    numbers = [array[:, None] for array in (path.delta, path.q_0, path.q_1, path.q_log)]
    z = _guess(target, *numbers)
    step = np.inf
    for _ in range(TURNS):
        step, _late = _step(z, target, *numbers)
        z = np.clip(z + step, -FAR, FAR)
    met = (np.abs(step) < LAST_STEP) | (np.abs(z) == FAR)
    if not met.all():
        left = ~met
        numbers = [np.broadcast_to(array, z.shape)[left] for array in numbers]
        z[left], met[left] = _between_bounds(z[left], target[left], numbers)
    return z, met.all(axis=1)


def _between_bounds(z, target, numbers):
    # halved wherever Halley's step would leave them
    low, high = np.full(z.shape, -FAR), np.full(z.shape, FAR)
    met = np.zeros(z.shape, bool)
    for _ in range(MOST_TURNS):
        step, late = _step(z, target, *numbers)
        low, high = np.where(late, z, low), np.where(late, high, z)
        last = np.abs(step) < LAST_STEP
        outside = ((z + step < low) | (z + step > high)) & ~last
        z, met = np.where(met, z, np.where(outside, (low + high) / 2, z + step)), met | last
        if met.all():
            break
    return z, met


def _logistic(u):
    # exp(u)/(1 + exp(u)), without overflow
    half = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, half) / (1 + half)


def _columns(flow, ndim):
    return (array.reshape(-1, *(1,) * (ndim - 1)) for array in flow)
