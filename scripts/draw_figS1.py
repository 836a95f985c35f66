"""Fig. S1: the stable state and its current over two numbers; not in the paper."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from pipeline import command, drawing, netcdf, shades, tables

MAPS = ("attractor",)


def draw_figS1(parameters: str, mapped: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. S1 from the table and the map of these names."""
    figure = attractor(tables.read(parameters), netcdf.read(mapped))
    drawing.save(figure, pdf, png, __file__, (parameters, mapped))


def attractor(parameters: pd.DataFrame, variables: Mapping[str, netcdf.Variable]) -> Figure:
    """Draw cos(theta_0) of the stable state, and the current, with a line between the branches."""
    figure = drawing.new_figure(4.1)
    panels = figure.subplots(2)
    states = shades.shown(variables, "branch", parameters).numbers
    for axes, name, letter in zip(panels, ("cos_theta0", "current"), "ab", strict=True):
        numbers, label = shades.shown(variables, name, parameters)
        largest = 1.0 if name == "cos_theta0" else np.nanmax(np.abs(numbers)) or 1.0
        ends = Normalize(-largest, largest)  # zero in the middle
        drawn = shades.draw(axes, variables, parameters, numbers, ends)
        shades.outline(axes, variables, parameters, states)
        shades.add_bar(figure, drawn, axes, label)
        drawing.panel_label(axes, letter)
    panels[0].set_title(shades.elsewhere(variables, parameters), fontsize=8)
    panels[0].set_xlabel("")
    panels[0].tick_params(labelbottom=False)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figS1)
