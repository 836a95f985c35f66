"""What a script takes and makes, read from its text: importing it would cost more than the job."""

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Interface:
    """The options of a script: its function's arguments, and the sections that it reads.

    An argument annotated `Made` is a file that it writes, one annotated `Gates` must let it pass,
    any other one it reads.  `sections` are the parts of the scenario that it may look at, the
    script's SECTIONS, and `needs` those without which it makes nothing, its NEEDS.
    """

    script: str
    function: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    gates: tuple[str, ...]
    sections: tuple[str, ...]
    needs: tuple[str, ...]


def read(script: str) -> Interface:
    """Return the interface of a script: the function of its own name."""
    name = Path(script).stem
    tree = ast.parse(Path(script).read_text(encoding="utf-8"))
    said: dict[str, tuple[str, ...]] = {"SECTIONS": (), "NEEDS": ()}
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in said:
            said[ast.unparse(node.targets[0])] = ast.literal_eval(node.value)
        if isinstance(node, ast.FunctionDef) and node.name == name:
            arguments = {argument.arg: argument.annotation for argument in node.args.args}
    kinds = {n: ast.unparse(kind).replace("command.", "") for n, kind in arguments.items()}
    made, gates = (
        tuple(n for n in kinds if kinds[n] in (kind, f"list[{kind}]")) for kind in ("Made", "Gates")
    )
    taken = tuple(n for n in kinds if n not in (*made, *gates, "config"))
    return Interface(script, name, taken, made, gates, said["SECTIONS"], said["NEEDS"])
