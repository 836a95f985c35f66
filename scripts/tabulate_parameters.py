"""II-V: what a scenario gives, what follows from it, and the regime -> parameters.csv."""

from common import scenarios, tables
from thermal_stt import quantities

scenario = scenarios.read(snakemake.input.config)
tables.write(quantities.table(scenario), snakemake.output.table)
