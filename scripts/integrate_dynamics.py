"""A 2: trajectories in each formulation, (A9)-(A18) -> dynamics.csv, slowness_of_runs.csv."""

from pipeline import command, models, progress, tables
from thermal_stt.electrons import slowness
from thermal_stt.full_dynamics import integration, runs

SECTIONS = ("model", "dynamics", "thermal_drive.temperature_coldest", "numerics.tolerance")
NEEDS = ("dynamics", "formulations without retarded and embedded, as there is a voltage")
KEYS = {"dynamics": ("start", "formulation", "t"), "slowness_of_runs": ("start", "formulation")}
KINDS = {
    "t": "time",
    "theta": "number",
    "phi": "number",
    "delta_magnetization": "energy",
    "delta_potential": "potential",
    "current_left": "current",
}
# Tables of extremes over a grid, which are others on another one
EXTREMES = {"slowness_of_runs": "the times of a run"}


def integrate_dynamics(
    config: str, table: command.Made, slowness_table: command.Made, zero_modes: str | None = None
) -> None:
    """Write every start of the scenario's `dynamics` in every formulation, and how slow it was."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    asked = scenario.dynamics
    starts = {
        start.label: (start.theta, start.phi, start.delta_magnetization, start.delta_potential)
        for start in asked.starts
    }
    times = integration.logarithmic_times(scenario.parameters, asked.t_end, asked.points)
    with models.to_its_end(scenario, "dynamics.t_end", asked.t_end):
        columns, slow = runs.trajectories(
            scenario.parameters,
            asked.d,
            asked.formulations,
            starts,
            times,
            temperature=scenario.temperature_coldest,
            tolerance=scenario.numerics.tolerance,
            watch=progress.watch("dynamics"),
        )
    names = zip(slow["start"], slow["formulation"], strict=True)
    labels = [f"{config}: run {start}, {formulation}" for start, formulation in names]
    command.warn(slowness.rough(slow, labels))
    tables.write(columns, table)
    tables.write(slow, slowness_table)


if __name__ == "__main__":
    command.run(integrate_dynamics)
