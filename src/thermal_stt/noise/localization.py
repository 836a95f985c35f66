"""Where a noisy magnet still has states: conditions of the regime, as in `electrons.regime`.

The theory puts the magnet at one angle.  That is a state if ln P falls by more than 1 from it to
the next unstable angle, and if it is narrow beside its distance to a pole, where the sphere ends.
Near a branch point it is neither, however large S is.  Not in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.regime import MUCH_LESS, Condition
from thermal_stt.families import in_blocks
from thermal_stt.magnet.precession import d_0, fixed_points, growth_rate
from thermal_stt.noise.diffusion import Surroundings
from thermal_stt.noise.lifetime import angle_deviation, shallowness
from thermal_stt.parameters import Parameters, divided, for_one_set
from thermal_stt.spin_and_heat import temperatures_at

Array = NDArray[np.float64]

# What 1/(fall of ln P) must be below: 1, beyond which the probability is not that of one place
SHALLOW = 1.0
POINTS = 1001  # of d between the ends of a sweep, whatever the points of its tables


@in_blocks
def relative_width(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the standard deviation of cos(theta) over the distance to the next pole; a number.

    Of a stable state `cos_theta0`; from a pole the distance is that to the other one, 2.
    """
    deviation = angle_deviation(parameters, cos_theta0, around)
    distance = 1 - np.abs(cos_theta0)
    return divided(deviation, np.where(distance == 0, 2.0, distance))


@in_blocks
def localized(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> NDArray:
    """Return whether a stable state `cos_theta0` is one: deep, and narrow."""
    deep = shallowness(parameters, cos_theta0, around) < SHALLOW
    return deep & (relative_width(parameters, cos_theta0, around) < MUCH_LESS)


@for_one_set
def conditions_of_states(
    parameters: Parameters,
    d: ArrayLike,
    temperature_coldest: float,
    temperature_lattice: float = np.nan,
) -> Iterator[Condition]:
    """Yield the conditions that one parameter set has to meet at the stable states of a sweep `d`.

    The ratio is the largest share of a branch, between the ends of `d`, on which there is no state;
    the meaning says where, on each branch, in units of d_0, or of the largest d if that is
    infinite.  The colder lead is at `temperature_coldest`; an own damping needs
    `temperature_lattice`, too.
    """
    sweep = np.linspace(np.min(d), np.max(d), POINTS)
    states, unit = fixed_points(parameters, sweep), float(d_0(parameters))
    words = "d_0" if isfinite(unit) else "of the largest d"
    unit = unit if isfinite(unit) else float(np.abs(sweep).max()) or 1.0
    stable = growth_rate(parameters, states["d"], states["branch"], states["cos_theta0"]) < 0
    states = {name: column[stable] for name, column in states.items()}
    leads = temperatures_at(states["d"], temperature_coldest)
    at = parameters, states["cos_theta0"], Surroundings(*leads, temperature_lattice)
    for symbol, name, broken, meaning in (
        (
            "1 < barrier",
            "regime_barrier_high",
            shallowness(*at) >= SHALLOW,
            "from the stable state to the next unstable angle ln P falls by less than 1",
        ),
        (
            "width << distance to pole",
            "regime_angle_narrow",
            relative_width(*at) >= MUCH_LESS,
            f"the deviation of cos(theta) is {MUCH_LESS:g} of the distance to a pole, or more",
        ),
    ):
        share, where = _where(states, broken, unit, words)
        meaning = (
            f"share of a branch on the sweep where {meaning}, and noise leaves no state{where}"
        )
        yield Condition(symbol, name, share, MUCH_LESS, "-", meaning)


def _where(states, broken, unit, words):
    # the largest share of a branch that is `broken`, and from which d/unit to which each is
    shares, parts = [0.0], []
    for branch in dict.fromkeys(states["branch"].tolist()):
        mine = states["branch"] == branch
        d, bad = states["d"][mine] / unit, broken[mine]
        shares.append(float(bad.mean()))
        [first] = np.nonzero(bad & ~np.append(False, bad[:-1]))
        [last] = np.nonzero(bad & ~np.append(bad[1:], False))
        ends = [sorted((d[a], d[b])) for a, b in zip(first, last, strict=True)]
        runs = [f"from {low:.4g} to {high:.4g}" for low, high in ends]
        if runs:
            parts.append(f"{branch} at d {' and '.join(runs)} {words}")
    return max(shares), f": {', '.join(parts)}" if parts else ""
