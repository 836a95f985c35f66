"""V B: the slow dynamics where the torque balance is no line, by quadrature.

With an anisotropy or an own damping of the magnet `slow_flow` has no closed form.  As there

    S dx/dt = (1 - x^2) N(x)/q(x),    x = cos(theta),
    q = [1 + ((1 - h) alpha + alpha_0)(alpha + alpha_0)]/(1 - h),

and the magnet moves between neighbours `low` and `high` among the poles and the roots of N.  With
z = ln((x - low)/(high - x)), dt/dz is smooth and has a limit at both ends, the inverse of their
growth rates: the zeros of N and of 1 - x^2 there are divided out.  So t(z) is a sum of Gauss rules
of unit z, or of less where complex roots of N come near, and z(t) its inverse by Newton's steps.

Members are on the first axis, times or nodes on the second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thermal_stt.magnet.precession import stationary_angles
from thermal_stt.magnet.slow_flow import height
from thermal_stt.magnet.spin_torque import broadening_product, damped_square
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(10)
# Beyond, x is `low` or `high` to the last digit, and dt/dz its limit
FAR = 40.0
# Widths of a rule, and the relative error of a time that is met
WIDTHS, MET = (1.0, 1 / 8, 1 / 64), 1e-10
# A start so near a root is on it; one whose round-off becomes more than this is not met
ON, CERTAIN = 1e-14, 1e-9
NEWTON = 8


class BentPath:
    """The motion of each member of a flat family from `theta` at `d`, on its interval.

    `end` is cos(theta) of the zero that it goes to, `rests` where it is on one; `met` says whether
    times are known.  `damped`: with the square of the damping, which (A9) drops.
    """

    def __init__(self, family: Parameters, d: Array, theta: Array, *, damped: bool = True) -> None:
        self.family, self.damped = family, damped
        balance = TorqueBalance.of(family, d)
        start, angles = np.cos(theta), stationary_angles(family, d)
        roots = np.where(angles.exists & (np.abs(angles.cos_theta0) < 1), angles.cos_theta0, np.nan)
        apart = roots - start
        on = np.abs(apart) <= ON
        high = np.where(apart > ON, roots, np.inf).min(axis=0)
        low = np.where(apart < -ON, roots, -np.inf).max(axis=0)
        self.at_root = np.isfinite(high), np.isfinite(low)  # not at a pole
        self.high, self.low = np.minimum(high, 1.0), np.maximum(low, -1.0)
        torque = balance.value(start)
        self.rests = on.any(axis=0) | np.isinf(height(theta)) | (torque == 0)
        self.way = np.where(self.rests, 0.0, np.sign(torque))
        self.end = np.where(self.way > 0, self.high, np.where(self.way < 0, self.low, start))
        self.start = np.where(self.rests, (self.high + self.low) / 2, start)
        self._deflate(balance)
        half = np.where(self.rests, np.arccos(self.start), theta) / 2
        # from a pole 1 -+ x keep their digits, from a root they cannot
        below = np.where(self.at_root[1], self.start - self.low, 2 * np.cos(half) ** 2)
        above = np.where(self.at_root[0], self.high - self.start, 2 * np.sin(half) ** 2)
        self.z = np.log(below / above)
        repelled = np.where(self.way > 0, below, above)
        from_root = np.where(self.way > 0, self.at_root[1], self.at_root[0])
        doubt = np.where(from_root & ~self.rests, np.finfo(float).eps / repelled, 0.0)
        self.met = doubt <= CERTAIN
        self._tabulate()

    def at(self, times: Array) -> tuple[Array, Array]:
        """Return v = artanh(x) and int x dt at `times`, (members, times); a number, 1/energy."""
        times, steps = np.asarray(times, dtype=float), self.edges.shape[1] - 1
        place = np.sum(times[:, :, None] >= self.times[:, None, :], axis=2) - 1
        place = np.clip(place, 0, steps - 1)
        begin, since, gone = (
            np.take_along_axis(array, place, 1) for array in (self.edges, self.times, self.weighed)
        )
        z = begin + (times - since) / np.take_along_axis(self.paces, place, 1)
        for _ in range(NEWTON):
            pace, _ = self._pace(z)
            passed = self._from(begin, z)[0]
            with np.errstate(invalid="ignore"):
                z = z - np.where(np.isfinite(pace), (since + passed - times) / pace, 0.0)
            ahead = np.sign(self.way)[:, None]
            z = np.where(ahead > 0, np.maximum(z, begin), np.minimum(z, begin))
        # beyond the last edge the pace is constant
        last, late = self.edges[:, -1:], times > self.times[:, -1:]
        z = np.where(late, last + (times - self.times[:, -1:]) / self.paces[:, -1:], z)
        x_dt = gone + self._from(begin, np.where(late, last, z))[1]
        x_dt = x_dt + np.where(late, (times - self.times[:, -1:]) * self.end[:, None], 0.0)
        down, up = (
            self._logarithm(*side) for side in ((-z, 0, 1 - self.high), (z, 1, 1 + self.low))
        )
        return (up - down) / 2, x_dt

    def time_to(self, cos_theta: Array) -> Array:
        """Return the time from the start to `cos_theta`, (members,), between it and the end."""
        z = np.log((cos_theta - self.low) / (self.high - cos_theta))
        place = np.sum((z[:, None] - self.edges) * self.way[:, None] >= 0, axis=1) - 1
        place = np.clip(place, 0, self.edges.shape[1] - 2)[:, None]
        begin, since = (np.take_along_axis(a, place, 1) for a in (self.edges, self.times))
        return np.where(self.rests, 0.0, (since + self._from(begin, z[:, None])[0])[:, 0])

    def _deflate(self, balance):
        # N without its zeros at the ends: coefficients of 1, x, x^2, x^3
        a = [*balance.powers()]
        for at_root, root in zip(self.at_root, (self.high, self.low), strict=True):
            b2 = a[3]
            b1 = a[2] + root * b2
            b0 = a[1] + root * b1
            divided = [b0, b1, b2, np.zeros_like(b0)]
            a = [np.where(at_root, new, old) for new, old in zip(divided, a, strict=True)]
        self.sign = np.where(self.at_root[0], -1.0, 1.0)
        self.coefficients = [array[:, None] for array in a]

    def _shares(self, z):
        # 1 - x and 1 + x, each to the last digit where it goes to zero
        width = (self.high - self.low)[:, None]
        small = np.exp(-np.abs(z))
        upper, lower = 1 / (1 + small), small / (1 + small)
        up, down = np.where(z > 0, upper, lower), np.where(z > 0, lower, upper)
        return (1 - self.high)[:, None] + width * down, (1 + self.low)[:, None] + width * up

    def _logarithm(self, z, side, rest):
        # of 1 - x or 1 + x, which goes to zero at a pole and to `rest` at a root
        share = np.minimum(z, 0.0) - np.log1p(np.exp(-np.abs(z)))
        width = (self.high - self.low)[:, None]
        inside = np.where(self.at_root[side], rest, 1.0)[:, None] + width * np.exp(share)
        return np.where(self.at_root[side][:, None], np.log(inside), np.log(width) + share)

    def _pace(self, z):
        # dt/dz, and x dt/dz
        down, up = self._shares(z)
        x = (up - down) / 2
        a0, a1, a2, a3 = self.coefficients
        left = self.sign[:, None] * (a0 + x * (a1 + x * (a2 + x * a3)))
        left = left * np.where(self.at_root[0][:, None], down, 1.0)
        left = left * np.where(self.at_root[1][:, None], up, 1.0)
        p = self.family[:, None]
        q = broadening_product(p, x) / p.gamma_product
        if self.damped:
            q = q * (1 + damped_square(p, x))
        pace = p.spin * q / ((self.high - self.low)[:, None] * left)
        return pace, x * pace

    def _from(self, begin, z):
        # the integrals of `_pace` from `begin` to z, (members, times)
        half = (z - begin) / 2
        nodes = (begin + half)[..., None] + half[..., None] * NODES
        flat = nodes.reshape(nodes.shape[0], -1)
        return tuple(half * (f.reshape(nodes.shape) @ WEIGHTS) for f in self._pace(flat))

    def _tabulate(self):
        # edges of the rules on the way, and the integrals until there; narrower until they agree
        way, start = np.where(self.rests, 1.0, self.way)[:, None], self.z[:, None]
        found = np.zeros(self.z.size, bool) | self.rests
        with np.errstate(divide="ignore", invalid="ignore"):
            for width in WIDTHS:
                steps = np.arange(np.ceil(2 * FAR / width) + 1)
                edges = np.clip(start * way, -FAR, FAR) + width * steps
                # from a start beyond to there the pace is constant, and one rule enough
                edges = np.maximum(np.hstack([start * way, np.minimum(edges, FAR)]), start * way)
                edges = way * edges
                middle = (edges[:, 1:] + edges[:, :-1]) / 2
                whole, weighed = self._from(edges[:, :-1], edges[:, 1:])
                halves = self._from(edges[:, :-1], middle)[0] + self._from(middle, edges[:, 1:])[0]
                good = np.abs(whole - halves).sum(axis=1) <= MET * np.abs(halves).sum(axis=1)
                found |= good
                if found.all():
                    break
            self.edges = edges
            self.times, self.weighed = (
                np.concatenate([np.zeros((self.z.size, 1)), np.cumsum(array, axis=1)], axis=1)
                for array in (whole, weighed)
            )
            self.paces = self._pace(edges)[0]
        self.met &= found
