"""V A: the field that (43) drops, of the band that is given or fits best -> dropped_field.csv."""

from pipeline import command, models, tables
from thermal_stt.exact import theory

SECTIONS = ("model",)
NEEDS = ("model.dropped_field",)
KEYS = {"dropped_field": ("temperature_left", "temperature_right")}
KINDS = {"dropped_field": "energy"}


def solve_dropped_field(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write that field of the scenario `config`, beside the solution of its band."""
    [row] = theory.table(models.read(config, SECTIONS, zero_modes, NEEDS))
    solved = tables.read(zero_modes).iloc[0].to_dict() if zero_modes else {}
    tables.write([solved | row], table)


if __name__ == "__main__":
    command.run(solve_dropped_field)
