"""All: whether the results are still the published ones -> verdict.html."""

from pipeline import command, files
from pipeline.check import page
from pipeline.check.__main__ import check


def judge_results(
    results: list[str],
    gates: list[str],
    figures: list[str],
    pages: list[str],
    reference: list[str],
    verdict: command.Made,
    two_runs: list[str] = (),
) -> None:
    """Write the page on all of these against the `reference`."""
    del results, gates, figures, pages, reference, two_runs  # the check knows where they are
    files.write_text(verdict, page.write_page(check(both=False)))


if __name__ == "__main__":
    command.run(judge_results)
