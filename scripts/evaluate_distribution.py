"""IV C: the distribution functions of Fig. 2 (b), eq. (36) -> distribution.csv."""

from common import command, scenarios, tables
from thermal_stt import occupation


def evaluate_distribution(config: str, table: str) -> None:
    """Write the occupations for each of the `distributions` of the scenario `config`."""
    scenario = scenarios.read(config)
    occupations = occupation.settled_occupations(scenario.parameters, scenario.distributions)
    tables.write(occupations, table)


if __name__ == "__main__":
    command.run(evaluate_distribution)
