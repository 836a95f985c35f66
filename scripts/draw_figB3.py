"""Fig. B3: up to which damping of its own the magnet precesses; not in the paper."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pipeline import command, drawing, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("damping", "conductance_right", "damping_largest", ("d",), True),)

LEADS = {**drawing.WITHOUT_PRECESSION, "label": r"damping $\alpha$ by the leads"}
LARGEST = {**drawing.STABLE, "label": r"largest own damping $\alpha_0$"}
UNLIMITED = "no line where it precesses with any $\\alpha_0$"
HERE = {"color": drawing.STABLE["color"], "linestyle": "none", "marker": "o", "markersize": 5}


def draw_figB3(parameters: str, damping: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. B3 from the tables of these names."""
    sources = parameters, damping
    drawing.save(largest(*map(tables.read, sources)), pdf, png, __file__, sources)


def largest(parameters: pd.DataFrame, damping: pd.DataFrame) -> Figure:
    """Draw the largest alpha_0 at which a precession is stable, against the conductance."""
    figure = drawing.new_figure(2.3)
    axes = figure.subplots()
    conductance, value = damping["conductance_right"], damping["damping_largest"]
    precesses = (value > 0) & np.isfinite(value)
    axes.plot(conductance, damping["damping_of_leads"], **LEADS)
    axes.plot(conductance[precesses], value[precesses], **LARGEST)
    here = damping[precesses & np.isclose(damping["scale"], 1)]
    axes.plot(here["conductance_right"], here["damping_largest"], **HERE)
    key = [Line2D([], [], **look) for look in (LARGEST, LEADS)]
    key.append(Line2D([], [], **HERE, label="at the rates given"))
    given = parameters.loc[parameters["name"] == "own_damping", "value"]
    for own in given:
        axes.axhline(own, **drawing.GIVEN)
        key.append(Line2D([], [], **drawing.GIVEN, label=r"$\alpha_0$ given"))
    axes.set(xscale="log", yscale="log", xlabel=r"$g_r$ ($e^2/h$)", ylabel=r"$\alpha_0$, $\alpha$")
    axes.margins(x=0)
    none = None if precesses.any() else drawing.NO_STABLE_PRECESSION
    drawing.add_key(figure, key, title=UNLIMITED if np.isinf(value).any() else none)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figB3)
