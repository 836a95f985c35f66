"""The pages of the site, in reStructuredText and Markdown, from captions, registry, tables, docs.

Equations and figures are linked in both directions, by what is `behind` a figure.
"""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import jinja2
import nbformat
import pandas as pd

from pipeline import behind, described, imports, outside, pages
from pipeline.site import typeset
from thermal_stt.paper import CHECKS, ERRATA, SECTIONS, Equation

Pages = dict[str, str | bytes]  # by their names
EMPHASIS = r"(\*\*?[^*\s][^*]*\*\*?)"  # of captions; in docstrings a star is one
TAIL = "(?m)^Made by .*\n?"
ANCHOR = ".. role:: html(raw)\n   :format: html\n\n"
MENU = """
.. toctree::
   :hidden:
   :caption: {}

   {}
"""


def linked(text: str, above: str = "") -> str:
    """Return reStructuredText of a caption or a docstring, with formulas set and references linked.

    `above` is the way to the top of the site.
    """

    def write(kind: str, what: str) -> str:
        if kind == "formula":
            return rf"\ :math:`{what}`\ "
        if kind == "reference":
            numbers = re.findall(r"\(([^)]*)\)", what)
            known = (n in behind.NUMBERS for n in numbers)
            links = (f"`({n}) <{above}equations.html#eq-{n}>`__" for n in numbers)
            return r"\ " + r"\ -\ ".join(links) + r"\ " if all(known) else what
        if kind == "code":
            word = what.strip("`")
            name = what == f"`{word}`" and re.fullmatch(r"[\w.]+", word)
            return rf"\ `{word}`\ " if name else rf"\ ``{word}``\ "
        return re.sub(r"([|*_\\])", r"\\\1", what)

    parts = re.split(EMPHASIS, text) if above == "" else [text]
    set_ = (p if at % 2 else typeset.paragraph(p, write) for at, p in enumerate(parts))
    return re.sub(r"(?<=\s)\\ |^\\ |\\ (?=\s|$)", "", "".join(set_))  # only where words touch


def docstring(text: str) -> str:
    """Return the reStructuredText of a docstring; indented paragraphs are formulas."""
    parts = []
    for part in re.split(r"\n\s*\n", text):
        if part.startswith("    "):
            parts.append(f".. math::\n\n   {typeset.block(part)}")
        else:
            parts.append(linked(part, "../"))
    return "\n\n".join(parts) + "\n"


def caption(text: str, parameters: str, figure: str) -> tuple[str, str, str]:
    """Return a caption's title, its text, and what does not hold there, as reStructuredText."""
    told = SimpleNamespace(
        config=SimpleNamespace(outside=outside.in_a_caption),
        input=SimpleNamespace(parameters=parameters),
    )
    own = text.split("\n{{")
    title, rest = own[0].removeprefix("**").split("** ", 1)
    holds = jinja2.Template("{{" + own[1] if own[1:] else "").render(snakemake=told)
    return title.rstrip("."), linked(re.sub(TAIL, "", rest).replace("\\|", "|").strip()), holds


def figures(citation: Mapping, captions: Mapping[str, tuple[str, str, str]]) -> Pages:
    """Return the first page, and one for each figure."""
    made: Pages = {f"{name}.rst": figure_page(name, *words) for name, words in captions.items()}
    return made | {"index.rst": start(citation, captions)}


def registry(rows: pd.DataFrame, tests: Sequence[str]) -> Pages:
    """Return the pages of equations, errata, claims by their table, and of the verdict."""
    return {
        "equations.rst": equations(tests),
        "errata.rst": errata(),
        "claims.rst": claims(rows),
        "verdict.rst": verdict(),
    }


def start(citation: Mapping, captions: Mapping[str, Sequence[str]]) -> str:
    """Return the first page: each figure with its caption beside it."""
    article = citation["preferred-citation"]
    authors = ", ".join(f"{a['given-names']} {a['family-names']}" for a in article["authors"])
    parts = [
        _heading("thermal-stt"),
        f"{authors}, *{article['title']}*, "
        f"`doi:{article['doi']} <https://doi.org/{article['doi']}>`__: "
        "every figure, number and equation of the paper, computed.",
        f"{citation['abstract'].strip()}",
    ]
    moving = imports.read("scripts/draw_movie.py").decode().split('"""')[1]
    parts.append(f".. image:: pictures/movie.png\n   :alt: {moving}\n   :target: _static/movie.gif")
    parts.append(f"`{moving} <_static/movie.gif>`__")
    for figure, (title, text, _) in captions.items():
        body = f"**{title}.** {text}\n\n:doc:`Equations, functions, scripts and PDF <{figure}>`"
        picture = f".. image:: pictures/{figure}.png\n   :alt: {title}\n   :target: {figure}.html"
        beside = f"{picture}\n\n.. container::\n\n{_inside(body)}"
        parts.append(f".. container:: beside\n\n{_inside(beside)}")
    menus = {
        "The paper": ["walk", "equations", "errata", "claims"],
        "Figures": [*captions],
        "The code": ["verdict", "benchmark", "dropped_field", "api/index"],
    }
    for name, entries in menus.items():
        parts.append(MENU.format(name, "\n   ".join(entries)))
    return "\n\n".join(parts) + "\n"


def figure_page(figure: str, title: str, text: str, holds: str) -> str:
    """Return the page of a figure: what it shows, its equations and functions, its scripts."""
    rows = [
        (_equation(equation), linked(equation.says), ", ".join(_function(*name) for name in names))
        for equation, names in behind.equations(figure).items()
    ]
    scripts = "\n".join(f"- {_code(f'scripts/{script}')}" for script in behind.scripts(figure))
    parts = [
        _heading(title),
        f".. image:: pictures/{figure}.png\n   :alt: {title}\n   :class: whole",
        text,
        holds,
        f"`PDF <_static/{figure}.pdf>`__, made by ``make {figure}``.",
        _heading("Equations behind it", "-"),
        "What the scripts of this figure reach of the package, and the equations that it holds."
        if rows
        else "None: it is a drawing.",
        _table(("", "says", "held by"), rows, (8, 35, 57)),
        _heading("Scripts", "-"),
        scripts,
    ]
    return "\n\n".join(parts) + "\n"


def equations(tests: Sequence[str]) -> str:
    """Return the page of all equations, with links to functions, tests, slips and figures."""
    of = {Path(file).stem.removeprefix("test_"): file for file in tests}
    parts = [
        ANCHOR + _heading("Every numbered equation"),
        "Each with the function that holds it, how it is checked and by which test, whether the "
        "printed form stands, and the figures that it is behind.",
        "\n".join(f"- **{kind}**: {words}" for kind, words in CHECKS.items()),
    ]
    for section in SECTIONS:
        rows = []
        for equation in section.equations:
            test = of[equation.test.split(".")[0]]
            figures = (f":doc:`{f.removeprefix('fig')} <{f}>`" for f in behind.figures(equation))
            rows.append(
                (
                    f':html:`<span id="eq-{equation.number}">({equation.number})</span>`',
                    linked(equation.says),
                    _held(equation),
                    f"{equation.check}: {_code(test, pages.sentence(equation.test))}",
                    _verdict(equation),
                    ", ".join(figures) or "none",
                )
            )
        parts.append(_heading(section.title, "-"))
        titles = ("", "says", "held by", "checked by", "printed", "behind Figs.")
        parts.append(_table(titles, rows, (6, 20, 24, 26, 12, 12)))
    return "\n\n".join(parts) + "\n"


def errata() -> str:
    """Return the page of the slips: each printed and right, with its reason."""
    parts = [_heading("Errata"), "What the text has otherwise, each with a proof by numbers."]
    for number, erratum in enumerate(ERRATA, start=1):
        parts += [
            f".. _erratum-{number}:",
            _heading(erratum.where, "-"),
            "Printed:",
            f".. math::\n\n   {erratum.printed}",
            "Right:",
            f".. math::\n\n   {erratum.right}",
            linked(erratum.reason),
            f"({erratum.kind}"
            + (f"; proof {_code(pages.PROOFS, erratum.proof)})" if erratum.proof else ")"),
        ]
    return "\n\n".join(parts) + "\n"


def claims(rows: pd.DataFrame) -> str:
    """Return the page of the claims from their table."""
    parts = [_heading("What the paper claims"), f"**{pages.summary_of_claims(rows)}**"]
    for place, of_place in rows.groupby("place", sort=False):
        parts.append(_heading(str(place), "-"))
        for _, claim in of_place.iterrows():
            more = claim["qualification"]
            entry = (
                f"- *{claim['sentence']}*\n\n  {linked(claim['number'])}: "
                f"**{pages.shown(claim['value'])}** (must be {linked(claim['tolerance'])}): "
                + ("holds" if claim["holds"] else "does not hold")
            )
            parts.append(entry + (f"\n\n  {linked(more)}" if pd.notna(more) else ""))
    return "\n\n".join(parts) + "\n"


def walk(notebook: nbformat.NotebookNode) -> Pages:
    """Return the executed walk as Markdown, and its pictures."""
    parts: list[str] = []
    made: Pages = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            if output.output_type == "stream":
                parts.append(f"```text\n{output.text.rstrip()}\n```")
            elif "image/png" in output.get("data", {}):
                name = f"pictures/walk{len(made) + 1}.png"
                made[name] = base64.b64decode(output["data"]["image/png"])
                title = re.findall(r"^#+ (.*)$", "\n".join(parts), re.MULTILINE)[-1]
                parts.append(f"![{title}]({name})")
    return {"walk.md": "\n\n".join(parts) + "\n"} | made


def benchmark(readme: str, pictures: Iterable[str]) -> str:
    """Return the README's part on speed as a page, with what `make bench` has drawn."""
    part = re.search(r"^## (How fast is it\?\n.*?)(?=^## )", readme, re.MULTILINE | re.DOTALL)
    if part is None:
        raise ValueError("README.md: must have a part on how fast it is")
    drawn = [f"![how fast, against how many at once](pictures/{Path(p).name})" for p in pictures]
    return "\n\n".join([f"# {part[1]}", *drawn])


def note(text: str) -> str:
    """Return a page of docs/ with its links to figures, and none to what is not on the site."""
    text = re.sub(r"\]\(\.\./paper_figures/(fig\w+)\.pdf\)", r"](\1.rst)", text)
    return re.sub(r"\[([^]]*)\]\(\.\./[^)]*\)", r"\1", text)


def verdict() -> str:
    """Return the page that shows the verdict, which is one by itself."""
    inside = '<iframe src="_static/verdict.html" title="the verdict" class="whole"></iframe>'
    words = "Whether these are the published numbers; `by itself <_static/verdict.html>`__."
    return f"{_heading('Verdict')}\n\n{words}\n\n.. raw:: html\n\n   {inside}\n"


def modules(files: Sequence[str]) -> Pages:
    """Return a page for each module of the package, and one that lists them by floor."""
    made: Pages = {}
    floors: dict[str, list[str]] = {}
    for file in files:
        name = Path(file).with_suffix("").relative_to("src")
        dotted = ".".join(name.parts).removesuffix(".__init__")
        page = dotted.removeprefix("thermal_stt.")
        floors.setdefault(page.split(".")[0] if name.parts[2:] else "", []).append(page)
        made[f"api/{page}.rst"] = f"{_heading(page)}\n\n.. automodule:: {dotted}\n   :members:\n"
    lists = [
        _heading("Functions and classes"),
        "Every module of the package, in its floors; each public function says what it computes.",
    ]
    for floor, found in floors.items():
        lists += [_heading(floor or "on the ground", "-"), _contents(found)]
    return made | {"api/index.rst": "\n\n".join(lists) + "\n"}


def code(tests: Sequence[str]) -> Pages:
    """Return a page for each script and test: its text."""
    files = [*(f"scripts/{script}" for script in described.SCRIPTS), *tests, pages.PROOFS]
    made: Pages = {file: imports.read(file) for file in files}
    for file in files:
        made[f"code/{file}.rst"] = f":orphan:\n\n{_heading(file)}\n\n.. literalinclude:: /{file}\n"
    return made


def _contents(names):
    return ".. toctree::\n   :maxdepth: 1\n\n   " + "\n   ".join(names)


def _heading(text: str, line: str = "=") -> str:
    return f"{text}\n{line * len(text)}"


def _inside(text: str, by: int = 3) -> str:
    return re.sub(r"(?m)^(?=.)", " " * by, text)


def _table(titles, rows, widths):
    if not rows:
        return ""
    lines = [
        ".. list-table::",
        "   :header-rows: 1",
        f"   :widths: {' '.join(map(str, widths))}",
        "",
    ]
    for row in (titles, *rows):
        lines += [f"   {'* -' if not column else '  -'} {cell}" for column, cell in enumerate(row)]
    return "\n".join(lines)


def _equation(equation: Equation) -> str:
    return f"`({equation.number}) <equations.html#eq-{equation.number}>`__"


def _function(file: str, name: str) -> str:
    module = ".".join(Path(file).with_suffix("").relative_to("src").parts)
    return f":py:obj:`{Path(file).stem}.{name} <{module}.{name}>`"


def _held(equation: Equation) -> str:
    module, name = equation.holds.split(".", 1)
    [file] = imports.modules()[f"thermal_stt.{module}"]
    return _function(file, name)


def _verdict(equation: Equation) -> str:
    found = [e for e in ERRATA if equation.number in e.equations]
    if not found:
        return "stands"
    words = "stands, but for notation" if found[0].kind == "notation" else f"no: {found[0].kind}"
    return f":ref:`{words} <erratum-{ERRATA.index(found[0]) + 1}>`"


def _code(file: str, words: str = "") -> str:
    return f":doc:`{words or file} </code/{file}>`"
