"""What a script says of itself in a constant, read from its text: importing it would cost more."""

import ast
import re
import sys
from itertools import chain
from typing import overload

from pipeline import imports

SCRIPTS = sorted(path.name for path in (imports.ROOT / "scripts").glob("*.py"))


@overload
def constant(script: str, name: str) -> tuple[str, ...]: ...
@overload
def constant(script: str, name: str, otherwise: dict) -> dict: ...
def constant(script: str, name: str, otherwise: dict | tuple[str, ...] = ()) -> object:
    """Return the constant `name` of scripts/`script`, `otherwise` if it has none.

    `SECTIONS` are the parts of the scenario that it reads, `NEEDS` those without which it makes
    nothing, `MAPS` the maps that it draws; `KEYS` has for each table that it makes the
    columns that tell its rows apart, `KINDS` the kind of quantity in each column of numbers that it
    adds to those of other tables, `DECADES` those that span many, `CURVES` what the verdict shows
    of a figure, and a what-if that has no drawing of its own, `APART` the command for a figure that
    `make` leaves out.
    """
    text = imports.read(f"scripts/{script}").decode()
    found = re.search(rf"^{name} = (.+?)\n(?![ )\]}}])", text, re.MULTILINE | re.DOTALL)
    try:
        return otherwise if found is None else ast.literal_eval(found[1])
    except ValueError:
        sys.exit(f"scripts/{script}: {name}: must be written out, it is read and not run")


def everywhere(name: str) -> dict:
    """Return the entries that the scripts have in their constant `name`, together."""
    return {key: value for script in SCRIPTS for key, value in constant(script, name, {}).items()}


def takes(script: str) -> dict[str, str]:
    """Return the kind of each file that a script's function takes, as it is annotated there."""
    text = imports.read(f"scripts/{script}").decode()
    taken = re.search(rf"^def {script[:-3]}\((.*?)\)(?: ->|:)", text, re.MULTILINE | re.DOTALL)
    if taken is None:
        sys.exit(f"scripts/{script}: must have a function {script[:-3]}, as its rule is named")
    arguments = [one.partition(":") for one in taken[1].split(",") if one.strip()]
    return {name.strip(): kind.partition("=")[0].strip() for name, _, kind in arguments}


def read_by(script: str) -> list[str]:
    """Return the tables that a script cannot do without."""
    return [name for name, kind in takes(script).items() if kind == "str" and name in TABLES]


def needs() -> dict[str, tuple[str, ...]]:
    """Return the sections without which a scenario has not each of the tables."""

    def of(script):
        above = (of(TABLES[table]) for table in read_by(script))
        return tuple(dict.fromkeys(chain(constant(script, "NEEDS"), *above)))

    return {table: of(script) for table, script in TABLES.items()}


def tables() -> dict[str, str]:
    """Return what is said of each table: the first line of the script that makes it."""
    text = {table: imports.read(f"scripts/{script}").decode() for table, script in TABLES.items()}
    return {t: said.split('"""')[1].split("\n")[0].split(" -> ")[0] for t, said in text.items()}


def figures(apart: bool = False) -> dict[str, list[str]]:
    """Return the tables that each figure is drawn from: what the function of its script takes.

    With those that `make` leaves out, if `apart`.
    """
    drawn = [s for s in SCRIPTS if s.startswith("draw_fig") and (apart or not constant(s, "APART"))]
    return {s[5:-3]: read_by(s) for s in drawn}


# Which script makes each table
TABLES = {table: script for script in SCRIPTS for table in constant(script, "KEYS", {})}
