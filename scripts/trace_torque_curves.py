"""V-VI, A 3: torque and current at every angle as leads cool, exact -> torque_curves.csv."""

from pipeline import command, models, tables
from thermal_stt.exact import torque_curves

SECTIONS = ("model", "thermal_drive.temperature_coldest", "validity")
NEEDS = ("validity", "thermal_drive.temperature_coldest")
KEYS = {"torque_curves": ("temperature_coldest", "cos_theta")}
KINDS = {
    "temperature_coldest": "temperature",
    "torque": "energy",
    "torque_exact": "energy",
    "total_left_exact": "current",
}


def trace_torque_curves(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the curves at the first drive of the scenario's `validity`."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    tables.write(torque_curves.curves(scenario), table)


if __name__ == "__main__":
    command.run(trace_torque_curves)
