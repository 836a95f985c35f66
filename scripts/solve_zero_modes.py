"""A 3: the self-consistent M_0 and V_d0 of a band, (A21)-(A22) -> zero_modes.csv."""

import sys

from pipeline import command, models, tables
from thermal_stt.mean_field import zero_modes

SECTIONS = ("model",)
NEEDS = ("band",)
KEYS = {"zero_modes": ("temperature_left", "temperature_right")}
KINDS = {
    "cos_theta": "number",
    "magnetization": "energy",
    "potential": "energy",
    "spin": "number",
    "charge": "number",
    "density_of_states_up": "per_energy",
    "density_of_states_down": "per_energy",
    "slope_up": "per_energy_squared",
    "slope_down": "per_energy_squared",
    "residual": "number",
}


def solve_zero_modes(config: str, table: command.Made, band: str | None = None) -> None:
    """Write the solution for the band of the scenario `config`, which names the table `band`."""
    scenario = models.read(config, SECTIONS, None, NEEDS)
    try:
        tables.write(zero_modes.table(scenario), table)
    except zero_modes.NotMagnetic as finding:
        sys.exit(f"{config}: {finding}")


if __name__ == "__main__":
    command.run(solve_zero_modes)
