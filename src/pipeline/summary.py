"""What Snakemake says of results: its own summary, as rows."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterable


def of(targets: Iterable[str]) -> list[dict[str, str]]:
    """Return a row for each result behind `targets`, or leave with the line that says why not.

    Columns output_file, date, rule, log-file(s), input-file(s), shellcmd, status, plan.
    """
    command = [sys.executable, "-m", "snakemake", "--quiet", "all", "--detailed-summary", *targets]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip().splitlines()[-1])
    return list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))


def why_not_current(row: dict[str, str]) -> str | None:
    """Return why a result is not of the present code, scenario and inputs; None if it is."""
    if row["plan"] == "no update":
        return None
    return {"ok": "not as its job left it, or what it is made from is not current"}.get(
        row["status"], row["status"]
    )
