"""The data contract: CSV, shortest round-trip floats, no index column."""

from collections.abc import Mapping, Sequence

import pandas as pd

from common.files import write_whole


def read(path: str) -> pd.DataFrame:
    """Read a table with every float exactly as it was written."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def write(table: Mapping[str, Sequence] | pd.DataFrame | list[dict], path: str) -> None:
    """Write a table (columns, rows as dicts, or a frame) to `path`, whole or not at all."""
    frame = pd.DataFrame(table)
    write_whole(path, lambda temporary: frame.to_csv(temporary, index=False, lineterminator="\n"))
