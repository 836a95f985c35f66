"""Fig. V2: exact torque and current over all angles, and those of the theory; not in the paper."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pipeline import command, drawing, scales, tables

# From the warmest leads to the coldest, each on the one before
LOOKS = (drawing.STABLE, drawing.WITHOUT_PRECESSION, drawing.UNSTABLE)
EXACT = [{**look, "zorder": height} for height, look in enumerate(LOOKS, start=1)]
THEORY = {"color": "black", "linestyle": "solid", "linewidth": 0.7, "zorder": 4}
ZERO = {"color": "0.7", "linewidth": 0.5, "zorder": 0}


def draw_figV2(parameters: str, torque_curves: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. V2 from the tables of these names."""
    sources = parameters, torque_curves
    drawing.save(curves(*map(tables.read, sources)), pdf, png, __file__, sources)


def curves(parameters: pd.DataFrame, torque_curves: pd.DataFrame) -> Figure:
    """Draw (a) the torque, whose zero is the angle, (b) the current, against cos(theta)."""
    figure = drawing.new_figure(4.2)
    panels = figure.subplots(2, sharex=True)
    field = scales.field(parameters) or 1.0
    current = r"$I_{l\to\mathrm{dot}}$"
    columns = {
        "torque": (1 / field, r"torque$\,/\sin^2\theta\,|B|$"),
        "total_left": (1 / field, rf"{current}$\,/\,|B|$"),
    }
    if shown := scales.natural_unit(parameters, "current"):
        columns["total_left"] = (shown[0], f"{current} ({shown[1]})")
    unit, unit_label = scales.temperature_scale(parameters)
    temperatures = list(torque_curves.groupby("temperature_coldest", sort=False))
    for axes, (name, (scale, label)) in zip(panels, columns.items(), strict=True):
        first = temperatures[0][1]
        axes.plot(first["cos_theta"], first[name] * scale, **THEORY)
        for look, (_, curve) in zip(EXACT, temperatures, strict=True):
            axes.plot(curve["cos_theta"], curve[f"{name}_exact"] * scale, **look)
        axes.axhline(0, **ZERO)
        axes.set(ylabel=label, xlim=(-1, 1))
    panels[-1].set_xlabel(r"$\cos\theta$")
    for axes, letter in zip(panels, "ab", strict=True):
        drawing.panel_label(axes, letter)
    key = [Line2D([], [], **THEORY, label="theory")]
    for look, (temperature, _) in zip(EXACT, temperatures, strict=True):
        number = scales.number(temperature / unit, 2)
        key.append(Line2D([], [], **look, label=f"$T={number}${unit_label}"))
    drawing.add_key(figure, key)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figV2)
