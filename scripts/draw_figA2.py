"""Fig. A2: the approach to the attractors in the three regimes of the thermal drive."""

from string import ascii_lowercase

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("approach", "t", "cos_theta", ("d", "start"), False),)

PATH = {"color": "0.35", "linewidth": 0.7}
MARGIN = 1.035  # of the panel's width: where the fixed points stand
POINT = {"linestyle": "none", "marker": "o", "markersize": 4.5}
STABLE = {"color": drawing.STABLE["color"], **POINT}
UNSTABLE = {"color": drawing.UNSTABLE["color"], "markerfacecolor": "white", **POINT}


def draw_figA2(
    parameters: str,
    approach: str,
    attractors: str,
    gates_approach: str,
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write Fig. A2 from the tables of these names."""
    sources = parameters, approach, attractors
    drawing.require(gates_approach, "figA2", sources)
    drawing.save(trajectories(*map(tables.read, sources)), pdf, png, __file__, sources)


def trajectories(
    parameters: pd.DataFrame, approach: pd.DataFrame, attractors: pd.DataFrame
) -> Figure:
    """Draw cos(theta) against time at each drive, with the fixed points at the margin."""
    unit, time = scales.time_scale(parameters)
    drives = list(approach.groupby("d", sort=False))
    names = scales.drive_labels(parameters, [d for d, _ in drives])
    figure = drawing.new_figure(1.55 * len(drives) + 0.4)
    panels = figure.subplots(len(drives), squeeze=False)[:, 0]
    end = approach["t"].max() / unit
    for axes, (d, paths), name in zip(panels, drives, names, strict=True):
        for _, path in paths.groupby("start"):
            axes.plot(path["t"] / unit, path["cos_theta"], **PATH)
        for stable, points in attractors[attractors["d"] == d].groupby("stable"):
            axes.plot(
                [MARGIN] * len(points),
                points["cos_theta0"],
                transform=axes.get_yaxis_transform(),
                clip_on=False,
                **(STABLE if stable else UNSTABLE),
            )
        axes.set(xlim=(0, end), ylim=(-1.08, 1.08), yticks=(-1, 0, 1), ylabel=r"$\cos\theta$")
        axes.set_title(name, fontsize=8, pad=5)
        axes.tick_params(labelbottom=axes is panels[-1])
    for axes, letter in zip(panels, ascii_lowercase, strict=False):
        drawing.panel_label(axes, letter)
    panels[-1].set_xlabel(time)
    key = {"stable": STABLE, "unstable": UNSTABLE, "trajectory": PATH}
    drawing.add_key(figure, [Line2D([], [], **look, label=name) for name, look in key.items()])
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figA2)
