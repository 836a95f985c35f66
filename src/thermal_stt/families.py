"""Tables of families: what a function makes of one parameter set, for each member of a family."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from thermal_stt.parameters import ALLOWED, Parameters

Columns = Mapping[str, NDArray]


def tabulate(
    table: Callable[..., Columns], parameters: Parameters, *arguments: object, **options: object
) -> dict[str, NDArray]:
    """Return `table`(member, *arguments, **options) of every member, one below the other.

    As columns: `member`, its number in the family as numpy counts (in C order); each field of
    `Parameters` that is not the same for all; then those of the table.  `table` is any function
    of one parameter set that returns columns, such as `precession.fixed_points`.
    """
    members = [parameters[index] for index in np.ndindex(parameters.shape)]
    tables = [table(member, *arguments, **options) for member in members]
    rows = [len(next(iter(columns.values()))) for columns in tables]
    differ = {name: getattr(parameters, name).ravel() for name in ALLOWED}
    differ = {name: values for name, values in differ.items() if (values != values[:1]).any()}
    return {
        "member": np.repeat(np.arange(len(members)), rows),
        **{name: np.repeat(values, rows) for name, values in differ.items()},
        **{name: np.concatenate([columns[name] for columns in tables]) for name in tables[0]},
    }
