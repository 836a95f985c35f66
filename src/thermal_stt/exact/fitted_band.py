"""A dot for a scenario: with its own band, or with the one that its densities and slopes fit best.

A model of the slow dynamics knows rho_sigma and rho'_sigma at +-M_0/2 and nothing of the band
between.  Of each closed shape the half width, the states and the potential V are sought with which
it has these densities and slopes; the best shape is taken, and of those that are as good the one
that holds the spin nearest to S.  J is then what gives M_0 with the band's own spin; angle,
currents and frequency know neither J nor S.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from thermal_stt.exact.self_consistent import Dot
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, dot_of, imbalances
from thermal_stt.parameters import SPINS, Parameters, for_one_set
from thermal_stt.scenario.scenario import Scenario

SHAPES = ("semicircle", "parabola", "gaussian", "lorentzian")
OF_SPIN = 1e-3  # what an error of the spin counts beside one of a density
WIDTHS = (0.6, 1.0, 2.0)  # from which the half width is sought, in units of M_0
CLOSE = 1e-3  # a fit without a deviation to tell of


class FittedDot(NamedTuple):
    """A dot, what is to be said of its band, and its S over that of the model."""

    dot: Dot
    words: str
    spin_ratio: float


def dot_for(scenario: Scenario, temperature: float) -> FittedDot:
    """Return the dot of a scenario, both leads at `temperature`; see `FittedDot`.

    One parameter set.
    """
    parameters = scenario.parameters
    if scenario.band is None:
        return fitted_dot(parameters, temperature)
    band, leads = dot_of(scenario)
    leads = replace(leads, temperature_left=temperature, temperature_right=temperature)
    dot = Dot(
        band,
        leads,
        field=float(parameters.field),
        exchange=float(parameters.exchange),
        capacitance=float(parameters.capacitance),
        electrons=scenario.band.electrons,
    )
    return FittedDot(dot, "given", 1.0)


@for_one_set
def fitted_dot(parameters: Parameters, temperature: float) -> FittedDot:
    """Return the dot whose band fits one parameter set best, its leads at `temperature`.

    See `FittedDot`; energies and powers of them.  N_0 is what gives the fitted V.
    """
    leads = Leads(
        float(parameters.gamma_left_up),
        float(parameters.gamma_left_down),
        float(parameters.gamma_right),
        temperature,
        temperature,
    )
    m0 = float(parameters.magnetization)
    fits = [_fit(parameters, leads, shape, m0, width) for shape in SHAPES for width in WIDTHS]
    best = min(fits, key=lambda fit: fit.cost)
    band, potential = _band(best.shape, best.x, m0)
    up, down = imbalances(band, leads, m0, potential)
    spin, capacitance = (down - up) / 4, float(parameters.capacitance)
    dot = Dot(
        band,
        leads,
        field=float(parameters.field),
        exchange=m0 / (2 * spin),
        capacitance=capacitance,
        electrons=-(up + down) / 2 - capacitance * potential,
    )
    deviation = np.abs(best.fun[:4]).max()
    words = f"fitted: {band.shape}, half_width {band.half_width:.6g}, states {band.states:.6g}"
    if deviation > CLOSE:
        words += f", off by {deviation:.2g}"
    return FittedDot(dot, words, spin / float(parameters.spin))


def _band(shape, x, m0):
    width, states, potential = m0 * np.exp(x[0]), np.exp(x[1]), m0 * x[2]
    return Band(shape, float(width), float(states)), float(potential)


def _fit(parameters, leads, shape, m0, width):
    # the least deviation of densities and slopes, relative to the largest, and a little of S
    densities = np.array([float(parameters.rho(s)) for s in SPINS])
    slopes = np.array([float(parameters.rho_slope(s)) for s in SPINS])
    largest, steepest = densities.max(), np.abs(slopes).max() or densities.max() / m0
    gamma = float(parameters.gamma_sum)

    def deviation(x):
        band, potential = _band(shape, x, m0)
        zero = np.array(SPINS) * m0 / 2 - potential
        up, down = imbalances(band, leads, m0, potential)
        return np.concatenate(
            [
                band.broadened_density(zero, gamma) / largest - densities / largest,
                (band.broadened_slope(zero, gamma) - slopes) / steepest,
                [OF_SPIN * ((down - up) / 4 / float(parameters.spin) - 1)],
            ]
        )

    start = [np.log(width), np.log(2 * largest * width * m0), 0.0]
    bounds = ([-4.0, start[1] - 10, -2.0], [4.0, start[1] + 10, 2.0])
    found = least_squares(deviation, start, bounds=bounds, xtol=1e-12, ftol=1e-14, gtol=1e-14)
    found.shape = shape
    return found
