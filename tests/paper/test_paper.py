"""The registry of the paper's equations and slips: complete, true to the code, and run."""

import ast
import re
import subprocess
import sys
from glob import glob

import pytest
from errata_proofs import PROOFS

import thermal_stt
from models import ROOT
from pipeline import pages
from thermal_stt.paper import CHECKS, EQUATIONS, ERRATA, Equation

NUMBERS = [
    *(str(n) for n in range(1, 60)),
    *(f"A{n}" for n in range(1, 26)),
    *(f"B{n}" for n in range(1, 26)),
]


def held(name):
    """The function, class or property that a row names."""
    module, *path = name.split(".")
    found = getattr(thermal_stt, module)
    for part in path:
        found = getattr(found, part)
    return found


def documented(name):
    """The numbers of equations in the docstring of a function and of what it stands in."""
    module, *path = name.split(".")
    texts = [getattr(thermal_stt, module).__doc__]
    texts += [held(".".join((module, *path[: n + 1]))).__doc__ for n in range(len(path))]
    found = set()
    for text in texts:
        for start, stop in re.findall(r"\(([AB]?\d+)\)(?:(?:-|\s+to\s+)\(([AB]?\d+)\))?", text):
            last = NUMBERS.index(stop) if stop in NUMBERS else NUMBERS.index(start)
            found |= set(NUMBERS[NUMBERS.index(start) : last + 1])
    return found


@pytest.fixture(scope="module")
def collected():
    """Every test that pytest would run, without its parameters, as MODULE.CLASS.NAME."""
    return {
        f"{path.stem.removeprefix('test_')}.{name.removeprefix('test_')}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in names_in(ast.parse(path.read_text()))
    }


def names_in(tree):
    """The names of the tests that stand in a module, or in a class of it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from (f"{node.name}.{name.removeprefix('test_')}" for name in names_in(node))


def faults(equations, tests):
    """What is wrong with a registry, a line each."""
    found = []
    if [equation.number for equation in equations] != NUMBERS:
        found.append("rows are missing, doubled or out of order")
    for equation in equations:
        where = f"({equation.number})"
        if len(equation.says.split()) > 6:
            found.append(f"{where}: more than six words")
        if equation.check not in CHECKS:
            found.append(f"{where}: {equation.check} is no way to check")
        try:
            if equation.number not in documented(equation.holds):
                found.append(f"{where}: {equation.holds} does not mention it")
        except (AttributeError, ImportError):
            found.append(f"{where}: there is no {equation.holds}")
        if equation.test not in tests:
            found.append(f"{where}: there is no test {equation.test}")
    return found


def test_every_equation_has_a_row_that_is_true(collected):
    assert faults(EQUATIONS, collected) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": "60"}, "missing"),
        ({"says": "a word and then six more words"}, "six words"),
        ({"check": "hope"}, "no way to check"),
        ({"holds": "history.history_of"}, "does not mention it"),
        ({"holds": "precession.angle"}, "there is no precession.angle"),
        ({"holds": "nowhere.angle"}, "there is no nowhere.angle"),
        ({"test": "precession.nothing"}, "there is no test precession.nothing"),
    ],
)
def test_a_false_row_is_seen(collected, changed, words):
    index = NUMBERS.index("51")
    row = Equation(**{**EQUATIONS[index]._asdict(), **changed})
    found = faults((*EQUATIONS[:index], row, *EQUATIONS[index + 1 :]), collected)
    assert any(words in line for line in found), found


def test_a_lost_row_is_seen(collected):
    assert faults(EQUATIONS[:-1], collected) != []


def test_a_skipped_test_is_a_failure(tmp_path):
    """A claimed check has to run: no test of this project may be skipped or expected to fail."""
    ours = (ROOT / "tests/conftest.py").read_text()
    hook = ours[ours.index("@pytest.hookimpl") : ours.index("\n\n\ndef pytest_collection")]
    (tmp_path / "conftest.py").write_text(f"import pytest\n\n\n{hook}")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.skip\ndef test_one():\n    pass\n\n"
        "def test_two():\n    pytest.importorskip('no_such_module')\n\n"
        "@pytest.mark.xfail\ndef test_three():\n    assert False\n\n"
        "def test_four():\n    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "2 failed, 1 passed, 1 error" in done.stdout


def test_every_slip_has_its_proof_and_every_proof_its_slip():
    assert {e.proof for e in ERRATA if e.kind != "notation"} == set(PROOFS)
    assert all(e.proof == "" for e in ERRATA if e.kind == "notation")
    assert {e.kind for e in ERRATA} == {"misprint", "inconsistency", "notation"}
    for erratum in ERRATA:
        assert set(erratum.equations) <= set(NUMBERS)
        named = re.match(r"\(([AB]?\d+)\)", erratum.where)
        assert not named or named[1] in erratum.equations, erratum.where


def test_pages_are_those_of_the_registry():
    """Committed as made; `make docs` makes them anew."""
    modules = glob("src/thermal_stt/**/*.py", root_dir=ROOT, recursive=True)
    tests = glob("tests/**/test_*.py", root_dir=ROOT, recursive=True)
    assert (ROOT / "docs/equations.md").read_text() == pages.equations(modules, tests)
    assert (ROOT / "docs/errata.md").read_text() == pages.errata()


def test_links_of_the_pages_lead_to_files_that_have_what_they_name():
    text = (ROOT / "docs/equations.md").read_text() + (ROOT / "docs/errata.md").read_text()
    links = re.findall(r"\[(proof )?`?([^`\]]+)`?\]\(\.\./([^)]+\.py)\)", text)
    assert len(links) > 2 * len(EQUATIONS)
    for _, name, path in links:
        last = name.split(".")[-1].replace(" ", "_")
        if name != "test_errata.py":
            defined = rf"^\s*(def|class) (test_)?{last}\b"
            assert re.search(defined, (ROOT / path).read_text(), re.MULTILINE), f"{path}: {name}"
    ids = set(re.findall(r'<a id="(e\d+)">', (ROOT / "docs/errata.md").read_text()))
    pointed = set(re.findall(r"errata\.md#(e\d+)", (ROOT / "docs/equations.md").read_text()))
    assert pointed <= ids
    assert len(ids) == len(ERRATA)
