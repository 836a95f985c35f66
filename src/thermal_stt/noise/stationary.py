"""Where a fluctuating magnet is, and how long it stays: distribution, width, first passage.

With the drift and the diffusion D of `diffusion` the current of probability is

    j = drift P - D dP/dc,    c = cos(theta),

which is fluctuation-dissipation in equilibrium (D behind the derivative would shift the mean).  So

    P(c) ~ exp L(c),   L' = drift/D = S (1 - h) N/[(1 - h) g~ T_eff + alpha_0 S T_lattice],

and the mean time from c_0 to c_1 > c_0 is int dy/(D P)(y) int_(-1)^y P dz over y from c_0 to c_1.
Integrals are Gauss rules on panels so narrow that L changes little on each: as many as the member
needs, so that those of a family that need as many go together.  Not in the paper.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines
from thermal_stt.families import in_blocks
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.noise.diffusion import (
    Bath,
    Surroundings,
    angle_diffusion_in,
    angle_strength,
    torque_rate,
)
from thermal_stt.parameters import FINITE, ParameterError, Parameters, checked

Array = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)
# Panels from -1 to 1, so many times a power of 2, and by how much L changes on one, or at most may
# where MOST are not enough: a rule of so many nodes has exp(6 t) to 1e-15, and until a node to 1e-8
# of its largest
FEWEST, MOST, CHANGE, LARGEST = 64, 65536, 2.0, 6.0
# As many panels at once as the memory holds: a member of the most has 75 MB
PANELS = 4096


# The integral from -1 of the polynomial that is 1 at one of the nodes, as a series
INTEGRALS = np.polynomial.legendre.legint(
    np.linalg.inv(np.polynomial.legendre.legvander(NODES, NODES.size - 1)), lbnd=-1
)


def _until(place: ArrayLike) -> Array:
    # what gives the integral from -1 to a `place` on a panel from the values at the nodes; not @,
    # whose last digits depend on how many places there are
    powers = np.polynomial.legendre.legvander(np.asarray(place), NODES.size)
    return np.einsum("...k,kn->...n", powers, INTEGRALS)


UNTIL = _until(NODES)


class Moments(NamedTuple):
    """The mean of cos(theta) and its standard deviation; numbers."""

    mean: Array
    deviation: Array


def log_slope(parameters: Parameters, cos_theta: ArrayLike, around: Surroundings) -> Array:
    """Return L' = d ln P/d cos_theta = drift/D, which is smooth through the poles; a number."""
    cos_theta, d, *_ = parameters.broadcast(cos_theta, around.d, *around)
    return log_slope_in(parameters, cos_theta, d, Bath.of(parameters, around))


def log_slope_in(family: Parameters, cos_theta: Array, d: Array, bath: Bath) -> Array:
    """Return `log_slope` in a bath that is known; a number."""
    rate = torque_rate(family, cos_theta, TorqueBalance.of(family, d))
    return rate / angle_strength(family, cos_theta, bath)


def stationary_distribution(
    parameters: Parameters, cosines: ArrayLike, around: Surroundings
) -> Array:
    """Return P(cos_theta), normalized from -1 to 1, at `cosines`; numbers.

    Shape family + (cosines,): they are the same for all.  Raises ParameterError for what is no
    cosine, and for a spin so large that P is a peak of no width.
    """
    places = checked_cosines("cosines", cosines)
    if places.ndim != 1:
        raise ParameterError("cosines", f"an array of shape {places.shape}", "on one axis")
    return _by_panels(lambda grid: np.exp(grid.logarithm_at(places)), parameters, around)


def moments(parameters: Parameters, around: Surroundings) -> Moments:
    """Return the mean of cos(theta) and its standard deviation in the stationary state; numbers.

    Raises ParameterError for a spin so large that P is a peak of no width.
    """
    found = _by_panels(_Grid.moments, parameters, around)
    return Moments(found[..., 0], found[..., 1])


def first_passage_time(
    parameters: Parameters, start: ArrayLike, end: ArrayLike, around: Surroundings
) -> Array:
    """Return the mean time until cos(theta) is at `end` for the first time, from `start`; 1/energy.

    To a pole, which is one angle of many, it is infinite.  Raises ParameterError for what is no
    cosine, and for a spin so large that P is a peak of no width.
    """
    given = checked_cosines("start", start), checked_cosines("end", end)
    return _by_panels(_Grid.passage_time, parameters, around, *given)


def _by_panels(of_grid, parameters, around, *arguments):
    # of_grid(grid, *arguments) of the members that need as many panels, with theirs, and of so many
    # as the memory holds
    arrays = parameters.broadcast(*around, *arguments)
    shape = arrays[0].shape
    family, flat = parameters.flattened(shape), [array.ravel() for array in arrays]
    panels = _panels(family, Surroundings(*flat[:3]))
    order = np.argsort(panels, kind="stable")
    _, firsts = np.unique(panels[order], return_index=True)
    parts = []
    for group in np.split(order, firsts[1:]):
        count = panels[group[0]] if group.size else FEWEST
        most = max(PANELS // count, 1)
        for members in np.split(group, range(most, group.size, most)):
            left, right, lattice, *own = (array[members] for array in flat)
            grid = _Grid(family[members], Surroundings(left, right, lattice), count)
            parts.append(of_grid(grid, *own))
    found = np.concatenate(parts)
    found[order] = found.copy()
    return found.reshape((*shape, *found.shape[1:]))


def _panels(family, around):
    steepest = _steepest(family, around)
    over = steepest / (LARGEST * MOST / 2)
    if (beyond := over > 1).any():
        allowed = f"{(family.spin / over)[beyond].min():.2g} or less, else ln P is too steep here"
        raise ParameterError("spin", float(family.spin[beyond].flat[0]), allowed)
    doublings = np.ceil(np.log2(np.maximum(2 * steepest / CHANGE / FEWEST, 1.0)))
    return np.minimum(FEWEST * 2 ** doublings.astype(int), MOST)


@partial(in_blocks, nodes=FEWEST)
def _steepest(parameters: Parameters, around: Surroundings) -> Array:
    # the largest |L'|
    given = Surroundings(*(np.asarray(array)[..., None] for array in around))
    return np.abs(log_slope(parameters[..., None], np.linspace(-1, 1, FEWEST), given)).max(axis=-1)


def checked_cosines(name: str, value: ArrayLike) -> Array:
    """Return `value` as an array, or raise ParameterError for what is no cosine."""
    return cosines(checked(name, value, FINITE), name)


class _Grid:
    """So many panels of -1 to 1, (panels, nodes) behind the members, and ln P there."""

    def __init__(self, members: Parameters, around: Surroundings, panels: int) -> None:
        self.family = members[:, None, None]
        given = Surroundings(*(np.asarray(array)[:, None, None] for array in around))
        self.d, self.bath = given.d, Bath.of(self.family, given)
        self.edges, self.half = np.linspace(-1, 1, panels + 1), 1.0 / panels
        self.nodes = self.edges[:-1, None] + self.half * (1 + NODES)
        self.weights = self.half * WEIGHTS
        logarithm, self.before = self._integrated(self._slope(self.nodes))
        largest = logarithm.max(axis=(-2, -1), keepdims=True)
        total = np.sum(np.exp(logarithm - largest) * self.weights, axis=(-2, -1), keepdims=True)
        self.norm = largest + np.log(total)
        self.logarithm = logarithm - self.norm

    def moments(self):
        """Return the mean of cos(theta) and its deviation, on a last axis."""
        probability = np.exp(self.logarithm) * self.weights
        mean = np.sum(probability * self.nodes, axis=(-2, -1))
        apart = self.nodes - mean[:, None, None]
        return np.stack([mean, np.sqrt(np.sum(probability * apart**2, axis=(-2, -1)))], axis=-1)

    def passage_time(self, start, end):
        """Return the mean first passage time between angles."""
        with np.errstate(over="ignore", invalid="ignore"):  # a time beyond a double is infinite
            densities = (ratio / self.diffusion() for ratio in self.ratios())
            times = [self.between(density, start, end) for density in densities]
        times = np.where(end >= start, *times)
        never = np.isnan(times) | ((np.abs(end) == 1) & (start != end))
        return np.where(never, np.inf, times)

    def diffusion(self):
        """Return D at the nodes."""
        return angle_diffusion_in(self.family, self.nodes, self.bath)

    def logarithm_at(self, cos_theta):
        """Return ln P at angles on a last axis."""
        panel = self._panel(cos_theta)
        half = (cos_theta - self.edges[panel]) / 2
        nodes = self.edges[panel][:, None] + half[:, None] * (1 + NODES)
        part = half * (self._slope(nodes) @ WEIGHTS)
        return self.before[..., panel] + part - self.norm[..., 0]

    def ratios(self):
        """Return the probability below each node over P there, and that above it over P."""
        return self._ratio(self.logarithm), self._ratio(self.logarithm[..., ::-1, ::-1])[
            ..., ::-1, ::-1
        ]

    def _ratio(self, logarithm):
        # int exp(L(z) - L(y)) dz until y, panel by panel, so that neither end underflows
        inside = np.exp(logarithm[..., None, :] - logarithm[..., :, None])
        ratio = self.half * np.sum(UNTIL * inside, axis=-1)
        edge = self.half * np.sum(self.weights / self.half * inside[..., -1, :], axis=-1)
        last = np.concatenate([logarithm[..., :1, 0], logarithm[..., :-1, -1]], axis=-1)
        fall = np.exp(last[..., None] - logarithm)
        # the whole until the end of the panel before, over P at its last node
        carried = np.zeros(edge.shape)
        for panel in range(1, edge.shape[-1]):
            before = carried[..., panel - 1] * fall[..., panel - 1, -1]
            carried[..., panel] = before + edge[..., panel - 1]
        ratio += carried[..., None] * fall
        return ratio

    def between(self, density, start, end):
        """Return the integral of a density, by its values at the nodes, between two angles."""
        panels = density @ self.weights
        low, high = np.minimum(start, end), np.maximum(start, end)
        first, last = self._panel(low), self._panel(high)
        # nothing beyond the two is looked at: it may be larger by any factor
        number = np.arange(self.edges.size - 1)
        inside = (number >= first[..., None]) & (number < last[..., None])
        whole = np.sum(np.where(inside, panels, 0.0), axis=-1)
        return whole - self._until(density, first, low) + self._until(density, last, high)

    def _until(self, density, panel, at):
        # the integral from the lower edge of a panel
        place = (at - self.edges[panel]) / self.half - 1
        own = np.take_along_axis(density, panel[..., None, None], axis=-2)[..., 0, :]
        return self.half * np.sum(_until(place) * own, axis=-1)

    def _slope(self, cos_theta):
        return log_slope_in(self.family, cos_theta, self.d, self.bath)

    def _integrated(self, values):
        # the integral from -1 to each node, and to the lower edge of each panel
        until = np.cumsum(values @ self.weights, axis=-1)
        before = np.concatenate([np.zeros_like(until[..., :1]), until[..., :-1]], axis=-1)
        return before[..., None] + self.half * values @ UNTIL.T, before

    def _panel(self, at):
        return np.clip(np.searchsorted(self.edges, at, "right") - 1, 0, self.edges.size - 2)
