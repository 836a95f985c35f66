"""Frequency integrals over a lead's step and a band's levels, closed in digamma functions.

A level at e with the complex energy e + kappa, Im(kappa) < 0, has the retarded Green function
1/(omega - e - kappa).  Times F = tanh((omega - u)/(2 T)) it integrates, by the poles of F, to

    f(e + kappa - u) = -2 [psi(1/2 + i (e + kappa - u)/(2 pi T)) + ln(2 pi T)]

and 2 ln(D), D the cutoff of the leads.  The constant belongs to no channel and drops out of all
that is observed, so that nothing is cut.  What is left is one integral over the band, which has
its step at Re(u - kappa), as wide as pi T - Im(kappa): `Band.nodes`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.mean_field.bands import Band

# Where the asymptotic series of digamma and trigamma are good to a rounding error
SERIES_FROM, STEPS = 9.0, 9
IN_CACHE = 4096  # numbers that go through all of this together
# B_2k / 2k and B_2k, k = 1, 2, ...
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
OF_DIGAMMA = [b / (2 * k) for k, b in enumerate(BERNOULLI, start=1)]


class BandIntegrals(NamedTuple):
    """For each step and pole: int nu f, its derivative by kappa, and int nu (e + kappa) f.

    Arrays of the common shape of what they were made of, in the powers 0, -1, 1 of energy.
    """

    value: NDArray[np.complex128]
    slope: NDArray[np.complex128]
    energy: NDArray[np.complex128]


def band_integrals(
    band: Band, pole: ArrayLike, potential: ArrayLike, temperature: ArrayLike
) -> BandIntegrals:
    """Return the integrals over nu of f, df/dkappa and (e + kappa) f; a number, 1/energy, energy.

    `pole` is kappa, `potential` u and `temperature` T of the lead; they broadcast.
    """
    pole, potential, temperature = np.broadcast_arrays(pole, potential, temperature)
    offset = pole - potential
    scale = 2 * np.pi * temperature
    energies, weights, counts = band.nodes_of_steps(-offset.real, scale / 2 - offset.imag)
    offset, scale = offset.ravel(), scale.ravel()
    starts = np.cumsum([0, *counts[:-1]])
    factor = np.repeat(1j / scale, counts)
    psi, slope = _polygammas(0.5 + factor * (energies + np.repeat(offset, counts)))
    value = -2 * weights * (psi + np.repeat(np.log(scale), counts))
    level = energies + np.repeat(pole.ravel(), counts)
    sums = [value, -2 * weights * factor * slope, value * level]
    return BandIntegrals(*(np.add.reduceat(x, starts).reshape(pole.shape) for x in sums))


def _polygammas(z):
    # digamma and trigamma where Re(z) > 0, both in less than scipy takes for the first alone
    parts = [_polygammas_of_some(z[at : at + IN_CACHE]) for at in range(0, z.size, IN_CACHE)]
    return (np.concatenate(side) for side in zip(*parts, strict=True))


def _polygammas_of_some(z):
    digamma, trigamma = np.zeros_like(z), np.zeros_like(z)
    near = np.flatnonzero(np.abs(z) < SERIES_FROM)
    # the sums of 1/(z + k) and of its square, k = 0, ..., 8, in pairs about the middle
    middle = z[near] + STEPS // 2
    first, second = 1 / middle, 1 / middle**2
    for pair in range(1, STEPS // 2 + 1):
        inverse = 1 / (middle**2 - pair**2)
        first = first + 2 * middle * inverse
        second = second + 2 * inverse + (2 * pair * inverse) ** 2
    digamma[near], trigamma[near] = -first, second
    z = z.copy()
    z[near] += STEPS
    inverse = 1 / z
    square = inverse * inverse
    series, slope = 0.0, 0.0
    for term, number in zip(reversed(OF_DIGAMMA), reversed(BERNOULLI), strict=True):
        series = (series + term) * square
        slope = (slope + number) * square
    logarithm = np.log(z.real**2 + z.imag**2) / 2 + 1j * np.arctan2(z.imag, z.real)
    digamma += logarithm - inverse / 2 - series
    trigamma += inverse * (1 + inverse / 2 + slope)
    return digamma, trigamma
