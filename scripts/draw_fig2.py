"""Fig. 2: stationary angles with their stability, and the distributions on two precessions."""

from itertools import cycle

import pandas as pd
from matplotlib.figure import Figure

from pipeline import command, drawing, scales, tables

# What it shows: table, x, y, what tells curves apart, and whether x is logarithmic
CURVES = (
    ("stability", "d", "cos_theta0", ("branch",), False),
    ("distribution", "omega", "occupation_up", ("label",), False),
)

# The precessions of (b) in their order: colour (dark, then light in grey), marker, its first point
PRECESSIONS = (
    ("#3b0f70", "o", 30),
    ("#f58518", "s", 75),
    ("#0b6e4f", "^", 50),
    ("#9aa0a6", "D", 10),
)
# The temperatures of one of them, from the coldest on
DASHES = ("solid", (0, (4, 1.6)), (0, (1, 1.2)), (0, (6, 1.4, 1, 1.4)))


def draw_fig2(
    parameters: str,
    stability: str,
    distribution: str,
    gates_states: str,
    pdf: command.Made,
    png: command.Made,
    exact: str | None = None,
) -> None:
    """Write Fig. 2 from the tables of these names."""
    sources = [name for name in (parameters, stability, distribution, exact) if name]
    drawing.require(gates_states, "fig2", sources)
    figure = angles_and_distributions(*map(tables.read, sources))
    drawing.save(figure, pdf, png, __file__, sources)


def angles_and_distributions(
    parameters: pd.DataFrame,
    stability: pd.DataFrame,
    distribution: pd.DataFrame,
    exact: pd.DataFrame | None = None,
) -> Figure:
    """Draw (a) cos(theta_0) against d and (b) the occupation of the up spins against energy.

    Without distributions there is no (b); with the `exact` states (a) has them as circles.
    """
    rows = 2 if len(distribution) else 1
    figure = drawing.new_figure(2.25 * rows)
    panels = figure.subplots(rows, squeeze=False)[:, 0]
    angles, occupations = panels[0], panels[-1]
    scale, label = scales.drive_scale(parameters)
    drawing.draw_branches(angles, stability, "cos_theta0", scale)
    angles.set(xlabel=label, ylabel=r"$\cos\theta_0$", ylim=(-1.12, 1.12), yticks=(-1, 0, 1))
    angles.margins(x=0)
    none = drawing.without_precession(stability)
    more = drawing.draw_exact(angles, exact, "cos_theta0", scale)
    more |= drawing.mark_branch_points(angles, parameters, scale)
    drawing.add_key(figure, drawing.looks_of_lines(more), "upper", title=none)
    if distribution.empty:
        return drawing.arranged(figure)

    energy, energy_label = scales.energy_scale(parameters)
    temperature, temperature_unit = scales.temperature_scale(parameters)
    curves = []
    looks = cycle([(*look, cycle(DASHES)) for look in PRECESSIONS])
    for (d, precession), (color, marker, first, dashes) in zip(
        distribution.groupby("d", sort=False), looks, strict=False
    ):
        look = {"color": color, "marker": marker, "markeredgecolor": "white"}
        if stability["d"].min() <= d <= stability["d"].max():
            cos_theta0 = precession["cos_theta0"].iloc[0]
            angles.plot(d / scale, cos_theta0, **look, markersize=5, zorder=4)
        of_temperature = precession.groupby("temperature_left")
        for (coldness, curve), dash in zip(of_temperature, dashes, strict=False):
            left, right = (
                scales.number(value / temperature, 3)
                for value in (coldness, curve["temperature_right"].iloc[0])
            )
            curves += occupations.plot(
                curve["omega"] / energy,
                curve["occupation_up"],
                **look,
                linestyle=dash,
                linewidth=1.3,
                markersize=3.5,
                markeredgewidth=0.4,
                markevery=(first, 90),
                label=rf"$T_l={left}${temperature_unit}$,\ T_r={right}${temperature_unit}",
            )
    occupations.set(
        xlabel=energy_label,
        ylabel=r"$n_\uparrow(\omega)$",
        ylim=(0, 1),
        yticks=(0, 0.5, 1),
    )
    occupations.margins(x=0)
    drawing.add_key(figure, curves)
    for axes, letter in zip(panels, "ab", strict=True):
        drawing.panel_label(axes, letter)
    return drawing.arranged(figure)


if __name__ == "__main__":
    command.run(draw_fig2)
