"""V C: how many precessions there are over d and B_K, and the lines between -> anisotropy.csv."""

from pipeline import command, models, tables
from thermal_stt import diagrams

SECTIONS = ("model", "sweep")
KEYS = {"anisotropy": ("anisotropy", "d_from"), "anisotropy_lines": ("line", "anisotropy")}
KINDS = {"anisotropy": "energy", "d_from": "drive", "d_to": "drive"}


def scan_anisotropy(
    config: str, table: command.Made, lines: command.Made, zero_modes: str | None = None
) -> None:
    """Write the precessions of the scenario `config` over d and B_K, and the lines between."""
    scenario = models.read(config, SECTIONS, zero_modes)
    parts, parting = diagrams.over_anisotropy(scenario.parameters, scenario.drive)
    tables.write(parts, table)
    tables.write(parting, lines)


if __name__ == "__main__":
    command.run(scan_anisotropy)
