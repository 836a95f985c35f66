"""Results against reference tables, with a tolerance for each quantity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import described
from pipeline.tables import read

REFERENCE = Path("tests/reference")
RESULTS = Path("results/paper")
TOLERANCES = REFERENCE / "tolerances.csv"
# What identifies a row on any grid, and the tables in which every row is another quantity
KEYS, BY_ROW = described.everywhere("KEYS"), described.everywhere("BY_ROW")
SAME_KEY = 9  # digits to which keys agree on two grids


@dataclass(frozen=True)
class Quantity:
    """One column of a table, or one row of the parameters, compared.

    `error` is the largest difference, `allowed` what is allowed where it is found; `words` say what
    is wrong, "" if nothing is.
    """

    table: str
    name: str
    error: float
    allowed: float
    words: str = ""

    @property
    def ratio(self) -> float:
        """The error over what is allowed: at most one, if all is well."""
        if self.error == 0:
            return 0.0
        return self.error / self.allowed if self.allowed > 0 else float("inf")

    def __str__(self) -> str:
        if self.words:
            return f"{self.table}: {self.name}: {self.words}"
        return f"{self.table}: {self.name}: error {self.error:.2g}, allowed {self.allowed:.2g}"


def read_tolerances(path: Path = TOLERANCES) -> dict[tuple[str, str], tuple[float, float]]:
    """Return (absolute, relative) for each (table, quantity)."""
    table = read(path)
    return {(r.table, r.quantity): (r.absolute, r.relative) for r in table.itertuples()}


def names(reference: Path = REFERENCE) -> list[str]:
    """Return the names of the reference tables."""
    return sorted(path.stem for path in reference.glob("*.csv") if path.stem != TOLERANCES.stem)


def name_of(path: str) -> str:
    """Return the name of the table in a file."""
    return Path(path).stem


def results_of(folder: Path = RESULTS) -> list[Path]:
    """Return the tables of results that are compared; laws and claims hold or not.

    That of a band is not compared, as the paper's scenario has none.
    """
    return sorted(path for path in folder.glob("*.csv") if path.stem in {*KEYS} - {"zero_modes"})


def compare_all(reference: Path = REFERENCE, results: Path = RESULTS) -> list[Quantity]:
    """Compare every reference table with the result of its name, and every result with its own."""
    tolerances = read_tolerances(reference / TOLERANCES.name)
    new = {path.stem for path in results_of(results)} - {*names(reference)}
    found = [_wrong(name, "table", "is new; make reference takes it") for name in sorted(new)]
    for name in names(reference):
        path = results / f"{name}.csv"
        if not path.is_file():
            found.append(_wrong(name, "table", "is missing"))
            continue
        found += compare(name, read(reference / f"{name}.csv"), read(path), tolerances)
    return found


def compare(
    name: str,
    reference: pd.DataFrame,
    result: pd.DataFrame,
    tolerances: Mapping[tuple[str, str], tuple[float, float]],
) -> list[Quantity]:
    """Compare two tables: each quantity with its worst error, or with what is wrong in words.

    An unknown or lost column, a lost or extra row, another text or verdict, a new NaN and a
    quantity without a tolerance are all wrong.
    """
    found = [
        _wrong(name, column, "is an unknown column")
        for column in result.columns.difference(reference.columns)
    ]
    found += [
        _wrong(name, column, "is missing")
        for column in reference.columns.difference(result.columns)
    ]
    if list(reference.columns) != list(result.columns) and not found:
        found.append(_wrong(name, "columns", "are in another order"))
    if len(reference) != len(result):
        found.append(_wrong(name, "rows", f"{len(result)} instead of {len(reference)}"))
    if found:
        return found
    for column in reference:
        old, new = reference[column], result[column]
        if old.dtype.kind != "f" or new.dtype.kind != "f":
            changed = int((~(old.eq(new) | (old.isna() & new.isna()))).sum())
            words = f"differs in {changed} rows" if changed else ""
            found.append(Quantity(name, column, float(bool(changed)), 0.0, words))
        else:
            for quantity, rows in quantities(name, reference, column):
                cells = old.to_numpy()[rows], new.to_numpy()[rows]
                found.append(_compared(name, quantity, *cells, tolerances))
    return found


def quantities(name: str, table: pd.DataFrame, column: str) -> Iterator[tuple[str, slice]]:
    """Yield each quantity that a column of a table holds, with its rows."""
    key, by_row = BY_ROW.get(name, ("", ()))
    if column in by_row:
        for index, label in enumerate(table[key]):
            of = label if column == by_row[0] else f"{label} ({column})"
            yield of, slice(index, index + 1)
    else:
        yield column, slice(None)


def keyed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a column "key" that tells its rows apart, on any grid."""
    parts = [
        table[column].map(lambda x: f"{x:.{SAME_KEY}g}" if isinstance(x, float) else str(x))
        for column in KEYS[name]
    ]
    return table.assign(key=["|".join(row) for row in zip(*parts, strict=True)])


def renewed(
    old: Path, new: Path, tolerances: Mapping[tuple[str, str], tuple[float, float]]
) -> pd.DataFrame:
    """Return the table in `new` as text, with the digits of `old` in each cell within tolerance."""
    name = old.stem
    committed, text = (pd.read_csv(path, dtype=str, keep_default_na=False) for path in (old, new))
    before, after = (keyed(name, read(path)) for path in (old, new))
    place = {key: row for row, key in enumerate(before["key"])}
    now = np.flatnonzero(after["key"].isin(place))
    was = after["key"].iloc[now].map(place).to_numpy(dtype=int)  # of none, too
    for column in text.columns.intersection(committed.columns):
        if before[column].dtype.kind != "f" or after[column].dtype.kind != "f":
            continue
        limits = np.zeros((len(after), 2))
        for quantity, rows in quantities(name, after, column):
            limits[rows] = tolerances.get((name, quantity), (0.0, 0.0))
        cells = before[column].to_numpy()[was], after[column].to_numpy()[now]
        error, allowed = _errors(*cells, *limits[now].T)
        near = error <= allowed
        kept = committed[column].to_numpy()[was[near]]
        text.iloc[now[near], text.columns.get_loc(column)] = kept
    return text


def _compared(table, name, old, new, tolerances):
    if (table, name) not in tolerances:
        return _wrong(table, name, "has no tolerance; make tolerances measures it")
    error, allowed = _errors(old, new, *tolerances[table, name])
    if np.any(~np.isfinite(new) & (error != 0)):
        return _wrong(table, name, "is no longer a finite number")
    worst = int(np.argmax(np.where(error > 0, error / np.maximum(allowed, 1e-300), 0.0)))
    return Quantity(table, name, float(error[worst]), float(allowed[worst]))


def _errors(old, new, absolute, relative):
    """Return the error of each cell, zero where nothing changed, and what is allowed of it."""
    same = (old == new) | (np.isnan(old) & np.isnan(new))  # inf - inf is no number
    with np.errstate(invalid="ignore"):
        error = np.where(same, 0.0, np.abs(new - old))
        allowed = absolute + relative * np.where(np.isfinite(old), np.abs(old), 0.0)
    return error, allowed


def _wrong(table, name, words):
    return Quantity(table, name, float("inf"), 0.0, words)
