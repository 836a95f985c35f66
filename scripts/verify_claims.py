"""Abstract, IV-VII, appendices: the paper's claims on the results -> claims.csv, docs/claims.md."""

from pipeline import command, files, models, pages, tables
from thermal_stt import paper

SECTIONS = ("model",)


def verify_claims(
    config: str,
    stability: str,
    slowness: str,
    currents: str,
    distribution: str,
    dynamics: str,
    slowness_of_runs: str,
    retardation: str,
    approach: str,
    table: command.Made,
    page: command.Made,
) -> None:
    """Measure each claim on the tables of these names; write the verdicts."""
    evidence = tables.as_columns(
        stability=stability,
        slowness=slowness,
        currents=currents,
        distribution=distribution,
        dynamics=dynamics,
        slowness_of_runs=slowness_of_runs,
        retardation=retardation,
        approach=approach,
    )
    parameters = models.read(config, SECTIONS, None).parameters
    tables.write(paper.verify(paper.Evidence(parameters, evidence)), table)
    files.write_text(page, pages.claims(tables.read(table)))


if __name__ == "__main__":
    command.run(verify_claims)
