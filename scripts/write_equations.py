"""All sections: where each equation is held and how checked -> docs/equations.md, errata.md."""

from glob import glob

from common import command, files, pages, places


def write_equations(equations: str, errata: str) -> None:
    """Write both pages from the registry, the package's and the tests' text."""
    functions = places.definitions(glob("src/thermal_stt/*.py"))
    tests = places.definitions(glob("tests/*.py"), prefix="test_")
    proofs = places.definitions(["tests/errata_proofs.py"])
    files.write_text(equations, pages.equations(functions, tests))
    files.write_text(errata, pages.errata(proofs))


if __name__ == "__main__":
    command.run(write_equations)
