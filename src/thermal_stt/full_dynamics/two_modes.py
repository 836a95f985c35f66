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

from thermal_stt.full_dynamics.relaxation import relaxation_entries
from thermal_stt.magnet.slow_flow import SlowFlow, poles
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
    torque: tuple[Array, Array]  # f = (torque . (1, x))/(inertia . (1, x^2))
    inertia: tuple[Array, Array]

    @classmethod
    def of(cls, parameters: Parameters, d: ArrayLike) -> Sets:
        """Return those of each member of the family at `d`, flattened in C order."""
        [d] = parameters.broadcast(d)
        entries = relaxation_entries(parameters, poles(d.ndim))
        north, south = np.broadcast_to(np.array(entries).swapaxes(0, 1), (2, 4, *d.shape)).reshape(
            2, 4, d.size
        )
        weight = parameters.gamma_delta / parameters.spin
        pulls = (
            -weight * parameters.rho_delta / 2,
            weight * (parameters.rho_sum + parameters.capacitance),
        )
        return cls.from_flow(
            SlowFlow.of(parameters, d, damped=False),
            Matrix(*((north + south) / 2)),
            Matrix(*((north - south) / 2)),
            *(np.broadcast_to(pull, d.shape).ravel() for pull in pulls),
        )

    @classmethod
    def from_flow(
        cls, flow: SlowFlow, mean: Matrix, slope: Matrix, pull_m: Array, pull_v: Array
    ) -> Sets:
        """Return the sets with the numbers of f that follow from `flow`, which has no alpha^2."""
        torque = (flow.n_north + flow.n_south) / 2, (flow.n_north - flow.n_south) / 2
        inertia = (flow.q_north + flow.q_mid) / 2, (flow.q_north - flow.q_mid) / 2
        return cls(flow, mean, slope, pull_m, pull_v, torque, inertia)

    def take(self, index: NDArray | slice) -> Sets:
        """Return the sets at `index`."""
        return Sets.from_flow(
            self.flow.take(index),
            Matrix(*(array[index] for array in self.mean)),
            Matrix(*(array[index] for array in self.slope)),
            self.pull_m[index],
            self.pull_v[index],
        )

    def held(self, fixed: Array) -> Sets:
        """Return the same sets with nothing that turns the magnet of those that are `fixed`."""
        north, south, pull_m, pull_v = (
            np.where(fixed, 0.0, array)
            for array in (self.flow.n_north, self.flow.n_south, self.pull_m, self.pull_v)
        )
        flow = self.flow._replace(n_north=north, n_south=south)
        return Sets.from_flow(flow, self.mean, self.slope, pull_m, pull_v)

    def rate(self, x: Array) -> Array:
        """Return f at x, to round-off of its largest value."""
        return (self.torque[0] + self.torque[1] * x) / (self.inertia[0] + self.inertia[1] * (x * x))

    def rate_and_slope(self, x: Array) -> tuple[Array, Array]:
        """Return f and df/dv at x."""
        square = x * x
        inertia = self.inertia[0] + self.inertia[1] * square
        rate = (self.torque[0] + self.torque[1] * x) / inertia
        slope = (self.torque[1] - 2 * self.inertia[1] * (x * rate)) * (1 - square) / inertia
        return rate, slope

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

    def slopes(self, x: Array, modes: Modes) -> tuple[Array, Array]:
        """Return the sizes of dr/dx and of the slope by x of the slow eigenvalue, `modes` at x."""
        s, r = self.slope, modes.r
        of_r = (s.vm + (s.vv - s.mm - s.mv * r) * r) / modes.gap
        return np.abs(of_r), np.abs(s.mm + s.mv * r + (self.mean.mv + s.mv * x) * of_r)
