"""The pictures: lines, regions and a sphere in sources that a page fills; grey is as published."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, CustomJSTickFormatter, FixedTicker, Range1d
from bokeh.plotting import figure

from explore import sphere, views
from explore.state import PAPER
from pipeline.drawing import STABLE, UNSTABLE, WITHOUT_PRECESSION
from thermal_stt.electrons.occupation import settled_occupations

INK, GREY = "#222222", "#b4b4b4"
DOTS, DASHES = "2 3", "6 3"
# Of the figures of the paper, as widths are on a screen
LOOKS: dict[str, dict[str, Any]] = {
    "stable": {"line_color": STABLE["color"], "line_width": 2.2},
    "unstable": {"line_color": UNSTABLE["color"], "line_width": 2, "line_dash": DOTS},
}
STILL = {"line_color": WITHOUT_PRECESSION["color"], "line_width": 1.8, "line_dash": DASHES}
PARTS = {
    "hybrid": {"line_color": "#7b3294", "line_width": 1.3, "line_dash": "8 3 2 3"},
    "pumping": {"line_color": "#c46a00", "line_width": 1.3},
}
# As in Fig. B1
REGIONS = {"north": "#ffffff", "south": "#9fb0dd", "both": "#5f6da8"}
PRECESSION = "#f7c3bd"
OF_PARTS = (PARTS[name]["line_color"] for name in ("hybrid", "pumping"))
TORQUES = dict(zip(sphere.TORQUES, ("#0b6e4f", STABLE["color"], *OF_PARTS), strict=True))
TEXT = "Georgia, serif"
# What moves is drawn on a canvas of its own, so that what it moves over need not be drawn again
ABOVE = {"level": "overlay"}
TRAIL, ROOM = 90, 1.3  # points behind the magnet; of the sphere's picture, in radii


def _empty(*names: str) -> ColumnDataSource:
    return ColumnDataSource({name: [] for name in names}, syncable=False)


def _lines() -> ColumnDataSource:
    return _empty(*views.COLUMNS)


@dataclass
class Sources:
    """What a page shows, for one user; its pictures are drawn from these."""

    stable: ColumnDataSource = field(default_factory=_lines)
    unstable: ColumnDataSource = field(default_factory=_lines)
    precession: ColumnDataSource = field(default_factory=_lines)
    limits: ColumnDataSource = field(default_factory=lambda: _empty("low", "high"))
    meets: ColumnDataSource = field(default_factory=lambda: _empty("d"))
    here: ColumnDataSource = field(
        default_factory=lambda: _empty("d", "cos_theta0", "total", "voltage")
    )
    occupation: ColumnDataSource = field(default_factory=lambda: _empty("omega", "up", "down"))
    regions: ColumnDataSource = field(default_factory=lambda: _empty("xs", "ys", "color"))
    angles: ColumnDataSource = field(default_factory=lambda: _empty("xs", "ys", "color"))
    orbits: ColumnDataSource = field(
        default_factory=lambda: _empty("xs", "ys", "color", "dash", "alpha")
    )
    way: ColumnDataSource = field(default_factory=lambda: _empty("t"))
    # these the browser moves
    moving: ColumnDataSource = field(
        default_factory=lambda: ColumnDataSource({"d": [0.0], "cos_theta": [0.0]}, syncable=False)
    )
    m: ColumnDataSource = field(
        default_factory=lambda: ColumnDataSource({"x": [0.0], "y": [0.0], "alpha": [1.0]})
    )
    trail: ColumnDataSource = field(
        default_factory=lambda: ColumnDataSource({"x": [0.0] * TRAIL, "y": [0.0] * TRAIL})
    )
    arrows: ColumnDataSource = field(
        default_factory=lambda: ColumnDataSource(
            {name: [0.0] * len(TORQUES) for name in ("x0", "y0", "x1", "y1", "angle", "alpha")}
            | {"color": [*TORQUES.values()]}
        )
    )


def _figure(height: int, x_label: str, y_label: str, **ranges: Any) -> figure:
    plot = figure(
        height=height,
        sizing_mode="stretch_width",
        min_width=240,
        tools="",
        toolbar_location=None,
        x_axis_label=x_label,
        y_axis_label=y_label,
        **ranges,
    )
    plot.grid.visible = False
    plot.outline_line_color = "black"
    plot.min_border_right = 14
    for axis in plot.axis:
        axis.axis_label_text_font = axis.major_label_text_font = TEXT
        axis.axis_label_text_font_style = "italic"
        axis.axis_label_text_font_size, axis.major_label_text_font_size = "14px", "12px"
        axis.axis_label_standoff = 4
        axis.axis_label_text_color = axis.major_label_text_color = INK
        axis.axis_line_color = None
        axis.major_tick_in, axis.major_tick_out, axis.minor_tick_out = 5, 0, 0
        axis.minor_tick_in = 2
    return plot


def _drive() -> Range1d:
    return Range1d(views.SWEEP[0], views.SWEEP[-1])


def _branches(plot: figure, sources: Sources, column: str) -> None:
    published = views.published()
    grey = [(published[kind]["d"], published[kind][column]) for kind in LOOKS]
    _lines_of(plot, grey, GREY, 2, ["solid", DOTS])
    plot.vspan(x="d", source=sources.meets, line_color="#999999", line_width=0.7, **ABOVE)
    for kind, look in LOOKS.items():
        plot.line("d", column, source=getattr(sources, kind), **look, **ABOVE)


def _lines_of(plot, lines, color, width, dashes="solid", **look):
    # one renderer for all of a kind: each costs as much as what it draws
    xs, ys = zip(*lines, strict=True)
    plot.multi_line([*xs], [*ys], line_color=color, line_width=width, line_dash=dashes, **look)


def _dot(plot: figure, sources: Sources, y: str) -> None:
    look = {"size": 10, "color": "black", "line_color": "white", "line_width": 1.5}
    plot.scatter("d", y, source=sources.here, **look, **ABOVE)


def angles(sources: Sources) -> figure:
    """Draw Fig. 2 (a), with a dot where the magnet ends and a ring where it is now."""
    plot = _figure(250, "d", "cos θ₀", x_range=_drive(), y_range=Range1d(-1.12, 1.12))
    plot.yaxis.ticker = FixedTicker(ticks=[-1, 0, 1])
    _branches(plot, sources, "cos_theta0")
    _dot(plot, sources, "cos_theta0")
    ring = {"size": 11, "fill_color": None, "line_color": "black", "line_width": 2}
    plot.scatter("d", "cos_theta", source=sources.moving, **ring, **ABOVE)
    return plot


def current(sources: Sources) -> figure:
    """Draw Fig. 3, with the parts of the current on the precessions."""
    plot = _figure(250, "d", "I (left lead → dot)", x_range=_drive(), y_range=Range1d())
    _branches(plot, sources, "total")
    for column, look in {**PARTS, "still": STILL}.items():
        plot.line("d", column, source=sources.precession, **look, **ABOVE)
    _dot(plot, sources, "total")
    return plot


def distribution(sources: Sources) -> figure:
    """Draw Fig. 2 (b): both spins where the magnet ends, and the published curves of one."""
    plot = _figure(250, "ω − μ", "n(ω)", y_range=Range1d(0, 1))
    table = settled_occupations(PAPER.parameters, PAPER.distributions, views.ENERGIES)
    curves = [table["label"] == label for label in dict.fromkeys(table["label"])]
    _lines_of(plot, [(table["omega"][c], table["occupation_up"][c]) for c in curves], GREY, 1)
    plot.line("omega", "down", source=sources.occupation, **LOOKS["unstable"], **ABOVE)
    plot.line("omega", "up", source=sources.occupation, **LOOKS["stable"], **ABOVE)
    plot.x_range = Range1d(float(table["omega"].min()), float(table["omega"].max()))
    plot.yaxis.ticker = FixedTicker(ticks=[0, 0.5, 1])
    return plot


def diagram(sources: Sources) -> figure:
    """Draw which poles are stable over d and V, with a dot where the sliders are."""
    plot = _figure(250, "d", "V", x_range=_drive(), y_range=Range1d(*views.VOLTAGES))
    plot.background_fill_color = PRECESSION
    for axis in plot.axis:  # what is above it would hide what is inside
        axis.major_tick_in = axis.minor_tick_in = 0
        axis.major_tick_out, axis.minor_tick_out = 5, 2
    plot.patches("xs", "ys", source=sources.regions, fill_color="color", line_color=None, **ABOVE)
    published = [ends.T for ends in views.diagram(PAPER.parameters)["poles"]]
    _lines_of(plot, published, GREY, 2, **ABOVE)
    plot.multi_line("xs", "ys", source=sources.angles, line_color="color", line_width=1.3, **ABOVE)
    _dot(plot, sources, "voltage")
    return plot


def magnet(sources: Sources) -> figure:
    """Draw the sphere: its precessions, m on it, its way so far, and its torques."""
    span = Range1d(-ROOM, ROOM), Range1d(-ROOM, ROOM)
    plot = figure(
        aspect_ratio=1,
        sizing_mode="stretch_width",
        min_width=240,
        max_width=400,
        tools="",
        toolbar_location=None,
        x_range=span[0],
        y_range=span[1],
        x_axis_type=None,
        y_axis_type=None,
    )
    plot.outline_line_color = None
    plot.ellipse(0, 0, 2, 2, fill_color="#fdf3d0", line_color="#444444", fill_alpha=0.7)
    pole = sphere.UP[2]
    circles, axis = sphere.circles([0.5, 0.0, -0.5]), [([0, 0], [-pole, pole])]
    _lines_of(plot, circles, "#c9bfa2", 0.8, ["solid", DOTS] * (len(circles) // 2))
    _lines_of(plot, axis, "#999999", 0.8, DASHES)
    _lines_of(plot, [([0, 0], [pole, ROOM - 0.06])], "#555555", 1.2)
    plot.text(0.05, ROOM - 0.24, text=["z"], text_font=value(TEXT), text_font_style="italic")
    plot.multi_line(
        "xs",
        "ys",
        source=sources.orbits,
        line_color="color",
        line_width=2,
        line_dash="dash",
        line_alpha="alpha",
        **ABOVE,
    )
    trail = {"line_color": "#444444", "line_width": 1, "line_alpha": 0.5}
    plot.line("x", "y", source=sources.trail, **trail, **ABOVE)
    arm = {"line_color": "black", "line_width": 3, "line_alpha": "alpha"}
    plot.segment(0, 0, "x", "y", source=sources.m, **arm, **ABOVE)
    plot.scatter("x", "y", source=sources.m, size=10, color="black", alpha="alpha", **ABOVE)
    shaft = {"line_color": "color", "line_alpha": "alpha", "line_width": 2.5}
    plot.segment("x0", "y0", "x1", "y1", source=sources.arrows, **shaft, **ABOVE)
    head = {"marker": "triangle", "angle": "angle", "size": 9, "color": "color", "alpha": "alpha"}
    plot.scatter("x1", "y1", source=sources.arrows, **head, **ABOVE)
    return plot


def powers() -> CustomJSTickFormatter:
    """Return how a slider of powers of ten is read."""
    return CustomJSTickFormatter(code="return Number((10**tick).toPrecision(2)).toString()")


def orbit_rows(found: list[tuple[float, bool]]) -> dict[str, list]:
    """Return the rows of `Sources.orbits` for precessions at these cosines, stable or not."""
    rows: dict[str, list] = {name: [] for name in ("xs", "ys", "color", "dash", "alpha")}
    for cosine, stable in found:
        look = LOOKS["stable" if stable else "unstable"]
        for (x, y), alpha in zip(sphere.circles(cosine), (1.0, 0.35), strict=True):
            rows["xs"].append(x)
            rows["ys"].append(y)
            rows["color"].append(look["line_color"])
            rows["dash"].append("solid" if stable else DOTS)
            rows["alpha"].append(alpha)
    return rows


def region_rows(found: dict[str, list[np.ndarray]]) -> tuple[dict[str, list], dict[str, list]]:
    """Return the rows of `Sources.regions` and of `Sources.angles` from `views.diagram`."""
    regions: dict[str, list] = {"xs": [], "ys": [], "color": []}
    lines: dict[str, list] = {"xs": [], "ys": [], "color": []}
    colors = {**REGIONS, "lines": STABLE["color"], "poles": "black"}
    for name, color in colors.items():
        rows = regions if name in REGIONS else lines
        for corners in found[name]:
            rows["xs"].append(corners[:, 0])
            rows["ys"].append(corners[:, 1])
            rows["color"].append(color)
    return regions, lines
