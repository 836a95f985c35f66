"""Where a noisy magnet still has states: conditions of the regime, as in `electrons.regime`.

The theory puts the magnet at one angle.  That is a state if ln P falls by more than 1 from it to
the next unstable angle, and if it is narrow beside its distance to a pole, where the sphere ends.
Near a branch point it is neither, however large S is.  Not in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.regime import MUCH_LESS, Condition
from thermal_stt.magnet.precession import fixed_points, growth_rate
from thermal_stt.noise.diffusion import Surroundings
from thermal_stt.noise.lifetime import angle_deviation, shallowness
from thermal_stt.parameters import Parameters, divided, for_one_set
from thermal_stt.spin_and_heat import temperatures_at

Array = NDArray[np.float64]

# What 1/(fall of ln P) must be below: 1, beyond which the probability is not that of one place
SHALLOW = 1.0


def relative_width(parameters: Parameters, cos_theta0: ArrayLike, around: Surroundings) -> Array:
    """Return the standard deviation of cos(theta) over the distance to the next pole; a number.

    Of a stable state `cos_theta0`; from a pole the distance is that to the other one, 2.
    """
    deviation = angle_deviation(parameters, cos_theta0, around)
    distance = 1 - np.abs(cos_theta0)
    return divided(deviation, np.where(distance == 0, 2.0, distance))


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
    """Yield the conditions that one parameter set has to meet at every stable state of a sweep `d`.

    The colder lead is at `temperature_coldest`; an own damping needs `temperature_lattice`, too.
    The ratio is the largest, and the meaning says of which states at which d it is too large.
    """
    states = fixed_points(parameters, d)
    stable = growth_rate(parameters, states["d"], states["branch"], states["cos_theta0"]) < 0
    states = {name: column[stable] for name, column in states.items()}
    leads = temperatures_at(states["d"], temperature_coldest)
    at = parameters, states["cos_theta0"], Surroundings(*leads, temperature_lattice)
    for symbol, name, ratios, limit, meaning in (
        (
            "1 < barrier",
            "regime_barrier_high",
            shallowness(*at),
            SHALLOW,
            "1/(fall of ln P from a stable state to the next unstable angle)",
        ),
        (
            "width << distance to pole",
            "regime_angle_narrow",
            relative_width(*at),
            MUCH_LESS,
            "standard deviation of cos(theta) over the distance of a stable state to a pole",
        ),
    ):
        but = _where(states, ratios >= limit)
        meaning = f"{meaning}, largest on the sweep: states stand out of their noise{but}"
        yield Condition(symbol, name, float(ratios.max(initial=0.0)), limit, "-", meaning)


def _where(states, broken):
    # of each branch, and from which d to which, states are `broken`; none are if there are none
    parts = []
    for branch in dict.fromkeys(states["branch"][broken].tolist()):
        mine = states["branch"] == branch
        d, bad = states["d"][mine], broken[mine]
        [first] = np.nonzero(bad & ~np.append(False, bad[:-1]))
        [last] = np.nonzero(bad & ~np.append(bad[1:], False))
        parts += [
            f"{branch} from {d[a]:.4g} to {d[b]:.4g}" for a, b in zip(first, last, strict=True)
        ]
    return f", but at d of {', '.join(parts)}" if parts else ""
