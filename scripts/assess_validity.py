"""V-VI, A 3: the theory beside the exact precession in a band, state by state -> validity.csv."""

from pipeline import command, models, tables
from thermal_stt.exact import validity

SECTIONS = ("model", "thermal_drive.temperature_coldest", "validity")
NEEDS = ("validity", "thermal_drive.temperature_coldest")
KEYS = {"validity": ("d", "branch", "quantity")}
KINDS = {"quasi_classical": "quantity", "exact": "quantity", "relative_error": "number"}
BY_ROW = {"validity": ("quantity", ("quasi_classical", "exact", "relative_error"))}


def assess_validity(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write what the theory and the exact one say at the drives of the scenario's `validity`."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    tables.write(validity.table(scenario), table)


if __name__ == "__main__":
    command.run(assess_validity)
