"""Fig. N3: how sharp the frequency of a precession is, against the drive; not in the paper."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pipeline import command, drawing, scales, tables, tracing

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("linewidths", "d", "linewidth", ("anisotropy",), False),)

LOOKS = drawing.STABLE, drawing.WITHOUT_PRECESSION


def draw_figN3(parameters: str, linewidths: str, pdf: command.Made, png: command.Made) -> None:
    """Write Fig. N3 from the tables of these names."""
    sources = parameters, linewidths
    drawing.save(widths(*map(tables.read, sources)), pdf, png, __file__, sources)


def widths(parameters: pd.DataFrame, linewidths: pd.DataFrame) -> Figure:
    """Draw the linewidth against d, with the anisotropy given and with more of it."""
    figure = drawing.new_figure(2.3)
    axes = figure.subplots()
    drive, drive_label = scales.drive_scale(parameters)
    width, width_label = scales.linewidth_scale(parameters)
    key, ratios = [], linewidths["anisotropy"].unique() / scales.field(parameters)
    # as many digits as tell the curves apart
    told = (n for n in range(2, 18) if len({scales.number(r, n) for r in ratios}) == ratios.size)
    digits = next(told)
    for (anisotropy, rows), look in zip(linewidths.groupby("anisotropy"), LOOKS, strict=False):
        for part in tracing.without_gaps(rows, linewidths["d"]):
            marker = "." if len(part) == 1 else ""
            axes.plot(part["d"] / drive, part["linewidth"] / width, marker=marker, **look)
        ratio = scales.number(anisotropy / scales.field(parameters), digits)
        value = rf"{ratio}\,|B|" if anisotropy else "0"
        key.append(Line2D([], [], **look, label=f"$B_K={value}$"))
    axes.set(yscale="log", xlabel=drive_label, ylabel=width_label)
    axes.margins(x=0)
    drawing.mark_branch_points(axes, parameters, drive)
    none = None
    if not len(linewidths):
        none = drawing.NO_STABLE_PRECESSION
        axes.tick_params(which="both", length=0, labelbottom=False, labelleft=False)  # of no range
    drawing.add_key(figure, key or drawing.looks_of_lines(), title=none)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figN3)
