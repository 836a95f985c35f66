"""results/verdict.html: one page, self-contained, that a referee can read offline."""

import base64
import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib import rc_context, rcdefaults
from matplotlib.figure import Figure
from PIL import Image

from pipeline import described, pages, tracing
from pipeline.check import tables
from pipeline.check.tables import Quantity

REFERENCE_LOOK = {"color": "#c8c8c8", "linewidth": 3.5}
RESULT_LOOK = {"color": "#c0143c", "linewidth": 0.9}
PIXELS = 500  # wide, of a picture
MISSING = "<p class='wrong'>missing</p>"
STYLE = """
body { font: 15px/1.45 Georgia, serif; max-width: 62em; margin: 2em auto; padding: 0 1em;
color: #222 }
h1 { padding: .5em .7em; color: white; font-size: 1.5em } .green { background: #1a7f37 }
.red { background: #b3261e } h2 { margin-top: 2em; border-bottom: 1px solid #ccc }
table { border-collapse: collapse; font-size: 13px } td, th { padding: .15em .8em .15em 0;
text-align: left; vertical-align: top } .wrong { color: #b3261e; font-weight: bold }
td.number { text-align: right; font-variant-numeric: tabular-nums }
figure { display: inline-block; margin: 0 1em 1em 0 } figcaption { font-size: 13px; color: #555 }
img { max-width: 29em; border: 1px solid #ddd } details { margin: .5em 0 } code { font-size: 13px }
"""


@dataclass(frozen=True)
class Verdict:
    """All that was found: the lines that are wrong, and what was measured."""

    wrong: Sequence[str]
    quantities: Sequence[Quantity]
    gates: pd.DataFrame
    claims: pd.DataFrame
    twice: str
    machine: Mapping[str, str]
    reference_machine: Mapping[str, str] = field(default_factory=dict)

    @property
    def green(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def line(self) -> str:
        """Return the verdict in one line."""
        if self.green:
            worst = max((q.ratio for q in self.quantities), default=0.0)
            claimed = pages.summary_of_claims(self.claims)
            return (
                f"GREEN: it still gives these numbers: {len(self.quantities)} quantities agree "
                f"(worst error {worst:.2g} of what is allowed), {claimed}"
            )
        more = f" (and {len(self.wrong) - 1} more)" if len(self.wrong) > 1 else ""
        return f"RED: {self.wrong[0]}{more}; see results/verdict.html"


def write_page(verdict: Verdict) -> str:
    """Return the page."""
    color = "green" if verdict.green else "red"
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>thermal-stt: verdict</title><style>{STYLE}</style></head><body>",
        f"<h1 class='{color}'>{html.escape(verdict.line())}</h1>",
        "<p>The present results against the tables, figures and pages in "
        "<code>tests/reference</code>.</p>",
    ]
    if verdict.wrong:
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in verdict.wrong)
        parts.append(f"<h2>What is wrong</h2><ul class='wrong'>{lines}</ul>")
    parts += [_figure(name, verdict.quantities) for name in described.figures()]
    parts += [
        "<h2>Every quantity</h2>",
        _quantities(verdict.quantities),
        "<h2>Laws that the results obey</h2>",
        _table(verdict.gates, ["gate", "table", "value", "limit", "holds"]),
        "<h2>Claims of the paper</h2>",
        _table(verdict.claims, ["place", "number", "value", "tolerance", "holds"]),
        f"<h2>Two runs from clean copies</h2><p>{html.escape(verdict.twice)}</p>",
        "<h2>Versions and processor</h2>",
        _machines(verdict),
        "</body></html>",
    ]
    return "\n".join(parts)


def _figure(name, quantities):
    shown = [f"<h2>{name}</h2>"]
    path = f"paper_figures/{name}.png"
    old, new = (
        file.read_bytes() if file.is_file() else None
        for file in (tables.REFERENCE / f"{name}.png", Path(path))
    )
    for caption, data in (("reference", old), ("new", new)):
        image = MISSING if data is None else _image(data, f"{name}, {caption}")
        shown.append(f"<figure>{image}<figcaption>{caption}</figcaption></figure>")
    curves = described.constant(f"draw_{name}.py", "CURVES")
    if curves:
        shown.append(_overlay(curves))
        used = {curve[0] for curve in curves}
        worst = sorted((q for q in quantities if q.table in used), key=lambda q: -q.ratio)[:5]
        shown.append("<p>Worst error over tolerance:</p>" + _quantities(worst))
    return "\n".join(shown)


def _image(data, words):
    # no larger than it is shown on a fine screen, so that the page can be part of another
    with Image.open(io.BytesIO(data)) as picture:
        small, shrunk = io.BytesIO(), picture.convert("RGB")
        shrunk.thumbnail((PIXELS, 2 * PIXELS))
        shrunk.quantize(128).save(small, "PNG", optimize=True)
    encoded = base64.b64encode(small.getvalue()).decode()
    return f"<img alt='{html.escape(words)}' src='data:image/png;base64,{encoded}'>"


def _overlay(curves):
    """Draw the curves of the reference, broad and grey, and the new ones on top, from tables."""
    rcdefaults()  # whatever the settings of an account
    figure = Figure(figsize=(4.6 * len(curves), 2.9))
    panels = figure.subplots(1, len(curves), squeeze=False)[0]
    for axes, (table, x, y, groups, logarithmic) in zip(panels, curves, strict=True):
        for folder, look in (
            (tables.REFERENCE, REFERENCE_LOOK),
            (tables.RESULTS, RESULT_LOOK),
        ):
            path = folder / f"{table}.csv"
            frame = tables.read(path) if path.is_file() else pd.DataFrame()
            if not {x, y, *groups} <= set(frame.columns):
                axes.text(0.1, 0.5, f"{path}: cannot be drawn", transform=axes.transAxes)
                continue
            for part in tracing.curves_of(frame, x, groups):
                axes.plot(part[x], part[y], **look)
        axes.set(xlabel=x, ylabel=y, xscale="symlog" if logarithmic else "linear")
    figure.tight_layout()
    picture = io.StringIO()
    with rc_context({"svg.hashsalt": "verdict"}):  # the same page from the same results
        figure.savefig(picture, format="svg", metadata={"Date": None})
    svg = picture.getvalue()
    svg = svg[svg.index("<svg") :]
    caption = "reference (broad, grey) and result (thin, red)"
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def _quantities(quantities):
    head = "<tr><th>table<th>quantity<th>error<th>allowed<th>ratio</tr>"
    rows = []
    for q in quantities:
        mark = " class='wrong'" if q.ratio > 1 or q.words else ""
        cells = (html.escape(q.table), html.escape(q.name))
        if q.words:
            numbers = f"<td colspan=3>{html.escape(q.words)}"
        else:
            numbers = "".join(f"<td class=number>{v:.2g}" for v in (q.error, q.allowed, q.ratio))
        rows.append(f"<tr{mark}><td>{cells[0]}<td>{cells[1]}{numbers}</tr>")
    return f"<table>{head}{''.join(rows)}</table>"


def _table(frame, columns):
    if frame.empty:
        return MISSING
    rows = []
    for _, row in frame[columns].iterrows():
        mark = "" if bool(row["holds"]) else " class='wrong'"
        cells = "".join(f"<td>{html.escape(_shown(value))}" for value in row)
        rows.append(f"<tr{mark}>{cells}</tr>")
    head = "".join(f"<th>{column}" for column in columns)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _shown(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _machines(verdict):
    head = "<tr><th><th>this run<th>the reference</tr>"
    rows = "".join(
        f"<tr><td>{name}<td>{html.escape(value)}"
        f"<td>{html.escape(verdict.reference_machine.get(name, '-'))}</tr>"
        for name, value in verdict.machine.items()
    )
    return f"<table>{head}{rows}</table>"
