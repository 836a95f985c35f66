"""All sections: where each equation is held and how checked -> docs/equations.md, errata.md."""

from pipeline import command, files, imports, pages


def write_equations(
    modules: list[str], tests: list[str], equations: command.Made, errata: command.Made
) -> None:
    """Write both pages from the registry and the names of the modules and the tests."""
    files.write_text(equations, pages.equations(map(imports.own, modules), map(imports.own, tests)))
    files.write_text(errata, pages.errata())


if __name__ == "__main__":
    command.run(write_equations)
