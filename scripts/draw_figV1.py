"""Fig. V1: how errors of angle and current grow, and with which ratio; not in the paper."""

from string import ascii_lowercase

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from pipeline import command, drawing, tables

# The laws from above, with what stands below their panels
RATIOS = {
    "broadening": r"$\Gamma/M_0$",
    "field": "$B/M_0$",
    "temperature": "$T/M_0$",
    "dropped_field": r"$\Gamma/B$",
    "shrinking": r"$B/M_0$, $\Gamma/B$ fixed",
}
FILLINGS = {"own": "$V_d$ as given", "shifted": "$V_d+M_0/10$"}
QUANTITIES = {
    "angle": {**drawing.STABLE, "marker": "o"},
    "current": {**drawing.UNSTABLE, "marker": "s"},
}
KINDS_OF_ERROR = {
    "bare": {"linewidth": 1.2, "markersize": 2.8},
    "repaired": {"linewidth": 0.7, "markersize": 3.6, "markerfacecolor": "white"},
}
LEAST = 1e-9  # of an error that is drawn
NO_ERRORS = "no drive balances the damping: no errors to show"
NONE = "-"  # where no order could be fitted


def draw_figV1(error_laws: str, error_orders: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. V1 from the tables of these names."""
    sources = error_laws, error_orders
    drawing.save(errors(*map(tables.read, sources)), pdf, png, __file__, sources)


def errors(error_laws: pd.DataFrame, error_orders: pd.DataFrame) -> Figure:
    """Draw a row for each law, a column for each filling; above each panel the fitted orders."""
    figure = drawing.new_figure(1.3 * len(RATIOS))
    panels = figure.subplots(len(RATIOS), len(FILLINGS), sharex="row", sharey="row")
    for number, (row, (law, label)) in enumerate(zip(panels, RATIOS.items(), strict=True)):
        for axes, (filling, words) in zip(row, FILLINGS.items(), strict=True):
            here = {"law": law, "filling": filling}
            _curves(axes, _of(error_laws, here))
            orders = _orders(_of(error_orders, here).set_index("quantity"))
            title = orders if number else f"{words}\n{orders}"
            axes.set_title(title, fontsize=7, pad=5)
            axes.set_xlabel(label, labelpad=1)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(LogLocator(numticks=4))
                axis.set_minor_locator(NullLocator())
        row[0].set_ylabel("error")
    for axes, letter in zip(panels[:, 0], ascii_lowercase, strict=False):
        drawing.panel_label(axes, letter)
    looks = {**QUANTITIES, "repaired": {"color": "black", "marker": "o"}}
    key = [
        Line2D([], [], **(look | KINDS_OF_ERROR.get(name, KINDS_OF_ERROR["bare"])), label=name)
        for name, look in looks.items()
    ]
    none = None if error_laws["bare"].notna().any() else NO_ERRORS
    drawing.add_key(figure, key, title=none)
    return drawing.arranged(figure)


def _curves(axes: Axes, rows: pd.DataFrame) -> None:
    for kind, size in KINDS_OF_ERROR.items():
        for quantity, look in QUANTITIES.items():
            curve = _of(rows, {"quantity": quantity})
            error = curve[kind].abs()
            axes.loglog(curve["ratio"], error.where(error > LEAST), **(look | size))


def _of(table: pd.DataFrame, values: dict[str, str]) -> pd.DataFrame:
    return table[np.logical_and.reduce([table[name] == value for name, value in values.items()])]


def _orders(orders: pd.DataFrame) -> str:
    # of angle and current, and of what is left if they are repaired
    shown = {
        column: ", ".join(
            f"{orders[column][quantity]:z.2f}".replace("nan", NONE) for quantity in QUANTITIES
        )
        for column in ("order", "order_repaired")
    }
    whole, repaired = shown.values()
    return whole if repaired == f"{NONE}, {NONE}" else f"{whole}; open {repaired}"


if __name__ == "__main__":
    command.run(draw_figV1)
