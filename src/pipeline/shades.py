"""Maps as shades over two axes."""

import re
import sys
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from pipeline import drawing, scales
from pipeline.netcdf import Variable

# Light and dark in grey as well, and for every eye
SHADES = "cividis"
# A line that is seen on light and on dark
EDGE = (("white", 1.8), ("black", 0.8))
# The words of a symbol, in TeX
TEX = {"cos(theta_0)": r"\cos\theta_0", "I_(l->dot)": r"I_{l\to\mathrm{dot}}"}
TEX |= {"up": r"\uparrow", "down": r"\downarrow", "delta_M": r"\delta M", "delta_V": r"\delta V"}
TEX |= {name: rf"\{name}" for name in ("Gamma", "alpha", "rho", "theta")}
WORD = re.compile("|".join(map(re.escape, sorted(TEX, key=len, reverse=True))))
# Axes on which d_0 does not depend
BESIDE_D_0 = ("thermal_drive.", "start.", "magnet.spin", "magnet.exchange", "dot.")
POWERS = {
    "energy": "energy",
    "energy^2": "energy$^2$",
    "1/energy": "energy$^{-1}$",
    "1/energy^2": "energy$^{-2}$",
}


class Shown(NamedTuple):
    """Numbers in the unit in which they are shown, and the label that says which."""

    numbers: NDArray
    label: str


def plane(variables: Mapping[str, Variable]) -> tuple[str, str]:
    """Return the axes of a map to the right and upwards, its first two.  One line if it has none.

    Of further axes the first value is drawn.
    """
    results = (v for v in variables.values() if "key" not in v.said and v.dimensions != ("t",))
    axes = [axis for axis in next(results).dimensions if axis in variables and axis != "t"]
    if len(axes) < 2:
        sys.exit("the map: not drawn: must have two axes with points; of more the first is shown")
    return axes[0], axes[1]


def plain(variables: Mapping[str, Variable], name: str) -> NDArray:
    """Return the numbers of a variable: of an axis as they are, of a result as rows of y."""
    variable = variables[name]
    if "key" in variable.said:
        return variable.numbers
    drawn = plane(variables)
    return variable.numbers[tuple(slice(None) if a in drawn else 0 for a in variable.dimensions)].T


def shown(variables: Mapping[str, Variable], name: str, parameters: pd.DataFrame) -> Shown:
    """Return a variable in the scenario's `units`, or as a ratio; a result as rows of y.

    d_0 and |B| are no unit where they are not the same everywhere.
    """
    variable, numbers = variables[name], plain(variables, name)
    symbol = "$" + WORD.sub(lambda found: TEX[found[0]], str(variable.said["symbol"])) + "$"
    natural = str(variable.said["units"])
    one = scales.natural_unit(parameters, str(variable.said["kind"]))
    if one is not None:
        return Shown(numbers * one[0], f"{symbol} ({one[1]})")
    keys = [str(v.said["key"]) for v in variables.values() if "key" in v.said]
    if name == "d" and all(key.startswith(BESIDE_D_0) for key in keys):
        unit, label = scales.drive_scale(parameters)
        return Shown(numbers / unit, label)
    if natural == "energy" and "field" not in variables:
        return Shown(numbers / scales.field(parameters), f"{symbol[:-1]}/|B|$")
    return Shown(numbers, symbol if natural == "1" else f"{symbol} ({POWERS[natural]})")


class Panel(NamedTuple):
    """What a panel shows: numbers as rows of y, their label, and how they become shades."""

    numbers: NDArray
    label: str
    shades: Normalize


def panels_of(
    variables: Mapping[str, Variable],
    parameters: pd.DataFrame,
    states: str,
    panels: Sequence[Panel],
) -> Figure:
    """Draw the panels one below the other, with lines between different `states`, a variable."""
    figure = drawing.new_figure(4.1)
    regions = plain(variables, states)
    every = figure.subplots(len(panels))
    for axes, panel, letter in zip(every, panels, ascii_lowercase, strict=False):
        lowest = -np.inf if panel.shades.vmin is None else panel.shades.vmin
        drawn = _draw(axes, variables, parameters, np.maximum(panel.numbers, lowest), panel.shades)
        _outline(axes, variables, parameters, regions)
        add_bar(figure, drawn, axes, panel.label, bool((panel.numbers < lowest).any()))
        drawing.panel_label(axes, letter)
        axes.label_outer()
    every[0].set_title(_elsewhere(variables, parameters), fontsize=8)
    return drawing.arranged(figure)


def _draw(
    axes: Axes,
    variables: Mapping[str, Variable],
    parameters: pd.DataFrame,
    numbers: NDArray,
    shades: Normalize,
) -> ScalarMappable:
    """Draw `numbers`, rows of y, as `shades` over the plane of the map, from end to end."""
    names = plane(variables)
    x, y = (shown(variables, name, parameters) for name in names)
    drawn = axes.pcolormesh(
        x.numbers, y.numbers, numbers, cmap=SHADES, norm=shades, rasterized=True
    )
    axes.set(xlabel=x.label, ylabel=y.label)
    for axis, at in (("x", x.numbers), ("y", y.numbers)):
        if at.min() > 0 and np.ptp(np.diff(at)) > 1e-6 * np.ptp(at):  # not linear
            getattr(axes, f"set_{axis}scale")("log")
        getattr(axes, f"set_{axis}lim")(at.min(), at.max())
    return drawn


def _elsewhere(variables: Mapping[str, Variable], parameters: pd.DataFrame) -> str:
    """Return at which values of its further axes a map is drawn, "" if it has none."""
    words = []
    for name, variable in variables.items():
        if "key" in variable.said and name not in plane(variables):
            numbers, label = shown(variables, name, parameters)
            symbol, _, unit = label.partition(" (")
            value = scales.number(float(numbers[0]), 3)
            words.append(f"{symbol[:-1]} = {{{value}}}$ {unit.removesuffix(')')}".strip())
    return ", ".join(words)


def _outline(
    axes: Axes, variables: Mapping[str, Variable], parameters: pd.DataFrame, states: NDArray
) -> None:
    """Draw a line between regions of different `states`, whole numbers, rows of y."""
    x, y = (shown(variables, name, parameters).numbers for name in plane(variables))
    for state in np.unique(states)[1:]:
        for color, width in EDGE:
            axes.contour(x, y, states >= state, levels=[0.5], colors=color, linewidths=width)


def add_bar(
    figure: Figure,
    drawn: ScalarMappable,
    axes: Axes,
    label: str,
    below: bool = False,
    location: Literal["right", "bottom"] = "right",
) -> None:
    """Put the key of the shades beside the panel; some numbers may be `below` the lowest shade."""
    bar = figure.colorbar(
        drawn,
        ax=axes,
        extend="min" if below else "neither",
        pad=0.02,
        aspect=16,
        location=location,
        use_gridspec=False,
    )
    bar.set_label(label)
    if location == "bottom":
        bar.locator = MaxNLocator(6)
    bar.outline.set_linewidth(0.6)
