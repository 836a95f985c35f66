"""Fig. E1: the voltage of an open circuit, and the efficiency of an engine; not in the paper."""

from string import ascii_lowercase

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pipeline import command, drawing, scales, tables, tracing

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (
    ("open_circuit", "d", "voltage", ("branch",), False),
    ("open_circuit", "d", "voltage_without_precession", ("branch",), False),
    ("engine", "voltage", "efficiency_over_carnot", ("branch",), False),
)


def draw_figE1(
    parameters: str, open_circuit: str, engine: str, pdf: command.Made, png: command.Made
) -> None:
    """Write Fig. E1 from the tables of these names."""
    sources = parameters, open_circuit, engine
    drawing.save(heat_engine(*map(tables.read, sources)), pdf, png, __file__, sources)


def heat_engine(
    parameters: pd.DataFrame, open_circuit: pd.DataFrame, engine: pd.DataFrame
) -> Figure:
    """Draw V_oc against d, and the efficiency over Carnot's against the voltage of the load."""
    figure = drawing.new_figure(4.2)
    above, below = figure.subplots(2)
    drive, drive_label = scales.drive_scale(parameters)
    voltage, voltage_label = scales.voltage_scale(parameters)

    shown = open_circuit.assign(
        voltage=open_circuit["voltage"] / voltage,
        still=open_circuit["voltage_without_precession"] / voltage,
    )
    drawing.draw_branches(above, shown, "voltage", drive)
    for part in tracing.precessions(shown):
        above.plot(part["d"] / drive, part["still"], **drawing.WITHOUT_PRECESSION)
    above.set(xlabel=drive_label, ylabel=voltage_label.replace("V", r"V_\mathrm{oc}", 1))
    above.margins(x=0)
    drawing.mark_branch_points(above, parameters, drive)

    turning = engine[tables.precesses(engine)]
    side = np.sign(turning["voltage"].sum())  # where a precession does no work; 0 is both
    beside = engine[engine["voltage"] * side >= 0]
    for _, branch in beside.groupby("branch", sort=False):
        for stable, rows in tracing.by_stability(branch):
            look = drawing.STABLE if stable else drawing.UNSTABLE
            below.plot(rows["voltage"] / voltage, rows["efficiency_over_carnot"], **look)
    for _, rows in turning.groupby("branch", sort=False):
        still = rows["efficiency_over_carnot_without_precession"]
        below.plot(rows["voltage"] / voltage, still.where(still >= 0), **drawing.WITHOUT_PRECESSION)
    below.set(xlabel=voltage_label, ylabel=r"$\eta/\eta_\mathrm{Carnot}$")
    below.set_ylim(bottom=0)
    below.margins(x=0)
    [name] = scales.drive_labels(parameters, np.unique(engine["d"]))
    below.set_title(name, fontsize=8, pad=5)

    for axes, letter in zip((above, below), ascii_lowercase, strict=False):
        drawing.panel_label(axes, letter)
    drawn = len(turning) or tables.precesses(open_circuit).any()
    more = {"without precession": drawing.WITHOUT_PRECESSION} if drawn else {}
    none = None if (beside["efficiency_over_carnot"] > 0).any() else "no state does work"
    drawing.add_key(figure, drawing.looks_of_lines(more), title=none)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figE1)
