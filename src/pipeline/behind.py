"""What is behind a figure: the scripts of its tables, what functions they reach, what equations.

Read from the text of the code, as `imports` does: a function is reached if one that is reached
names it.  Reading the scenario is behind every figure, and left out.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

from pipeline import described, imports
from thermal_stt.paper import EQUATIONS, Equation

READING = re.compile(r"src/(pipeline/(models|asked|scenarios)\.py|thermal_stt/scenario/)")
NUMBERS = [equation.number for equation in EQUATIONS]
SEVERAL = re.compile(r"\(([AB]?\d+)\)(?:(?:-|\s+to\s+)\(([AB]?\d+)\))?")  # (46), (46)-(47)
Name = tuple[str, str]  # a file of the project, and a name on its top level
NODES = ast.FunctionDef | ast.ClassDef


def scripts(figure: str) -> list[str]:
    """Return the scripts that make a figure: the one that draws it, then those of its tables."""
    found = [f"draw_{figure}.py"]
    for script in found:
        more = [described.TABLES[table] for table in described.read_by(script)]
        more += ["compute_map.py"] if described.constant(script, "MAPS") else []
        found += [other for other in dict.fromkeys(more) if other not in found]
    return found


@cache
def functions(figure: str) -> tuple[Name, ...]:
    """Return what a figure's scripts reach of the package: each with its file."""
    queue = [(f"scripts/{script}", script[:-3]) for script in scripts(figure)]
    for name in queue:
        queue += sorted(_named_by(*name) - {*queue})
    return tuple(name for name in queue if name[0].startswith("src/thermal_stt/"))


@cache
def equations(figure: str) -> dict[Equation, list[Name]]:
    """Return the equations behind a figure, in order, each with the public functions that hold it.

    One that the registry names, or whose docstring has the equation's number.
    """
    there: dict[Equation, list[Name]] = {equation: [] for equation in EQUATIONS}
    for name in functions(figure):
        for equation in () if name[1].startswith("_") else _equations_of(*name):
            there[equation].append(name)
    return {equation: names for equation, names in there.items() if names}


@cache
def _equations_of(file: str, name: str) -> list[Equation]:
    texts = [
        ast.get_docstring(node) or ""
        for node in _top_level(file)[0].get(name, ())
        if isinstance(node, NODES)
    ]
    named = {number for text in texts for number in numbers(text)}
    held = f"{_stem(file)}.{name}"
    return [e for e in EQUATIONS if e.number in named or f"{e.holds}.".startswith(f"{held}.")]


def numbers(text: str) -> list[str]:
    """Return the numbers of equations in a text, (46)-(49) being four."""
    found = []
    for first, last in SEVERAL.findall(text):
        if first in NUMBERS:
            start = NUMBERS.index(first)
            found += NUMBERS[start : NUMBERS.index(last) + 1 if last in NUMBERS else start + 1]
    return found


def figures(equation: Equation) -> list[str]:
    """Return the figures that an equation is behind."""
    return [figure for figure in described.figures() if equation in equations(figure)]


def _stem(file):
    return file.split("/")[-1].removesuffix(".py")


@cache
def _named_by(file: str, name: str) -> set[Name]:
    """Return what the code of a name on the top level of a file names of the project."""
    defined, imported = _top_level(file)
    if name in imported:  # a face that hands on what another file has
        return {(other, attribute) for other, attribute in imported[name] if attribute}
    found: set[Name] = set()
    if READING.match(file):
        return found
    for node in defined.get(name, ()):
        for local, attribute in _names_in(node):
            if local in defined and local != name:
                found.add((file, local))
            for other, own in imported.get(local, ()):
                found.add((other, own or attribute))
    return found


def _names_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each name in some code with what is taken of it, "" for itself."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            yield part.value.id, part.attr
        elif isinstance(part, ast.Name):
            yield part.id, ""


@cache
def _top_level(file: str) -> tuple[dict[str, list[ast.AST]], dict[str, list[Name]]]:
    """Return what a file defines, each with its code, and what of the project it imports."""
    defined: dict[str, list[ast.AST]] = {}
    imported: dict[str, list[Name]] = {}
    for node in ast.parse(imports.read(file)).body:
        if isinstance(node, NODES):
            defined.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for name, _ in _names_in(target):
                    defined.setdefault(name, []).append(node)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                module = imports.modules().get(f"{node.module}.{alias.name}")
                here = [(path, "") for path in module or ()]
                here += [(p, alias.name) for p in imports.modules().get(node.module or "", ())]
                imported[alias.asname or alias.name] = here[:1] if module else here
    return defined, imported
