"""A script's command line: an option for each argument of its function, which names a file."""

import argparse
import gc
import hashlib
import inspect
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NewType, get_origin

from pipeline import imports

Made = NewType("Made", str)  # the name of a file that a script writes

# The options that name sources, which somebody may edit meanwhile; all others are made by jobs
SOURCES = ("config", "band", "source", "package", "citation", "captions")


def line(script: str, files: Mapping[str, str | list[str]]) -> str:
    """Return the command that runs `script` on these files, each under its name in the rule.

    With the state of its code and sources now: the job sees whether it is still the same.
    """
    given = _given(files)
    options = [shlex.join([f"--{name}", *paths]) for name, paths in given.items()]
    planned = state(script, given)[0]
    called = ["python", shlex.quote(imports.place(script))]
    return " ".join([*called, *options, "--planned", planned])


def state(script: str, options: Mapping[str, Sequence[str]]) -> tuple[str, list[int]]:
    """Return a digest of a script's code and sources, and when each of these files changed last."""
    code = imports.closure(script)[0]
    sources = [path for name in SOURCES for path in options.get(name, ())]
    content = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in sources]
    each = "".join([*map(imports.digest, code), *content])
    changed = [
        os.stat(path).st_ctime_ns
        for path in [*map(imports.ROOT.joinpath, code), *map(Path, sources)]
    ]
    return hashlib.sha256(each.encode()).hexdigest()[:16], changed


def run(function: Callable[..., None], arguments: Sequence[str] | None = None) -> None:
    """Call `function` with the file names given as --NAME, one for each of its arguments.

    An argument with a default may be left out; one annotated as a list takes several names.
    A file that cannot be read or written ends the script with one line and no traceback, and so
    does a number of `config` that the physics cannot take, and an edit of its code or sources since
    the job was --planned: its results are of neither state.
    """
    parser = argparse.ArgumentParser(description=inspect.getmodule(function).__doc__)
    for name, parameter in inspect.signature(function).parameters.items():
        required = parameter.default is inspect.Parameter.empty
        several = "+" if get_origin(parameter.annotation) is list else None
        parser.add_argument(f"--{name}", required=required, metavar="FILE", nargs=several)
    parser.add_argument("--planned", metavar="DIGEST", help="of the code and the sources")
    given = vars(parser.parse_args(arguments))
    planned, script = given.pop("planned"), f"scripts/{Path(inspect.getfile(function)).name}"
    options = _given(given)
    changed = f"{script}: its code or sources changed while this ran; run it again"
    with in_words(given.get("config")):
        before = state(script, options) if planned else ("", [])
        if planned and planned != before[0]:
            sys.exit(changed)
        gc.freeze()  # what is imported stays: no search through it for what could go
        function(**given)
        if planned and before != state(script, options):
            sys.exit(changed)


@contextmanager
def in_words(config: str | None = None) -> Iterator[None]:
    """Leave with one line if a file cannot be used, or a number that `config` gives."""
    try:
        yield
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}")
    except ValueError as error:
        models = sys.modules.get("pipeline.models")  # of a script that has a model
        if not config or not models or not (words := models.refused(error, config)):
            raise
        sys.exit(words)


def _given(options):
    return {name: [v] if isinstance(v, str) else [*v] for name, v in options.items() if v}


def warn(lines: Iterable[str]) -> None:
    """Show each line on the terminal, as a warning; the run goes on."""
    for line in lines:
        print(f"warning: {line}", file=sys.stderr)
