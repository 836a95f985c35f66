"""Exact precessions: scipy's `root` in a loop over the same closed integrals, and this package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import root

from methods import Array
from thermal_stt.exact.fitted_band import fitted_dot
from thermal_stt.exact.precessions import precession
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import Frame, turning_dot
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet.precession import stationary_angle
from thermal_stt.scenario import scenario

PAPER = Path(__file__).parents[1] / "config/paper.yaml"
DRIVES = (-450.0, -1050.0)  # where the exact dot precesses
TIGHTEST = 1e-13


@dataclass(frozen=True)
class Dots:
    """Dots along a line of a map, the drive of each, and the angle that the theory has there."""

    dots: tuple[Dot, ...]
    d: Array
    angles: Array

    def part(self, start: int, stop: int) -> Dots:
        """Return some of the dots."""
        return Dots(self.dots[start:stop], self.d[start:stop], self.angles[start:stop])


def dots_of(count: int) -> Dots:
    """Return the dot of the paper at drives beyond d_0, in the band that fits it best."""
    paper = scenario.parse(PAPER.read_bytes())
    coldest = float(paper.temperature_coldest or 0)
    dot = fitted_dot(paper.parameters, coldest).dot
    drives = np.linspace(*DRIVES, count)
    dots = tuple(replace(dot, leads=at_drive(dot, float(d), coldest)) for d in drives)
    return Dots(dots, drives, stationary_angle(paper.parameters, drives).cos_theta0)


def roots(dots: Dots, tolerance: float = TIGHTEST) -> Array:
    """Solve the four equations by `root`, from the theory's state; angles, shape (1, dots, 1)."""
    angles = []
    for dot, cos_theta in zip(dots.dots, dots.angles, strict=True):
        size = dot.exchange * dot.band.states
        start = [dot.start(float(cos_theta)).magnetization / size, cos_theta, -1.0, 0.0]

        def missing(x, dot=dot, size=size):
            m, c, phi_dot, potential = x[0] * size, x[1], x[2] * dot.field, x[3] * size
            found = turning_dot(
                dot.band, dot.leads, Frame(*map(np.asarray, (m, c, phi_dot, potential)))
            )
            across, along = np.sqrt(1 - c**2) * found.spin_across, found.spin_along
            field = [m * np.sqrt(1 - c**2), m * c - dot.field]
            return [
                np.hypot(*field) / size - 2 * dot.exchange * np.hypot(across, along) / size,
                found.torque / dot.field,
                1 + x[2] - found.torque_out / found.spin_across / dot.field,
                x[3] - (found.charge - dot.electrons) / dot.capacitance / size,
            ]

        angles.append(np.arccos(root(missing, start, tol=tolerance).x[1]))
    return np.reshape(angles, (1, -1, 1))


def states(parts: Sequence[Dots]) -> list[Array]:
    """Find the precessions of each part, the first from nothing, the others from a neighbour."""
    found = []
    for part in parts:
        angles, frame = [], None
        for dot, cos_theta in zip(part.dots, part.angles, strict=True):
            near = float(cos_theta) if frame is None else float(frame.cos_theta)
            frame = precession(dot, near, frame).frame
            angles.append(np.arccos(float(frame.cos_theta)))
        found.append(np.reshape(angles, (1, -1, 1)))
    return found
