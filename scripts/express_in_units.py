"""Any table of results in the scenario's physical units -> in_units/*.csv."""

import sys

from pipeline import command, described, models, tables
from thermal_stt.scenario import columns

SECTIONS = ("energy_unit", "units")
NEEDS = ("units",)


def express_in_units(config: str, natural: str, table: command.Made) -> None:
    """Write the table `natural` in the units of the scenario `config`."""
    scenario = models.read(config, SECTIONS, None, NEEDS)
    try:
        kinds = described.everywhere("KINDS")
        shown = columns.in_units(tables.read(natural), kinds, scenario)
    except KeyError as column:
        sys.exit(f"{natural}: {column}: must be in the KINDS of the script that makes it")
    tables.write(shown, table)


if __name__ == "__main__":
    command.run(express_in_units)
