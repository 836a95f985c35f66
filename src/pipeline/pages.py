"""The registry of the paper as pages of Markdown: equations, errata, claims; tables as HTML."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from thermal_stt.paper import CHECKS, ERRATA, SECTIONS, Erratum

MADE = "<!-- made by the pipeline from {}; edit that, not this -->\n\n"
SOURCE = "src/thermal_stt/paper"
PROOFS = "tests/paper/errata_proofs.py"
ROUNDING = 1e-12
MOST_ROWS = 300
STYLE = """
body { font: 14px/1.4 Georgia, serif; margin: 1.5em; color: #222 } summary { font-size: 17px;
cursor: pointer; padding: .3em 0 } table { border-collapse: collapse; font-size: 12.5px }
td, th { padding: .15em .7em; text-align: left; vertical-align: top; max-width: 36em }
tr:nth-child(even) { background: #f5f5f3 } thead { border-bottom: 1px solid #999 }
"""


def equations(modules: Iterable[str], tests: Iterable[str]) -> str:
    """Return docs/equations.md: one row for each numbered equation, with links to these files."""
    held = {Path(file).stem: file for file in modules}
    checked = {Path(file).stem.removeprefix("test_"): file for file in tests}
    rows = [equation for section in SECTIONS for equation in section.equations]
    wrong = {number for erratum in _slips() for number in erratum.equations}
    kinds = Counter(equation.check for equation in rows)
    lines = [
        MADE.format(SOURCE) + "# Every numbered equation",
        f"{len(rows)} equations, each with the function that holds it and the test that checks it; "
        f"{len(rows) - len(wrong)} stand as printed, {len(wrong)} do not ([errata](errata.md)).",
        "How an equation is checked:",
        "\n".join(f"- **{kind}** ({kinds[kind]}): {words}" for kind, words in CHECKS.items()),
    ]
    for section in SECTIONS:
        lines.append(f"## {section.title}")
        table = ["| | says | held by | checked by | in the test | printed |", "|" + "---|" * 6]
        for equation in section.equations:
            cells = (
                f"({equation.number})",
                equation.says,
                _link(f"`{equation.holds}`", held[equation.holds.split(".")[0]]),
                equation.check,
                _link(sentence(equation.test), checked[equation.test.split(".")[0]]),
                _verdict(equation.number),
            )
            table.append("| " + " | ".join(cells) + " |")
        lines.append("\n".join(table))
    return "\n\n".join(lines) + "\n"


def errata() -> str:
    """Return docs/errata.md: each slip, printed and right, its reason and its proof."""
    slips = _slips()
    lines = [
        MADE.format(f"{SOURCE}/errata.py") + "# Errata",
        f"{len(slips)} slips of the text, each proved by a number that is 0 for the right form "
        "(up to rounding) and not for the printed one: "
        "[test_errata.py](../tests/paper/test_errata.py) demands both. "
        f"{len(ERRATA) - len(slips)} matters of notation follow.",
    ]
    for erratum in slips:
        lines += _entry(erratum)
    lines.append("## Notation")
    lines.append("Nothing would be computed wrongly, so there is nothing to prove.")
    for erratum in ERRATA:
        if erratum not in slips:
            lines += _entry(erratum)
    return "\n\n".join(lines) + "\n"


def claims(rows: pd.DataFrame) -> str:
    """Return docs/claims.md from the table of the claims."""
    summary = summary_of_claims(rows)
    lines = [
        MADE.format(f"{SOURCE}/claims.py and results/paper") + "# What the paper claims",
        f"**{summary}**",
        "Numbers are those of the shipped scenario.",
    ]
    for place, claims in rows.groupby("place", sort=False):
        lines.append(f"## {place}")
        for _, claim in claims.iterrows():
            value = shown(claim["value"])
            verdict = "holds" if claim["holds"] else "does not hold"
            entry = [
                f"- *{claim['sentence']}*  ",
                f"  {claim['number']}: **{value}** (must be {claim['tolerance']}): {verdict}",
            ]
            if pd.notna(claim["qualification"]):
                entry[-1] += "  "
                entry.append(f"  {claim['qualification']}")
            lines.append("\n".join(entry))
    return "\n\n".join(lines) + "\n"


def summary_of_claims(rows: pd.DataFrame) -> str:
    """Return how many of the claims hold, in words, and how many of these with a qualification."""
    holds = rows["holds"].astype(bool)
    qualified = int((holds & rows["qualification"].notna()).sum())
    words = f"{int(holds.sum())} of {len(rows)} claims hold"
    return f"{words}, {qualified} of them with a qualification" if qualified else words


def of_tables(title: str, frames: Mapping[str, pd.DataFrame]) -> str:
    """Return a page of HTML that needs nothing else: the first rows of each table.

    The only one is unfolded.  A browser shows no page of more than 2 MB inside another.
    """
    parts = []
    for name, frame in frames.items():
        first = frame.head(MOST_ROWS)
        table = first.to_html(index=False, border=0, na_rep="", float_format="{:.6g}".format)
        unfolded = " open" if len(frames) == 1 else ""
        cut = f", the first {MOST_ROWS} of them here" if len(frame) > MOST_ROWS else ""
        rows = f"{name} ({len(frame)} rows{cut})"
        parts.append(f"<details{unfolded}><summary>{html.escape(rows)}</summary>{table}</details>")
    head = f"<meta charset='utf-8'><title>{html.escape(title)}</title><style>{STYLE}</style>"
    body = f"<h1>{html.escape(title)}</h1>" + "\n".join(parts)
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>\n"


def shown(value: float) -> str:
    """Return a number of a claim in words."""
    if pd.isna(value):
        return "nothing to measure"
    # what rounding leaves differs from machine to machine
    return f"{value:.3g}" if value == 0 or abs(value) >= ROUNDING else f"below {ROUNDING:.0e}"


def _slips() -> list[Erratum]:
    return [erratum for erratum in ERRATA if erratum.kind != "notation"]


def _entry(erratum: Erratum) -> Iterable[str]:
    number = ERRATA.index(erratum) + 1
    yield f'### <a id="e{number}"></a>{erratum.where}'
    yield f"Printed: $`{erratum.printed}`$"
    yield f"Right: $`{erratum.right}`$"
    reason = erratum.reason
    if erratum.proof:
        reason += f" ({erratum.kind}; {_link(f'proof `{erratum.proof}`', PROOFS)})"
    yield reason


def _verdict(number: str) -> str:
    found = [e for e in ERRATA if number in e.equations]
    if not found:
        return "stands"
    words = "stands, but for notation" if found[0].kind == "notation" else f"no: {found[0].kind}"
    return f"[{words}](errata.md#e{ERRATA.index(found[0]) + 1})"


def _link(text: str, file: str) -> str:
    return f"[{text}](../{file})"  # without a line: an edit there must not make a page again


def sentence(test: str) -> str:
    """Return the name of a test as words."""
    return test.split(".")[-1].replace("_", " ")
