"""Arrays with named dimensions: NetCDF 3, which xarray, Matlab, Mathematica and ncdump read."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.files import write_whole

# 64-bit offsets: a file of more than 2 GB
VERSION = 2


class Variable(NamedTuple):
    """The names of the dimensions of a variable, its numbers, and what is said of it."""

    dimensions: tuple[str, ...]
    numbers: NDArray
    said: Mapping[str, str | float]


def write(path: str, variables: Mapping[str, Variable], said: Mapping[str, str | float]) -> None:
    """Write `variables` to `path`, whole or not at all, with what is said of the file.

    A variable with the name of its dimension is a coordinate.
    """
    from scipy.io import netcdf_file  # the drawings that take a `Variable` need not wait for it

    def fill(temporary):
        with netcdf_file(temporary, "w", version=VERSION) as file:
            for name, value in said.items():
                setattr(file, name, _double(value))
            for variable in variables.values():
                for name, length in zip(variable.dimensions, variable.numbers.shape, strict=True):
                    if name not in file.dimensions:
                        file.createDimension(name, length)
            for name, variable in variables.items():
                numbers = variable.numbers
                made = file.createVariable(name, numbers.dtype, variable.dimensions)
                made[...] = numbers
                for key, value in variable.said.items():
                    setattr(made, key, _double(value))

    write_whole(path, fill)


def read(path: str | Path) -> dict[str, Variable]:
    """Return the variables of a file that `write` wrote."""
    from scipy.io import netcdf_file

    with netcdf_file(str(path), "r", mmap=False) as file:
        return {
            name: Variable(
                tuple(variable.dimensions),
                variable.data.astype(variable.data.dtype.newbyteorder("=")),
                {key: _plain(value) for key, value in vars(variable)["_attributes"].items()},
            )
            for name, variable in file.variables.items()
        }


def _double(value):
    # a float of Python's would be stored in single precision
    return np.float64(value) if isinstance(value, float) else value


def _plain(value):
    return value.decode() if isinstance(value, bytes) else float(value)
