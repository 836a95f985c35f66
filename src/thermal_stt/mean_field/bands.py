"""A 3: densities of states per spin, their Hilbert transforms, and integrals over them.

A level at xi is broadened to a Lorentzian of width Gamma, (34).  So two integrals are needed for
(39)-(40) and for rho_sigma, and neither is done over frequency:

- sums over levels of a Lorentzian are the Hilbert transform g(z) = int nu(e)/(z - e) de, closed for
  each shape: rho(omega) = -Im g(omega + i Gamma)/pi, and its slope -Im g'/pi;
- a Lorentzian times tanh(omega/2T) integrates to (2/pi) Im psi(1/2 + (Gamma + i xi)/(2 pi T)), psi
  the digamma function; what is left is one integral over the band, of a step as wide as
  Gamma + pi T.  Panels that halve toward the step make it exact at any ratio of scales.

Energies count from the middle of the band; `half_width` W is half the width of a semicircle or
parabola, the half width at half maximum of a Lorentzian or Gaussian, and the unit of a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.mean_field.band_table import check_table

SHAPES = ("semicircle", "parabola", "lorentzian", "gaussian", "table")
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)  # a panel's, to rounding
GAUSSIAN_REACH = 9.0  # in standard deviations: exp(-81/2) = 3e-18
# Beyond FAR half widths the closed forms of parabola and table cancel, and moments converge: the
# first is right to 64 rounding errors at FAR = 8, the second to 8^-20
FAR, MOMENTS = 8.0, 20


@dataclass(frozen=True, eq=False)
class Band:
    """A density of states per spin, nu(e): `shape` (one of SHAPES), `half_width` W and its norm.

    `states` is the number of states per spin, the integral of nu.  `table` holds the energies (in
    units of W, ascending) and densities (of any norm) of the shape "table", linear in between.
    """

    shape: str
    half_width: float
    states: float
    table: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    _segments: tuple[NDArray[np.float64], ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        if self.shape == "table":
            energies, densities = check_table(*(self.table or ((), ())))
            energies = energies * self.half_width
            norm = np.sum(np.diff(energies) * (densities[1:] + densities[:-1]) / 2)
            densities = densities * self.states / norm
            object.__setattr__(self, "_segments", (energies, densities))

    def density(self, energy: ArrayLike) -> NDArray[np.float64]:
        """Return nu(energy), unbroadened; 1/energy."""
        energy = np.asarray(energy, dtype=float)
        x = energy / self.half_width
        if self.shape == "table":
            energies, densities = self._segments
            return np.interp(energy, energies, densities, left=0.0, right=0.0)
        return self.states / self.half_width * self._form(x)

    def _form(self, x):
        # the closed densities, of one state and W = 1
        inside = np.maximum(1 - x**2, 0)
        return {
            "semicircle": lambda: 2 / np.pi * np.sqrt(inside),
            "parabola": lambda: 3 / 4 * inside,
            "lorentzian": lambda: 1 / (np.pi * (1 + x**2)),
            "gaussian": lambda: np.sqrt(np.log(2) / np.pi) * np.exp(-np.log(2) * x**2),
        }[self.shape]()

    def broadened_density(self, omega: ArrayLike, gamma: ArrayLike) -> NDArray[np.float64]:
        """Return the density of states broadened by Gamma, as below (40); 1/energy."""
        return -self._hilbert(_upper(omega, gamma))[0].imag / np.pi

    def broadened_slope(self, omega: ArrayLike, gamma: ArrayLike) -> NDArray[np.float64]:
        """Return the derivative of `broadened_density` by omega; 1/energy^2."""
        return -self._hilbert(_upper(omega, gamma))[1].imag / np.pi

    def imbalance(self, zero: ArrayLike, temperature: float, gamma: float) -> NDArray[np.float64]:
        """Return the integral of broadened nu(omega) times tanh((omega - zero)/(2 T)); a number.

        Half of it is missing from (negative) or added to half filling if the states above `zero`
        are empty and those below are full.  The shape is that of `zero`.
        """
        zero = np.asarray(zero, dtype=float)
        energies, weights, counts = self.nodes_of_steps(zero, gamma + np.pi * temperature)
        sign = _smooth_sign(energies - np.repeat(zero, counts), temperature, gamma)
        stops = np.cumsum(counts)
        parts = [
            weights[stop - count : stop] @ sign[stop - count : stop]
            for stop, count in zip(stops, counts, strict=True)
        ]
        return np.reshape(parts, zero.shape)

    def hilbert(self, omega: ArrayLike, gamma: ArrayLike) -> NDArray[np.complex128]:
        """Return the sum over levels of 1/(omega - e + i Gamma), the local G^R; 1/energy."""
        return self._hilbert(_upper(omega, gamma))[0]

    def dispersion(self, zero: float, temperature: float, gamma: float) -> float:
        """Return the integral of Re g(omega) times tanh((omega - zero)/(2 T)); a number.

        g is `hilbert`.  The integral over |omega| < D grows like 2 states ln(D); this is the rest,
        -2 int nu(e) [Re psi(1/2 + (Gamma + i (e - zero))/(2 pi T)) + ln(2 pi T)] de.
        """
        energies, weights = self.nodes(zero, gamma + np.pi * temperature)
        return float(weights @ _smooth_logarithm(energies - zero, temperature, gamma))

    def _hilbert(self, z):
        if self.shape not in ("parabola", "table"):
            return self._closed_hilbert(z)
        reach = self.half_width * np.abs(self.table[0] if self.table else 1.0).max()
        energies, weights = self.nodes(0.0, reach)
        far = np.abs(z) > FAR * reach
        value, slope = self._closed_hilbert(np.where(far, reach * 1j, z))
        inverse = np.where(far, 1 / z, 0)
        series = series_slope = np.zeros_like(z)
        for order in reversed(range(MOMENTS)):
            moment = weights @ energies**order
            series = series * inverse + moment
            series_slope = series_slope * inverse - (order + 1) * moment
        return (
            np.where(far, series * inverse, value),
            np.where(far, series_slope * inverse**2, slope),
        )

    def _closed_hilbert(self, z):
        w, states = self.half_width, self.states
        if self.shape == "semicircle":
            root = np.sqrt(z - w) * np.sqrt(z + w)
            value = 2 * states / (z + root)
            return value, -value / root
        if self.shape == "parabola":
            scale, x = 3 * states / (4 * w), z / w
            logarithm = np.log((z + w) / (z - w))
            value = scale * ((1 - x**2) * logarithm + 2 * x)
            return value, 2 * scale / w * (2 - x * logarithm)
        if self.shape == "lorentzian":
            value = states / (z + 1j * w)
            return value, -(value**2) / states
        if self.shape == "gaussian":
            from scipy.special import wofz

            deviation = w / np.sqrt(2 * np.log(2))
            x = z / (np.sqrt(2) * deviation)
            value = -1j * np.sqrt(np.pi / 2) * states / deviation * wofz(x)
            return value, (states - z * value) / deviation**2
        energies, densities = self._segments
        slope = np.diff(densities) / np.diff(energies)
        z = z[..., None]
        start, stop = z - energies[:-1], z - energies[1:]
        logarithm = np.log(start / stop)
        height = densities[:-1] + slope * start
        value = np.sum(height * logarithm - slope * np.diff(energies), axis=-1)
        return value, np.sum(slope * logarithm + height * (1 / start - 1 / stop), axis=-1)

    def nodes(self, zero: float, width: float) -> tuple[NDArray, NDArray[np.float64]]:
        """Return nodes in energy, and weights times nu, for a step of `width` at `zero`; energy.

        The weights are numbers.  They integrate what has its nearest singularity at
        zero + i width.  A Lorentzian has one node, -i W: all else vanishes in the lower half plane.
        """
        energies, weights, _ = self.nodes_of_steps(zero, width)
        return energies, weights

    def nodes_of_steps(
        self, zero: ArrayLike, width: ArrayLike
    ) -> tuple[NDArray, NDArray[np.float64], NDArray[np.int_]]:
        """Return the `nodes` of many steps, one after the other, and how many each has.

        W and the norm broadcast with the steps: where they are arrays each step has its own band,
        all of one shape.
        """
        zero, width, w, states = np.broadcast_arrays(zero, width, self.half_width, self.states)
        zero, width, w, states = zero.ravel(), width.ravel(), w.ravel(), states.ravel()
        if self.shape == "lorentzian":
            return -1j * w, states, np.ones(w.size, dtype=int)
        if self.shape in ("semicircle", "parabola"):
            # e = W sin(u): no root is left at the edges
            centre = np.arcsin(np.clip(zero / w, -1, 1))
            u, weights, counts = _graded(-np.pi / 2, np.pi / 2, centre, width / w, np.pi)
            w, states = np.repeat(w, counts), np.repeat(states, counts)
            if self.shape == "semicircle":
                weights = weights * 2 / np.pi * states * np.cos(u) ** 2
            else:
                weights = weights * 3 / 4 * states * np.cos(u) ** 3
            return w * np.sin(u), weights, counts
        if self.shape == "gaussian":
            deviation = w / np.sqrt(2 * np.log(2))
            reach = GAUSSIAN_REACH * deviation
            centre = np.clip(zero, -reach, reach)
            energies, weights, counts = _graded(-reach, reach, centre, width, deviation)
            w, states = np.repeat(w, counts), np.repeat(states, counts)
            return energies, weights * states / w * self._form(energies / w), counts
        edges, _ = self._segments
        low, high = edges[:-1], edges[1:]
        nearest = np.clip(zero[:, None], low, high)
        smooth = width[:, None] + np.abs(zero[:, None] - nearest)  # away from the step all is so
        energies, weights, counts = _graded(low, high, nearest, smooth, high - low)
        return energies, weights * self.density(energies), counts.reshape(nearest.shape).sum(-1)


def _smooth_sign(energy, temperature, gamma):
    # the integral of a Lorentzian at `energy` times tanh(omega/(2 T)), by its poles
    return 2 / np.pi * _psi(energy, temperature, gamma).imag


def _smooth_logarithm(energy, temperature, gamma):
    # the same with the real part of the level's Green function, less 2 ln(D): -2 ln|energy| afar
    poles = _psi(energy, temperature, gamma).real
    return -2 * (poles + np.log(2 * np.pi * temperature))


def _psi(energy, temperature, gamma):
    from scipy.special import digamma  # every scenario imports this module, few have a band

    return digamma(0.5 + (gamma + 1j * np.asarray(energy)) / (2 * np.pi * temperature))


def _upper(omega, gamma):
    return np.asarray(omega, dtype=float) + 1j * np.asarray(gamma, dtype=float)


def _graded(low, high, centre, width, longest):
    """Gauss-Legendre nodes and weights on each [low, high], and how many nodes each has.

    In panels that double away from `centre`; the first is a quarter of `width`, none is longer than
    `longest`.
    """
    given = np.broadcast_arrays(low, high, centre, width, longest)
    low, high, centre, width, longest = (each.reshape(-1, 1, 1) for each in given)
    reach = np.concatenate([centre - low, high - centre], axis=1)  # to the left, to the right
    first = np.minimum(width / 4, longest)
    doublings = np.log2((longest / first).max(initial=1.0))
    most = np.ceil(doublings) + np.ceil((reach / longest).max(initial=0.0)) + 1
    panels = np.minimum(first * 2.0 ** np.arange(most), longest)
    edges = np.concatenate([np.zeros_like(first), np.cumsum(panels, axis=-1)], axis=-1)
    there = edges[..., :-1] < reach
    way = np.array([[-1.0], [1.0]])
    near, far = centre + way * edges[..., :-1], centre + way * np.minimum(edges[..., 1:], reach)
    middle, half = ((near + far) / 2)[there], (np.abs(far - near) / 2)[there]
    nodes, weights = middle[:, None] + half[:, None] * NODES, half[:, None] * WEIGHTS
    return nodes.ravel(), weights.ravel(), len(NODES) * there.sum(axis=(1, 2))
