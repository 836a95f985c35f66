"""VI: the charge currents at each fixed point, eqs. (53)-(58) -> currents.csv."""

from common import scenarios, tables
from thermal_stt import charge_current

scenario = scenarios.read(snakemake.input.config)
table = tables.read(snakemake.input.stability)
currents = charge_current.charge_currents(scenario.parameters, table["cos_theta0"], table["d"])
columns = (
    "thermal_left",
    "hybrid_left",
    "pumping_left",
    "total_left",
    "thermal_right",
    "hybrid_right",
    "total_right",
    "total_left_without_precession",
)
state = table[["d", "d_over_d0", "branch", "cos_theta0", "stable"]]
tables.write(
    state.assign(**{name: getattr(currents, name) for name in columns}), snakemake.output.table
)
