"""V C: the growth rate at each fixed point, from (46)-(47) -> stability.csv."""

from pipeline import command, models, tables
from thermal_stt.magnet import precession

SECTIONS = ("model",)
KEYS = {"stability": ("d", "branch")}
KINDS = {"growth_rate": "rate"}


def analyse_stability(
    config: str, fixed_points: str, table: command.Made, zero_modes: str | None = None
) -> None:
    """Write `fixed_points` with growth_rate and stable added."""
    states = tables.read(fixed_points)
    rate = precession.growth_rate(
        models.read(config, SECTIONS, zero_modes).parameters,
        states["d"],
        states["branch"],
        states["cos_theta0"],
    )
    tables.write(states.assign(growth_rate=rate, stable=rate < 0), table)


if __name__ == "__main__":
    command.run(analyse_stability)
