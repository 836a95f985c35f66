"""Fig. 1: the small magnet between a ferromagnetic and a normal lead, as a schematic."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, Ellipse, FancyArrowPatch, Rectangle

from pipeline import command, drawing

MAGNETIC, NORMAL, BARRIER, DOT = "#f3c9b5", "#d5dde8", "#4a4a4a", "#fdf3d0"
TILT = np.deg2rad(46)  # theta as drawn
LENGTH = 1.15  # of m as drawn; the dot has the radius 1.36


def draw_fig1(pdf: command.Made, png: command.Made) -> None:
    """Write Fig. 1."""
    drawing.save(system(), pdf, png, __file__)


def system() -> Figure:
    """Draw the system: leads, tunnel barriers, the dot with m precessing about B."""
    figure = drawing.new_figure(1.62)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-4.1, 4.1), ylim=(-1.95, 1.95), aspect="equal")
    axes.axis("off")
    _lead(axes, -1, MAGNETIC)
    _lead(axes, +1, NORMAL)
    _arrow(axes, (-2.95, -0.62), (-2.95, 0.38), linewidth=2.2)
    axes.text(-2.72, -0.12, r"$\mathbf{M}_{\mathrm{fix}}$", va="center")
    axes.text(-2.85, 0.86, "$T_l$", ha="center", va="center", fontsize=10)
    axes.text(2.85, 0.86, "$T_r$", ha="center", va="center", fontsize=10)
    axes.text(-1.62, 1.42, r"$\Gamma_l^{\uparrow/\downarrow}$", ha="center", va="bottom")
    axes.text(1.62, 1.42, r"$\Gamma_r$", ha="center", va="bottom")
    axes.text(-2.85, -1.52, "magnetic lead", ha="center", va="top", fontsize=7.5)
    axes.text(0, -1.52, "dot", ha="center", va="top", fontsize=7.5)
    axes.text(2.85, -1.52, "normal lead", ha="center", va="top", fontsize=7.5)
    _precession(axes)
    return figure


def _lead(axes: Axes, side: int, color: str) -> None:
    inner, outer = 1.75, 4.1
    axes.add_patch(
        Rectangle((min(side * inner, side * outer), -1.3), outer - inner, 2.6, color=color, lw=0)
    )
    for height in (-1.3, 1.3):
        axes.plot([side * inner, side * outer], [height, height], color="black", lw=0.7)
    axes.add_patch(
        Rectangle(
            (side * 1.62 - 0.13, -1.3),
            0.26,
            2.6,
            facecolor="white",
            edgecolor=BARRIER,
            hatch="/////",
            lw=0.7,
        )
    )


def _precession(axes: Axes) -> None:
    axes.add_patch(Circle((0, 0), 1.36, facecolor=DOT, edgecolor="black", lw=0.7))
    axes.plot([0, 0], [-1.2, 1.0], color="0.45", lw=0.6, ls=(0, (4, 2)))
    _arrow(axes, (0, 1.1), (0, 1.88), linewidth=1.3)
    axes.text(0.12, 1.68, r"$\mathbf{B}$", va="center")
    # the cone's rim as seen from slightly above, dotted where it is behind the axis
    height, radius = LENGTH * np.cos(TILT), LENGTH * np.sin(TILT)
    rim = {"width": 2 * radius, "height": 0.5 * radius, "angle": 0, "lw": 0.8, "color": "black"}
    axes.add_patch(Arc((0, height), theta1=180, theta2=355, **rim))
    axes.add_patch(Arc((0, height), theta1=5, theta2=180, ls=":", **rim))
    axes.add_patch(
        Ellipse((0, height), 2 * radius, 0.5 * radius, facecolor="white", alpha=0.6, lw=0)
    )
    # B > 0 and phi_dot = -B: clockwise seen from above, so the front of the rim goes to the left
    _arrow(axes, (-0.1, height - 0.25 * radius), (-0.24, height - 0.235 * radius), 0.8, scale=7)
    _arrow(axes, (0, 0), (radius, height), linewidth=2.2)
    axes.text(radius + 0.14, height - 0.16, r"$\mathbf{m}$", ha="center", va="center")
    axes.add_patch(Arc((0, 0), 0.56, 0.56, theta1=90 - np.rad2deg(TILT), theta2=90, lw=0.8))
    axes.text(0.17, 0.43, r"$\theta$", fontsize=7.5, ha="center", va="center")


def _arrow(axes: Axes, start, end, linewidth, scale=9) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=scale,
            lw=linewidth,
            color="black",
            shrinkA=0,
            shrinkB=0,
            joinstyle="miter",
            zorder=4,
        )
    )


if __name__ == "__main__":
    command.run(draw_fig1)
