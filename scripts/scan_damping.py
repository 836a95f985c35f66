"""V C: up to which damping of its own the magnet precesses, over its conductance -> damping.csv."""

from pipeline import command, models, tables
from thermal_stt import diagrams

SECTIONS = ("model", "sweep")
KEYS = {"damping": ("scale",)}
KINDS = {
    "scale": "number",
    "conductance_left": "number",
    "conductance_right": "number",
    "damping_largest": "number",
    "damping_of_leads": "number",
}


def scan_damping(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the largest own damping of the scenario `config`, with all rates scaled."""
    scenario = models.read(config, SECTIONS, zero_modes)
    tables.write(diagrams.over_conductance(scenario.parameters, scenario.drive), table)


if __name__ == "__main__":
    command.run(scan_damping)
