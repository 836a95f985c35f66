"""The walk through the paper: executed by the pipeline, made of the package, readable offline."""

import ast
import re
import sys

import nbformat
import pytest

from common import notebooks
from models import ROOT
from project import copy_of_the_project, snakemake

SOURCE = ROOT / "notebooks/walkthrough.py"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    project = copy_of_the_project(tmp_path_factory.mktemp("walked"))
    done = snakemake(project, "notebook")
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
    assert len(sections) == 11
    for title in sections[:-1]:  # the last is for one's own
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
    assert "Nothing to be done" in snakemake(walked, "notebook").stdout
    path = walked / "src/thermal_stt/precession.py"
    text = path.read_text()
    path.write_text(text.replace("def d_0(", "def d_zero(") + "\n\nd_0 = d_zero\n")
    done = snakemake(walked, "-n", "notebook")
    assert "execute_walkthrough" in done.stdout
    path.write_text(text)
    assert "Nothing to be done" in snakemake(walked, "notebook").stdout


HEAD = "# ---\n# jupyter:\n#   kernelspec:\n#     display_name: P\n#     name: python3\n# ---\n\n"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import time; time.sleep(5)", "longer than"),
    ],
)
def test_a_cell_that_fails_or_dawdles_is_one_line(tmp_path, monkeypatch, cell, words):
    source = tmp_path / "walk.py"
    source.write_text(f"{HEAD}# %%\n{cell}\n")
    monkeypatch.setattr(notebooks, "LONGEST", 2)
    with pytest.raises(SystemExit) as left:
        notebooks.execute(str(source), "src")
    assert str(left.value).startswith(f"{source}: ")
    assert words in str(left.value)
    assert "\n" not in str(left.value)


def test_a_formula_becomes_one_and_code_stays():
    cells = [
        nbformat.v4.new_markdown_cell(r"With $\theta_0$:" + "\n\n" + r"$$ \frac{a}{b} $$"),
        nbformat.v4.new_code_cell("print('$x$')"),
    ]
    page = notebooks.page(nbformat.v4.new_notebook(cells=cells), "T")
    assert page.count("<math") == 2
    assert "<mfrac>" in page
    assert "$x$" in page
