"""Results against reference tables, with a tolerance for each quantity."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from common import described

REFERENCE = Path("tests/reference")
RESULTS = Path("results/paper")
TOLERANCES = REFERENCE / "tolerances.csv"
# What identifies a row on any grid, and the tables in which every row is another quantity
KEYS, BY_ROW = described.everywhere("KEYS"), described.everywhere("BY_ROW")


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
    table = pd.read_csv(path)
    return {(r.table, r.quantity): (r.absolute, r.relative) for r in table.itertuples()}


def names(reference: Path = REFERENCE) -> list[str]:
    """Return the names of the reference tables."""
    return sorted(path.stem for path in reference.glob("*.csv") if path.stem != TOLERANCES.stem)


def name_of(path: str) -> str:
    """Return the name of the table in a file."""
    return Path(path).stem


def read(path: Path) -> pd.DataFrame:
    """Read a table; pandas reads floats as they were written."""
    return pd.read_csv(path)


def compare_all(reference: Path = REFERENCE, results: Path = RESULTS) -> list[Quantity]:
    """Compare every reference table with the result of its name."""
    tolerances = read_tolerances(reference / TOLERANCES.name)
    found = []
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
    key, by_row = BY_ROW.get(name, ("", ()))
    for column in reference:
        old, new = reference[column], result[column]
        if old.dtype.kind != "f" or new.dtype.kind != "f":
            changed = int((~(old.eq(new) | (old.isna() & new.isna()))).sum())
            words = f"differs in {changed} rows" if changed else ""
            found.append(Quantity(name, column, float(bool(changed)), 0.0, words))
        elif column in by_row:
            for label, one, other in zip(reference[key], old, new, strict=True):
                quantity = label if column == by_row[0] else f"{label} ({column})"
                found.append(
                    _compared(name, quantity, np.array([one]), np.array([other]), tolerances)
                )
        else:
            found.append(_compared(name, column, old.to_numpy(), new.to_numpy(), tolerances))
    return found


def _compared(table, name, old, new, tolerances):
    if (table, name) not in tolerances:
        return _wrong(table, name, "has no tolerance")
    absolute, relative = tolerances[table, name]
    same = (old == new) | (np.isnan(old) & np.isnan(new))  # inf - inf is no number
    if np.any(~np.isfinite(new) & ~same):
        return _wrong(table, name, "is no longer a finite number")
    with np.errstate(invalid="ignore"):
        error = np.where(same, 0.0, np.abs(new - old))
        allowed = absolute + relative * np.where(np.isfinite(old), np.abs(old), 0.0)
    worst = int(np.argmax(np.where(error > 0, error / np.maximum(allowed, 1e-300), 0.0)))
    return Quantity(table, name, float(error[worst]), float(allowed[worst]))


def _wrong(table, name, words):
    return Quantity(table, name, float("inf"), 0.0, words)
