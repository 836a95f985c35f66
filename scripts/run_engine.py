"""Beside VI: the dot as a heat engine against its load, at one drive -> engine.csv."""

from pipeline import command, models, tables
from thermal_stt import heat_engine

SECTIONS = ("model", "thermal_drive.temperature_coldest", "engine")
NEEDS = ("engine", "thermal_drive.temperature_coldest")
KEYS = {"engine": ("branch", "voltage")}
KINDS = {
    "voltage": "potential",
    "current": "current",
    "power": "power",
    "efficiency": "number",
    "efficiency_over_carnot": "number",
    "efficiency_over_carnot_without_precession": "number",
}


def run_engine(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write power and efficiency of each branch at the scenario's `engine`."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    engine, coldest = scenario.engine, scenario.temperature_coldest
    found = heat_engine.loads(scenario.parameters, engine.d, coldest, engine.points)
    tables.write(found, table)


if __name__ == "__main__":
    command.run(run_engine)
