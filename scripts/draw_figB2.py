"""Fig. B2: how many precessions there are over drive and anisotropy; not in the paper."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("anisotropy_lines", "anisotropy", "d", ("line",), False),)

# By how many precessions there are, and how many of them are stable
LOOKS = {
    (1, 1): ("one, stable", "#f7c3bd"),
    (1, 0): ("one, unstable", "#94a6da"),
    (2, 1): ("two", "#c2607a"),
    (3, 1): ("three", "#6b6aa8"),
    (3, 2): ("three, two stable", "#8a2846"),
}
JUMP = 0.05  # of the range of d, from one B_K to the next: another line
LINES = {"north_pole": "solid", "south_pole": (0, (5, 2)), "fold": (0, (1, 1.3))}
NAMES = {"north_pole": "north pole", "south_pole": "south pole", "fold": "two meet"}


def draw_figB2(
    parameters: str, anisotropy: str, anisotropy_lines: str, pdf: command.Made, png: command.Made
) -> None:
    """Write Fig. B2 from the tables of these names."""
    sources = parameters, anisotropy, anisotropy_lines
    drawing.save(precessions(*map(tables.read, sources)), pdf, png, __file__, sources)


def precessions(parameters: pd.DataFrame, parts: pd.DataFrame, lines: pd.DataFrame) -> Figure:
    """Draw over d and B_K how many precessions there are, and the lines on which one ends."""
    drive, drive_label = scales.drive_scale(parameters)
    energy, energy_label = scales.anisotropy_scale(parameters)
    figure = drawing.new_figure(2.6)
    axes = figure.subplots()
    levels = np.unique(parts["anisotropy"])
    middles = (levels[1:] + levels[:-1]) / 2
    ends = 2 * levels[[0, -1]] - middles[[0, -1]]
    edges = np.concatenate([ends[:1], middles, ends[1:]]) / energy
    widest = np.diff(levels).max()
    key = []
    for (count, stable), rows in parts.groupby(["precessions", "stable"]):
        if count == 0:
            continue
        label, color = LOOKS[count, stable]
        left, right = rows["d_from"] / drive, rows["d_to"] / drive
        level = np.searchsorted(levels, rows["anisotropy"])
        low, high = edges[level], edges[level + 1]
        corners = np.stack([[left, low], [right, low], [right, high], [left, high]])
        # each as wide as its neighbours need, so that no gap is seen between them
        look = {"facecolor": color, "edgecolor": color, "linewidth": 0.3, "zorder": 1}
        axes.add_collection(PolyCollection(np.moveaxis(corners, -1, 0), **look))
        key.append(Patch(color=color, label=label))
    named = set()
    for name, rows in lines.groupby("line"):
        kind = name.partition("_")[0] if name.startswith("fold") else name
        look = {"color": "black", "linewidth": 1.0, "linestyle": LINES[kind]}
        span = parts["d_to"].max() - parts["d_from"].min()
        for line in _unbroken(rows, 1.5 * widest, JUMP * span):
            axes.plot(line["d"] / drive, line["anisotropy"] / energy, **look)
        if kind not in named:
            key.append(Line2D([], [], **look, label=NAMES[kind]))
        named.add(kind)
    own = parameters.loc[parameters["name"] == "anisotropy", "value"].sum() / energy
    axes.axhline(own, color="0.3", linewidth=0.5, linestyle=(0, (4, 3)), zorder=1.5)
    axes.set(
        xlabel=drive_label, ylabel=energy_label, ylim=(levels[0] / energy, levels[-1] / energy)
    )
    axes.set_xlim(sorted((parts["d_from"].min() / drive, parts["d_to"].max() / drive)))
    drawing.add_key(figure, key)
    return drawing.arranged(figure)


def _unbroken(rows: pd.DataFrame, step: float, jump: float) -> Iterator[pd.DataFrame]:
    # folds are counted by cosine: where one ends, the numbers of others change
    missing = np.diff(rows["anisotropy"]) > step
    cuts = np.flatnonzero(missing | (np.abs(np.diff(rows["d"])) > jump)) + 1
    for part in np.split(np.arange(len(rows)), cuts):
        yield rows.iloc[part]


if __name__ == "__main__":
    command.run(draw_figB2)
