"""What a script says of itself in a constant, read from its text: importing it would cost more."""

import ast
import re
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
    nothing; `KEYS` has for each table that it makes the columns that tell its rows apart, `CURVES`
    what the verdict shows of a figure.
    """
    text = imports.read(f"scripts/{script}").decode()
    found = re.search(rf"^{name} = (.+?)\n(?![ )\]}}])", text, re.MULTILINE | re.DOTALL)
    return otherwise if found is None else ast.literal_eval(found[1])


def everywhere(name: str) -> dict:
    """Return the entries that the scripts have in their constant `name`, together."""
    return {key: value for script in SCRIPTS for key, value in constant(script, name, {}).items()}


def needs() -> dict[str, tuple[str, ...]]:
    """Return the sections without which a scenario has not each of the tables."""
    made = {script: constant(script, "KEYS", {}) for script in SCRIPTS}
    return {table: constant(s, "NEEDS") for s, tables in made.items() for table in tables}


def tables() -> dict[str, str]:
    """Return what is said of each table: the first line of the script that makes it."""
    found: dict[str, str] = {}
    for script in SCRIPTS:
        text = imports.read(f"scripts/{script}").decode()
        said = text.split('"""')[1].split("\n")[0].split(" -> ")[0]
        found |= dict.fromkeys(constant(script, "KEYS", {}), said)
    return found


def figures() -> dict[str, list[str]]:
    """Return the tables that each figure is drawn from: what the function of its script takes."""
    found = {}
    for script in SCRIPTS:
        if drawn := re.fullmatch(r"draw_(fig\w+)\.py", script):
            text = imports.read(f"scripts/{script}").decode()
            [taken] = re.findall(rf"def draw_{drawn[1]}\((.*?)\) ->", text, re.DOTALL)
            found[drawn[1]] = re.findall(r"(\w+): str\b", taken)
    return found
