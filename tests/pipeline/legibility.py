"""What cannot be read in a figure, found from what is really drawn and from the extents of it."""

import re
from collections.abc import Iterator
from itertools import combinations, product
from unittest import mock

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import ScalarFormatter
from matplotlib.transforms import Bbox

CLEAR = 1 / 72  # in, between a text and a frame, or the end of the canvas
POWER = re.compile(r"10\^\{(-?\d+)\}")


def faults(figure: Figure) -> list[str]:
    """Return a line for each text or key that cannot be read.

    None leaves the canvas, lies on another text, touches the frame of a panel, or lies on a curve
    or a marker; and the numbers at an axis, with the power of ten in its label, are those of its
    places.
    """
    renderer, texts = _drawn(figure)
    boxes = [(repr(text.get_text()), Text.get_window_extent(text, renderer)) for text in texts]
    legends = [legend for axes in figure.axes if (legend := axes.get_legend())] + figure.legends
    keys = [("a key", legend.get_window_extent(renderer)) for legend in legends]
    panels = [axes.get_window_extent(renderer) for axes in figure.axes if axes.axison]
    clear = CLEAR * figure.dpi
    canvas = figure.bbox.padded(-clear)
    found = [f"{a} leaves the canvas" for a, box in boxes + keys if not _within(box, canvas)]
    for (a, first), (b, second) in [*combinations(boxes, 2), *combinations(keys, 2)]:
        if first.overlaps(second):
            found.append(f"{a} lies on {b}")
    for (a, box), panel in product(boxes, panels):
        if box.overlaps(panel.padded(clear)) and not _within(box, panel.padded(-clear)):
            found.append(f"{a} touches a frame")
    for (a, box), axes in product(boxes + keys, figure.axes):
        if any(_passes(line, box, axes.get_window_extent(renderer)) for line in axes.lines):
            found.append(f"{a} lies on a curve")
    for axes in figure.axes:
        found += _wrong_numbers(axes)
    return found


def _drawn(figure: Figure) -> tuple[RendererAgg, list[Text]]:
    """The texts that reach the picture: not those of ticks out of view, and the like."""
    texts = []

    def draw(text: Text, renderer: RendererAgg) -> None:
        if text.get_visible() and text.get_text().strip():
            texts.append(text)
        original(text, renderer)

    original = Text.draw
    with mock.patch.object(Text, "draw", draw):
        figure.draw_without_rendering()
    renderer = figure._get_renderer()
    return renderer, texts


def _within(box: Bbox, other: Bbox) -> bool:
    return bool(np.all(other.min <= box.min) and np.all(box.max <= other.max))


def _passes(line: Line2D, box: Bbox, panel: Bbox) -> bool:
    """Whether a curve or one of its markers, as wide as it is drawn, touches the box."""
    marked = line.get_marker() not in ("None", "none", None)
    width = max(line.get_markersize() if marked else 0, line.get_linewidth())
    reach = box.padded(width / 2 * line.figure.dpi / 72)
    if line.get_clip_on():
        reach = Bbox.intersection(reach, panel)
    if reach is None or len(line.get_xdata()) == 0:
        return False
    path = line.get_transform().transform_path(line.get_path()).cleaned(remove_nans=True)
    if line.get_linestyle() in ("None", "none"):
        return any(reach.contains(*vertex) for vertex in path.vertices[:-1])
    return path.intersects_bbox(reach, filled=False)


def _wrong_numbers(axes: Axes) -> Iterator[str]:
    for axis in (axes.xaxis, axes.yaxis):
        if not axes.axison or not isinstance(axis.get_major_formatter(), ScalarFormatter):
            continue
        power = POWER.search(axis.get_label_text() + axis.get_offset_text().get_text())
        factor = 10.0 ** int(power[1]) if power else 1.0
        shown = [(tick.get_loc(), tick.label1) for tick in axis.get_major_ticks()]
        for place, label in shown:
            number = label.get_text().replace("\N{MINUS SIGN}", "-")
            number = re.sub(r"[^\d.-]", "", number.replace("mathdefault", ""))
            if label.get_visible() and number and not np.isclose(float(number) * factor, place):
                yield f"{number} stands at {place} of {axis.get_label_text()!r}"
