"""V B: integrating the direction m by the vector form (50), as a rotation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.spin_torque import magnetization_velocity
from thermal_stt.parameters import ParameterError, Parameters, for_one_set, one_number


@for_one_set
def integrate_direction(
    parameters: Parameters, d: float, direction: ArrayLike, t_end: float, steps: int
) -> NDArray[np.float64]:
    """Integrate the vector form (50) in `steps` equal steps; return m after each, (steps + 1, 3).

    dm/dt = w x m with w = m x dm/dt: every stage is a rotation (Runge-Kutta-Munthe-Kaas, order 4),
    so |m| stays 1 to round-off for ever and the poles are points like any other.  The error is as
    small as the steps are.  For one parameter set; raises ParameterError for no direction.
    """
    d, step = one_number("d", d), one_number("t_end", t_end) / steps
    path = np.empty((steps + 1, 3))
    start = np.asarray(direction, dtype=float)
    if start.shape != (3,) or not np.isfinite(start).all() or not start.any():
        raise ParameterError("direction", start.tolist(), "three numbers, not all of them 0")
    path[0] = start / np.linalg.norm(start)

    def spin(angle, m):
        # the generator at the point that the rotation vector `angle` leads to, pulled back
        at = _rotate(angle, m)
        w = np.cross(at, magnetization_velocity(parameters, at, d))
        twist = np.cross(angle, w)
        return w - twist / 2 + np.cross(angle, twist) / 12

    for index in range(steps):
        m = path[index]
        one = spin(np.zeros(3), m)
        two = spin(step / 2 * one, m)
        three = spin(step / 2 * two, m)
        four = spin(step * three, m)
        path[index + 1] = _rotate(step / 6 * (one + 2 * two + 2 * three + four), m)
    return path


def _rotate(vector, m):
    # Rodrigues' formula, about `vector` by its length
    angle = np.linalg.norm(vector)
    across = np.cross(vector, m)
    return (
        m
        + np.sinc(angle / np.pi) * across
        + np.sinc(angle / (2 * np.pi)) ** 2 / 2 * np.cross(vector, across)
    )
