"""A 2: trajectories of the full dynamics in each formulation, (A9)-(A18) -> dynamics.csv."""

import sys

from common import command, models, progress, tables
from thermal_stt import dynamics


def integrate_dynamics(config: str, table: str, zero_modes: str | None = None) -> None:
    """Write every start of the scenario's `dynamics` in every formulation."""
    scenario = models.read(config, zero_modes)
    asked = scenario.dynamics
    if asked is None:
        sys.exit(f"{config}: dynamics: must be given, to be integrated")
    starts = {
        start.label: (start.theta, start.phi, start.delta_magnetization, start.delta_potential)
        for start in asked.starts
    }
    times = dynamics.logarithmic_times(scenario.parameters, asked.t_end, asked.points)
    columns = dynamics.trajectories(
        scenario.parameters, asked.d, asked.formulations, starts, times, progress.watch("dynamics")
    )
    tables.write(columns, table)


if __name__ == "__main__":
    command.run(integrate_dynamics)
