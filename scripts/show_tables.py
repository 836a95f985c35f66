"""All: the tables and the claims as pages to be read in a browser -> tables.html, claims.html."""

from pathlib import Path

from pipeline import command, files, pages, tables


def show_tables(
    results: list[str], claims: str, page: command.Made, claims_page: command.Made
) -> None:
    """Write the tables `results` to one page, and the table `claims` to another."""
    shown = {Path(path).stem: tables.read(path) for path in results}
    files.write_text(page, pages.of_tables("Tables", shown))
    verdicts = tables.read(claims)
    summary = pages.summary_of_claims(verdicts)
    files.write_text(claims_page, pages.of_tables(summary, {"claims": verdicts}))


if __name__ == "__main__":
    command.run(show_tables)
