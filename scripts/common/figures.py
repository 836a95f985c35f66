"""What each figure is drawn from, and the gates that must be open for it."""

# The kind of gates, and the tables
DRAWN_FROM = {
    "fig2": ("states", ("parameters", "stability", "distribution")),
    "fig3": ("states", ("parameters", "currents")),
    "figA1": ("runs", ("parameters", "dynamics", "retardation")),
    "figA2": ("approach", ("parameters", "approach", "attractors")),
}
# Which tables each kind of gate looks at
GATED = {
    "states": ("stability", "currents"),
    "runs": ("dynamics",),
    "approach": ("approach", "attractors"),
}
ALL = ("fig1", *DRAWN_FROM)  # the first is a schematic


def needs(figure: str, results: str) -> dict[str, str]:
    """Return the files in the folder `results` that a figure needs: its tables, and its gates."""
    of, names = DRAWN_FROM[figure]
    return {name: f"{results}/{name}.csv" for name in names} | {
        "gates": f"{results}/gates_{of}.csv"
    }
