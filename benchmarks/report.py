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
    "method",
    "batch",
    "cores",
    "sets_per_second",
    "seconds",  # of a batch, or of a run of the pipeline
    "ratio",  # to the LSODA loop
    "ratio_to_lean",  # to the loop whose right-hand side is in plain floats
    "times_floor",
    "error_theta",
    "error_deltas",
    "memory_MB",
    "versions",
    "processor",
    "note",
)
OURS = ("integrate_family", "slow_dynamics", "fixed points")
LOOP = "LSODA loop"
SWEEP = "against S"
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
OF_SWEEP = SMALL | {"color": "#8c510a", "marker": "x", "linestyle": "solid"}
OF_LOOP = SMALL | {"color": "#d7191c", "marker": "+", "linestyle": (0, (5, 1.5, 1, 1.5))}


def complete(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with every column, and with what they share."""
    table = rows.reindex(columns=COLUMNS)
    table["batch"] = table["batch"].astype("Int64")
    table["cores"] = table["cores"].astype("Int64")
    per_batch = table["batch"].astype(float) / table["sets_per_second"]
    table["seconds"] = table["seconds"].astype(float).fillna(per_batch)
    table["versions"] = f"python {platform.python_version()}, " + table["versions"]
    table["processor"] = processor()
    return table


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.*)$", told.read_text(), re.M) if told.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def write(table: pd.DataFrame, folder: str) -> None:
    """Write benchmark.csv and, where families were measured, benchmark.pdf and .png."""
    path = f"{folder}/benchmark.csv"
    files.write_whole(path, lambda to: table.to_csv(to, index=False, float_format="%.4g"))
    if table["method"].isin(OURS).any():
        pdf, png = (f"{folder}/benchmark.{kind}" for kind in ("pdf", "png"))
        drawing.save(costs(table), pdf, png, __file__, [path])


def markdown(table: pd.DataFrame) -> str:
    """Return the ratios as the README shows them."""
    lines = ["| work | method | batch | cores | ratio | to the lean loop | error |"]
    lines.append("|---|---|---|---|---|---|---|")
    for row in table[~table["work"].str.startswith(SWEEP)].itertuples():
        ratio, lean = _ratio(row.ratio), _ratio(row.ratio_to_lean)
        if not np.isnan(row.times_floor):
            ratio = f"{row.times_floor:.2f} of its floor"
        elif np.isnan(row.ratio) and not np.isnan(row.seconds):
            ratio = f"{row.sets_per_second:.1e} sets/s"
        elif np.isnan(row.ratio):
            ratio = row.note.partition(":")[0]  # left out
        error = "" if np.isnan(row.error_theta) else f"{row.error_theta:.0e}"
        batch, cores = ("" if pd.isna(n) else f"{n:,}" for n in (row.batch, row.cores))
        cells = (row.work, row.method, batch, cores, ratio, lean, error)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(value):
    return "" if np.isnan(value) else f"{float(f'{value:.2g}'):,g}"


def costs(table: pd.DataFrame) -> Figure:
    """Draw the time that a set takes against how many are in a call, and against S."""
    swept = table["work"].str.startswith(SWEEP)
    one_core = table[(table["cores"] == 1) & ~swept]
    works = one_core[one_core["method"].isin(OURS)]["work"].unique()
    figure = drawing.new_figure(4.4)
    sets, spins = figure.subplots(2, 1)
    handles = []
    for work, look in zip(works, LOOKS, strict=False):
        rows = one_core[(one_core["work"] == work) & one_core["method"].isin(OURS)]
        label = work.replace("S =", "$S$ =").replace("C =", "$C$ =")
        handles += _curve(sets, rows["batch"], rows, look, label)
    loop = one_core[one_core["method"] == LOOP].drop_duplicates("method")
    for value in 1 / loop["sets_per_second"]:
        sets.axhline(value, **OF_LOOP | {"marker": ""})
    sets.set_xlabel("parameter sets in a call")
    rows = table[swept & table["method"].isin(OURS)]
    label = f"full, $C = 0.1$, {rows['batch'].max()} sets in a call"
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
    return rows["work"].str.extract(r"S = ([\d.e+]+)", expand=False).astype(float)
