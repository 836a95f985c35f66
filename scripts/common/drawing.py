"""The style of the figures, and saving them so that equal data gives equal bytes."""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from common import tables
from common.files import write_whole

COLUMN_WIDTH = 3.4  # in, a column of Phys. Rev.
ROOM = (0.46, 0.08, 0.4, 0.2)  # in, beside, below and above the axes, for two lines of 9 pt

# The paper's own colours and lines; the dashes tell them apart in grey
STABLE = {"color": "#d7191c", "linestyle": "solid", "linewidth": 1.5, "zorder": 3}
UNSTABLE = {"color": "#1f3fbf", "linestyle": (0, (1, 1.3)), "linewidth": 1.4, "zorder": 2.5}
WITHOUT_PRECESSION = {"color": "#1b9e3e", "linestyle": (0, (5, 2)), "linewidth": 1.2, "zorder": 2}

# Only fonts that come with matplotlib: the same glyphs on every machine
STYLE = {
    "font.family": "STIXGeneral",
    "font.size": 9,
    "mathtext.fontset": "stix",
    "axes.labelsize": 9,
    "axes.linewidth": 0.6,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "legend.fontsize": 7.5,
    "legend.edgecolor": "none",
    "legend.framealpha": 1.0,
    "legend.handlelength": 2.4,
    "lines.solid_capstyle": "butt",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "svg.hashsalt": "thermal-stt",
}


def new_figure(height: float) -> Figure:
    """Return an empty figure of the column's width and `height` inches, in the paper's style.

    Its subplots leave the same room for labels in every figure, so that columns of figures align.
    """
    mpl.rcParams.update(STYLE)
    figure = Figure(figsize=(COLUMN_WIDTH, height))
    left, right, bottom, top = ROOM
    figure.subplots_adjust(
        left=left / COLUMN_WIDTH,
        right=1 - right / COLUMN_WIDTH,
        bottom=bottom / height,
        top=1 - top / height,
    )
    return figure


def require(gates: str, figure: str) -> None:
    """Leave with one line for each gate that `figure` needs and that does not hold."""
    table = tables.read(gates)
    failed = table[(table["figure"] == figure) & ~table["holds"].astype(bool)]
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
        write_whole(path, lambda to, metadata=metadata: figure.savefig(to, metadata=metadata))


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


def panel_label(axes: Axes, text: str) -> None:
    """Write a panel's letter above its upper left corner."""
    axes.set_title(text, loc="left", fontsize=9, pad=3)


def natural_unit(parameters: pd.DataFrame, kind: str) -> tuple[float, str] | None:
    """Return what the natural unit of a `kind` of quantity is where it is shown, and that unit.

    None for a scenario without `units`, which is shown in ratios, as the paper's.
    """
    rows = parameters[parameters["name"] == f"unit_of_{kind}"]
    if rows.empty:
        return None
    unit = re.sub(r"\^(-?\d)", r"$^{\1}$", rows["unit"].iloc[0])
    return float(rows["value"].iloc[0]), unit


def drive_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the d axis and its label: d_0, or 1 where d_0 is infinite."""
    shown = natural_unit(parameters, "drive")
    if shown is not None:
        return 1 / shown[0], f"$d$ ({shown[1]})"
    d_0 = float(parameters.set_index("name")["value"]["d_0"])
    return (d_0, "$d/d_0$") if np.isfinite(d_0) else (1.0, "$d$ (energy$^2$)")


def current_scale(parameters: pd.DataFrame, currents: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the current's axis and its label: what flows at -d_0, if it does."""
    # the current where the precession meets the north pole, in the paper at -d_0
    meets = currents[(currents["branch"] == "precession") & (currents["cos_theta0"] == 1)]
    current = r"I_{l\to\mathrm{dot}}"
    shown = natural_unit(parameters, "current")
    if shown is not None:
        return 1 / shown[0], f"${current}$ ({shown[1]})"
    if meets.empty or meets["total_left"].iloc[0] == 0:
        return 1.0, f"${current}$ (energy)"
    d_0 = parameters.set_index("name")["value"]["d_0"]
    place = "-d_0" if meets["d"].iloc[0] == -d_0 else "d_N"
    return abs(meets["total_left"].iloc[0]), rf"${current}\,/\,|{current}({place})|$"


def energy_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the energy axis and its label: |B|, or one of the scenario's `units`."""
    shown = natural_unit(parameters, "energy")
    if shown is not None:
        return 1 / shown[0], rf"$\omega-\mu$ ({shown[1]})"
    return _field(parameters), r"$(\omega-\mu)/|B|$"


def temperature_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of temperatures, and what stands behind their numbers."""
    shown = natural_unit(parameters, "temperature")
    return (1 / shown[0], f" {shown[1]}") if shown else (_field(parameters), r"$\,|B|$")


def time_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the time axis and its label: tau_theta, or one of the `units`."""
    shown = natural_unit(parameters, "time")
    if shown is not None:
        return 1 / shown[0], f"$t$ ({shown[1]})"
    return parameters.set_index("name")["value"]["time_theta"], r"$t/\tau_\theta$"


def drive_label(label: str, value: float) -> str:
    """Return `label`, that of the d axis, with a value in its unit."""
    name, _, unit = label.partition(" (")
    shown = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{name} $= {shown}$ {unit.rstrip(')')}".rstrip()


def _field(parameters):
    return abs(parameters.set_index("name")["value"]["field"])


def mark_branch_points(axes: Axes, parameters: pd.DataFrame, scale: float) -> None:
    """Draw a thin line at each d where the precession meets a pole: -d_0, d_0, or d_N, d_S."""
    values = parameters.set_index("name")["value"]
    left, right = axes.get_xlim()
    names = {-values["d_0"]: "$-d_0$", values["d_0"]: "$d_0$"}
    for d, other in ((values["d_north"], "$d_N$"), (values["d_south"], "$d_S$")):
        if left < d / scale < right:
            axes.axvline(d / scale, color="0.6", linewidth=0.5, zorder=0)
            name_line(axes, d / scale, names.get(d, other))


def name_line(axes: Axes, x: float, text: str) -> None:
    """Write `text` above the frame at `x`, where a vertical line ends."""
    axes.annotate(
        text,
        (x, 1),
        xytext=(0, 2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=8,
    )


def style_legend(axes: Axes, more: Mapping[str, dict] | None = None, **where: object) -> None:
    """Say which line is stable and which is not, and what `more` looks there are."""
    looks = {"stable": STABLE, "unstable": UNSTABLE} | dict(more or {})
    handles = [axes.plot([], [], **look, label=label)[0] for label, look in looks.items()]
    axes.legend(handles=handles, borderaxespad=0.3, labelspacing=0.25, **where)


def name_curve(axes: Axes, text: str, x: float, y: float, **look: object) -> None:
    """Write the name of a curve beside it, at a place given in units of the axes."""
    axes.text(x, y, text, transform=axes.transAxes, fontsize=7.5, ha="center", va="center", **look)


def draw_branches(axes: Axes, table: pd.DataFrame, column: str, scale: float) -> None:
    """Draw `column` of every branch in `table` against d, stable and unstable parts apart."""
    for stable, rows in stretches(table):
        axes.plot(rows["d"] / scale, rows[column], **(STABLE if stable else UNSTABLE))


def without_gaps(branch: pd.DataFrame, sweep: pd.Series) -> list[pd.DataFrame]:
    """Split the rows of one branch wherever the sweep has a d at which the branch has no row."""
    place = np.searchsorted(np.unique(sweep), branch["d"])
    cuts = [0, *(np.flatnonzero(np.diff(place) > 1) + 1), len(branch)]
    return [branch.iloc[start:stop] for start, stop in pairwise(cuts)]


def stretches(table: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    """Yield the parts of each branch along which it is stable, or unstable, as (stable, rows).

    `table` has d, branch and stable, ascending in d, as `stability.csv`.  Where two parts meet,
    both hold the row at which they do, the branch point.
    """
    for _, branch in table.groupby("branch", sort=False):
        for rows in without_gaps(branch, table["d"]):
            yield from _by_stability(rows)


def _by_stability(rows):
    stable = rows["stable"].to_numpy()
    changes = np.flatnonzero(stable[1:] != stable[:-1]) + 1
    for start, stop in pairwise([0, *changes, len(rows)]):
        # a branch point is not linearly stable itself, but the stable part ends on it
        reach = slice(max(start - 1, 0), stop + 1) if stable[start] else slice(start, stop)
        yield bool(stable[start]), rows.iloc[reach]
