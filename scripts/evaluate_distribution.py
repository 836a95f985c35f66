"""IV C: the distribution functions of Fig. 2 (b), eq. (36) -> distribution.csv."""

from pipeline import command, models, tables
from thermal_stt.electrons import occupation

SECTIONS = ("model", "distributions", "numerics.energies")
KEYS = {"distribution": ("label", "omega")}
KINDS = {
    "temperature_left": "temperature",
    "temperature_right": "temperature",
    "omega": "energy",
    "occupation_up": "number",
    "occupation_down": "number",
}


def evaluate_distribution(config: str, table: command.Made, zero_modes: str | None = None) -> None:
    """Write the occupations for each of the `distributions` of the scenario `config`."""
    scenario = models.read(config, SECTIONS, zero_modes)
    occupations = occupation.settled_occupations(
        scenario.parameters, scenario.distributions, scenario.numerics.energies
    )
    tables.write(occupations, table)


if __name__ == "__main__":
    command.run(evaluate_distribution)
