"""All sections: where each equation is held and how checked -> docs/equations.md, errata.md."""

from common import command, files, pages, places


def write_equations(
    functions: list[str], tests: list[str], equations: command.Made, errata: command.Made
) -> None:
    """Write both pages from the registry and the text of the modules and the tests."""
    held, checks = places.definitions(functions), places.definitions(tests, prefix="test_")
    proofs = places.definitions(test for test in tests if test.endswith("errata_proofs.py"))
    files.write_text(equations, pages.equations(held, checks))
    files.write_text(errata, pages.errata(proofs))


if __name__ == "__main__":
    command.run(write_equations)
