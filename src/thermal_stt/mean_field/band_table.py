"""A 3: a density of states given as a table of energies and densities, from its text."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


class TableError(ValueError):
    """A table of a density of states that is not one; the message says what is wrong."""


def read_table(text: str) -> tuple[NDArray, NDArray]:
    """Return energies and densities of the two-column CSV `text`; a first row of names is skipped.

    Raises TableError in words.
    """
    rows = [line.split(",") for line in text.splitlines() if line.strip()]
    columns = []
    for number, row in enumerate(rows, start=1):
        try:
            energy, density = (float(entry) for entry in row)
        except ValueError:
            if number == 1 and len(row) == 2:
                continue
            shown = ",".join(row)[:40]
            raise TableError(f"line {number}, {shown!r}: must be two numbers") from None
        columns.append((energy, density))
    energies, densities = zip(*columns, strict=True) if columns else ((), ())
    return check_table(energies, densities)


def check_table(energies: ArrayLike, densities: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return the columns of a table as arrays, or raise TableError in words."""
    energies, densities = np.asarray(energies, dtype=float), np.asarray(densities, dtype=float)
    if energies.size < 2:
        raise TableError(f"{energies.size} rows: must be two or more")
    for name, column in (("energy", energies), ("density", densities)):
        if not np.isfinite(column).all():
            row = int(np.flatnonzero(~np.isfinite(column))[0])
            raise TableError(f"row {row + 1}, {name} = {column[row]!r}: must be a finite number")
    if np.any(np.diff(energies) <= 0):
        row = int(np.flatnonzero(np.diff(energies) <= 0)[0]) + 1
        raise TableError(
            f"row {row + 1}, energy = {float(energies[row])!r}: must be greater than the one before"
        )
    if np.any(densities < 0):
        row = int(np.flatnonzero(densities < 0)[0])
        raise TableError(
            f"row {row + 1}, density = {float(densities[row])!r}: must be 0 or greater"
        )
    if not np.any(densities > 0):
        raise TableError("the densities: must not all be 0")
    return energies, densities
