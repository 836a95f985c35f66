"""Any table of results in the scenario's physical units -> in_units/*.csv."""

import sys

from common import command, models, tables
from thermal_stt import columns

SECTIONS = ("energy_unit", "units")


def express_in_units(config: str, natural: str, table: command.Made) -> None:
    """Write the table `natural` in the units of the scenario `config`."""
    scenario = models.read(config, SECTIONS, None)
    if scenario.units is None:
        sys.exit(f"{config}: units: must be given, to express {natural} in them")
    tables.write(columns.in_units(tables.read(natural), scenario), table)


if __name__ == "__main__":
    command.run(express_in_units)
