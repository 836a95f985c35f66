"""Fig. S2: where each start ends, and how fast, over drive and start; not in the paper."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure

from pipeline import command, drawing, netcdf, scales, shades, tables

MAPS = ("switching",)
FASTEST = 1e-3  # of the longest time: what is faster has the same shade


def draw_figS2(parameters: str, mapped: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. S2 from the table and the map of these names."""
    figure = switching(tables.read(parameters), netcdf.read(mapped))
    drawing.save(figure, pdf, png, __file__, (parameters, mapped))


def switching(parameters: pd.DataFrame, variables: Mapping[str, netcdf.Variable]) -> Figure:
    """Draw cos(theta) of the end, and the time until then, with lines between different ends."""
    figure = drawing.new_figure(4.1)
    panels = figure.subplots(2)
    ends = shades.shown(variables, "end", parameters).numbers
    cos_theta, label = shades.shown(variables, "cos_theta_end", parameters)
    unit, time_label = scales.time_scale(parameters)
    time = shades.plain(variables, "time") / unit
    known = time[np.isfinite(time) & (time > 0)]
    longest = known.max(initial=0.0) or 1.0
    shortest = max(known.min(initial=longest), FASTEST * longest)
    shades_of_time = LogNorm(shortest, longest if longest > shortest else 2 * shortest)
    for axes, numbers, name, norm in (
        (panels[0], cos_theta, label, Normalize(-1, 1)),
        (panels[1], np.ma.masked_invalid(time), time_label, shades_of_time),
    ):
        numbers = np.maximum(numbers, norm.vmin)
        drawn = shades.draw(axes, variables, parameters, numbers, norm)
        shades.outline(axes, variables, parameters, ends)
        below = bool((time < shortest).any())
        shades.add_bar(figure, drawn, axes, name, below and axes is panels[1])
    for axes, letter in zip(panels, "ab", strict=True):
        drawing.panel_label(axes, letter)
    panels[0].set_title(shades.elsewhere(variables, parameters), fontsize=8)
    panels[0].set_xlabel("")
    panels[0].tick_params(labelbottom=False)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figS2)
