"""Maps as shades over two axes."""

import re
import sys
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from pipeline import scales
from pipeline.netcdf import Variable

# Light and dark in grey as well, and for every eye
SHADES = "cividis"
# A line that is seen on light and on dark
EDGE = (("white", 1.8), ("black", 0.8))
# The words of a symbol, in TeX
TEX = {"cos(theta_0)": r"\cos\theta_0", "I_(l->dot)": r"I_{l\to\mathrm{dot}}"}
TEX |= {"up": r"\uparrow", "down": r"\downarrow", "delta_M": r"\delta M", "delta_V": r"\delta V"}
TEX |= {name: rf"\{name}" for name in ("Gamma", "rho", "theta")}
WORD = re.compile("|".join(map(re.escape, sorted(TEX, key=len, reverse=True))))
# Kinds of `units` for what else is shown in units of |B|, or of its own
KINDS = {"energy": "energy", "energy^2": "drive", "1/energy": "time"}


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
    numbers = variables[name].numbers
    while numbers.ndim > 2:
        numbers = numbers[..., 0]
    return numbers.T


def shown(variables: Mapping[str, Variable], name: str, parameters: pd.DataFrame) -> Shown:
    """Return a variable in the scenario's `units`, or as a ratio; a result as rows of y."""
    variable, values = variables[name], plain(variables, name)
    if name == "d":
        unit, label = scales.drive_scale(parameters)
        return Shown(values / unit, label)
    symbol = "$" + WORD.sub(lambda found: TEX[found[0]], str(variable.said["symbol"])) + "$"
    natural = str(variable.said["units"])
    one = scales.natural_unit(parameters, KINDS.get(natural, ""))
    if one is not None:
        return Shown(values * one[0], f"{symbol} ({one[1]})")
    if natural == "energy" and "field" not in variables:
        return Shown(values / scales.field(parameters), f"{symbol[:-1]}/|B|$")
    return Shown(values, symbol if natural == "1" else f"{symbol} ({natural})")


def draw(
    axes: Axes,
    variables: Mapping[str, Variable],
    parameters: pd.DataFrame,
    numbers: NDArray,
    shades: Normalize,
) -> ScalarMappable:
    """Draw `numbers`, rows of y, as `shades` over the plane of the map."""
    names = plane(variables)
    x, y = (shown(variables, name, parameters) for name in names)
    drawn = axes.pcolormesh(
        x.numbers, y.numbers, numbers, cmap=SHADES, norm=shades, rasterized=True
    )
    axes.set(xlabel=x.label, ylabel=y.label)
    for axis, at in (("x", x.numbers), ("y", y.numbers)):
        if at.min() > 0 and np.ptp(np.diff(at)) > 1e-6 * np.ptp(at):  # not linear
            getattr(axes, f"set_{axis}scale")("log")
    return drawn


def outline(
    axes: Axes, variables: Mapping[str, Variable], parameters: pd.DataFrame, states: NDArray
) -> None:
    """Draw a line between regions of different `states`, whole numbers, rows of y."""
    x, y = (shown(variables, name, parameters).numbers for name in plane(variables))
    for state in np.unique(states)[1:]:
        for color, width in EDGE:
            axes.contour(x, y, states >= state, levels=[0.5], colors=color, linewidths=width)


def add_bar(figure: Figure, drawn: ScalarMappable, axes: Axes, label: str) -> None:
    """Put the key of the shades beside the panel."""
    bar = figure.colorbar(drawn, ax=axes, pad=0.02, aspect=16, use_gridspec=False)
    bar.set_label(label)
    bar.outline.set_linewidth(0.6)
