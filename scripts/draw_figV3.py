"""Fig. V3: a kick in time, exactly, recast and retarded; not in the paper."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from pipeline import command, drawing, scales, tables

APART = ("make figV3",)  # it takes minutes
DOTS = {"own": "own band", "flat": "flat densities"}
LOOKS = {
    "recast": {**drawing.STABLE, "label": "recast (A15)-(A18)"},
    "retarded": {**drawing.UNSTABLE, "zorder": 3.2, "label": "retarded (A9)-(A14)"},
}
QUANTITIES = {
    "delta_magnetization": ("o", r"$\delta M$"),
    "delta_potential": ("s", r"$\delta V_d$"),
    "delta_theta": ("^", r"$\delta\theta$"),
}
SHOWN = "delta_magnetization"  # over time
EVERY = 4  # times between two circles
LEAST = 1e-7  # of a distance that is drawn
GUIDE = {"color": "0.6", "linewidth": 0.6, "zorder": 0}


def draw_figV3(
    parameters: str, kicks: str, kick_errors: str, pdf: command.Made, png: command.Made
) -> None:
    """Write Fig. V3 from the tables of these names."""
    sources = parameters, kicks, kick_errors
    drawing.save(answers(*map(tables.read, sources)), pdf, png, __file__, sources)


def answers(parameters: pd.DataFrame, kicks: pd.DataFrame, kick_errors: pd.DataFrame) -> Figure:
    """Draw a column for each dot: (a) delta_M over time, (b) what is missing, (c) against S."""
    unit, time = scales.natural_unit(parameters, "time") or (1.0, "1/energy")
    spin = parameters.set_index("name")["value"]["spin"]
    figure = drawing.new_figure(4.6)
    panels = figure.subplots(3, len(DOTS), sharey="row")
    for (upper, middle, lower), (dot, words) in zip(panels.T, DOTS.items(), strict=True):
        runs = kicks[(kicks["dot"] == dot) & (kicks["times"] == kicks["times"].min())]
        _over_time(upper, middle, runs.assign(t=runs["t"] * unit))
        upper.set_title(words, fontsize=8, pad=5)
        middle.set_xlabel(f"$t$ ({time})", labelpad=1)
        _against_spin(lower, kick_errors[kick_errors["dot"] == dot], spin)
    upper, middle, lower = panels[:, 0]
    upper.set_ylabel(r"$\delta M(t)/\delta M(0)$")
    middle.set_ylabel(r"distance in $\delta M$")
    lower.set_ylabel("largest, after $1/2\\Gamma_\\Sigma$")
    for axes, letter in zip(panels[:, 0], "abc", strict=True):
        drawing.panel_label(axes, letter)
    key = [Line2D([], [], **look) for look in LOOKS.values()]
    drawing.add_key(figure, [Line2D([], [], **drawing.EXACT, label="exact"), *key], "upper")
    marks = [
        Line2D([], [], color="black", marker=marker, linestyle="none", markersize=3.5, label=label)
        for marker, label in QUANTITIES.values()
    ]
    drawing.add_key(figure, [*marks, Line2D([], [], **GUIDE, label=r"$\propto 1/S$")])
    return drawing.arranged(figure)


def _over_time(upper: Axes, middle: Axes, runs: pd.DataFrame) -> None:
    curves = {name: run.reset_index() for name, run in runs.groupby("formulation")}
    exact = curves["exact"]
    first = exact[SHOWN].iloc[0]
    for name, look in LOOKS.items():
        upper.plot(curves[name]["t"], curves[name][SHOWN] / first, **look)
        distance = (curves[name][SHOWN] - exact[SHOWN]).abs() / abs(first)
        middle.plot(exact["t"], distance.where(distance > LEAST), **look)
    upper.plot(exact["t"][::EVERY], exact[SHOWN][::EVERY] / first, **drawing.EXACT)
    middle.set_yscale("log")
    for axes in (upper, middle):
        axes.set_xscale("log")
        axes.set_xlim(exact["t"].max() * 1e-3, exact["t"].max())
        axes.xaxis.set_major_locator(LogLocator(numticks=5))
        axes.xaxis.set_minor_locator(NullLocator())
    upper.tick_params(labelbottom=False)
    middle.yaxis.set_minor_locator(NullLocator())


def _against_spin(axes: Axes, errors: pd.DataFrame, spin: float) -> None:
    for quantity, (marker, _) in QUANTITIES.items():
        rows = errors[errors["quantity"] == quantity]
        size = {"recast": 3.5, "retarded": 5.5}
        for name, look in LOOKS.items():
            face = look["color"] if name == "recast" else "none"
            axes.loglog(
                rows["times"] * spin,
                rows[name],
                marker=marker,
                markersize=size[name],
                markerfacecolor=face,
                markeredgewidth=0.8,
                **{**look, "linewidth": 0.7},
            )
    guide = errors["recast"].max() / (rows["times"] / rows["times"].min())
    axes.loglog(rows["times"] * spin, guide, **GUIDE)
    axes.set_xlabel("$S$", labelpad=1)
    axes.set_xticks(rows["times"] * spin, [f"{value:g}" for value in rows["times"] * spin])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_locator(NullLocator())


if __name__ == "__main__":
    command.run(draw_figV3)
