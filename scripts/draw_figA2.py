"""Fig. A2: the approach to the attractors in the three regimes of the thermal drive."""

import pandas as pd
from matplotlib.figure import Figure

from common import command, drawing, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("approach", "t", "cos_theta", ("d", "start"), False),)

PATH = {"color": "0.35", "linewidth": 0.7}
MARGIN = 1.035  # of the time axis: where the fixed points stand


def draw_figA2(  # noqa: N802 - the script has the figure's name
    parameters: str,
    approach: str,
    attractors: str,
    gates: command.Gates,
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write Fig. A2 from the tables of these names."""
    drawing.require(gates, "figA2")
    sources = parameters, approach, attractors
    drawing.save(trajectories(*map(tables.read, sources)), pdf, png, __file__, sources)


def trajectories(
    parameters: pd.DataFrame, approach: pd.DataFrame, attractors: pd.DataFrame
) -> Figure:
    """Draw cos(theta) against time at each drive, with the fixed points at the margin."""
    unit, time = drawing.time_scale(parameters)
    scale, label = drawing.drive_scale(parameters)
    drives = list(approach.groupby("d", sort=False))
    figure = drawing.new_figure(1.55 * len(drives) + 0.5)
    figure.subplots_adjust(right=0.93)
    panels = figure.subplots(len(drives), squeeze=False, gridspec_kw={"hspace": 0.16})[:, 0]
    end = approach["t"].max() / unit
    for axes, (d, paths) in zip(panels, drives, strict=True):
        for _, path in paths.groupby("start"):
            axes.plot(path["t"] / unit, path["cos_theta"], **PATH)
        here = attractors[attractors["d"] == d]
        for stable, look, fill in (
            (True, drawing.STABLE, drawing.STABLE["color"]),
            (False, drawing.UNSTABLE, "white"),
        ):
            points = here.loc[here["stable"] == stable, "cos_theta0"]
            axes.plot(
                [end * MARGIN] * len(points),
                points,
                "o",
                color=look["color"],
                markerfacecolor=fill,
                markersize=4.5,
                clip_on=False,
            )
        axes.set(xlim=(0, end), ylim=(-1.08, 1.08), yticks=(-1, 0, 1), ylabel=r"$\cos\theta$")
        axes.text(
            0.5,
            1.02,
            drawing.drive_label(label, d / scale),
            transform=axes.transAxes,
            ha="center",
            va="bottom",
            fontsize=8,
        )
        axes.tick_params(labelbottom=axes is panels[-1])
    panels[-1].set_xlabel(time)
    return figure


if __name__ == "__main__":
    command.run(draw_figA2)
