"""B 3: the criteria of slowness about each fixed point, (B23)-(B25) -> slowness.csv."""

from pipeline import command, models, tables
from thermal_stt.electrons import slowness

SECTIONS = ("model", "thermal_drive.temperature_coldest")
KEYS = {"slowness": ("d", "branch")}
KINDS = {
    "angle_in_lifetime": "number",
    "shift_in_lifetime": "number",
    "angle_in_thermal_time": "number",
    "frequency_in_thermal_time": "number",
}

STATE = ["d", "branch", "cos_theta0"]


def assess_slowness(
    config: str, stability: str, table: command.Made, zero_modes: str | None = None
) -> None:
    """Write the criteria of the linear motion about each row of `stability`; warn of large ones."""
    scenario, states = models.read(config, SECTIONS, zero_modes), tables.read(stability)
    ratios = slowness.criteria_near(
        scenario.parameters,
        states["cos_theta0"],
        states["growth_rate"],
        states["precession_frequency"],
        scenario.temperature_coldest,
    )
    columns = slowness.judge(ratios)
    command.warn(slowness.rough(columns, [f"{config}: {name}" for name in states["branch"]]))
    tables.write(states[STATE].assign(**columns), table)


if __name__ == "__main__":
    command.run(assess_slowness)
