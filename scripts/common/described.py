"""What a script says of itself in a constant, read from its text: importing it would cost more."""

import ast
import re

from common import imports

SCRIPTS = sorted(path.name for path in (imports.ROOT / "scripts").glob("*.py"))


def constant(script: str, name: str, otherwise: object = ()) -> object:
    """Return the constant `name` of scripts/`script`, `otherwise` if it has none.

    `SECTIONS` are the parts of the scenario that it reads, `KEYS` has for each table that it makes
    the columns that tell its rows apart, `CURVES` what the verdict shows of a figure.
    """
    text = imports.read(f"scripts/{script}").decode()
    found = re.search(rf"^{name} = (.+?)\n(?![ )\]}}])", text, re.MULTILINE | re.DOTALL)
    return otherwise if found is None else ast.literal_eval(found[1])


def everywhere(name: str) -> dict:
    """Return the entries that the scripts have in their constant `name`, together."""
    return {key: value for script in SCRIPTS for key, value in constant(script, name, {}).items()}


def figures() -> list[str]:
    """Return the names of the figures: each has a script that draws it."""
    return [name[len("draw_") : -len(".py")] for name in SCRIPTS if name.startswith("draw_fig")]
