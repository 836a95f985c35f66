"""V-VI, A 2: the laws that the results must obey before a figure is drawn -> gates.csv."""

from common import command, models, tables
from thermal_stt import gates

SECTIONS = ("model",)


def check_gates(
    config: str,
    stability: str,
    currents: str,
    dynamics: str,
    approach: str,
    attractors: str,
    table: command.Made,
) -> None:
    """Write each law with the number found, the largest allowed, and the figure that needs it."""
    columns = tables.as_columns(
        stability=stability,
        currents=currents,
        dynamics=dynamics,
        approach=approach,
        attractors=attractors,
    )
    parameters = models.read(config, SECTIONS, None).parameters
    tables.write(gates.rows(gates.gates(parameters, **columns)), table)


if __name__ == "__main__":
    command.run(check_gates)
