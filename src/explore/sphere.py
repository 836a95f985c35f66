"""The magnet on its sphere: how it moves with which torques, and how one looks at it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explore.state import State
from thermal_stt.electrons.regime import time_theta
from thermal_stt.magnet import precession
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.magnet.spin_torque import torques

Array = NDArray[np.float64]

TORQUES = ("damping", "thermal", "hybrid", "electrical")
# The way is known at so many times, in geometric progression, in units of tau_theta
POINTS, FIRST, LAST = 400, 1e-3, 1e3
# From where one looks, in radian above the equator; x is to the right
ABOVE = 0.35
RIGHT = np.array([1.0, 0.0, 0.0])
UP = np.array([0.0, np.sin(ABOVE), np.cos(ABOVE)])
TOWARD = np.cross(RIGHT, UP)  # to the eye
CIRCLE = np.linspace(0, 2 * np.pi, 73)


def way(state: State, start: tuple[float, float] | None = None) -> dict[str, Array]:
    """Return the slow dynamics (46)-(47) from `start`, theta and phi, with the terms of (50).

    Columns t, theta, phi, and x, y, z of each of TORQUES times tau_theta, where phi is 0: they turn
    with phi.  The start is that of the state where it is not given.  Between its times a linear
    interpolation does, to 0.01 radian, a pixel of the picture.
    """
    parameters, (theta, phi) = state.parameters, start or state.start
    unit = float(time_theta(parameters))
    t = unit * np.concatenate([[0.0], np.geomspace(FIRST, LAST, POINTS)])
    run = slow_dynamics(parameters, state.d, theta, t, phi)
    found = torques(parameters, direction(run.theta, 0.0), state.d)
    vectors = {
        f"{name}_{axis}": unit * getattr(found, name)[:, index]
        for name in TORQUES
        for index, axis in enumerate("xyz")
    }
    return {"t": t, "theta": run.theta, "phi": run.phi, **vectors}


def direction(theta: ArrayLike, phi: ArrayLike) -> Array:
    """Return the unit vector m on the last axis."""
    theta, phi = np.broadcast_arrays(theta, phi)
    sin = np.sin(theta)
    return np.stack([sin * np.cos(phi), sin * np.sin(phi), np.cos(theta)], axis=-1)


def angles_at(x: float, y: float) -> tuple[float, float] | None:
    """Return theta and phi of the point of the sphere that is seen at x, y; None beside it."""
    square = 1 - x**2 - y**2
    if square < 0:
        return None
    m = x * RIGHT + y * UP + np.sqrt(square) * TOWARD
    return float(np.arccos(np.clip(m[2], -1, 1))), float(np.arctan2(m[1], m[0]) % (2 * np.pi))


def circles(cosines: ArrayLike) -> list[tuple[Array, Array]]:
    """Return the circles of these cos(theta) as they are seen: x, y, NaN where behind; then that.

    Two for each: the part in front and the part behind.
    """
    parts = []
    for cosine in np.atleast_1d(np.asarray(cosines, dtype=float)):
        m = direction(np.arccos(cosine), CIRCLE)
        front = m @ TOWARD >= 0
        for seen in (front, ~front):
            parts.append((np.where(seen, m @ RIGHT, np.nan), np.where(seen, m @ UP, np.nan)))
    return parts


def precessions(state: State) -> list[tuple[float, bool]]:
    """Return cos(theta_0) of every precession at the d of the state, and whether it is stable."""
    found = precession.stationary_angles(state.parameters, state.d)
    rates = precession.growth_rate_of_precession(state.parameters, state.d, found.cos_theta0)
    rows = zip(found.cos_theta0, rates < 0, found.exists, strict=True)
    return [(float(cosine), bool(stable)) for cosine, stable, exists in rows if exists]
