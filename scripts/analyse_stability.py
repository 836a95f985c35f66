"""V C: the growth rate at each fixed point, from (46)-(47) -> stability.csv."""

from common import scenarios, tables
from thermal_stt import precession

scenario = scenarios.read(snakemake.input.config)
table = tables.read(snakemake.input.fixed_points)
rate = precession.growth_rate(
    scenario.parameters, table["d"], table["branch"], table["cos_theta0"]
)
tables.write(table.assign(growth_rate=rate, stable=rate < 0), snakemake.output.table)
