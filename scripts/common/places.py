"""Where a function of the package, or a test, stands: file and line, from the text alone."""

import ast
from collections.abc import Iterable
from pathlib import Path


def definitions(
    files: Iterable[str], prefix: str = "", root: str | Path = "."
) -> dict[str, tuple[str, int]]:
    """Return MODULE.NAME, also MODULE.CLASS.NAME, of every definition, with its file and line.

    `files` are relative to `root`.  `prefix` is taken off the names of modules, functions and
    methods that have it, and what has it not is left out; a class in between keeps its name.
    """
    found = {}
    for file in sorted(files):
        path = Path(file)
        if not path.stem.startswith(prefix):
            continue
        module = path.stem.removeprefix(prefix)
        tree = ast.parse((Path(root) / path).read_text(encoding="utf-8"))
        for node, parents in _definitions(tree, ()):
            if node.name.startswith(prefix) or isinstance(node, ast.ClassDef):
                name = node.name.removeprefix(prefix)
                found[".".join((module, *parents, name))] = (file, node.lineno)
    return found


def _definitions(tree, parents):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node, parents
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node, (*parents, node.name))
