"""A job that failed on another machine, in one line, as one that fails here shows its own.

Snakemake hides it with all else of the rules, and leaves what the job said in a log of the cluster.
"""

import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from snakemake.logging import LogEvent, logger

# Between what Snakemake says of the job and of its end, where it was run at last
SAID = re.compile(
    r"^    resources: .*\n((?:(?!    resources: ).*\n)*?)RuleException:$", re.MULTILINE
)


class Failures(logging.Handler):
    """Shows each job that failed elsewhere; one that fails here speaks for itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Show the line of a job that failed elsewhere."""
        if getattr(record, "event", None) is LogEvent.JOB_ERROR and vars(record)["rule_msg"]:
            rule, logs, reason = (vars(record)[key] for key in ("rule_name", "log", "rule_msg"))
            print(line(rule, logs, reason), file=sys.stderr, flush=True)


def line(rule: str, logs: Sequence[str], reason: str) -> str:
    """Return the last line that a failed job said; if it said none, what became of it."""
    there = [path for path in map(Path, logs) if path.is_file()]
    said = [words for path in there for words in SAID.findall(path.read_text(errors="replace"))]
    words = "".join(said).strip() or reason.strip()
    at = "".join(f" ({path})" for path in there)
    return f"{rule}: {words.splitlines()[-1 if said else 0]}{at}"


def tell() -> None:
    """Let Snakemake's log show them."""
    logger.addHandler(Failures())
