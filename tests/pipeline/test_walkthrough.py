"""The walk through the paper: executed by the pipeline, made of the package, readable offline."""

import ast
import base64
import html
import io
import re
import sys

import nbformat
import pytest
from fontTools import ttLib
from nbclient import NotebookClient
from project import copy_of_the_project, snakemake

from models import ROOT
from pipeline import formulas, notebooks

pytestmark = pytest.mark.long

SOURCE = ROOT / "notebooks/walkthrough.py"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    project = copy_of_the_project(tmp_path_factory.mktemp("walked"))
    done = snakemake(project, "results/walkthrough.html")
    assert done.returncode == 0, done.stdout
    assert "arning" not in done.stdout
    return project


def test_it_imports_of_the_project_the_package_only():
    modules = set()
    for node in ast.walk(ast.parse(SOURCE.read_text())):
        if isinstance(node, ast.Import):
            modules |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module.split(".")[0])
    assert modules - sys.stdlib_module_names == {"matplotlib", "numpy", "thermal_stt"}


def test_each_section_names_its_equations():
    sections = re.findall(r"^# ## (\d+\. .*)$", SOURCE.read_text(), re.MULTILINE)
    assert len(sections) == 12
    for title in sections[:-2]:  # then one's own, and what is beyond the paper
        assert re.search(r"eqs?\. \(|section IV B", title), title


def test_it_has_results_in_every_cell(walked):
    notebook = nbformat.read(walked / "results/walkthrough.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 11
    for cell in code:
        assert cell.outputs, cell.source
        assert all(out.output_type in ("stream", "display_data") for out in cell.outputs)
        assert all(out.get("name") != "stderr" for out in cell.outputs)
    said = "".join(out.get("text", "") for cell in code for out in cell.outputs)
    assert "d_0 = 360.9375" in said
    # the one condition that the text says does not hold
    assert re.findall(r"(.*?) +[\d.]+ +holds: False", said) == ["1/rho << Gamma"]
    assert said.count("False") == 1


def test_the_page_needs_nothing_else(walked):
    page = (walked / "results/walkthrough.html").read_text()
    assert "://" not in re.sub(r'xmlns(:\w+)?="[^"]*"|data:[^"\']*', "", page)
    assert not re.search(r"<script|<link", page)
    assert page.count("data:image/png;base64,") == 7
    assert page.count("<math") > 20
    assert "$" not in re.sub(r"<pre>.*?</pre>|<style>.*?</style>", "", page, flags=re.DOTALL)


def test_an_edited_module_is_walked_through_again(walked):
    assert "Nothing to be done" in snakemake(walked, "results/walkthrough.html").stdout
    path = walked / "src/thermal_stt/magnet/precession.py"
    text = path.read_text()
    path.write_text(text.replace("def d_0(", "def d_zero(") + "\n\nd_0 = d_zero\n")
    done = snakemake(walked, "-n", "results/walkthrough.html")
    assert "execute_walkthrough" in done.stdout
    path.write_text(text)
    assert "Nothing to be done" in snakemake(walked, "results/walkthrough.html").stdout


HEAD = "# ---\n# jupyter:\n#   kernelspec:\n#     display_name: P\n#     name: python3\n# ---\n\n"


def executed(tmp_path, *cells: str):
    source = tmp_path / "walk.py"
    source.write_text(HEAD + "".join(f"# %%\n{cell}\n\n" for cell in cells))
    return notebooks.execute(str(source))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("# a word\n1 / 0", "# a word: ZeroDivisionError: division by zero"),
        (
            "print('so far')\nraise ValueError('one,\\n two')",
            "print('so far'): ValueError: one, two",
        ),
        ("def f(", "def f(: SyntaxError: "),
        ("import os\nos._exit(3)", "import os: Kernel died"),
    ],
)
def test_a_cell_that_fails_is_one_line_with_its_first_and_the_error(tmp_path, capfd, cell, words):
    with pytest.raises(SystemExit) as left:
        executed(tmp_path, "x = 1", cell)
    assert str(left.value).startswith(f"{tmp_path}/walk.py: {words}")
    assert "\n" not in str(left.value)
    assert capfd.readouterr() == ("", "")


LATE = """
import atexit, logging
atexit.register(logging.getLogger("tornado.general").error, "a socket is closed")
"""


def test_what_a_kernel_says_of_its_sockets_at_its_end_is_not_shown(tmp_path, capfd):
    executed(tmp_path, LATE)
    assert capfd.readouterr() == ("", "")


def test_a_cell_may_take_as_long_as_it_needs(tmp_path, monkeypatch):
    """No limit that nbclient knows, but for EVER: a slow machine is not at fault."""
    clients = []

    class Client(NotebookClient):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            clients.append(self)

    monkeypatch.setattr(notebooks, "NotebookClient", Client)
    executed(tmp_path, "x = 1")
    limits = {n: getattr(clients[0], n) for n in clients[0].trait_names() if n.endswith("_timeout")}
    limits = {n: value for n, value in limits.items() if not isinstance(value, bool)}
    assert limits.pop("error_on_timeout") is None
    assert limits == {"startup_timeout": notebooks.EVER, "iopub_timeout": notebooks.EVER}
    assert clients[0].timeout is clients[0].timeout_func is None


def test_what_a_cell_prints_is_the_same_in_whatever_pieces_it_arrives(tmp_path):
    cell = """import sys
for i in range(5):
    print(i, flush={flush})
    print(-i, file=sys.stderr, flush={flush})"""
    pieces, whole = (
        [[(o.name, o.text) for o in executed(tmp_path, cell.format(flush=flush)).cells[0].outputs]]
        for flush in (True, False)
    )
    assert pieces == whole
    assert pieces == [[("stdout", "0\n1\n2\n3\n4\n"), ("stderr", "0\n-1\n-2\n-3\n-4\n")]]


def test_a_formula_becomes_one_and_code_stays():
    cells = [
        nbformat.v4.new_markdown_cell(r"With $\theta_0$:" + "\n\n" + r"$$ \frac{a}{b} $$"),
        nbformat.v4.new_code_cell("print('$x$')"),
    ]
    page = notebooks.page(nbformat.v4.new_notebook(cells=cells), "T")
    assert page.count("<math") == 2
    assert "<mfrac>" in page
    assert "$x$" in page


def font_of(page):
    woff = re.search(r"@font-face [^}]*data:font/woff;base64,([^\")]*)", page)[1]
    return ttLib.TTFont(io.BytesIO(base64.b64decode(woff)))


def test_a_page_has_the_measures_and_the_signs_of_its_formulas():
    """Without a table MATH Chromium gives fractions no air; what a font lacks another one draws."""
    text = "".join(
        line[2:] for line in SOURCE.read_text().splitlines(True) if line.startswith("# ")
    )
    cells = [nbformat.v4.new_markdown_cell(text)]
    page = notebooks.page(nbformat.v4.new_notebook(cells=cells), "T")
    assert page == notebooks.page(nbformat.v4.new_notebook(cells=cells), "T")
    font = font_of(page)
    assert font["MATH"].table.MathConstants.FractionNumDisplayStyleGapMin.Value > 0
    shown = "".join(re.findall(r"<math.*?</math>", page, re.DOTALL))
    assert {"θ", "S"} <= set(re.findall(r"<mi>(.)</mi>", shown))
    signs = set(html.unescape(re.sub("<[^>]*>", "", shown))) - {"\N{FUNCTION APPLICATION}"}
    signs |= {chr(sign) for sign in formulas.ITALIC}
    assert {ord(sign) for sign in signs} <= {*font.getBestCmap()}


def test_a_prime_has_its_form_of_a_superscript():
    """Chromium draws the other one, high up and tiny."""
    font = font_of(formulas.style([formulas.mathml(r"\rho'")]))
    glyph = font["glyf"][font.getBestCmap()[ord("\N{PRIME}")]]
    assert glyph.yMin < 0.2 * font["head"].unitsPerEm
