"""V-VI, A 3: the exact states in a band, over the sweep of the thermal drive -> exact.csv."""

from pipeline import command, models, tables
from thermal_stt.exact import sweep

SECTIONS = ("model", "sweep", "thermal_drive.temperature_coldest")
NEEDS = ("thermal_drive.temperature_coldest",)
KEYS = {"exact": ("d", "branch", "state")}
KINDS = {"magnetization": "energy"}


def sweep_exact_states(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the exact states of the scenario `config`."""
    tables.write(sweep.table(models.read(config, SECTIONS, zero_modes, NEEDS)), table)


if __name__ == "__main__":
    command.run(sweep_exact_states)
