"""II-V: what a scenario gives, what follows from it, and the regime -> parameters.csv."""

from pipeline import command, models, tables
from thermal_stt.scenario import quantities

SECTIONS = (
    "model",
    "sweep",
    "thermal_drive.temperature_coldest",
    "noise.temperature_lattice",
    "distributions",
    "energy_unit",
    "units",
)
KEYS = {"parameters": ("name",)}
KINDS = {"value": "number", "value_si": "number"}  # with units of their own beside them
# Every row is another quantity, with its own size in these columns
BY_ROW = {"parameters": ("name", ("value", "value_si"))}


def tabulate_parameters(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write every number of the scenario `config` to `table`."""
    tables.write(quantities.table(models.read(config, SECTIONS, zero_modes)), table)


if __name__ == "__main__":
    command.run(tabulate_parameters)
