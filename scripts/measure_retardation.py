"""A 2: `retarded` against `recast` as S doubles at fixed alpha S -> retardation.csv."""

from pipeline import command, models, progress, tables
from thermal_stt.full_dynamics import runs

SECTIONS = ("model", "dynamics", "numerics.tolerance")
NEEDS = ("dynamics", "bias without a voltage")
KEYS = {"retardation": ("spin",)}
KINDS = {"spin": "number"}

# The runs are as long as delta_M takes to relax, at the rate g (1/rho - J)
FASTER = "farther from 1/rho, so that delta_M relaxes sooner and the runs are shorter"

DOUBLINGS = 6  # of S; enough for a slope over almost two decades


def measure_retardation(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write how far the two are apart from the first start of the scenario's `dynamics`."""
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    asked = scenario.dynamics
    start = asked.starts[0]
    exchange = float(scenario.parameters.exchange)
    with models.to_its_end(scenario, "magnet.exchange", exchange, FASTER):
        columns = runs.retardation(
            scenario.parameters,
            asked.d,
            (start.theta, start.phi, start.delta_magnetization, start.delta_potential),
            DOUBLINGS,
            progress.watch("retardation"),
            scenario.numerics.tolerance,
        )
    tables.write(columns, table)


if __name__ == "__main__":
    command.run(measure_retardation)
