"""V C: the fixed points over the sweep of the thermal drive, eq. (51) -> fixed_points.csv."""

from common import command, models, tables
from thermal_stt import precession

SECTIONS = ("model", "sweep")
KEYS = {"fixed_points": ("d", "branch")}


def solve_fixed_points(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the fixed points at each drive of the scenario `config`, and at the branch points."""
    scenario = models.read(config, SECTIONS, zero_modes)
    d = precession.with_branch_points(scenario.parameters, scenario.drive)
    tables.write(precession.fixed_points(scenario.parameters, d), table)


if __name__ == "__main__":
    command.run(solve_fixed_points)
