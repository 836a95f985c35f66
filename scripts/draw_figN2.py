"""Fig. N2: how long the pole against the field lives, against S; not in the paper."""

from string import ascii_lowercase

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullFormatter

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("lifetimes", "spin", "lifetime", ("d",), True),)

LOOKS = {
    "lifetime": {**drawing.STABLE, "label": "Kramers"},
    "lifetime_first_passage": {**drawing.WITHOUT_PRECESSION, "label": "first passage"},
    "lifetime_simulated": {**drawing.EXACT, "label": "trajectories"},
}


def draw_figN2(parameters: str, lifetimes: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. N2 from the tables of these names."""
    sources = parameters, lifetimes
    drawing.save(against_spin(*map(tables.read, sources)), pdf, png, __file__, sources)


def against_spin(parameters: pd.DataFrame, lifetimes: pd.DataFrame) -> Figure:
    """Draw the lifetime at each drive with two stable poles, by three ways."""
    drives = list(lifetimes.groupby("d", sort=False))
    names = scales.drive_labels(parameters, [d for d, _ in drives])
    unit, label = scales.time_scale(parameters)
    figure = drawing.new_figure(2.0 * max(len(drives), 1))
    panels = figure.subplots(max(len(drives), 1), squeeze=False)[:, 0]
    for axes, (_, rows), name in zip(panels, drives, names, strict=False):
        for column, look in LOOKS.items():
            axes.plot(rows["spin"], rows[column] / unit, **look)
        axes.axvline(parameters.set_index("name")["value"]["spin"], **drawing.GIVEN)
        axes.set_title(name, fontsize=8, pad=5)
    for axes, letter in zip(panels if len(drives) > 1 else [], ascii_lowercase, strict=False):
        drawing.panel_label(axes, letter)
    for axes in panels:
        axes.set(xscale="log", yscale="log", ylabel=label.replace("$t", r"$t_\mathrm{life}", 1))
        axes.xaxis.set_minor_formatter(NullFormatter())
    panels[-1].set_xlabel("$S$")
    key = [Line2D([], [], **look) for look in LOOKS.values()]
    key.append(Line2D([], [], **drawing.GIVEN, label="$S$ of the scenario"))
    none = None if drives else "no drive with two stable poles"
    drawing.add_key(figure, key, title=none)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figN2)
