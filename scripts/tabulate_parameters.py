"""II-V: what a scenario gives, what follows from it, and the regime -> parameters.csv."""

from common import command, models, tables
from thermal_stt import quantities


def tabulate_parameters(config: str, table: str, zero_modes: str | None = None) -> None:
    """Write every number of the scenario `config` to `table`."""
    tables.write(quantities.table(models.read(config, zero_modes)), table)


if __name__ == "__main__":
    command.run(tabulate_parameters)
