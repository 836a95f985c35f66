"""V B: the sum of logarithms of `slow_flow` and its inverse, for many sets and times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Householder's step is of fourth order: below this one, the next is below round-off
LAST_STEP = 1e-3
# Few numbers need more turns than these; those that do are kept between bounds that close
TURNS, MOST_TURNS = 3, 200
# To pick some of so few costs more than to let all take the next turn
FEW = 1000
# exp(-FAR) is no angle: beyond, the magnet is at the pole
FAR = 690.0
# Bounds of delta: no quotient by it, or by 1 - delta, leaves the doubles
DOUBLE, BELOW_ONE = 1e-100, 1 - np.finfo(float).eps / 2
# Over so little of z the clock is a straight line, to start with
NEAR = 0.5
# Once a block of this size was freed, glibc keeps what temporaries free, instead of asking the
# kernel for each page again: that is half of the time
np.empty(2**24, np.uint8)
# Farther than this from 0 and 1, plain logarithms are as good
PLAIN = 0.01


class Clock(NamedTuple):
    """2 m_1 t as a function of z, for sets on the last axis; see `slow_flow`."""

    delta: Array
    q_0: Array
    q_1: Array
    q_01: Array
    q_log: Array

    @classmethod
    def of(cls, ratio: Array, q_0: Array, q_1: Array, q_01: Array) -> Clock:
        """Return the clock with delta = `ratio`, between 0 and 1."""
        delta = np.minimum(np.maximum(ratio, DOUBLE), BELOW_ONE)
        return cls(delta, q_0, q_1, q_01, q_0 + delta * q_1 - 2 * q_01)

    def take(self, index: NDArray | slice) -> Clock:
        """Return the clock of the sets at `index`."""
        return Clock(*(array[index] for array in self))

    def ticks(self, z: Array, w: Array) -> Array:
        """Return 2 m_1 t at z, (sets,) or (times, sets), up to a constant; w = exp(z)."""
        beyond = 1 - self.delta
        first = np.log1p(self.delta / w) * (self.q_0 / self.delta)
        second = np.log1p(beyond / (self.delta + w)) * (self.q_log / beyond)
        return self.q_1 * np.log1p(w) - first + second

    def pace(self, w: Array) -> tuple[Array, Array, Array]:
        """Return dz/d(2 m_1 t), and f''/(2 f'), f'''/(2 f') of f = 2 m_1 t as a function of z.

        With up = s, down = 1 - s: f' = q/m, q = q_0 down^2 + 2 q_01 up down + q_1 up^2,
        m = delta down + up, and d/dz = up down d/ds.
        """
        down = 1 / (1 + w)
        up = w * down
        by_down, by_up = self.q_0 * down + self.q_01 * up, self.q_01 * down + self.q_1 * up
        m, over_q = (self.delta + w) * down, 1 / (by_down * down + by_up * up)
        # half the logarithmic slopes by s, of q and of m
        of_q, of_m = (by_up - by_down) * over_q, (1 - self.delta) / 2 / m
        bend, both = of_q - of_m, up * down
        curve = (self.q_0 - 2 * self.q_01 + self.q_1) * over_q - 4 * bend * of_m
        third = both * ((down - up) * bend + both * curve)
        return m * over_q, both * bend, third

    def rate(self, w: Array) -> Array:
        """Return dz/d(2 m_1 t), the first of `pace`."""
        down = 1 / (1 + w)
        up = w * down
        q = (self.q_0 * down + 2 * self.q_01 * up) * down + self.q_1 * up * up
        return (self.delta + w) * down / q

    def step(self, start: Array, later: Array) -> Array:
        """Return what z gains in a few ticks, where that is little: Householder's step."""
        rate, second, third = self.pace(np.exp(start))
        return _householder(rate * later, second, third)

    def read(self, start: Array, later: Array) -> tuple[Array, Flags]:
        """Return z, (times, sets), at `later` ticks than `start`, and the sets where it settles."""
        later = np.ascontiguousarray(later)
        plain = np.abs(self.delta - 0.5) < 0.5 - PLAIN
        if plain.all() or not plain.any():
            return self._read(start, later)
        z, met = np.empty_like(later), np.empty(plain.shape, bool)
        for group in (np.flatnonzero(plain), np.flatnonzero(~plain)):
            z[:, group], met[group] = self.take(group)._read(
                start[group], later.take(group, axis=1)
            )
        return z, met

    def _read(self, start, later):
        plain = (np.abs(self.delta - 0.5) < 0.5 - PLAIN).all()
        terms, w = Plain.of(self) if plain else self, np.exp(start)
        target = terms.ticks(start, w) + later
        straight = self.rate(w) * later
        far = np.abs(straight) > NEAR
        if far.any():
            z = np.where(far, self._asymptote(target), start + straight)
        else:
            z = start + self.step(start, later)
        z, met = self._turned(z, target, terms, TURNS)
        return z, met.all(axis=0)

    def _turned(self, z, target, terms, more):
        # z after Householder's steps to `target`, and where they settle
        w = np.exp(z)
        rate, second, third = self.pace(w)
        step = _householder(rate * (target - terms.ticks(z, w)), second, third)
        z, met = bounded(z + step), np.abs(step) < LAST_STEP
        if met.all():
            return z, met
        if more and z.size < FEW:
            return self._turned(z, target, terms, more - 1)
        # the next for those near a bend of the clock: a quarter, then few
        which = np.flatnonzero(~met)
        sets, left = which % self.delta.size, (z.take(which), target.take(which))
        part, terms = (type(one)(*(a.take(sets) for a in one)) for one in (self, terms))
        found = part._turned(*left, terms, more - 1) if more else _between_bounds(*left, part)
        z.reshape(-1)[which], met.reshape(-1)[which] = found
        return z, met

    def _asymptote(self, target):
        # q_1 z on the right, -q_0 K + q_log L(w = 0) on the left, of 0
        delta, one = self.delta, np.ones_like(self.delta)
        log = np.log(delta)
        far = (-self.q_log * log / (1 - delta) - target) * (delta / self.q_0)
        left = log - np.log(np.expm1(bounded(np.maximum(far, DOUBLE))))
        return bounded(np.where(target > self.ticks(0 * one, one), target / self.q_1, left))


class Plain(NamedTuple):
    """The same sum of logarithms where no quotient loses digits."""

    delta: Array
    of_near: Array
    of_far: Array
    of_z: Array

    @classmethod
    def of(cls, clock: Clock) -> Plain:
        """Return the terms of `clock` sorted by logarithms."""
        first, second = clock.q_0 / clock.delta, clock.q_log / (1 - clock.delta)
        return cls(clock.delta, clock.q_1 + second, -first - second, first)

    def ticks(self, z: Array, w: Array) -> Array:
        """Return what `Clock.ticks` does."""
        near, far = np.log(1 + w), np.log(self.delta + w)
        return self.of_near * near + self.of_far * far + self.of_z * z


def _householder(newton, second, third):
    # from Newton's step and f''/(2 f'), f'''/(2 f'); where it is none, a guarded one
    top, bottom = 1 + newton * second, 1 + newton * (2 * second + newton * third / 3)
    if not ((top > 0.25) & (bottom > 0.25)).all():
        top, bottom = np.maximum(top, 0.25), np.maximum(bottom, 0.25)
    return newton * top / bottom


def bounded(z: Array) -> Array:
    """Return z, at most FAR on either side: it seldom is beyond, and np.clip takes its time."""
    return np.clip(z, -FAR, FAR) if (np.abs(z) > FAR).any() else z


def _between_bounds(z, target, clock):
    # halved wherever Householder's step would leave them, or is not half of the one before
    low, high = np.full(z.shape, -FAR), np.full(z.shape, FAR)
    met, before = np.zeros(z.shape, bool), np.full(z.shape, FAR)
    for _ in range(MOST_TURNS):
        w = np.exp(z)
        rate, second, third = clock.pace(w)
        newton = rate * (target - clock.ticks(z, w))
        step, late = _householder(newton, second, third), newton > 0
        low, high = np.where(late, z, low), np.where(late, high, z)
        last = (np.abs(step) < LAST_STEP) | (high - low < LAST_STEP**5)
        far = (z + step < low) | (z + step > high) | (np.abs(step) > before / 2)
        new = np.where(far & ~last, (low + high) / 2, np.clip(z + step, low, high))
        before = np.abs(new - z)
        z, met = np.where(met, z, new), met | last
        if met.all():
            break
    return z, met
