"""The benchmark's table, its ratios as the README shows them, and its figure."""

from __future__ import annotations

import platform
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from pipeline import drawing, files

COLUMNS = (
    "work",
    "model",
    "method",
    "batch",
    "cores",
    "sets_per_second",
    "seconds",  # of a batch, or of a run of the workflow
    "ratio",  # to the first line of the work, the LSODA loop
    "ratio_to_lean",  # to the second, in plain floats
    "times_floor",
    "error_theta",
    "error_deltas",
    "memory_MB",
    "versions",
    "processor",
    "note",
)
STATES = "stable_states"
OURS = ("integrate_family", "slow_dynamics", STATES)
LOOP = "LSODA loop"
SWEEP = "against S"
MEASURED = "Measured on"
README_TABLE = re.compile(rf"^\| work \|.*\n(?:\|.*\n)+\n{MEASURED} .*$", re.MULTILINE)
# Markers and dashes tell them apart in grey
SMALL: dict[str, Any] = {"linewidth": 1.2, "markersize": 3.5}
LOOKS = [
    SMALL | {"color": color, "marker": marker, "linestyle": line}
    for color, marker, line in (
        ("#000000", "o", "solid"),
        ("#1f3fbf", "s", (0, (1, 1.3))),
        ("#000000", "^", "solid"),
        ("#1f3fbf", "v", (0, (1, 1.3))),
        ("#1b9e3e", "D", (0, (5, 2))),
    )
]
LOOKS[3] |= {"markersize": 6, "markerfacecolor": "none"}  # lies on the other slow one
OF_SWEEP = SMALL | {"color": "#8c510a", "marker": "x", "linestyle": "solid"}
OF_LOOP = SMALL | {"color": "#d7191c", "marker": "+", "linestyle": (0, (5, 1.5, 1, 1.5))}


def complete(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with every column, and with what they share."""
    table = rows.reindex(columns=COLUMNS)
    table["model"] = table["model"].fillna("")
    table["batch"] = table["batch"].astype("Int64")
    table["cores"] = table["cores"].astype("Int64")
    per_batch = table["batch"].astype(float) / table["sets_per_second"]
    table["seconds"] = table["seconds"].astype(float).fillna(per_batch)
    table["versions"] = f"python {platform.python_version()}, " + table["versions"]
    table["processor"] = processor()
    return table


def read(path: str) -> pd.DataFrame:
    """Return the table as it was written."""
    table = pd.read_csv(path, dtype={"batch": "Int64", "cores": "Int64"})
    return table.fillna({"model": "", "note": ""})


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.*)$", told.read_text(), re.M) if told.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def write(table: pd.DataFrame, folder: str) -> None:
    """Write benchmark.csv and, where trajectories were measured, benchmark.pdf and .png."""
    path = f"{folder}/benchmark.csv"
    files.write_whole(path, lambda to: table.to_csv(to, index=False, float_format="%.4g"))
    if (table["work"] == SWEEP).any():
        pdf, png = (f"{folder}/benchmark.{kind}" for kind in ("pdf", "png"))
        drawing.save(costs(read(path)), pdf, png, __file__, [path])


def markdown(table: pd.DataFrame) -> str:
    """Return the ratios as the README shows them: a column for each model."""
    table = table[table["work"] != SWEEP]
    models = [model for model in table["model"].unique() if model]
    head = ["work", "method", "sets at once", "cores", *(models or [""])]
    lines = [head, ["---"] * len(head)]
    keys = ["work", "method", "batch", "cores"]
    for (work, method, batch, cores), rows in table.groupby(keys, sort=False, dropna=False):
        cells = {row.model: _cell(row) for row in rows.itertuples()}
        ratios = [cells.get(model, "") for model in models] if "" not in cells else [cells[""]]
        counts = ["" if pd.isna(count) else f"{count:,}" for count in (batch, cores)]
        line = [work, method, *counts, *ratios]
        lines.append(line + [""] * (len(head) - len(line)))
    versions = dict.fromkeys(", ".join(table["versions"].dropna()).split(", "))
    on = f"{MEASURED} {table['processor'].iloc[0]}; {', '.join(versions)}."
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{on}"


def into_readme(lines: str) -> None:
    """Put the ratios into the README, in the place of those that are there."""
    readme = Path("README.md").read_text(encoding="utf-8")
    files.write_text("README.md", README_TABLE.sub(lambda _: lines, readme))


def _cell(row):
    if not np.isnan(row.times_floor):
        return f"{row.times_floor:.2f} of its floor"
    if np.isnan(row.ratio):
        return "left out"
    to_lean = "" if np.isnan(row.ratio_to_lean) else f" ({_rounded(row.ratio_to_lean)})"
    return f"{_rounded(row.ratio)}{to_lean}"


def _rounded(ratio):
    return f"{float(f'{ratio:.2g}'):,g}"


def costs(table: pd.DataFrame) -> Figure:
    """Draw the time that a set takes against how many are in a call, and against S."""
    swept = table["work"] == SWEEP
    ours = table[(table["cores"] == 1) & ~swept & table["method"].isin(OURS)]
    figure = drawing.new_figure(4.4)
    sets, spins = figure.subplots(2, 1)
    handles = []
    for (curve, rows), look in zip(
        ours.groupby(["work", "model"], sort=False), LOOKS, strict=False
    ):
        label = ", ".join(filter(None, curve)).replace(" dynamics", "")
        label = label.replace("S =", "$S$ =").replace("C =", "$C$ =")
        handles += _curve(sets, rows["batch"], rows, look, label)
    loop = table[~swept & (table["method"] == LOOP)].drop_duplicates("method")
    for value in 1 / loop["sets_per_second"]:
        sets.axhline(value, **OF_LOOP | {"marker": ""})
    sets.set_xlabel("parameter sets in a call")
    rows = table[swept & table["method"].isin(OURS)]
    label = f"full, $C$ = 0.1, {rows['batch'].max()} sets in a call"
    handles += _curve(spins, _spin(rows), rows, OF_SWEEP, label)
    rows = table[swept & (table["method"] == LOOP)]
    handles += _curve(spins, _spin(rows), rows, OF_LOOP, "full, the LSODA loop")
    spins.set_xlabel("$S$")
    for axes, letter in zip(figure.axes, "ab", strict=True):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_ylabel("time a set (s)")
        drawing.panel_label(axes, letter)
    drawing.add_key(figure, handles)
    return drawing.arranged(figure)


def _curve(axes, x, rows, look, label):
    return axes.plot(x, 1 / rows["sets_per_second"], **look, label=label)


def _spin(rows):
    return rows["model"].str.extract(r"S = ([\d.e+]+)", expand=False).astype(float)
