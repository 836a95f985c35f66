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
    cos_theta, label = shades.shown(variables, "cos_theta_end", parameters)
    unit, time_label = scales.time_scale(parameters)
    time = np.ma.masked_invalid(shades.plain(variables, "time") / unit)
    known = time[time > 0].compressed()
    longest = known.max(initial=0.0) or 1.0
    shortest = max(known.min(initial=longest), FASTEST * longest)
    shades_of_time = LogNorm(shortest, longest if longest > shortest else 2 * shortest)
    panels = (
        shades.Panel(cos_theta, label, Normalize(-1, 1)),
        shades.Panel(time, time_label, shades_of_time),
    )
    return shades.panels_of(variables, parameters, "end", panels)


if __name__ == "__main__":
    command.run(draw_figS2)
