"""V C, VI: the stable state and its current over d and V, and the lines between -> voltage.csv."""

from pipeline import command, models, tables
from thermal_stt import diagrams

SECTIONS = ("model", "sweep")
KEYS = {"voltage": ("d", "voltage"), "voltage_lines": ("cos_theta0", "d")}
KINDS = {
    "voltage": "potential",
    "current": "current",
    "growth_north": "rate",
    "growth_south": "rate",
    "current_north": "current",
    "current_south": "current",
}


def scan_voltage(
    config: str, table: command.Made, lines: command.Made, zero_modes: str | None = None
) -> None:
    """Write the states of the scenario `config` over d and V, and the lines that part them."""
    scenario = models.read(config, SECTIONS, zero_modes)
    states, parting = diagrams.over_voltage(scenario.parameters, scenario.drive)
    tables.write(states, table)
    tables.write(parting, lines)


if __name__ == "__main__":
    command.run(scan_voltage)
