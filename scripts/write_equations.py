"""All sections: where each equation is held and how checked -> docs/equations.md, errata.md."""

from functools import partial

from common import command, files, imports, pages, places

definitions = partial(places.definitions, root=imports.ROOT)


def write_equations(
    functions: list[str], tests: list[str], equations: command.Made, errata: command.Made
) -> None:
    """Write both pages from the registry and the text of the modules and the tests."""
    modules, checks = (list(map(imports.own, files)) for files in (functions, tests))
    held, checked = definitions(modules), definitions(checks, prefix="test_")
    proofs = definitions(file for file in checks if file.endswith("errata_proofs.py"))
    files.write_text(equations, pages.equations(held, checked))
    files.write_text(errata, pages.errata(proofs))


if __name__ == "__main__":
    command.run(write_equations)
