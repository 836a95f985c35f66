"""What pictures show, in one message: one for each column costs more than all else."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def packed(shown: Any) -> tuple[Any, NDArray[np.float64]]:
    """Return `shown` with the length of each array in its place, and all their numbers in order.

    Mappings, sequences and words stay what they are; an array has one axis.
    """
    numbers: list[NDArray[np.float64]] = [np.empty(0)]

    def place(part: Any) -> Any:
        if isinstance(part, str):
            return part
        if isinstance(part, Mapping):
            return {name: place(inner) for name, inner in part.items()}
        if isinstance(part, Sequence) and not (part and isinstance(part[0], float)):
            return [place(inner) for inner in part]
        column = np.asarray(part, dtype=float)
        numbers.append(column)
        return len(column)

    return place(shown), np.concatenate(numbers)
