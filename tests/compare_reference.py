"""Compare the results with the committed ones: tables with tolerances, pictures by their pixels.

Run from the top of the repository after `make`; exits with 1 and one line for each difference.
The tables in tests/reference/ are the data behind the committed figures.
"""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

REFERENCE = Path(__file__).parent / "reference"
TABLES = (
    "parameters",
    "fixed_points",
    "stability",
    "currents",
    "distribution",
    "slowness",
    "dynamics",
    "slowness_of_runs",
    "retardation",
    "approach",
    "attractors",
)
PAGES = ("equations", "errata", "claims")
FIGURES = ("fig1", "fig2", "fig3", "figA1", "figA2")
# Last digits differ between processors by 1e-15 to 1e-13 of a column's largest number.  That is a
# rounding error of sums of terms of that size, so it is absolute; the margin is a hundred.
TOLERANCE = 1e-11
# Integrated in time, with steps that a last digit may move: the accuracy of the integrator
INTEGRATED = {
    "dynamics": 1e-8,
    "slowness_of_runs": 1e-6,
    "approach": 1e-8,
    "retardation": 1e-6,
}
# Anti-aliasing may move a grey level where a line moved by 1e-13 of a pixel; a shifted or changed
# curve changes thousands of pixels by more than this.
PIXEL_LEVELS, PIXEL_SHARE = 8, 1e-4


def compare_tables(name: str, reference: pd.DataFrame, result: pd.DataFrame) -> list[str]:
    """One line for each column that differs; unknown columns and lost rows are differences."""
    if list(reference.columns) != list(result.columns):
        return [f"{name}: columns {list(result.columns)} instead of {list(reference.columns)}"]
    if len(reference) != len(result):
        return [f"{name}: {len(result)} rows instead of {len(reference)}"]
    found = []
    for column in reference:
        old, new = reference[column], result[column]
        if not (old.dtype.kind == new.dtype.kind == "f"):
            if not old.equals(new):
                found.append(f"{name}: {column} differs")
            continue
        scale = np.nan_to_num(np.abs(old), posinf=0).max()
        if column in ("value", "value_si"):
            scale = np.abs(old)  # every row is another quantity
        same = old.eq(new) | (old.isna() & new.isna())  # inf - inf is no number
        error = np.abs(new - old)
        tolerance = INTEGRATED.get(name, TOLERANCE)
        wrong = ~same & ~(error <= tolerance * scale)  # a new NaN is wrong
        if wrong.any():
            worst = error[wrong].max()
            found.append(f"{name}: {column} differs in {wrong.sum()} rows, by up to {worst:.2g}")
    return found


def compare_pictures(name: str, reference: Image.Image, result: Image.Image) -> list[str]:
    """One line if the pictures differ in size or in more than a few pixels."""
    if reference.size != result.size:
        return [f"{name}: {result.size} pixels instead of {reference.size}"]
    levels = [np.asarray(image.convert("RGB"), dtype=int) for image in (reference, result)]
    share = np.mean(np.abs(levels[0] - levels[1]).max(axis=2) > PIXEL_LEVELS)
    if share > PIXEL_SHARE:
        return [f"{name}: {share:.2%} of the pixels differ from the committed figure"]
    return []


def read(path: Path) -> pd.DataFrame:
    """Read a table; pandas reads floats as they were written."""
    return pd.read_csv(path)


def committed(path: str) -> bytes:
    """The file as the last commit has it."""
    return subprocess.run(["git", "show", f"HEAD:{path}"], capture_output=True, check=True).stdout


def main() -> int:
    """Compare everything, print what differs, and return the exit code."""
    found = []
    for name in TABLES:
        path = Path("results/paper") / f"{name}.csv"
        if not path.exists():
            found.append(f"{name}: {path} is missing")
            continue
        result = read(path)
        found += compare_tables(name, read(REFERENCE / f"{name}.csv"), result)
    for name in FIGURES:
        path = f"paper_figures/{name}.png"
        found += compare_pictures(name, Image.open(io.BytesIO(committed(path))), Image.open(path))
    for name in PAGES:
        path = f"docs/{name}.md"
        if committed(path) != Path(path).read_bytes():
            found.append(f"{name}: {path} differs from the committed page")
    for line in found:
        print(line)
    counted = f"{len(TABLES)} tables, {len(FIGURES)} figures and {len(PAGES)} pages"
    print(f"{counted} compared, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
