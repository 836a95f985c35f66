"""A lead's step as a sum over poles, and a band as a few levels: what a dot in time is made of.

The continued fraction of tanh, cut after 2 N terms, is

    tanh(x/2) = 2 sum_p r_p [1/(x - i xi_p) + 1/(x + i xi_p)],    p = 1, ..., N,

with 2/xi_p the positive eigenvalues of a tridiagonal matrix.  The first are Matsubara's,
xi_p = (2 p - 1) pi and r_p = 1; the last ones stand for all the others, so that it is exact to
rounding up to |x| of about N^2/5 and bounded beyond.

The levels are the nodes of Gauss's rule whose weight is the density of states: of all choices of
so many levels the one that has the most moments of the band.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from thermal_stt.mean_field.bands import Band

# nu is (1 - x^2)^(lambda - 1/2) in x = e/W, the weight of Gegenbauer's polynomials
GEGENBAUER = {"semicircle": 1.0, "parabola": 1.5}


def poles_of_step(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return xi_p and r_p of tanh(x/2), `count` of each, ascending in xi_p; numbers."""
    odd = np.arange(1.0, 4 * count, 2)
    values, vectors = _of_tridiagonal(1 / np.sqrt(odd[:-1] * odd[1:]))
    xi = 2 / values[: count - 1 : -1]
    return xi, (vectors[: count - 1 : -1] * xi) ** 2 / 4


def levels_of_band(band: Band, count: int) -> tuple[NDArray, NDArray[np.float64]]:
    """Return energies and weights of `count` levels per spin; energy, numbers.

    A table has at least so many, and a Lorentzian one, -i W: all else vanishes in the lower half
    plane.
    """
    if band.shape == "lorentzian":
        return np.array([-1j * band.half_width]), np.array([band.states])
    order = np.arange(1.0, count)
    if band.shape in GEGENBAUER:
        size = GEGENBAUER[band.shape]
        beside = order * (order + 2 * size - 1) / (order + size) / (order + size - 1) / 4
        nodes, first = _of_tridiagonal(band.half_width * np.sqrt(beside))
        return nodes, band.states * first**2
    if band.shape == "gaussian":
        deviation = band.half_width / np.sqrt(2 * np.log(2))
        nodes, first = _of_tridiagonal(deviation * np.sqrt(order))
        return nodes, band.states * first**2
    edges = band.half_width * np.array((band.table or ((),))[0])
    parts = []
    for low, high in pairwise(edges):
        share = int(np.ceil(count * (high - low) / (edges[-1] - edges[0])))
        nodes, weights = np.polynomial.legendre.leggauss(share + 1)
        energies = (low + high + (high - low) * nodes) / 2
        parts.append((energies, (high - low) / 2 * weights * band.density(energies)))
    energies, weights = (np.concatenate(side) for side in zip(*parts, strict=True))
    return energies, weights


def _of_tridiagonal(beside: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # eigenvalues, ascending, and the first components of their vectors: nodes, roots of weights
    values, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return values, vectors[0]
