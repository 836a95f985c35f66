"""A dot for a scenario: with its own band, or with the one that its densities and slopes fit best.

A model of the slow dynamics knows rho_sigma and rho'_sigma at +-M_0/2 and nothing of the band
between.  Of each closed shape the half width, the states and the potential V are sought with which
it has these densities and slopes; of the shapes that have them the one is taken that holds the spin
nearest to S.  If none has them the band is a table: straight lines about both Fermi energies, which
end at a quarter of M_0, and between them what makes the spin S.

J is then what gives M_0 with the band's own spin; angle, currents and frequency know neither J nor
S.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from thermal_stt.exact.self_consistent import Dot
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, dot_of, imbalances
from thermal_stt.parameters import ALLOWED, BEYOND, SPINS, Parameters, for_one_set
from thermal_stt.scenario.scenario import Scenario

SHAPES = ("semicircle", "parabola", "gaussian", "lorentzian")
OF_SPIN = 1e-3  # what an error of the spin counts beside one of a density
WIDTHS = (0.6, 1.0, 2.0)  # from which the half width is sought, in units of M_0
LEFT = 0.9  # of a density that falls along its line
# What a band does not know, and any value of it
NOT_FITTED = {"field": 1.0, "capacitance": 1.0, **dict.fromkeys(BEYOND, 0.0)}
CLOSE = 1e-3  # a deviation of densities and slopes that is none


class FittedDot(NamedTuple):
    """A dot, what is to be said of its band, and its S over that of the model.

    `potential` is the V at which a fitted band has the densities of the model, NaN of a given one.
    """

    dot: Dot
    words: str
    spin_ratio: float
    potential: float = np.nan


def dot_for(scenario: Scenario, temperature: float) -> FittedDot:
    """Return the dot of a scenario, both leads at `temperature`; see `FittedDot`.

    One parameter set.
    """
    parameters = replace(scenario.parameters, field=scenario.bare_field)
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
        anisotropy=float(parameters.anisotropy),
        own_damping=float(parameters.own_damping),
    )
    _, potential = scenario.mean_fields or (np.nan, np.nan)
    return FittedDot(dot, "given", 1.0, potential)


@for_one_set
def fitted_dot(parameters: Parameters, temperature: float) -> FittedDot:
    """Return the dot whose band fits one parameter set best, its leads at `temperature`.

    See `FittedDot`; energies and powers of them.  N_0 is what gives the fitted V.
    """
    fitted = {n: float(getattr(parameters, n)) for n in ALLOWED if n not in NOT_FITTED}
    leads, band, potential, (up, down) = _best_fit(temperature, **fitted)
    m0 = float(parameters.magnetization)
    spin, capacitance = (down - up) / 4, float(parameters.capacitance)
    ratio = spin / float(parameters.spin)
    dot = Dot(
        band,
        replace(leads, voltage=float(parameters.voltage)),
        field=float(parameters.field),
        exchange=m0 / (2 * spin),
        capacitance=capacitance,
        electrons=-(up + down) / 2 - capacitance * potential,
        anisotropy=float(parameters.anisotropy),
        own_damping=float(parameters.own_damping) / ratio,  # beside the same torque of the leads
    )
    words = f"fitted: {band.shape}, half_width {band.half_width:.6g}, states {band.states:.6g}"
    return FittedDot(dot, words, ratio, potential)


@lru_cache(maxsize=4096)  # the rows of a map have the same ones
def _best_fit(temperature, **fitted):
    parameters = Parameters(**fitted, **NOT_FITTED)
    rates = parameters.gamma_left_up, parameters.gamma_left_down, parameters.gamma_right
    leads = Leads(*map(float, rates), temperature, temperature)
    m0 = float(parameters.magnetization)
    fits = [_first_that_fits(parameters, leads, shape, m0) for shape in SHAPES]
    best = min(fits, key=lambda fit: (not _fits(fit), fit.cost))
    band, potential = _drawn(parameters, m0), 0.0
    if _fits(best):
        band, potential = _band(best.shape, best.x, m0)
    return leads, band, potential, imbalances(band, leads, m0, potential)


def _fits(fit):
    return np.abs(fit.fun[:4]).max() <= CLOSE


def _first_that_fits(parameters, leads, shape, m0):
    # what fits is not sought again from another width
    for width in WIDTHS:
        fit = _fit(parameters, leads, shape, m0, width)
        if _fits(fit):
            break
    return fit


def _band(shape, x, m0):
    width, states, potential = m0 * np.exp(x[0]), np.exp(x[1]), m0 * x[2]
    return Band(shape, float(width), float(states)), float(potential)


def _drawn(parameters, m0):
    # straight lines about both Fermi energies, and between them what makes the spin S
    spins = np.array(SPINS[::-1])
    densities = np.array([float(parameters.rho(s)) for s in spins])
    slopes = np.array([float(parameters.rho_slope(s)) for s in spins])
    with np.errstate(divide="ignore"):
        reach = np.minimum(m0 / 4, LEFT * densities / np.abs(slopes))
    knots = spins[:, None] * m0 / 2 + reach[:, None] * [-1, 1]
    heights = densities[:, None] + slopes[:, None] * reach[:, None] * [-1, 1]
    inner = heights[0, 1], heights[1, 0]  # of down and of up, toward the middle
    lines = (reach * (densities + inner) / 2).sum()
    sides = m0 / 2 - reach
    middle = (4 * float(parameters.spin) - 2 * lines - sides @ inner) / sides.sum()
    energies = [-m0, *knots[0], 0.0, *knots[1], m0]
    at = [0.0, *heights[0], max(middle, 0.0), *heights[1], 0.0]
    states = np.trapezoid(at, energies)
    table = tuple(float(e / m0) for e in energies), tuple(map(float, at))
    return Band("table", m0, float(states), table)


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
