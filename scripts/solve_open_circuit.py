"""Beside VI: the fixed points without a current, and their voltage -> open_circuit.csv."""

from pipeline import command, models, tables
from thermal_stt import heat_engine

SECTIONS = ("model", "sweep")
KEYS = {"open_circuit": ("d", "branch")}
KINDS = {"voltage": "potential", "voltage_without_precession": "potential"}


def solve_open_circuit(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the fixed points at open circuit at each drive of the scenario `config`."""
    scenario = models.read(config, SECTIONS, zero_modes)
    tables.write(heat_engine.open_circuit(scenario.parameters, scenario.drive), table)


if __name__ == "__main__":
    command.run(solve_open_circuit)
