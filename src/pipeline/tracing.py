"""The curves in a table: the rows of each branch, without gaps, and where it is stable."""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from pipeline import tables


def without_gaps(branch: pd.DataFrame, sweep: pd.Series) -> list[pd.DataFrame]:
    """Split the rows of one branch wherever the sweep has a d at which the branch has no row."""
    place = np.searchsorted(np.unique(sweep), branch["d"])
    cuts = [0, *(np.flatnonzero(np.diff(place) > 1) + 1), len(branch)]
    return [branch.iloc[start:stop] for start, stop in pairwise(cuts)]


def curves_of(table: pd.DataFrame, x: str, groups: Iterable[str]) -> Iterator[pd.DataFrame]:
    """Yield the rows of each curve in `table`: one of `groups`, cut where it has no row at a d."""
    names = list(groups)
    if x == "d" and names == ["branch"]:
        yield from branches(table)
        return
    parts = [rows for _, rows in table.groupby(names, sort=False)] if names else [table]
    for rows in parts:
        yield from without_gaps(rows, table["d"]) if x == "d" else [rows]


def branches(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of each branch in `table`, cut where it has no row at a d."""
    turning = tables.precesses(table)
    for _, rows in table[~turning].groupby("branch", sort=False):
        yield from without_gaps(rows, table["d"])
    yield from precessions(table)


def precessions(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows along each precession in `table`, as far as it goes without a gap.

    Their names count them by cosine: where one ends, the names of others change.  So each is
    followed to the next d, in the order that moves them least.
    """
    rows = table[tables.precesses(table)]
    if "cos_theta0" not in table or rows["branch"].nunique() < 2:
        for _, branch in rows.groupby("branch", sort=False):
            yield from without_gaps(branch, table["d"])
        return
    cosine = rows["cos_theta0"].to_dict()
    at_each = {d: list(group.index) for d, group in rows.groupby("d")}
    ways: list[list[int]] = []
    alive: list[list[int]] = []
    for d in np.unique(table["d"]):
        here = at_each.get(d, [])
        count = min(len(alive), len(here))
        followed = min(
            (
                dict(zip(after, before, strict=True))
                for before in combinations(alive, count)
                for after in combinations(here, count)
            ),
            key=lambda pairs: sum(abs(cosine[to] - cosine[way[-1]]) for to, way in pairs.items()),
        )
        alive = [followed.get(row, []) for row in here]
        for way, row in zip(alive, here, strict=True):
            if not way:
                ways.append(way)
            way.append(row)
    for way in ways:
        yield rows.loc[way]


def stretches(table: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    """Yield the parts of each branch along which it is stable, or unstable, as (stable, rows).

    `table` has d, branch and stable, ascending in d, as `stability.csv`.  Where two parts meet,
    both hold the row at which they do, the branch point.
    """
    for rows in branches(table):
        yield from by_stability(rows)


def by_stability(rows: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    """Yield the parts of one curve along which it is stable, or unstable, as (stable, rows)."""
    stable = rows["stable"].to_numpy()
    changes = np.flatnonzero(stable[1:] != stable[:-1]) + 1
    for start, stop in pairwise([0, *changes, len(rows)]):
        # a branch point is not linearly stable itself, but the stable part ends on it
        reach = slice(max(start - 1, 0), stop + 1) if stable[start] else slice(start, stop)
        yield bool(stable[start]), rows.iloc[reach]
