"""All sections: how far results spread on other grids and kernels -> tolerances.csv, spread.csv."""

from pipeline import command
from pipeline.check import spread, tables
from pipeline.tables import write

SECTIONS = ("model", "sweep", "distributions", "dynamics", "approach", "numerics")


def measure_spread(
    config: str, tables_of: list[str], tolerances: command.Made, table: command.Made
) -> None:
    """Compute `config` again in every variation; write what moved, and what that allows."""
    moved = spread.measure(config, [tables.name_of(path) for path in tables_of])
    write(moved, table)
    write(spread.tolerances(moved), tolerances)


if __name__ == "__main__":
    command.run(measure_spread)
