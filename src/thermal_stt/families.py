"""Families of models: tables of them, and formulas of as many as the memory holds.

A table is what a function makes of one parameter set, for each member of a family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from itertools import chain
from math import prod
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from thermal_stt.parameters import ALLOWED, Parameters

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Columns = Mapping[str, NDArray]

# Members at a time: what a formula makes of so many stays in a core's cache
BLOCK = 16384


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


def in_blocks(function: Callable[Arguments, Result], nodes: int = 1) -> Callable[Arguments, Result]:
    """Make a formula of families go through a large one in blocks: fast, and of flat memory.

    It takes the parameters and arrays that broadcast against them, or named tuples of such arrays.
    It returns an array of their common shape, or a tuple of such arrays, and each number from one
    member alone, of which it looks at so many `nodes`.
    """
    takes = signature(function)

    @wraps(function)
    def through_blocks(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        given = takes.bind(*arguments, **named).arguments
        parameters = given.pop("parameters")
        together = parameters.broadcast(*_parts(given.values()))
        shape, block = together[0].shape if together else parameters.shape, max(BLOCK // nodes, 1)
        if prod(shape) <= block:
            return function(*arguments, **named)
        return _block_by_block(function, parameters, given, together, shape, block)

    return through_blocks


def _block_by_block(function, parameters, given, together, shape, size):
    fields = ALLOWED if parameters.shape else ()  # of one model only the arguments go on
    whole = [getattr(parameters, name) for name in fields] + together
    found, done = None, 0
    with np.nditer(whole, ["buffered", "external_loop"], order="C", buffersize=size) as blocks:
        for _ in blocks:
            block = iter([blocks[number] for number in range(len(whole))])
            members = Parameters.part([next(block) for _ in fields]) if fields else parameters
            result = function(members, **{name: _like(given[name], block) for name in given})
            parts = result if isinstance(result, tuple) else [result]
            found = found or [np.empty(prod(shape), part.dtype) for part in parts]
            here = slice(done, done := done + blocks[0].size)
            for column, part in zip(found, parts, strict=True):
                column[here] = part
    found = [column.reshape(shape) for column in found]
    return getattr(type(result), "_make", tuple)(found) if isinstance(result, tuple) else found[0]


def _parts(arguments):
    return chain.from_iterable(a if isinstance(a, tuple) else (a,) for a in arguments)


def _like(argument, arrays):
    # the next of `arrays`, in a tuple where the argument is one
    if isinstance(argument, tuple):
        return type(argument)._make([next(arrays) for _ in argument])
    return next(arrays)
