"""Beside V C: noise, lifetime and linewidth of each stable state -> noise.csv, linewidths.csv."""

from pipeline import command, models, tables
from thermal_stt.noise import tabulated

SECTIONS = ("model", "sweep", "thermal_drive.temperature_coldest", "noise")
NEEDS = ("noise", "thermal_drive.temperature_coldest")
KEYS = {"noise": ("d", "branch"), "linewidths": ("anisotropy", "d")}
KINDS = {
    "effective_temperature": "temperature",
    "deviation": "number",
    "barrier": "number",
    "lifetime": "time",
    "linewidth": "frequency",
    "linewidth_of_phase": "frequency",
}
DECADES = ("lifetime",)

STATE = ["d", "branch", "cos_theta0"]


def assess_noise(
    config: str,
    stability: str,
    table: command.Made,
    lines: command.Made,
    zero_modes: str | None = None,
) -> None:
    """Write the noise at each stable row of `stability`, and linewidths along the sweep."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    parameters, drive = scenario.parameters, scenario.drive
    leads = scenario.temperature_coldest, scenario.temperature_lattice
    states = tables.read(stability)
    states = states.loc[states["stable"], STATE]
    around = tabulated.surroundings(states["d"], *leads)
    found = tabulated.of_states(parameters, states["cos_theta0"], states["branch"], around)
    tables.write(states.assign(**found), table)
    around = tabulated.surroundings(drive, *leads)
    tables.write(tabulated.linewidths(parameters, around, drive), lines)


if __name__ == "__main__":
    command.run(assess_noise)
