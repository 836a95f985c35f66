"""IV C: the distribution functions of Fig. 2 (b), eq. (36) -> distribution.csv."""

from common import scenarios, tables
from thermal_stt import occupation

scenario = scenarios.read(snakemake.input.config)
table = occupation.settled_occupations(scenario.parameters, scenario.distributions)
tables.write(table, snakemake.output.table)
