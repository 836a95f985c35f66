"""Abstract, IV-VII, appendices: the paper's claims on the results -> claims.csv, docs/claims.md."""

from pathlib import Path

from common import command, files, models, pages, tables
from thermal_stt import paper

TABLES = (
    "stability",
    "slowness",
    "currents",
    "distribution",
    "dynamics",
    "slowness_of_runs",
    "retardation",
    "approach",
)


def verify_claims(config: str, results: str, table: str, page: str) -> None:
    """Measure each claim on the tables in the folder `results`; write the verdicts."""
    read = {name: tables.read(str(Path(results) / f"{name}.csv")) for name in TABLES}
    columns = {name: {c: t[c].to_numpy() for c in t} for name, t in read.items()}
    evidence = paper.Evidence(models.read(config, None).parameters, columns)
    tables.write(paper.verify(evidence), table)
    files.write_text(page, pages.claims(tables.read(table)))


if __name__ == "__main__":
    command.run(verify_claims)
