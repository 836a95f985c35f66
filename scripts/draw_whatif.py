"""Any figure with changed parameters over the published one, from the tables of both."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pipeline import command, described, drawing, scales, tables, tracing

PUBLISHED = {"color": "0.78", "linewidth": 2.4, "zorder": 1}
LONG = 30  # a label that gets a second line, and no place in another
IN_A_ROW = 3  # of the changes above the key
MANY = 1e3  # numbers that differ by more need an axis of powers of ten
DOTTED, DASHED = (0, (1, 1.3)), (0, (5, 2))


class Curve(NamedTuple):
    """One of the scenarios: its name, how it looks, its tables, and what it shares with others."""

    label: str
    look: dict
    tables: dict[str, pd.DataFrame]
    shared: str


def draw_whatif(
    curves: str,
    tables_of: list[str],
    pdf: command.Made,
    png: command.Made,
) -> None:
    """Write the figure that `pdf` is named for, one curve for each row of the table `curves`."""
    name = Path(pdf).stem
    gates = [path for path in tables_of if Path(path).stem.startswith("gates_")]
    tables_of = [path for path in tables_of if path not in gates]
    for table in gates:
        drawing.require(table, name, tables_of)
    given = tables.read(curves)
    found = []
    for index, row in enumerate(given.itertuples()):
        mine = [path for path in tables_of if str(Path(path).parent) == row.folder]
        look = PUBLISHED if index == 0 else _look(index - 1, len(given) - 1)
        read = {Path(path).stem: tables.read(path) for path in mine}
        found.append(Curve(row.label, look, read, row.shared if pd.notna(row.shared) else ""))
    drawing.save(drawing_of(name)(found), pdf, png, __file__, tables_of)


def _look(index, count):
    # dark to light, so that the order is seen in grey too
    color = mpl.colormaps["plasma"](0.05 + 0.8 * index / max(count - 1, 1))
    return {"color": color, "linewidth": 1.2, "zorder": 2 + index / count}


def angles(curves: list[Curve]) -> Figure:
    """Draw (a) cos(theta_0) against d and (b) the occupation of the up spins, as Fig. 2."""
    styles = {"stable": "solid", "unstable": DOTTED}
    occupied = any(len(curve.tables["distribution"]) for curve in curves)
    if occupied:
        styles["(b) hot left lead"] = DASHED
    rows = 2 if occupied else 1
    figure, panels = _figure(2.25 * rows, rows, _named(curves, "stability"), styles)
    upper, lower = panels[0], panels[-1]
    scale, label = _of_the_grey(curves, scales.drive_scale)
    for curve, stable, rows in _stretches(curves, "stability"):
        upper.plot(rows["d"] / scale, rows["cos_theta0"], **curve.look, **_stability(stable))
    upper.set(xlabel=label, ylabel=r"$\cos\theta_0$", ylim=(-1.12, 1.12), yticks=(-1, 0, 1))
    upper.margins(x=0)
    if not occupied:
        return drawing.arranged(figure)
    energy, label = _of_the_grey(curves, scales.energy_scale)
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
    lower.margins(x=0)
    for axes, letter in zip(panels, "ab", strict=True):
        drawing.panel_label(axes, letter)
    return drawing.arranged(figure)


def _coldest(curve, rows):
    table = curve.tables["distribution"]
    return table.loc[table["d"] == rows["d"].iloc[0], "temperature_left"].min()


def current(curves: list[Curve]) -> Figure:
    """Draw the charge current against d, and without precession (dashed), as Fig. 3."""
    styles = {"stable": "solid", "unstable": DOTTED, "without precession": DASHED}
    figure, (axes,) = _figure(2.5, 1, _named(curves, "currents"), styles)
    scale, label = _of_the_grey(curves, scales.drive_scale)
    unit, current_label = _of_the_grey(curves, scales.current_scale, "currents")
    for curve, stable, rows in _stretches(curves, "currents"):
        axes.plot(rows["d"] / scale, rows["total_left"] / unit, **curve.look, **_stability(stable))
    for curve in curves:
        for part in tracing.precessions(curve.tables["currents"]):
            still = part["total_left_without_precession"] / unit
            axes.plot(part["d"] / scale, still, **curve.look, linestyle=DASHED)
    axes.set(xlabel=label, ylabel=current_label)
    axes.margins(x=0)
    return drawing.arranged(figure)


def relaxation(curves: list[Curve]) -> Figure:
    """Draw delta_M, delta_V and theta of the first start over time, as Fig. A1 (a)-(c)."""
    names = {
        "delta_magnetization": r"$\delta M/J$",
        "delta_potential": r"$\delta V_d/J$",
        "theta": r"$\theta$",
    }
    if all(_kind(curve.tables["dynamics"]) == "llgs" for curve in curves):
        names = {"theta": names["theta"]}
    figure, panels = _figure(1.2 * len(names) + 0.6, len(names), curves, {})
    unit, time = scales.natural_unit(curves[0].tables["parameters"], "time") or (1.0, "1/energy")
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
    return drawing.arranged(figure)


def _kind(runs):
    # the formulations lie on one another; one with delta_M and delta_V, if there is one
    known = list(dict.fromkeys(runs["formulation"]))
    return next((name for name in known if name != "llgs"), known[0])


def trajectories(curves: list[Curve]) -> Figure:
    """Draw cos(theta) against time at each drive, as Fig. A2."""
    drives = [list(c.tables["approach"].groupby("d", sort=False)) for c in curves]
    count = len(drives[0])
    figure, panels = _figure(1.45 * count + 0.4, count, curves, {})
    unit, time = _of_the_grey(curves, scales.time_scale)
    for curve, mine in zip(curves, drives, strict=True):
        for axes, (_, paths) in zip(panels, mine, strict=True):
            for _, path in paths.groupby("start"):
                width = curve.look["linewidth"] * 0.6
                axes.plot(path["t"] / unit, path["cos_theta"], **{**curve.look, "linewidth": width})
    names = scales.drive_labels(curves[0].tables["parameters"], [d for d, _ in drives[0]])
    apart = [len({d for d, _ in at}) > 1 for at in zip(*drives, strict=True)]
    for axes, name, differ in zip(panels, names, apart, strict=True):
        axes.set(ylim=(-1.08, 1.08), yticks=(-1, 0, 1), ylabel=r"$\cos\theta$")
        axes.set_title(f"{name}, {curves[0].label}" if differ else name, fontsize=8, pad=5)
        axes.margins(x=0)
        axes.tick_params(labelbottom=axes is panels[-1])
    panels[-1].set_xlabel(time)
    return drawing.arranged(figure)


DRAWINGS = {"fig2": angles, "fig3": current, "figA1": relaxation, "figA2": trajectories}


def drawing_of(name: str) -> Callable[[list[Curve]], Figure]:
    """Return what draws a figure: a function of its own, or one panel for each of its CURVES."""
    shown = described.constant(f"draw_{name}.py", "CURVES")
    return DRAWINGS[name] if name in DRAWINGS else partial(plainly, shown)


def plainly(shown: Iterable[tuple], curves: list[Curve]) -> Figure:
    """Draw each of `shown`, a column of a table against another, in a panel of its own."""
    figure, panels = _figure(1.7 * len(shown), len(shown), curves, {})
    for axes, (table, x, y, groups, logarithmic) in zip(panels, shown, strict=True):
        for curve in curves:
            for rows in tracing.curves_of(curve.tables[table], x, groups):
                axes.plot(rows[x], rows[y], **curve.look)
        axes.set(xlabel=x, ylabel=y, xscale="symlog" if logarithmic else "linear")
        axes.margins(x=0)
        values = pd.concat([curve.tables[table][y] for curve in curves])
        if values.empty:
            axes.set_title(f"{table}.csv has no rows, for none of these", fontsize=8)
        elif values.min() > 0 and values.max() > MANY * values.min():
            axes.set_yscale("log")
    return drawing.arranged(figure)


def _figure(
    height: float, rows: int, curves: list[Curve], styles: dict
) -> tuple[Figure, list[Axes]]:
    # with a key below that names every curve and every style of line
    figure = drawing.new_figure(height)
    panels = list(figure.subplots(rows, squeeze=False)[:, 0])
    handles = [Line2D([], [], **curve.look, label=curve.label) for curve in curves]
    look = {"color": "black", "linewidth": 0.8}
    handles += [Line2D([], [], **look, linestyle=s, label=label) for label, s in styles.items()]
    drawing.add_key(figure, handles, title=_lines(curves[-1].shared))
    return figure, panels


def _named(curves: list[Curve], table: str) -> list[Curve]:
    # a curve that lacks the precession says so
    lack = [drawing.without_precession(curve.tables[table]) for curve in curves]
    names = [
        c.label + (", no precession" if words else "")
        for c, words in zip(curves, lack, strict=True)
    ]
    return [curve._replace(label=name) for curve, name in zip(curves, names, strict=True)]


def _lines(shared: str) -> str | None:
    if not shared:
        return None
    changes = f"all with {shared}".split(", ")
    rows = (changes[start : start + IN_A_ROW] for start in range(0, len(changes), IN_A_ROW))
    return ",\n".join(map(", ".join, rows))


def _of_the_grey(
    curves: list[Curve], scale: Callable[..., tuple[float, str]], *tables_of: str
) -> tuple[float, str]:
    # the scale of all is that of the first; where that is a number of its own, the label says so
    grey = curves[0]
    unit, label = scale(*(grey.tables[name] for name in ("parameters", *tables_of)))
    _, ratio, denominator = label.partition(" (")[0].strip("$").partition("/")
    if not ratio:
        return unit, label
    whose = f"of {grey.label if len(grey.label) <= LONG else 'the grey curve'}"
    if grey.label == "published":
        whose = "published"
    denominator = denominator.removeprefix(r"\,")
    apart = ",\n" if len(label) > LONG else ", "
    return unit, f"{label}{apart}${denominator}$ {whose}"


def _stretches(curves: list[Curve], table: str) -> Iterator[tuple[Curve, bool, pd.DataFrame]]:
    for curve in curves:
        for stable, rows in tracing.stretches(curve.tables[table]):
            yield curve, stable, rows


def _stability(stable: bool) -> dict:
    return {"linestyle": "solid" if stable else DOTTED}


if __name__ == "__main__":
    command.run(draw_whatif)
