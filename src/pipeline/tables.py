"""The data contract: CSV, shortest round-trip floats, no index column."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.files import write_whole

# Columns that hold words, which stay what they are though they look like a number or a verdict:
# a label may be 007, 1e3, NA or True
WORDS = frozenset(
    "branch formulation label "  # of states and runs
    "symbol name unit unit_si equation meaning "  # of parameters.csv
    "band "  # of validity.csv
    "law filling "  # of error_laws.csv
    "line "  # of anisotropy_lines.csv
    "gate place sentence number qualification "  # of laws and claims
    "table quantity reason folder shared".split()  # of tolerances.csv and curves.csv
)
# Columns of words where there is another one; elsewhere they hold numbers
WORDS_BESIDE = {"start": "formulation", "tolerance": "sentence"}


def read(path: str | Path) -> pd.DataFrame:
    """Read a table with every float and every word exactly as it was written."""
    words = words_among(pd.read_csv(path, nrows=0))
    return pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=dict.fromkeys(words, str))


def as_columns(**paths: str) -> dict[str, dict[str, np.ndarray]]:
    """Read several tables, each as its columns."""
    frames = {name: read(path) for name, path in paths.items()}
    return {name: {c: frame[c].to_numpy() for c in frame} for name, frame in frames.items()}


def write(table: Mapping[str, Sequence] | pd.DataFrame | list[dict], path: str) -> None:
    """Write a table (columns, rows as dicts, or a frame) to `path`, whole or not at all."""
    frame = pd.DataFrame(table)
    write_whole(path, lambda temporary: frame.to_csv(temporary, index=False, lineterminator="\n"))


def words_among(names: Iterable[str]) -> set[str]:
    """Return which columns hold words in a table that has the columns `names`."""
    found = set(names)
    beside = {name for name, other in WORDS_BESIDE.items() if other in found}
    return found & (WORDS | beside)


def precesses(table: pd.DataFrame) -> pd.Series:
    """Return which rows of a table of states are on a precession, whatever its number."""
    return table["branch"].str.startswith("precession")
