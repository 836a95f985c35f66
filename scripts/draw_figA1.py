"""Fig. A1: how delta_M, delta_V and theta relax, in every formulation, and what memory changes."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from common import command, drawing, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (
    ("dynamics", "t", "delta_magnetization", ("start", "formulation"), True),
    ("dynamics", "t", "theta", ("start", "formulation"), True),
)

# Drawn on one another, so from broad and light to narrow and dark
LOOKS = {
    "recast": {"color": "#f2b233", "linewidth": 3.4, "linestyle": "solid"},
    "populations": {"color": "#d7191c", "linewidth": 1.9, "linestyle": "solid"},
    "embedded": {"color": "#1f3fbf", "linewidth": 1.3, "linestyle": (0, (4, 2.5))},
    "retarded": {"color": "black", "linewidth": 1.0, "linestyle": (0, (1, 1.6))},
    "llgs": {"color": "#1b9e3e", "linewidth": 1.0, "linestyle": (0, (6, 2, 1, 2))},
}
TIMES = {
    "time_delta_potential": r"$\tau_{\delta V}$",
    "time_delta_magnetization": r"$\tau_{\delta M}$",
    "time_theta": r"$\tau_\theta$",
}
DEVIATIONS = {"delta_magnetization": r"$\delta M/J$", "delta_potential": r"$\delta V_d/J$"}


def draw_figA1(  # noqa: N802 - the script has the figure's name
    parameters: str,
    dynamics: str,
    retardation: str,
    gates: command.Gates,
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write Fig. A1 from the tables of these names."""
    drawing.require(gates, "figA1")
    sources = parameters, dynamics, retardation
    drawing.save(relaxation(*map(tables.read, sources)), pdf, png, __file__, sources)


def relaxation(
    parameters: pd.DataFrame, dynamics: pd.DataFrame, retardation: pd.DataFrame
) -> Figure:
    """Draw (a)-(c) the coordinates of the first start over time, (d) retardation against S."""
    values = parameters.set_index("name")["value"]
    unit, time = drawing.natural_unit(parameters, "time") or (1.0, "1/energy")
    first = dynamics[dynamics["start"] == dynamics["start"].iloc[0]]
    figure = drawing.new_figure(5.6)
    panels = figure.subplots(4, gridspec_kw={"hspace": 0.12, "height_ratios": (1, 1, 1, 1.15)})
    lower = panels[3].get_position()  # a time axis ends above it: make room for its label
    panels[3].set_position([lower.x0, lower.y0, lower.width, lower.height * 0.78])
    for axes, (name, label), letter in zip(panels, DEVIATIONS.items(), "ab", strict=False):
        for formulation, run in first[first["formulation"] != "llgs"].groupby("formulation"):
            axes.plot(
                run["t"] * unit,
                run[name] / values["exchange"],
                **LOOKS[formulation],
                label=formulation,
                zorder=_depth(formulation),
            )
        axes.axhline(0, color="0.7", linewidth=0.5, zorder=0)
        axes.set_ylabel(label)
        _letter(axes, letter)
    for formulation, run in first.groupby("formulation"):
        panels[2].plot(
            run["t"] * unit,
            run["theta"],
            **LOOKS[formulation],
            label=formulation,
            zorder=_depth(formulation),
        )
    panels[2].set(xlabel=f"$t$ ({time})", ylabel=r"$\theta$")
    _letter(panels[2], "c")
    panels[2].legend(
        loc="lower left",
        ncols=2,
        columnspacing=1.0,
        borderaxespad=0.3,
        labelspacing=0.2,
        framealpha=0,
    )
    for axes in panels[:3]:
        axes.set_xscale("log")
        axes.set_xlim(first["t"][first["t"] > 0].min() * unit, first["t"].max() * unit)
        axes.xaxis.set_major_locator(LogLocator(numticks=12))
        axes.xaxis.set_minor_locator(NullLocator())
        for name in TIMES:
            axes.axvline(values[name] * unit, color="0.6", linewidth=0.5, zorder=0)
    for axes in panels[:2]:
        axes.tick_params(labelbottom=False)
    for name, label in TIMES.items():
        drawing.name_line(panels[0], values[name] * unit, label)
    _retardation(panels[3], retardation)
    return figure


def _retardation(axes: Axes, table: pd.DataFrame) -> None:
    looks = {
        "delta_potential": ("s", r"$\delta V_d$"),
        "delta_magnetization": ("o", r"$\delta M$"),
        "theta": ("^", r"$\theta$"),
    }
    for name, (marker, label) in looks.items():
        axes.loglog(table["spin"], table[name], marker, color="black", markersize=3.5, label=label)
    for name, power, place in (("delta_magnetization", -1, (0, -11)), ("theta", -2, (0, 5))):
        guide = table[name].iloc[0] * (table["spin"] / table["spin"].iloc[0]) ** float(power)
        axes.loglog(table["spin"], guide, color="0.6", linewidth=0.6, zorder=0)
        axes.annotate(
            rf"$\propto S^{{{power}}}$",
            (table["spin"].iloc[-2], guide.iloc[-2]),
            xytext=place,
            textcoords="offset points",
            fontsize=7.5,
            color="0.35",
        )
    axes.set(xlabel="$S$", ylabel="retarded $-$ recast")
    axes.yaxis.set_major_locator(LogLocator(numticks=5))
    axes.legend(loc="lower left", borderaxespad=0.3, labelspacing=0.2, handletextpad=0.2)
    _letter(axes, "d")


def _letter(axes: Axes, letter: str) -> None:
    axes.text(0.985, 0.93, f"({letter})", transform=axes.transAxes, ha="right", va="top")


def _depth(formulation: str) -> float:
    return 2 + list(LOOKS).index(formulation) / np.size(list(LOOKS))


if __name__ == "__main__":
    command.run(draw_figA1)
