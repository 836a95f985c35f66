"""V B: the sum of logarithms of `slow_flow` and its inverse, for many sets and times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
# Over so little of z the clock is a straight line, to start with
NEAR = 0.5
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
        delta = np.clip(ratio, DOUBLE, BELOW_ONE)
        return cls(delta, q_0, q_1, q_01, q_0 + delta * q_1 - 2 * q_01)

    def ticks(self, z: Array) -> Array:
        """Return 2 m_1 t at z, (sets,) or (times, sets), up to a constant."""
        return _ticks(z, np.exp(z), self, plain=False)

    def pace(self, z: Array) -> Array:
        """Return d(2 m_1 t)/dz."""
        w = np.exp(z)
        down = 1 / (1 + w)
        up = w * down
        q = self.q_0 * down * down + 2 * self.q_01 * up * down + self.q_1 * up * up
        return q / (self.delta * down + up)

    def read(self, start: Array, later: Array) -> tuple[Array, Flags]:
        """Return z, (times, sets), at `later` ticks than `start`, and the sets where it settles."""
        plain = (self.delta > PLAIN) & (self.delta < 1 - PLAIN)
        if plain.all() or not plain.any():
            return self._read(start, later, plain=bool(plain.all()))
        z, met = np.empty_like(later), np.empty(plain.shape, bool)
        for group in (plain, ~plain):
            part = Clock(*(array[group] for array in self))
            z[:, group], met[group] = part._read(
                start[group], later[:, group], plain=group is plain
            )
        return z, met

    def _read(self, start, later, *, plain):
        target, straight = self.ticks(start) + later, later / self.pace(start)
        near = np.abs(straight) < NEAR
        z = (
            straight + start
            if near.all()
            else np.where(near, straight + start, _guess(target, self))
        )
        met = np.zeros(z.shape, bool)
        for _ in range(TURNS):
            step, _late = _step(z, target, self, plain=plain)
            before, z = z, np.clip(z + step, -FAR, FAR)
            # a step that would leave FAR from FAR, not one that only comes there
            met = (np.abs(step) < LAST_STEP) | ((np.abs(z) == FAR) & (z == before))
            if met.all():
                return z, met.all(axis=0)
        left = ~met
        part = Clock(*(np.broadcast_to(array, z.shape)[left] for array in self))
        z[left], met[left] = _between_bounds(z[left], target[left], part)
        return z, met.all(axis=0)


def _ticks(z, w, clock, *, plain):
    delta = clock.delta
    if plain:
        near, far = np.log(1 + w), np.log(delta + w)
        first, second = (far - z) / delta, (near - far) / (1 - delta)
    else:
        near, first = np.log1p(w), np.log1p(delta / w) / delta
        second = np.log1p((1 - delta) / (delta + w)) / (1 - delta)
    return clock.q_1 * near - clock.q_0 * first + clock.q_log * second


def _guess(target, clock):
    # the asymptotes: q_1 z on the right, -q_0 K + q_log L(w = 0) on the left
    delta = clock.delta
    zero = np.zeros_like(delta)
    middle = _ticks(zero, zero + 1, clock, plain=False)
    constant = clock.q_log * -np.log(delta) / (1 - delta)
    far = np.maximum((constant - target) * (delta / clock.q_0), DOUBLE)
    left = np.log(delta) - far - np.log(-np.expm1(-far))
    return np.clip(np.where(target > middle, target / clock.q_1, np.minimum(left, 0.0)), -FAR, FAR)


def _step(z, target, clock, *, plain):
    # Halley's, and whether the clock is late; up = s, down = 1 - s
    w = np.exp(z)
    down = 1 / (1 + w)
    up = w * down
    q_0, q_1, q_01 = clock.q_0, clock.q_1, clock.q_01
    # q = q_0 down^2 + 2 q_01 up down + q_1 up^2, and half its slopes
    by_down, by_up = q_0 * down + q_01 * up, q_01 * down + q_1 * up
    q, m = by_down * down + by_up * up, clock.delta * down + up
    newton = (target - _ticks(z, w, clock, plain=plain)) * m / q
    bend = ((by_up - by_down) / q - (1 - clock.delta) / (2 * m)) * (up * down)
    return newton / np.maximum(1 + newton * bend, 0.25), newton > 0


def _between_bounds(z, target, clock):
    # halved wherever Halley's step would leave them, or is not half of the one before
    low, high = np.full(z.shape, -FAR), np.full(z.shape, FAR)
    met, before = np.zeros(z.shape, bool), np.full(z.shape, FAR)
    for _ in range(MOST_TURNS):
        step, late = _step(z, target, clock, plain=False)
        low, high = np.where(late, z, low), np.where(late, high, z)
        last = (np.abs(step) < LAST_STEP) | (high - low < LAST_STEP**2)
        far = (z + step < low) | (z + step > high) | (np.abs(step) > before / 2)
        new = np.where(far & ~last, (low + high) / 2, np.clip(z + step, low, high))
        before = np.abs(new - z)
        z, met = np.where(met, z, new), met | last
        if met.all():
            break
    return z, met
