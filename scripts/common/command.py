"""A script's command line: one option for each argument of its function."""

import argparse
import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NewType

Made = NewType("Made", str)  # the name of a file that a script writes
Gates = NewType("Gates", str)  # that of the table that must let it pass


def run(function: Callable[..., None], arguments: Sequence[str] | None = None) -> None:
    """Call `function` with the file names given as --NAME, one for each of its arguments.

    An argument with a default may be left out; one annotated as a list takes several names.
    A file that cannot be read or written ends the script with one line and no traceback.
    """
    parser = argparse.ArgumentParser(description=inspect.getmodule(function).__doc__)
    for name, parameter in inspect.signature(function).parameters.items():
        required = parameter.default is inspect.Parameter.empty
        several = "+" if parameter.annotation in (list[str], list[Gates]) else None
        parser.add_argument(f"--{name}", required=required, metavar="FILE", nargs=several)
    try:
        function(**vars(parser.parse_args(arguments)))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}")


def warn(lines: Iterable[str]) -> None:
    """Show each line on the terminal, as a warning; the run goes on."""
    for line in lines:
        print(f"warning: {line}", file=sys.stderr)
