"""V C: the fixed points over the sweep of the thermal drive, eq. (51) -> fixed_points.csv."""

from pipeline import command, models, tables
from thermal_stt.magnet import precession

SECTIONS = ("model", "sweep")
KEYS = {"fixed_points": ("d", "branch")}
KINDS = {
    "d": "drive",
    "d_over_d0": "number",
    "cos_theta0": "number",
    "precession_frequency": "frequency",
}


def solve_fixed_points(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the fixed points at each drive of the scenario `config`, and at the branch points."""
    scenario = models.read(config, SECTIONS, zero_modes)
    d = precession.with_branch_points(scenario.parameters, scenario.drive)
    found = precession.fixed_points(scenario.parameters, d)
    if precession.PRECESSION not in found["branch"]:
        ends = zip(("d_N", "d_S"), precession.branch_points(scenario.parameters), strict=True)
        meets = ", ".join(f"{name} = {float(end):.6g}" for name, end in ends)
        span = f"from d = {d[0]:.6g} to {d[-1]:.6g}"
        command.warn([f"{config}: no precession {span}; it meets the poles at {meets} (energy^2)"])
    tables.write(found, table)


if __name__ == "__main__":
    command.run(solve_fixed_points)
