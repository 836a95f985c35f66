"""II-V: what a scenario gives, what follows from it, and the regime -> parameters.csv."""

from common import command, models, tables
from thermal_stt import quantities

SECTIONS = (
    "model",
    "sweep",
    "thermal_drive.temperature_coldest",
    "distributions",
    "energy_unit",
    "units",
)


def tabulate_parameters(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write every number of the scenario `config` to `table`."""
    tables.write(quantities.table(models.read(config, SECTIONS, zero_modes)), table)


if __name__ == "__main__":
    command.run(tabulate_parameters)
