"""Fig. 3: the charge current through the system, and its enhancement by the precession."""

import pandas as pd
from matplotlib.figure import Figure

from pipeline import command, drawing, scales, tables, tracing

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (
    ("currents", "d", "total_left", ("branch",), False),
    ("currents", "d", "total_left_without_precession", ("branch",), False),
)


def draw_fig3(
    parameters: str,
    currents: str,
    gates_states: str,
    pdf: command.Made,
    png: command.Made,
    exact: str | None = None,
) -> None:
    """Write Fig. 3 from the tables of these names."""
    sources = [name for name in (parameters, currents, exact) if name]
    drawing.require(gates_states, "fig3", sources)
    drawing.save(charge_current(*map(tables.read, sources)), pdf, png, __file__, sources)


def charge_current(
    parameters: pd.DataFrame, currents: pd.DataFrame, exact: pd.DataFrame | None = None
) -> Figure:
    """Draw I_(l -> dot) against d: stable, unstable, and without precession at the same angle.

    With the `exact` states as circles, if they are given.
    """
    figure = drawing.new_figure(2.5)
    axes = figure.subplots()
    scale, label = scales.drive_scale(parameters)
    current, current_label = scales.current_scale(parameters, currents)
    shown = currents.assign(
        total_left=currents["total_left"] / current,
        total_left_without_precession=currents["total_left_without_precession"] / current,
    )
    drawing.draw_branches(axes, shown, "total_left", scale)
    for part in tracing.precessions(shown):
        axes.plot(
            part["d"] / scale, part["total_left_without_precession"], **drawing.WITHOUT_PRECESSION
        )
    axes.set(xlabel=label, ylabel=current_label)
    axes.margins(x=0)
    none = drawing.without_precession(currents)
    more = {} if none else {"without precession": drawing.WITHOUT_PRECESSION}
    if exact is not None:
        exact = exact.assign(total_left=exact["total_left"] / current)
    more |= drawing.draw_exact(axes, exact, "total_left", scale)
    more |= drawing.mark_branch_points(axes, parameters, scale)
    drawing.add_key(figure, drawing.looks_of_lines(more), title=none)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_fig3)
