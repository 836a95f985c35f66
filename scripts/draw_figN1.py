"""Fig. N1: where a fluctuating magnet is, at each drive of `approach`; not in the paper."""

from string import ascii_lowercase

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (("noise_distribution", "cos_theta", "probability", ("d",), False),)

SAMPLED = {"facecolor": "0.85", "edgecolor": "0.45", "linewidth": 0.5}


def draw_figN1(
    parameters: str, noise_distribution: str, pdf: command.Made, png: command.Made
) -> None:
    """Write Fig. N1 from the tables of these names."""
    sources = parameters, noise_distribution
    drawing.save(distributions(*map(tables.read, sources)), pdf, png, __file__, sources)


def distributions(parameters: pd.DataFrame, noise_distribution: pd.DataFrame) -> Figure:
    """Draw P(cos theta) at each drive over the histogram of trajectories."""
    drives = list(noise_distribution.groupby("d", sort=False))
    names = scales.drive_labels(parameters, [d for d, _ in drives])
    figure = drawing.new_figure(1.45 * len(drives))
    panels = figure.subplots(len(drives), squeeze=False)[:, 0]
    for axes, (_, bins), name in zip(panels, drives, names, strict=True):
        place = bins["cos_theta"].to_numpy()
        half = (place[1] - place[0]) / 2
        edges = np.append(place - half, place[-1] + half)
        axes.stairs(bins["probability_of_trajectories"], edges, fill=True, **SAMPLED)
        axes.plot(place, bins["probability"], **drawing.STABLE)
        axes.set(xlim=edges[[0, -1]], ylabel=r"$P(\cos\theta)$")
        axes.set_ylim(bottom=0)
        axes.set_title(name, fontsize=8, pad=5)
    for axes, letter in zip(panels, ascii_lowercase, strict=False):
        drawing.panel_label(axes, letter)
    panels[-1].set_xlabel(r"$\cos\theta$")
    key = [Line2D([], [], **drawing.STABLE, label="closed form")]
    drawing.add_key(figure, [*key, Patch(**SAMPLED, label="trajectories")])
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_figN1)
