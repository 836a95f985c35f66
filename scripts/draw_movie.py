"""The movie: the magnet on its way to its precession, its electrons and its current meanwhile."""

from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle

from pipeline import command, drawing, files, scales, tables

DPI, FRAMES_PER_SECOND = 110, 15
RED = drawing.STABLE["color"]
STILL = 0.75  # of the movie's length: where the picture of it is taken
TRAIL = 50  # points, one turn
VIEW = np.deg2rad(20)  # from above the plane of the precession


def draw_movie(
    parameters: str, motion: str, occupation: str, gif: command.Made, png: command.Made
) -> None:
    """Write the movie from the tables of these names, and a still of it."""
    path, electrons = tables.read(motion), tables.read(occupation)
    figure, show = _scene(tables.read(parameters), path, electrons)
    count = electrons["t"].nunique()
    show(round(STILL * count))
    origin = drawing.origin_of(__file__, (motion, occupation))
    metadata = {**origin, "Title": Path(png).stem, "Software": None}
    files.write_whole(png, partial(figure.savefig, dpi=2 * DPI, metadata=metadata, format="png"))
    files.write_whole(gif, partial(_save, figure, show, count))


def _save(figure, show, count, path):
    named = f"{path}.gif"  # by whose ending its form is known
    writer = PillowWriter(fps=FRAMES_PER_SECOND)
    with writer.saving(figure, named, DPI):
        for frame in range(count):
            show(frame)
            writer.grab_frame()
    Path(named).replace(path)


def _scene(parameters, path, electrons):
    """Return the figure, and what shows one frame of it."""
    figure = drawing.new_figure(2.9)
    figure.set_size_inches(2 * drawing.COLUMN_WIDTH, 2.9)
    FigureCanvasAgg(figure)
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.15))
    magnet = left.add_axes((0, 0, 1, 1))
    above, below = right.subplots(2, gridspec_kw={"left": 0.17, "right": 0.97, "hspace": 0.6})
    right.subplots_adjust(top=0.96, bottom=0.15)
    shown = (_magnet(magnet, path), _electrons(above, parameters, electrons))
    shown += (_current(below, parameters, path),)

    points = (len(path) - 1) // (electrons["t"].nunique() - 1)

    def show(frame):
        at = (frame * points, frame, frame * points)
        for one, index in zip(shown, at, strict=True):
            one(index)

    return figure, show


def _seen(m):
    """Return where points of space are on the page, and how far in front of it."""
    x, y, z = np.moveaxis(np.asarray(m), -1, 0)
    return x, z * np.cos(VIEW) + y * np.sin(VIEW), z * np.sin(VIEW) - y * np.cos(VIEW)


def _magnet(axes, path):
    axes.set(xlim=(-1.45, 1.45), ylim=(-1.35, 1.5), aspect="equal")
    axes.axis("off")
    axes.add_patch(Circle((0, 0), 1, facecolor="#fdf3d0", edgecolor="black", lw=0.7))
    angle = np.linspace(0, 2 * np.pi, 121)
    around = np.stack([np.cos(angle), np.sin(angle), 0 * angle], -1)
    for front, style in ((True, "solid"), (False, "dotted")):
        x, y, depth = _seen(around)
        there = (depth >= 0) == front
        axes.plot(np.where(there, x, np.nan), np.where(there, y, np.nan), "0.6", ls=style, lw=0.6)
    top = _seen([0, 0, 1])[1]
    field = {"arrowstyle": "-|>", "lw": 1.2, "shrinkA": 0, "shrinkB": 0, "color": "black"}
    axes.annotate("", (0, top + 0.45), (0, top), arrowprops=field)
    axes.text(0.07, top + 0.33, r"$\mathbf{B}$", va="center")
    m = path[["m_x", "m_y", "m_z"]].to_numpy()
    x, y, depth = _seen(m)
    before, behind, recent = (axes.plot([], [], **look)[0] for look in TRAILS)
    (arrow,) = axes.plot([], [], color="black", lw=2.4, solid_capstyle="round", zorder=4)
    (tip,) = axes.plot([], [], "o", color="black", ms=5, zorder=4)
    name = axes.text(0, 0, r"$\mathbf{m}$", ha="center", va="center", zorder=5)

    def show(frame):
        past, near = slice(0, frame + 1), slice(max(0, frame - TRAIL), frame + 1)
        front = depth[past] >= 0
        before.set_data(np.where(front, x[past], np.nan), y[past])
        behind.set_data(np.where(front, np.nan, x[past]), y[past])
        recent.set_data(x[near], y[near])
        arrow.set_data([0, x[frame]], [0, y[frame]])
        tip.set_data([x[frame]], [y[frame]])
        far = 1 + 0.16 / np.hypot(x[frame], y[frame])
        name.set_position((far * x[frame], far * y[frame]))

    return show


TRAILS = (
    {"color": RED, "lw": 0.5, "alpha": 0.45},
    {"color": RED, "lw": 0.5, "alpha": 0.25, "ls": "dotted"},
    {"color": RED, "lw": 1.6, "zorder": 3},
)


def _electrons(axes, parameters, electrons):
    scale, label = scales.energy_scale(parameters)
    omega = electrons["omega"].unique() / scale
    up = electrons["occupation_up"].to_numpy().reshape(-1, len(omega))
    axes.plot(omega, up[0], color="0.65", lw=1, label="at the start")
    (line,) = axes.plot([], [], color="#3b0f70", lw=1.5, label="now")
    axes.legend(loc="upper right", frameon=False)
    axes.set(xlim=(omega[0], omega[-1]), ylim=(0, 1), ylabel=r"$n_\uparrow(\omega)$")
    axes.set_xlabel(label)

    def show(frame):
        line.set_data(omega, up[frame])

    return show


def _current(axes, parameters, path):
    scale, label = scales.current_over_field(parameters)
    t = path["t"] * scales.field(parameters) / (2 * np.pi)
    still, total = (path[f"total_left{kind}"] / scale for kind in ("_without_precession", ""))
    looks = (drawing.WITHOUT_PRECESSION, drawing.STABLE)
    names = ("if it stood still", "precessing")
    lines = [axes.plot([], [], label=n, **k)[0] for n, k in zip(names, looks, strict=True)]
    axes.legend(loc="lower right", frameon=False)
    (dot,) = axes.plot([], [], "o", color=RED, ms=4, zorder=5)
    low, high = min(total.min(), still.min()), max(total.max(), still.max())
    axes.set(xlim=(t.iloc[0], t.iloc[-1]), xlabel=r"turns, $|B|\,t/2\pi$", ylabel=label)
    axes.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))

    def show(frame):
        for line, values in zip(lines, (still, total), strict=True):
            line.set_data(t[: frame + 1], values[: frame + 1])
        dot.set_data([t[frame]], [total[frame]])

    return show


if __name__ == "__main__":
    command.run(draw_movie)
