"""Any table of results in the scenario's physical units -> in_units/*.csv."""

from pipeline import command, models, tables
from thermal_stt.scenario import columns

SECTIONS = ("energy_unit", "units")
NEEDS = ("units",)


def express_in_units(config: str, natural: str, table: command.Made) -> None:
    """Write the table `natural` in the units of the scenario `config`."""
    scenario = models.read(config, SECTIONS, None, NEEDS)
    tables.write(columns.in_units(tables.read(natural), scenario), table)


if __name__ == "__main__":
    command.run(express_in_units)
