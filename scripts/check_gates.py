"""V-VI, A 2: the laws that the results must obey before a figure is drawn -> gates_*.csv."""

from pipeline import command, models, tables
from thermal_stt import laws

SECTIONS = ("model", "numerics.tolerance")
# Which tables each kind of gates looks at
GATED = {
    "states": ("stability", "currents"),
    "runs": ("dynamics",),
    "approach": ("approach", "attractors"),
}


def check_gates(
    config: str,
    table: command.Made,
    stability: str | None = None,
    currents: str | None = None,
    dynamics: str | None = None,
    approach: str | None = None,
    attractors: str | None = None,
    zero_modes: str | None = None,
) -> None:
    """Write the laws for the tables that are given: number found, largest allowed, figure."""
    scenario = models.read(config, SECTIONS, zero_modes)
    parameters, tolerance = scenario.parameters, scenario.numerics.tolerance
    if currents is not None:
        columns = tables.as_columns(stability=stability, currents=currents)
        found = laws.of_states(parameters, **columns)
    elif dynamics is not None:
        found = laws.of_runs(
            parameters, **tables.as_columns(dynamics=dynamics), tolerance=tolerance
        )
    else:
        columns = tables.as_columns(approach=approach, attractors=attractors)
        found = laws.of_approach(parameters, **columns)
    tables.write(laws.rows(found), table)


if __name__ == "__main__":
    command.run(check_gates)
