"""A 2: how far a segment of the slow phase goes, and where its points are.

Along the slow flow t is a sum of logarithms of z (`slow_flow`), singular at w = -1 and -delta: off
the real axis of z by pi.  About one of them, or both,

    z = z_0 + direction [ahead + pi sinh(u)]

has them near Im u = pi/2, however far z goes on, and what decays with z is bounded all the way
between.  So one polynomial in u describes what in z or t would take several.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.chebyshev import EFOLDS, NODES, TINY
from thermal_stt.magnet.slow_flow import Path

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# The slow mode may be faster at the start of a segment than on its average
DENSE = 1.5
# Of what would just do: few are to be halved
SAFE = 0.97
# So far beyond its bends t(z) is straight
STRAIGHT = 40.0
# Two singularities of t(z) nearer to each other than this are dealt with as one
NEIGHBOURS = 3.0
# So far beyond the last one z is as good as sinh(u): this one is a straight line
PAST, LINE = 3.0, 100.0
# What drives the magnet may grow by so many e-folds over the way it would take back by itself
GROWTH = 12.0


class Grid(NamedTuple):
    """z as `unit` sinh(u) about `ahead`, in the direction of motion, for each set."""

    ahead: Array
    unit: Array
    begin: Array  # u at the start
    length: Array  # that u may go
    most: Array  # that z may go
    straight: Flags  # where nothing moves, or t(z) bends no more

    @classmethod
    def of(cls, path: Path, slow: Array, size: Array) -> Grid:
        """Return that of `path` for an error of `size` of what decays at the rate `slow`.

        A polynomial in u converges as rho^-NODES, where the ellipse about the segment with the sum
        of its half axes rho times their difference goes through the nearest singularity.  The slow
        mode, most of which is at the start, has as many e-folds there as the polynomial can
        follow, and so has the distance of the magnet from an end, exp(-z).

        Where the magnet is faster than the slow mode and at an end that attracts, it follows what
        is left of that at a distance (`slow_phase`), but for the square of it.  Over the decay of
        a neighbour, exp(-z), that grows, and errors of round-off and of the polynomial with it.
        """
        clock, pace = path.clock, np.abs(path.pace)
        exponent = -np.log(np.minimum(size, 0.5)) / NODES
        centers = np.array([np.zeros_like(path.z), np.log(clock.delta)])
        when = (centers - path.z) * np.sign(path.pace)
        first, last = when.min(axis=0), when.max(axis=0)
        ahead = np.where(first >= 0, first, last)
        ahead = np.where(last - first < NEIGHBOURS, (first + last) / 2, ahead)
        unit = np.where(ahead < -PAST, LINE, np.pi)
        begin = -np.arcsinh(ahead / unit)
        singular = np.arcsinh((when - ahead + 1j * np.pi) / unit)
        when = singular.real - begin
        length = 2 * (np.cosh(exponent) * np.hypot(when, singular.imag) - when)
        length = length.min(axis=0) * (SAFE / np.sinh(exponent) ** 2)
        slow = np.abs(slow)
        speed = np.maximum(pace * clock.rate(np.exp(path.z)), TINY)
        folds = np.maximum(slow / speed / DENSE, 1.0) * unit * np.cosh(begin)
        at_end = pace * np.where(path.pace > 0, 1 / clock.q_1, clock.delta / clock.q_0)
        return cls(
            ahead,
            unit,
            begin,
            np.minimum(length, EFOLDS / folds),
            GROWTH / np.maximum(1 - 2 * slow / at_end, GROWTH / EFOLDS),
            ~path.moves | (last < -STRAIGHT),
        )

    def u(self, gone: Array) -> Array:
        """Return how far u is from its start where z is `gone` from its own."""
        return np.arcsinh((gone - self.ahead) / self.unit) - self.begin

    def z(self, gone: Array) -> tuple[Array, Array]:
        """Return how far z is from its start where u is `gone` from its own, and its slope by u."""
        half = self.unit / 2
        grown = np.exp(self.begin + gone) * half
        shrunk = half * half / grown
        return self.ahead + (grown - shrunk), grown + shrunk
