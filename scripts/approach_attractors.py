"""V C: the slow dynamics from many angles, (46)-(47) -> approach.csv and attractors.csv."""

from pipeline import command, models, tables
from thermal_stt.magnet import approach

SECTIONS = ("model", "approach")
NEEDS = ("approach",)
KEYS = {"approach": ("d", "start", "t"), "attractors": ("d", "branch")}
KINDS = {"start": "number", "cos_theta": "number"}


def approach_attractors(
    config: str, table: command.Made, attractors: command.Made, zero_modes: str | None = None
) -> None:
    """Write the trajectories of the scenario's `approach`, and the fixed points at its drives."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    asked = scenario.approach
    columns, fixed_points = approach.approach(
        scenario.parameters, asked.d, asked.cos_theta, asked.t_end, asked.points
    )
    tables.write(columns, table)
    tables.write(fixed_points, attractors)


if __name__ == "__main__":
    command.run(approach_attractors)
