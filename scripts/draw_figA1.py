"""Fig. A1: how delta_M, delta_V and theta relax, in every formulation, and what memory changes."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (
    ("dynamics", "t", "delta_magnetization", ("start", "formulation"), True),
    ("dynamics", "t", "theta", ("start", "formulation"), True),
)

# Drawn on one another, so from broad and light to narrow and dark; labelled in the paper's words
LOOKS = {
    "recast": {
        "label": "recast (A15)-(A18)",
        "color": "#f2b233",
        "linewidth": 3.4,
        "linestyle": "solid",
    },
    "populations": {
        "label": r"populations $n_\uparrow, n_\downarrow$",
        "color": "#d7191c",
        "linewidth": 1.9,
        "linestyle": "solid",
    },
    "embedded": {
        "label": r"retarded, $\Gamma_\sigma(\theta(t))$",
        "color": "#1f3fbf",
        "linewidth": 1.3,
        "linestyle": (0, (4, 2.5)),
    },
    "retarded": {
        "label": "retarded integrals (A9)-(A14)",
        "color": "black",
        "linewidth": 1.0,
        "linestyle": (0, (1, 1.6)),
    },
    "llgs": {
        "label": "LLGS equation (50)",
        "color": "#1b9e3e",
        "linewidth": 1.0,
        "linestyle": (0, (6, 2, 1, 2)),
    },
}
TIMES = {
    "time_delta_potential": r"$\tau_{\delta V}$",
    "time_delta_magnetization": r"$\tau_{\delta M}$",
    "time_theta": r"$\tau_\theta$",
}
DEVIATIONS = {"delta_magnetization": r"$\delta M/J$", "delta_potential": r"$\delta V_d/J$"}
DIFFERENCES = {
    "delta_potential": ("s", r"$\delta V_d$"),
    "delta_magnetization": ("o", r"$\delta M$"),
    "theta": ("^", r"$\theta$"),
}
GUIDE = {"color": "0.6", "linewidth": 0.6, "zorder": 0}


def draw_figA1(
    parameters: str,
    dynamics: str,
    retardation: str,
    gates_runs: str,
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write Fig. A1 from the tables of these names."""
    sources = parameters, dynamics, retardation
    drawing.require(gates_runs, "figA1", sources)
    drawing.save(relaxation(*map(tables.read, sources)), pdf, png, __file__, sources)


def relaxation(
    parameters: pd.DataFrame, dynamics: pd.DataFrame, retardation: pd.DataFrame
) -> Figure:
    """Draw (a)-(c) the coordinates of the first start over time, (d) retardation against S.

    Where the LLGS equation alone is integrated there is no length and no potential to draw.
    """
    values = parameters.set_index("name")["value"]
    unit, time = scales.natural_unit(parameters, "time") or (1.0, "1/energy")
    first = dynamics[dynamics["start"] == dynamics["start"].iloc[0]]
    runs = {name: first[first["formulation"] == name] for name in LOOKS}
    drawn = {name: run for name, run in runs.items() if len(run)}
    shown = dict(DEVIATIONS) if drawn.keys() - {"llgs"} else {}
    figure = drawing.new_figure(1.15 * len(shown) + 2.9)
    *panels, angle, lower = figure.subplots(len(shown) + 2)
    for axes, (name, label) in zip(panels, shown.items(), strict=True):
        for formulation, run in drawn.items():
            if formulation != "llgs":
                axes.plot(run["t"] * unit, run[name] / values["exchange"], **LOOKS[formulation])
        axes.axhline(0, color="0.7", linewidth=0.5, zorder=0)
        axes.set_ylabel(label)
    for formulation, run in drawn.items():
        angle.plot(run["t"] * unit, run["theta"], **LOOKS[formulation])
    drawing.add_key(figure, angle.get_lines(), "upper")
    angle.set(xlabel=f"$t$ ({time})", ylabel=r"$\theta$")
    times = {values[name] * unit: label for name, label in TIMES.items()}
    for axes in (*panels, angle):
        axes.set_xscale("log")
        axes.set_xlim(first["t"][first["t"] > 0].min() * unit, first["t"].max() * unit)
        axes.xaxis.set_major_locator(LogLocator(numticks=10))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.tick_params(labelbottom=axes is angle)
        drawing.mark_lines(axes, times, named=axes is figure.axes[0])
    _retardation(lower, retardation)
    for axes, letter in zip(figure.axes, "abcd", strict=False):
        drawing.panel_label(axes, letter)
    return drawing.arranged(figure)


def _retardation(axes: Axes, table: pd.DataFrame) -> None:
    moved = table[[*DIFFERENCES]].max(axis=None) > 0
    points = []
    for name, (marker, label) in DIFFERENCES.items():
        look = {"color": "black", "markersize": 3.5, "label": label}
        points += axes.plot(table["spin"], table[name], marker, **look)
    for name, power in (("delta_magnetization", -1.0), ("theta", -2.0)):
        guide = table[name].iloc[0] * (table["spin"] / table["spin"].iloc[0]) ** power
        axes.plot(table["spin"], guide, **GUIDE)
    axes.set(xlabel="$S$", ylabel="retardation", xscale="log", yscale="log" if moved else "linear")
    if moved:
        axes.yaxis.set_major_locator(LogLocator(numticks=5))
        axes.yaxis.set_minor_locator(NullLocator())
    guide = Line2D([], [], **GUIDE, label=r"$\propto S^{-1},\ S^{-2}$")
    drawing.add_key(axes.figure, [*points, guide])


if __name__ == "__main__":
    command.run(draw_figA1)
