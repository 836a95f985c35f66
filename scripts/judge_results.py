"""All: whether the results are still the published ones -> verdict.html."""

from check import page
from check.__main__ import check
from common import command, files


def judge_results(
    results: list[str], reference: list[str], commit: str, verdict: command.Made
) -> None:
    """Write the page on the `results` against the `reference` and the figures of the `commit`."""
    del results, reference, commit  # the check knows where they are
    files.write_text(verdict, page.write_page(check(both=False)))


if __name__ == "__main__":
    command.run(judge_results)
