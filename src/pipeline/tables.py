"""The data contract: CSV, shortest round-trip floats, no index column."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.files import write_whole
from thermal_stt.scenario import columns


def read(path: str) -> pd.DataFrame:
    """Read a table with every float and every word exactly as it was written."""
    words = columns.words_among(pd.read_csv(path, nrows=0))
    return pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=dict.fromkeys(words, str))


def as_columns(**paths: str) -> dict[str, dict[str, np.ndarray]]:
    """Read several tables, each as its columns."""
    frames = {name: read(path) for name, path in paths.items()}
    return {name: {c: frame[c].to_numpy() for c in frame} for name, frame in frames.items()}


def write(table: Mapping[str, Sequence] | pd.DataFrame | list[dict], path: str) -> None:
    """Write a table (columns, rows as dicts, or a frame) to `path`, whole or not at all."""
    frame = pd.DataFrame(table)
    write_whole(path, lambda temporary: frame.to_csv(temporary, index=False, lineterminator="\n"))
