"""A 2: delta_M and delta_V of many sets as a slow and a fast mode on a magnet that turns.

With y = (delta_M, delta_V), (A16)-(A18) are dy/dt = A(x) y, A linear in x = cos(theta), and

    dv/dt = f(v) - pull y,   v = artanh(x),   pull = Gamma_Delta (-rho_Delta/2, rho_Sigma + C)/S,

f the slow flow without alpha^2.  y = slow (1, r) + fast (q, 1), along the eigenvectors of A at some
angle: both eigenvalues are real, and A_11 - A_22 = sum Gamma_sigma rho_sigma (J + 2/C) > 0, so that
the two never change places.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.full_dynamics.relaxation import relaxation_matrix
from thermal_stt.magnet.slow_flow import SlowFlow
from thermal_stt.parameters import Parameters

Array = NDArray[np.float64]


class Modes(NamedTuple):
    """Eigenvectors (1, r), (q, 1) and eigenvalues of A at some angles; gap = slow - fast > 0."""

    r: Array
    q: Array
    slow: Array
    fast: Array
    gap: Array


class Matrix(NamedTuple):
    """A at some angles, or its slope by x."""

    mm: Array
    mv: Array
    vm: Array
    vv: Array


class Sets(NamedTuple):
    """The equations of many sets, which are on the last axis of every array."""

    flow: SlowFlow
    mean: Matrix
    slope: Matrix
    pull_m: Array
    pull_v: Array

    @classmethod
    def of(cls, parameters: Parameters, d: ArrayLike) -> Sets:
        """Return those of each member of the family at `d`, flattened in C order."""
        [d] = parameters.broadcast(d)
        north, south = relaxation_matrix(parameters, 1.0), relaxation_matrix(parameters, -1.0)

        def entries(matrix):
            matrix = np.broadcast_to(matrix, (*d.shape, 2, 2)).reshape(d.size, 4)
            return Matrix(*np.ascontiguousarray(matrix.T))

        weight = parameters.gamma_delta / parameters.spin
        pulls = (
            -weight * parameters.rho_delta / 2,
            weight * (parameters.rho_sum + parameters.capacitance),
        )
        return cls(
            SlowFlow.of(parameters, d, damped=False),
            entries((north + south) / 2),
            entries((north - south) / 2),
            *(np.broadcast_to(pull, d.shape).ravel() for pull in pulls),
        )

    def take(self, index: object) -> Sets:
        """Return the sets at `index`."""
        return Sets(
            self.flow.take(index),
            Matrix(*(array[index] for array in self.mean)),
            Matrix(*(array[index] for array in self.slope)),
            self.pull_m[index],
            self.pull_v[index],
        )

    def matrix(self, x: Array) -> Matrix:
        """Return A at x = cos(theta), (sets,) or (times, sets)."""
        return Matrix(*(m + s * x for m, s in zip(self.mean, self.slope, strict=True)))

    def modes(self, x: Array) -> Modes:
        """Return the modes at x."""
        a = self.matrix(x)
        half = (a.mm - a.vv) / 2
        root = np.sqrt(half * half + a.mv * a.vm)
        r, q = a.vm / (half + root), -a.mv / (half + root)
        return Modes(r, q, a.mm + a.mv * r, a.vv - a.mv * r, 2 * root)
