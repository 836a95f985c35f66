"""What is said of an equation, of a slip and of a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.parameters import Parameters

# How an equation may be checked
SYMBOLIC, ROUND_OFF, INTEGRAL = "symbolic identity", "round-off identity", "energy integral"
EXACT, LIMIT, DEFINITION = "exact solution", "limit", "definition"
CHECKS = {
    SYMBOLIC: "both sides are the same expression, by computer algebra",
    ROUND_OFF: "both sides are the same numbers at random arguments, to the last digits",
    INTEGRAL: "the closed form is the integral over frequency or time that it stands for",
    EXACT: "the same follows where nothing is approximated: electrons in Fock space, "
    "determinants on a finite contour, a precession solved for any M_0, sums over levels",
    LIMIT: "the form is approached, with the power of the small quantity that it should have",
    DEFINITION: "it names something; the test holds the function to what is built on it",
}


class Equation(NamedTuple):
    """One numbered equation: `holds` is the function that holds it, `test` what checks it, and how.

    Names are written MODULE.FUNCTION, those of tests without "test_".  Whether the printed form
    stands follows from the errata.
    """

    number: str
    says: str
    holds: str
    check: str
    test: str


class Section(NamedTuple):
    """A section of the paper, by its title, and its equations."""

    title: str
    equations: tuple[Equation, ...]


class Erratum(NamedTuple):
    """A slip of the paper, at `where`, in the `equations` of these numbers.

    `kind` is "misprint", "inconsistency" (of the text with itself) or "notation" (nothing would be
    computed wrongly).  `printed` and `right` are LaTeX.  `proof` names the function of
    tests/paper/errata_proofs.py that is true for the right form alone; "" for a matter of notation.
    """

    where: str
    equations: tuple[str, ...]
    kind: str
    printed: str
    right: str
    reason: str
    proof: str


@dataclass(frozen=True)
class Evidence:
    """What a claim is measured on: the model, and the tables that the pipeline made from it.

    Each of `tables` is a mapping from the names of its columns to arrays.
    """

    parameters: Parameters
    tables: Mapping[str, Mapping[str, NDArray]]

    def rows(self, table: str, where: Callable[[Mapping[str, NDArray]], NDArray]) -> dict:
        """Return the columns of a table, at the rows for which `where` is true."""
        columns = {name: np.asarray(column) for name, column in self.tables[table].items()}
        keep = where(columns)
        return {name: column[keep] for name, column in columns.items()}


def largest(values: ArrayLike) -> float:
    """Return the largest of the values, NaN if there is none: then nothing has been shown."""
    values = np.asarray(values, dtype=float)
    return float(values.max()) if values.size else float("nan")


def smallest(values: ArrayLike) -> float:
    """Return the smallest of the values, NaN if there is none."""
    return -largest(-np.asarray(values, dtype=float))


def share(verdicts: ArrayLike) -> float:
    """Return the part of the verdicts that is true, NaN if there is none."""
    verdicts = np.asarray(verdicts, dtype=float)
    return float(verdicts.mean()) if verdicts.size else float("nan")


class Claim(NamedTuple):
    """A quantitative sentence of the paper, and the number that decides whether it holds.

    `measure` returns the number from the evidence, NaN if there is nothing to measure; the claim
    holds if `low` <= number <= `high`, which `tolerance` says in words.  `number` says what is
    measured, `qualification` what has to be added to the sentence.
    """

    place: str
    sentence: str
    number: str
    measure: Callable[[Evidence], float]
    low: float
    high: float
    tolerance: str
    qualification: str = ""
