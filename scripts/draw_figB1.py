"""Fig. B1: which states are stable over drive and voltage, and the current; not in the paper."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray as Array

from pipeline import command, drawing, scales, shades, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("voltage_lines", "d", "voltage", ("cos_theta0",), False),)

# What is stable; each has its own grey
COLORS = {"precession": "#f7c3bd", "north": "#ffffff", "south": "#9fb0dd", "both": "#5f6da8"}
NAMES = {
    "precession": "neither (precession)",
    "north": "north pole",
    "south": "south pole",
    "both": "both poles",
}
ANGLE = {"color": drawing.STABLE["color"], "linewidth": 0.8, "zorder": 0.5}  # below the poles
LEVELS = 16  # of the current, at most


def draw_figB1(
    parameters: str, voltage: str, voltage_lines: str, pdf: command.Made, png: command.Made
) -> None:
    """Write Fig. B1 from the tables of these names."""
    sources = parameters, voltage, voltage_lines
    drawing.save(phases(*map(tables.read, sources)), pdf, png, __file__, sources)


def phases(parameters: pd.DataFrame, voltage: pd.DataFrame, lines: pd.DataFrame) -> Figure:
    """Draw over d and V (a) which pole is stable, or that it precesses, and (b) the current."""
    drive, drive_label = scales.drive_scale(parameters)
    energy, energy_label = scales.voltage_scale(parameters)
    current, current_label = scales.current_over_field(parameters)
    size = (voltage["voltage"].nunique(), voltage["d"].nunique())
    on_grid = {name: voltage[name].to_numpy().reshape(size) for name in voltage}
    x, y = on_grid["d"] / drive, on_grid["voltage"] / energy
    # of two stable poles the magnet is at that along the field
    own = parameters.loc[parameters["name"] == "voltage", "value"].sum()
    upright = parameters.set_index("name")["value"]["field"] > 0
    along, opposite = ("north", "south") if upright else ("south", "north")

    figure = drawing.new_figure(4.6)
    upper, lower = figure.subplots(2)
    upper.set_facecolor(COLORS["precession"])
    for cosine, line in lines.groupby("cos_theta0"):
        if abs(cosine) < 1:
            upper.plot(line["d"] / drive, line["voltage"] / energy, **ANGLE)
    regions = {}
    for name in (opposite, along):
        regions[name] = _region(upper, x, y, on_grid[f"growth_{name}"], COLORS[name])
    if all(region is not None for region in regions.values()):
        both = _region(upper, x, y, on_grid[f"growth_{opposite}"], COLORS["both"])
        both.set_clip_path(regions[along].get_paths()[0], upper.transData)

    ends = voltage["current"].min() / current, voltage["current"].max() / current
    look = {"levels": MaxNLocator(LEVELS).tick_values(*ends), "cmap": shades.SHADES}
    shown = lower.contourf(x, y, on_grid["current"] / current, **look)
    turns = tables.precesses(voltage).to_numpy().reshape(size)
    at_poles = {
        opposite: np.where(turns, on_grid["current"], on_grid[f"current_{opposite}"]),
        along: on_grid[f"current_{along}"],
    }
    for name, numbers in at_poles.items():
        if regions[name] is not None:
            part = lower.contourf(x, y, numbers / current, **look)
            part.set_clip_path(regions[name].get_paths()[0], lower.transData)

    for axes, letter in zip((upper, lower), "ab", strict=True):
        for _, line in lines[lines["cos_theta0"].abs() == 1].groupby("cos_theta0"):
            for color, width in shades.EDGE[axes is upper :]:  # the colours of (a) need no edge
                axes.plot(line["d"] / drive, line["voltage"] / energy, color=color, linewidth=width)
        axes.axhline(own / energy, color="0.3", linewidth=0.5, linestyle=(0, (4, 3)))
        axes.set(ylabel=energy_label, xlim=(x.min(), x.max()), ylim=(y.min(), y.max()))
        drawing.panel_label(axes, letter)
    lower.set_xlabel(drive_label)
    upper.tick_params(labelbottom=False)
    shades.add_bar(figure, shown, lower, current_label, location="bottom")
    key = [
        Patch(facecolor=color, edgecolor="black", linewidth=0.4, label=NAMES[name])
        for name, color in COLORS.items()
    ]
    key.append(Line2D([], [], **ANGLE, label=r"$\cos\theta_0 = \pm\frac{1}{2}, 0$"))
    drawing.add_key(figure, key, "upper", title="stable:")
    return drawing.arranged(figure)


def _region(axes: Axes, x: Array, y: Array, rate: Array, color: str) -> ContourSet | None:
    """Fill where a pole is stable; its growth rate is linear in d and V, so the edge is exact."""
    if not (rate < 0).any():
        return None
    return axes.contourf(x, y, rate, levels=[2 * rate.min(), 0.0], colors=[color])


if __name__ == "__main__":
    command.run(draw_figB1)
