"""A 2: one segment of a run as a polynomial: integral, slope, ends and values between.

tau goes from 0 to 1; functions are their values at `TAU` (Chebyshev's points, ends included) on the
first axis.  An exponential over EFOLDS is exact to 1e-11 of its largest value.
"""

from __future__ import annotations

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Array = NDArray[np.float64]

NODES, EFOLDS = 28, 22.0
POINTS = -np.cos(np.pi * np.arange(NODES) / (NODES - 1))
TAU = (1 + POINTS) / 2
TO_SERIES = np.linalg.inv(chebyshev.chebvander(POINTS, NODES - 1))
# from tau = 0 to each point
INTEGRAL = chebyshev.chebval(POINTS, chebyshev.chebint(TO_SERIES, lbnd=-1)).T / 2
SLOPE = 2 * chebyshev.chebval(POINTS, chebyshev.chebder(TO_SERIES)).T
WEIGHTS = np.where(np.arange(NODES) % 2, -1.0, 1.0)
WEIGHTS[[0, -1]] /= 2
ON_A_POINT = 1e-200
TINY = np.finfo(float).tiny
# What relaxes over EFOLDS: its own decay, and what the force g makes of it, (1 + EFOLDS I)^-1 I g
DECAY = np.exp(-EFOLDS * TAU)
RELAX = np.linalg.solve(np.eye(NODES) + EFOLDS * INTEGRAL, INTEGRAL)


def tail(values: Array) -> Array:
    """Return the size of the first two coefficients that are left out: the error, (sets,).

    One by one they go on as from the two before the last two to these, or are as large as these.
    """
    size = np.abs(TO_SERIES[-4:] @ values)
    before, last = size[0] + size[1], size[2] + size[3]
    return last * np.minimum(np.sqrt(last / np.maximum(before, TINY)), 1.0)


def between(values: tuple[Array, ...], sets: NDArray[np.intp], tau: Array) -> Array:
    """Return each of `values`, functions of all sets, for `sets`, each at its `tau`.

    The barycentric formula.  On a point, its weight leaves nothing of the others.
    """
    weights = WEIGHTS / (tau[:, None] - TAU + ON_A_POINT)
    weights /= weights.sum(axis=1, keepdims=True)
    # that of a set in one piece, before many of them are picked
    taken = np.ascontiguousarray(np.array(values).transpose(2, 0, 1))[sets]
    return np.einsum("sn,svn->vs", weights, taken)
