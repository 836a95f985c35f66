"""V B, for the movie: a magnet on its way to its precession, and what electrons do meanwhile."""

from dataclasses import replace

import numpy as np

from pipeline import command, models, tables
from thermal_stt import charge_current, direction, distribution, kernel, spin_torque

SECTIONS = ("model", "distributions")
NEEDS = ("distributions",)
SPIN = 12.5  # small, at the same M_0 = 2 J S, so that the turns can be seen
START = (0.15, 0.0, 1.0)  # near the pole along the field, where it was before the drive
T_END, POINTS, STEPS = 80.0, 640, 5  # over |B|; steps of the integration to each point
SKIP = 4  # points between those of which the occupation is written, one for each frame
ENERGIES = np.linspace(-2.5, 2.5, 126)  # over |B|


def follow_magnet(
    config: str, motion: command.Made, occupation: command.Made, zero_modes: str | None = None
) -> None:
    """Write direction and current over time, at the drive and lead of a cold distribution."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    given = scenario.parameters
    p = replace(given, spin=SPIN, exchange=given.magnetization / (2 * SPIN))
    shown = min(scenario.distributions, key=lambda entry: (entry.temperature_left, entry.d))
    unit = abs(p.field)
    m = direction.integrate_direction(p, shown.d, START, T_END / unit, POINTS * STEPS)[::STEPS]
    cos_theta, t = np.clip(m[:, 2], -1, 1), np.linspace(0, T_END / unit, POINTS + 1)
    _, phi_dot = spin_torque.angular_velocities(p, np.arccos(cos_theta), shown.d)
    currents = charge_current.charge_currents(p, cos_theta, shown.d)
    columns = dict(zip(("m_x", "m_y", "m_z"), m.T, strict=True)) | {
        "total_left": currents.total_left,
        "total_left_without_precession": currents.total_left_without_precession,
    }
    tables.write({"t": t} | columns, motion)
    hot = kernel.temperature_right(shown.d, shown.temperature_left)
    leads = shown.temperature_left, hot
    at = cos_theta[::SKIP, None], phi_dot[::SKIP, None], unit * ENERGIES
    up, _ = distribution.slow_occupation(p, *at, *leads)
    rows = np.broadcast_arrays(t[::SKIP, None], unit * ENERGIES, up)
    names = ("t", "omega", "occupation_up")
    tables.write({n: c.ravel() for n, c in zip(names, rows, strict=True)}, occupation)


if __name__ == "__main__":
    command.run(follow_magnet)
