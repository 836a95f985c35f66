"""Beside A 2: what trajectories with noise do -> noise_distribution.csv, lifetimes.csv."""

import numpy as np

from pipeline import command, models, tables
from thermal_stt.noise import tabulated

SECTIONS = ("model", "thermal_drive.temperature_coldest", "noise", "approach.d")
NEEDS = ("noise", "approach", "thermal_drive.temperature_coldest")
KEYS = {"noise_distribution": ("d", "cos_theta"), "lifetimes": ("d", "spin")}
KINDS = {
    "probability": "number",
    "probability_of_trajectories": "number",
    "lifetime_first_passage": "time",
    "lifetime_simulated": "time",
}
DECADES = ("lifetime_first_passage", "lifetime_simulated")


def sample_noise(
    config: str, table: command.Made, lifetimes: command.Made, zero_modes: str | None = None
) -> None:
    """Write distributions and lifetimes at each d of `approach`, in closed form and sampled."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    noise, drives = scenario.noise, np.array(scenario.approach.d)
    leads = scenario.temperature_coldest, scenario.temperature_lattice
    given = scenario.parameters, tabulated.surroundings(drives, *leads), drives
    tables.write(tabulated.distributions(*given, noise.seed, noise.samples), table)
    tables.write(tabulated.lifetimes(*given, noise.seed, noise.samples), lifetimes)


if __name__ == "__main__":
    command.run(sample_noise)
