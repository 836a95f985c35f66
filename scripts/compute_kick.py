"""A 2: one answer to a kick, exactly and in two formulations -> kicks/DOT_TIMES_COARSER.csv."""

import re
import sys

from pipeline import command, models, progress, tables
from thermal_stt.exact import kicks
from thermal_stt.exact.self_consistent import NoState
from thermal_stt.mean_field.zero_modes import NotMagnetic

SECTIONS = ("model", "dynamics", "thermal_drive.temperature_coldest")
NEEDS = ("dynamics", "thermal_drive.temperature_coldest")

# The runs are as long as delta_M takes to relax, at the rate g (1/rho - J)
FASTER = "farther from 1/rho, so that delta_M relaxes sooner and the runs are shorter"


def compute_kick(config: str, part: command.Made, zero_modes: str | None = None) -> None:
    """Write the answer that the name of `part` says, to the first start of `dynamics`."""
    name, times, coarser = re.findall(r"(\w+)_(\d+)_(\w+)\.csv$", part)[0]
    scenario = models.read(config, SECTIONS, zero_modes, NEEDS)
    start = scenario.dynamics.starts[0]
    exchange = float(scenario.parameters.exchange)
    with models.to_its_end(scenario, "magnet.exchange", exchange, FASTER):
        try:
            answer = kicks.answer(
                kicks.dot_of(scenario, name, float(times)),
                (start.theta, start.delta_magnetization, start.delta_potential),
                coarser if coarser in kicks.COARSER else None,
                progress.watch(f"kick of {name}, S x {times}, {coarser}"),
            )
        except (NoState, NotMagnetic) as finding:
            sys.exit(f"{scenario.source}: {finding}")
    tables.write(answer, part)


if __name__ == "__main__":
    command.run(compute_kick)
