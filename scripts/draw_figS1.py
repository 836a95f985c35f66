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
    panels = []
    for name in ("cos_theta0", "current"):
        numbers, label = shades.shown(variables, name, parameters)
        largest = 1.0 if name == "cos_theta0" else np.nanmax(np.abs(numbers)) or 1.0
        panels.append(shades.Panel(numbers, label, Normalize(-largest, largest)))  # 0 in the middle
    return shades.panels_of(variables, parameters, "branch", panels)


if __name__ == "__main__":
    command.run(draw_figS1)
