"""Fig. 2 (b): the distribution functions (36) on the states at which the magnet settles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import slow_occupation
from thermal_stt.magnet.precession import settled_state
from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.parameters import Parameters, for_one_set
from thermal_stt.scenario.tasks import Distribution

# The shifts in (36) are at most |B|: three times that shows the plateaus beside the steps.
WINDOW = 3.0


def occupation_energies(parameters: Parameters, points: int) -> NDArray[np.float64]:
    """Return the energies, from mu, at which Fig. 2 (b) is drawn: -3 |B| to 3 |B|; energy.

    They are on the last axis; an odd number of points puts one on mu.
    """
    return WINDOW * np.abs(parameters.field)[..., None] * np.linspace(-1.0, 1.0, points)


def occupation_where_settled(
    parameters: Parameters,
    d: ArrayLike,
    omega: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
) -> NDArray[np.float64]:
    """Return n_s^sigma(omega), (36), where each magnet settles at `d`; numbers, shape (2, ...).

    The precession frequency is -B - B_K cos_theta0; at a pole it has no effect on (36).
    """
    cos_theta0 = settled_state(parameters, d).cos_theta0
    phi_dot = -effective_field(parameters, cos_theta0)
    return slow_occupation(
        parameters, cos_theta0, phi_dot, omega, temperature_left, temperature_right
    )


@for_one_set
def settled_occupations(
    parameters: Parameters, distributions: Sequence[Distribution], points: int
) -> dict[str, NDArray]:
    """Return n_s^sigma(omega) for each of `distributions` on the attractor at its d, as columns.

    Keys label, d, temperature_left, temperature_right, cos_theta0, omega, occupation_up,
    occupation_down; rows by entry, then by omega, `points` energies each.  For one parameter set;
    of a family `occupation_where_settled` has the numbers.
    """
    omega = occupation_energies(parameters, points)
    label = np.array([entry.label for entry in distributions], dtype=str)
    d, left, right = (
        np.array([getattr(entry, name) for entry in distributions], dtype=float)
        for name in ("d", "temperature_left", "temperature_right")
    )
    up, down = occupation_where_settled(
        parameters, d[:, None], omega, left[:, None], right[:, None]
    )
    columns = {
        "label": label,
        "d": d,
        "temperature_left": left,
        "temperature_right": right,
        "cos_theta0": settled_state(parameters, d).cos_theta0,
    }
    table = {name: np.repeat(column, omega.size) for name, column in columns.items()}
    return {
        **table,
        "omega": np.tile(omega, len(distributions)),
        "occupation_up": up.ravel(),
        "occupation_down": down.ravel(),
    }
