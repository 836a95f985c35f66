"""The style of the figures, and saving them so that equal data gives equal bytes."""

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import floor, log10
from pathlib import Path
from typing import Any, Literal, TypedDict

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from matplotlib.typing import RcKeyType

from pipeline import tables, tracing
from pipeline.files import write_whole

COLUMN_WIDTH = 3.4  # in, a column of Phys. Rev.
APART = 0.03  # in, around panels and keys
NEAR = 0.1  # of a panel's width: names of lines that are nearer stand one above the other
MOST_COLUMNS = 4  # of a key
PLAIN = range(-2, 4)  # powers of ten of numbers that stand at an axis as they are


BAR = "<colorbar>"  # what matplotlib calls the axes of one


class Look(TypedDict):
    """How a line is drawn."""

    color: str
    linestyle: str | tuple[float, tuple[float, ...]]
    linewidth: float
    zorder: float


# The paper's own colours and lines; the dashes tell them apart in grey
STABLE: Look = {"color": "#d7191c", "linestyle": "solid", "linewidth": 1.5, "zorder": 3}
UNSTABLE: Look = {"color": "#1f3fbf", "linestyle": (0, (1, 1.3)), "linewidth": 1.4, "zorder": 2.5}
WITHOUT_PRECESSION = {"color": "#1b9e3e", "linestyle": (0, (5, 2)), "linewidth": 1.2, "zorder": 2}
# Circles of exact states, in the colour of their own stability
EXACT: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 3.2,
    "markeredgewidth": 0.7,
    "markerfacecolor": "white",
    "color": "black",
    "zorder": 3.5,
}

# The scenario's own value, where many are shown
GIVEN = {"color": "black", "linestyle": (0, (1, 1.3)), "linewidth": 1.0}
NO_PRECESSION = "no precession in this range of $d$"
NO_STABLE_PRECESSION = "no stable precession in this range of $d$"
# Where the precession would meet a pole without the dropped field
BARE: dict[str, Any] = {"color": "0.45", "linestyle": (0, (6, 3)), "linewidth": 0.7, "zorder": 0}

# Only fonts that come with matplotlib: the same glyphs on every machine
STYLE: dict[RcKeyType, str | float] = {
    "font.family": "STIXGeneral",
    "font.size": 9,
    "mathtext.fontset": "stix",
    "axes.labelsize": 9,
    "axes.linewidth": 0.6,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.pad": 5.5,  # below the lowest number of the other axis, where they meet
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "axes.formatter.useoffset": False,
    "legend.fontsize": 7.5,
    "legend.edgecolor": "none",
    "legend.framealpha": 1.0,
    "legend.handlelength": 2.4,
    "lines.solid_capstyle": "butt",
    "pdf.fonttype": 42,
    "figure.dpi": 300,
    "svg.hashsalt": "thermal-stt",
}


def new_figure(height: float) -> Figure:
    """Return an empty figure of the column's width and `height` inches, in the paper's style."""
    mpl.rcdefaults()  # whatever the settings of an account
    mpl.rcParams.update(STYLE)
    figure = Figure(figsize=(COLUMN_WIDTH, height))
    FigureCanvasAgg(figure)  # one for all that is measured: it keeps the formulas that it has set
    return figure


def add_key(
    figure: Figure,
    handles: Sequence[Artist],
    side: Literal["lower", "upper"] = "lower",
    title: str | None = None,
) -> None:
    """Put a key at the `side` of all panels, where it covers nothing; the figure grows by it.

    It has as many columns as there is width for.  A label that is wider goes on after a comma.
    """
    for columns in range(min(len(handles), MOST_COLUMNS), 0, -1):
        legend = figure.legend(
            handles=handles,
            loc="outside upper center" if side == "upper" else "outside lower center",
            ncols=columns,
            borderaxespad=0.2,
            borderpad=0.2,
            columnspacing=1.2,
            labelspacing=0.25,
            title=title,
            title_fontsize=STYLE["legend.fontsize"],
        )
        if columns > 1 and legend.get_window_extent().width > figure.bbox.width:
            legend.remove()
            continue
        break
    if legend.get_window_extent().width > figure.bbox.width:
        for text in legend.get_texts():
            text.set_text(text.get_text().replace(", ", ",\n"))
    growth = legend.get_window_extent().height / figure.dpi
    figure.set_figheight(figure.get_figheight() + growth)


def arranged(figure: Figure) -> Figure:
    """Return `figure` with its panels placed so that everything that is written has its room."""
    bars = any(axes.get_label() == BAR for axes in figure.axes)
    for axes in figure.axes:
        if axes.get_label() == BAR:
            for axis in (axes.xaxis, axes.yaxis):
                _factor_into_label(axis)
            continue
        if axes.get_xscale() == "linear":
            axes.xaxis.set_major_locator(MaxNLocator(5 if bars else 7, steps=[1, 2, 5, 10]))
        for axis in (axes.xaxis, axes.yaxis):
            _factor_into_label(axis)
    figure.align_ylabels()
    # once, so that PDF and PNG are the same
    ConstrainedLayoutEngine(w_pad=APART, h_pad=APART, wspace=0, hspace=0).execute(figure)
    return figure


def _factor_into_label(axis: Axis) -> None:
    # the power of ten that matplotlib writes at the end of an axis, where other names stand
    formatter = axis.get_major_formatter()
    if not isinstance(formatter, ScalarFormatter):
        return
    largest = max(map(abs, axis.get_view_interval()))
    power = floor(log10(largest)) if largest > 0 else 0
    if power in PLAIN:
        power = 0
    formatter.set_scientific(power != 0)  # to matplotlib limits of (0, 0) mean any power
    formatter.set_powerlimits((power, power))
    axis.offsetText.set_visible(False)
    name, unit = axis.get_label_text(), ""
    if power and name:
        if name.endswith(")") and " (" in name:
            name, unit = name[:-1].rsplit(" (", 1)
        axis.set_label_text(rf"{name} ($10^{{{power}}}$ {unit}".rstrip() + ")")


def require(gates: str, figure: str, sources: Iterable[str]) -> None:
    """Leave with one line for each gate that does not hold of `sources`, which `figure` shows."""
    table = tables.read(gates)
    shown = table["table"].isin([Path(source).stem for source in sources])
    failed = table[shown & ~table["holds"].astype(bool)].drop_duplicates("gate")
    if len(failed):
        sys.exit(
            "\n".join(
                f"{figure}: not drawn: {row.gate}: {row.value:.3g}, must be at most {row.limit:.3g}"
                for row in failed.itertuples()
            )
        )


def save(figure: Figure, pdf: str, png: str, script: str, sources: Iterable[str] = ()) -> None:
    """Save `figure` to the files `pdf` and `png`, each whole, with its origin and no date in them.

    `script` draws it, from the tables `sources`, whose digest it carries, as its scenario's name.
    """
    origin = origin_of(script, sources)
    words = "; ".join(f"{name} {value}" for name, value in origin.items())
    said = {"Title": Path(pdf).stem, "Creator": "thermal-stt", "Keywords": words}
    dateless = (
        (pdf, {**said, "CreationDate": None, "ModDate": None}),
        (png, {**origin, "Title": Path(png).stem, "Software": None}),
    )
    for path, metadata in dateless:
        write_whole(path, partial(figure.savefig, metadata=metadata))


def origin_of(script: str, sources: Iterable[str]) -> dict[str, str]:
    """Return what a figure says of itself; the rest is told by `make whence`."""
    tables_drawn = [Path(path) for path in sources]
    scenarios = sorted({path.parent.name for path in tables_drawn})
    data = [hashlib.sha256(path.read_bytes()).hexdigest() for path in tables_drawn]
    return {
        "Scenario": ", ".join(scenarios) or "none",
        "Script": Path(script).stem,
        "Data-SHA256": hashlib.sha256(" ".join(data).encode()).hexdigest(),
    }


def panel_label(axes: Axes, letter: str) -> None:
    """Write a panel's letter beside its upper left corner."""
    axes.annotate(
        f"({letter})",
        (0, 1),
        xytext=(-10, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
    )


def mark_branch_points(axes: Axes, parameters: pd.DataFrame, scale: float) -> dict:
    """Draw a thin line at each d where the precession meets a pole: -d_0, d_0, or d_N, d_S.

    Of a model with the dropped field a dashed one where it would without; return what the key shows
    of them.
    """
    values = parameters.set_index("name")["value"]
    names = {-values["d_0"]: "$-d_0$", values["d_0"]: "$d_0$"}
    ends = ((values["d_north"], "$d_N$"), (values["d_south"], "$d_S$"))
    mark_lines(axes, {d / scale: names.get(d, other) for d, other in ends})
    if "dropped_field" not in values:
        return {}
    left, right = axes.get_xlim()
    for d in values[["d_north_bare", "d_south_bare"]] / scale:
        if left < d < right:
            axes.axvline(d, **BARE)
    return {r"without $\delta B$": BARE}


def mark_lines(axes: Axes, names: Mapping[float, str], named: bool = True) -> None:
    """Draw a thin line at each x within the axes, and write its name above the frame."""
    left, right = axes.get_xlim()
    height, last = 0, -np.inf
    for x in sorted(x for x in names if left < x < right):
        axes.axvline(x, color="0.6", linewidth=0.5, zorder=0)
        if not named:
            continue
        place = axes.transAxes.inverted().transform(axes.transData.transform((x, 0.5)))[0]
        height = height + 1 if place - last < NEAR else 0
        last = place
        axes.annotate(
            names[x],
            (x, 1),
            xytext=(0, 2 + 10 * height),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8,
        )


def without_precession(table: pd.DataFrame) -> str | None:
    """Return the words for a table of states that has no precession, None if it has one."""
    return None if tables.precesses(table).any() else NO_PRECESSION


def looks_of_lines(more: Mapping[str, dict] | None = None) -> list[Line2D]:
    """Return what a key shows: which line is stable and which is not, and `more` looks."""
    looks = {"stable": STABLE, "unstable": UNSTABLE} | dict(more or {})
    return [Line2D([], [], **look, label=label) for label, look in looks.items()]


def draw_exact(axes: Axes, table: pd.DataFrame | None, column: str, scale: float) -> dict:
    """Draw `column` of `exact.csv` against d, where given; return what the key shows of it."""
    if table is None:
        return {}
    for stable, states in table.groupby("stable"):
        color = (STABLE if stable else UNSTABLE)["color"]
        axes.plot(states["d"] / scale, states[column], **{**EXACT, "color": color})
    return {"exact": EXACT}


def draw_branches(axes: Axes, table: pd.DataFrame, column: str, scale: float) -> None:
    """Draw `column` of every branch in `table` against d, stable and unstable parts apart."""
    for stable, rows in tracing.stretches(table):
        axes.plot(rows["d"] / scale, rows[column], **(STABLE if stable else UNSTABLE))
