"""V C: the fixed points over the sweep of the thermal drive, eq. (51) -> fixed_points.csv."""

from common import scenarios, tables
from thermal_stt import precession

scenario = scenarios.read(snakemake.input.config)
d = precession.with_branch_points(scenario.parameters, scenario.drive)
tables.write(precession.fixed_points(scenario.parameters, d), snakemake.output.table)
