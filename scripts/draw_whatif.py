"""Any figure with changed parameters over the published one, from the tables of both."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from common import command, drawing, tables

PUBLISHED = {"color": "0.78", "linewidth": 2.4, "zorder": 1}
DOTTED, DASHED = (0, (1, 1.3)), (0, (5, 2))
ROW = 0.16  # in, of the legend


class Curve(NamedTuple):
    """One of the scenarios: its name, how it looks, its tables, and what it shares with others."""

    label: str
    look: dict
    tables: dict[str, pd.DataFrame]
    shared: str


def draw_whatif(
    curves: str,
    tables_of: list[str],
    gates: list[command.Gates],
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write the figure that `pdf` is named for, one curve for each row of the table `curves`."""
    name = Path(pdf).stem
    for table in gates:
        drawing.require(table, name)
    given = tables.read(curves)
    found = []
    for index, row in enumerate(given.itertuples()):
        mine = [path for path in tables_of if str(Path(path).parent) == row.folder]
        look = PUBLISHED if index == 0 else _look(index - 1, len(given) - 1)
        read = {Path(path).stem: tables.read(path) for path in mine}
        found.append(Curve(row.label, look, read, row.shared if pd.notna(row.shared) else ""))
    drawing.save(DRAWINGS[name](found), pdf, png, __file__, tables_of)


def _look(index, count):
    # dark to light, so that the order is seen in grey too
    color = mpl.colormaps["plasma"](0.05 + 0.8 * index / max(count - 1, 1))
    return {"color": color, "linewidth": 1.2, "zorder": 2 + index / count}


def angles(curves: list[Curve]) -> Figure:
    """Draw (a) cos(theta_0) against d and (b) the occupation of the up spins, as Fig. 2."""
    styles = {"stable": "solid", "unstable": DOTTED, "(b) hot left lead": DASHED}
    figure, (upper, lower) = _figure(4.5, 2, curves, styles, hspace=0.4)
    scale, label = _of_the_grey(curves, drawing.drive_scale)
    for curve, stable, rows in _stretches(curves, "stability"):
        upper.plot(rows["d"] / scale, rows["cos_theta0"], **curve.look, **_stability(stable))
    upper.set(xlabel=label, ylabel=r"$\cos\theta_0$", ylim=(-1.12, 1.12), yticks=(-1, 0, 1))
    energy, label = _of_the_grey(curves, drawing.energy_scale)
    for curve in curves:
        for _, rows in curve.tables["distribution"].groupby("label", sort=False):
            coldest = rows["temperature_left"].iloc[0] == _coldest(curve, rows)
            lower.plot(
                rows["omega"] / energy,
                rows["occupation_up"],
                **curve.look,
                linestyle="solid" if coldest else DASHED,
            )
    lower.set(xlabel=label, ylabel=r"$n_\uparrow(\omega)$", ylim=(0, 1), yticks=(0, 0.5, 1))
    for axes, letter in ((upper, "(a)"), (lower, "(b)")):
        axes.margins(x=0)
        drawing.panel_label(axes, letter)
    return figure


def _coldest(curve, rows):
    table = curve.tables["distribution"]
    return table.loc[table["d"] == rows["d"].iloc[0], "temperature_left"].min()


def current(curves: list[Curve]) -> Figure:
    """Draw the charge current against d, and without precession (dashed), as Fig. 3."""
    styles = {"stable": "solid", "unstable": DOTTED, "without precession": DASHED}
    figure, (axes,) = _figure(2.5, 1, curves, styles)
    scale, label = _of_the_grey(curves, drawing.drive_scale)
    unit, current_label = _of_the_grey(curves, drawing.current_scale, "currents")
    for curve, stable, rows in _stretches(curves, "currents"):
        axes.plot(rows["d"] / scale, rows["total_left"] / unit, **curve.look, **_stability(stable))
    for curve in curves:
        shown = curve.tables["currents"]
        hypothetical = shown[shown["branch"] == "precession"]
        for part in drawing.without_gaps(hypothetical, shown["d"]):
            still = part["total_left_without_precession"] / unit
            axes.plot(part["d"] / scale, still, **curve.look, linestyle=DASHED)
    axes.set(xlabel=label, ylabel=current_label)
    axes.margins(x=0)
    axes.ticklabel_format(axis="y", scilimits=(-2, 3), useMathText=True)
    return figure


def relaxation(curves: list[Curve]) -> Figure:
    """Draw delta_M, delta_V and theta of the first start over time, as Fig. A1 (a)-(c)."""
    names = {
        "delta_magnetization": r"$\delta M/J$",
        "delta_potential": r"$\delta V_d/J$",
        "theta": r"$\theta$",
    }
    figure, panels = _figure(4.2, 3, curves, {}, hspace=0.12)
    unit, time = drawing.natural_unit(curves[0].tables["parameters"], "time") or (1.0, "1/energy")
    for curve in curves:
        runs = curve.tables["dynamics"]
        run = runs[(runs["start"] == runs["start"].iloc[0]) & (runs["formulation"] == _kind(runs))]
        exchange = curve.tables["parameters"].set_index("name")["value"]["exchange"]
        for axes, name in zip(panels, names, strict=True):
            scale = 1.0 if name == "theta" else exchange
            axes.plot(run["t"] * unit, run[name] / scale, **curve.look)
    for axes, label in zip(panels, names.values(), strict=True):
        axes.set(xscale="log", ylabel=label)
        axes.margins(x=0)
        axes.tick_params(labelbottom=axes is panels[-1])
    panels[-1].set_xlabel(f"$t$ ({time})")
    return figure


def _kind(runs):
    # the formulations lie on one another; one with delta_M and delta_V, if there is one
    known = list(dict.fromkeys(runs["formulation"]))
    return next((name for name in known if name != "llgs"), known[0])


def trajectories(curves: list[Curve]) -> Figure:
    """Draw cos(theta) against time at each drive, as Fig. A2."""
    drives = [list(c.tables["approach"].groupby("d", sort=False)) for c in curves]
    count = len(drives[0])
    figure, panels = _figure(1.45 * count + 0.4, count, curves, {}, hspace=0.2)
    unit, time = _of_the_grey(curves, drawing.time_scale)
    for curve, mine in zip(curves, drives, strict=True):
        for axes, (_, paths) in zip(panels, mine, strict=True):
            for _, path in paths.groupby("start"):
                width = curve.look["linewidth"] * 0.6
                axes.plot(path["t"] / unit, path["cos_theta"], **{**curve.look, "linewidth": width})
    scale, label = drawing.drive_scale(curves[0].tables["parameters"])
    for axes, (d, _) in zip(panels, drives[0], strict=True):
        axes.set(ylim=(-1.08, 1.08), yticks=(-1, 0, 1), ylabel=r"$\cos\theta$")
        axes.set_title(drawing.drive_label(label, d / scale), fontsize=8, pad=2)
        axes.margins(x=0)
        axes.tick_params(labelbottom=axes is panels[-1])
    panels[-1].set_xlabel(time)
    return figure


DRAWINGS = {"fig2": angles, "fig3": current, "figA1": relaxation, "figA2": trajectories}


def _figure(
    height: float, rows: int, curves: list[Curve], styles: dict, **grid: float
) -> tuple[Figure, list]:
    # with a legend below that names every curve and every style of line
    columns = 1 if max(len(curve.label) for curve in curves) > 30 else 2
    shared = textwrap.fill(curves[-1].shared and f"with {curves[-1].shared}", 60)
    rows_of_text = -(-(len(curves) + len(styles)) // columns) + len(shared.splitlines())
    legend = ROW * rows_of_text + 0.08
    figure = drawing.new_figure(height + legend)
    room = drawing.ROOM[2] + legend
    figure.subplots_adjust(bottom=room / (height + legend))
    panels: list[Axes] = list(figure.subplots(rows, squeeze=False, gridspec_kw=grid)[:, 0])
    handles = [panels[0].plot([], [], **c.look, label=c.label)[0] for c in curves]
    for label, style in styles.items():
        look = {"color": "black", "linewidth": 0.8, "linestyle": style}
        handles += panels[0].plot([], [], **look, label=label)
    figure.legend(
        handles=handles,
        title=shared,
        title_fontsize=7.5,
        loc="lower center",
        ncols=columns,
        borderaxespad=0.1,
        labelspacing=0.2,
    )
    return figure, panels


def _of_the_grey(
    curves: list[Curve], scale: Callable[..., tuple[float, str]], *tables_of: str
) -> tuple[float, str]:
    # the scale of all is that of the first; where that is a number of its own, the label says so
    grey = curves[0]
    unit, label = scale(*(grey.tables[name] for name in ("parameters", *tables_of)))
    _, ratio, denominator = label.partition(" (")[0].strip("$").partition("/")
    if not ratio:
        return unit, label
    whose = "published" if grey.label == "published" else f"of {grey.label}"
    denominator = denominator.removeprefix(r"\,")
    return unit, f"{label}, ${denominator}$ {whose}"


def _stretches(curves: list[Curve], table: str) -> Iterator[tuple[Curve, bool, pd.DataFrame]]:
    for curve in curves:
        for stable, rows in drawing.stretches(curve.tables[table]):
            yield curve, stable, rows


def _stability(stable: bool) -> dict:
    return {"linestyle": "solid" if stable else DOTTED}


if __name__ == "__main__":
    command.run(draw_whatif)
