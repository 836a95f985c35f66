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
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.mean_field.band_table import check_table

SHAPES = ("semicircle", "parabola", "lorentzian", "gaussian", "table")
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
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
        inside = np.maximum(1 - x**2, 0)
        form = {
            "semicircle": lambda: 2 / np.pi * np.sqrt(inside),
            "parabola": lambda: 3 / 4 * inside,
            "lorentzian": lambda: 1 / (np.pi * (1 + x**2)),
            "gaussian": lambda: np.sqrt(np.log(2) / np.pi) * np.exp(-np.log(2) * x**2),
        }[self.shape]()
        return self.states / self.half_width * form

    def broadened_density(self, omega: ArrayLike, gamma: ArrayLike) -> NDArray[np.float64]:
        """Return the density of states broadened by Gamma, as below (40); 1/energy."""
        return -self._hilbert(_upper(omega, gamma))[0].imag / np.pi

    def broadened_slope(self, omega: ArrayLike, gamma: ArrayLike) -> NDArray[np.float64]:
        """Return the derivative of `broadened_density` by omega; 1/energy^2."""
        return -self._hilbert(_upper(omega, gamma))[1].imag / np.pi

    def imbalance(self, zero: float, temperature: float, gamma: float) -> float:
        """Return the integral of broadened nu(omega) times tanh((omega - zero)/(2 T)); a number.

        Half of it is missing from (negative) or added to half filling if the states above `zero`
        are empty and those below are full.
        """
        energies, weights = self.nodes(zero, gamma + np.pi * temperature)
        return float(weights @ _smooth_sign(energies - zero, temperature, gamma))

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
        if self.shape == "lorentzian":
            return np.array([-1j * self.half_width]), np.array([self.states])
        if self.shape in ("semicircle", "parabola"):
            # e = W sin(u): no root is left at the edges
            w = self.half_width
            u, weights = _graded(
                -np.pi / 2, np.pi / 2, np.arcsin(np.clip(zero / w, -1, 1)), width / w, np.pi
            )
            if self.shape == "semicircle":
                return w * np.sin(u), weights * 2 / np.pi * self.states * np.cos(u) ** 2
            return w * np.sin(u), weights * 3 / 4 * self.states * np.cos(u) ** 3
        if self.shape == "gaussian":
            deviation = self.half_width / np.sqrt(2 * np.log(2))
            reach = GAUSSIAN_REACH * deviation
            energies, weights = _graded(
                -reach, reach, np.clip(zero, -reach, reach), width, deviation
            )
            return energies, weights * self.density(energies)
        edges, _ = self._segments
        parts = []
        for low, high in pairwise(edges):
            nearest = np.clip(zero, low, high)
            smooth = width + abs(zero - nearest)  # away from the step all is smoother
            parts.append(_graded(low, high, nearest, smooth, high - low))
        energies, weights = (np.concatenate(side) for side in zip(*parts, strict=True))
        return energies, weights * self.density(energies)


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
    """Gauss-Legendre nodes and weights on [low, high], in panels that double away from `centre`.

    The first is a quarter of `width`, none is longer than `longest`.
    """
    sides = []
    for end, sign in ((low, -1), (high, 1)):
        reach = abs(end - centre)
        if reach == 0:
            continue
        edges, panel = [0.0], min(width / 4, longest)
        while edges[-1] < reach:
            edges.append(edges[-1] + panel)
            panel = min(2 * panel, longest)
        edges = centre + sign * np.array([*edges[:-1], reach])
        sides.append((edges[:-1], edges[1:]) if sign > 0 else (edges[1:], edges[:-1]))
    start, stop = (np.concatenate(side)[:, None] for side in zip(*sides, strict=True))
    half = (stop - start) / 2
    return ((start + stop) / 2 + half * NODES).ravel(), (half * WEIGHTS).ravel()
