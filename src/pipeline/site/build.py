"""Sphinx on the pages of the site: formulas as MathML, docstrings with their formulas set.

Everything is beside the pages: no font, script or picture is asked of another host.
"""

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext.autodoc import Options

from pipeline import formulas
from pipeline.site import links, sources
from pipeline.site.sources import Pages

STYLE = "formulas.css"  # written last: its font has what the formulas of all pages need
WIDE = 70  # signs of LaTeX; a formula in a line that may be wider than the screen of a telephone
SETTINGS = {
    "extensions": ["sphinx.ext.autodoc", "sphinx.ext.viewcode", "myst_parser", __name__],
    "project": "thermal-stt",
    "html_title": "thermal-stt",
    "html_theme": "furo",
    "html_css_files": [STYLE, "site.css"],
    "html_math_renderer": "mathml",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "html_permalinks": False,
    "smartquotes": False,
    "default_role": "py:obj",
    "myst_enable_extensions": ["dollarmath"],
    "autodoc_member_order": "bysource",
    "autodoc_preserve_defaults": True,
    "autodoc_type_aliases": {"ArrayLike": "ArrayLike", "NDArray": "NDArray"},
    "python_use_unqualified_type_names": True,
    "suppress_warnings": ["ref.python"],  # two modules may have a class of one name
    "viewcode_follow_imported_members": False,
    "toc_object_entries": False,
    "pygments_style": "friendly",
}


def build(made: Pages, static: Iterable[str], to: Path) -> None:
    """Make the site from these pages and files; whatever Sphinx warns of ends the script."""
    with tempfile.TemporaryDirectory() as folder:
        source, site = Path(folder, "source"), Path(folder, "site")
        for name, text in made.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for path in map(Path, static):
            place = source / ("pictures" if path.suffix == ".png" else "static")
            place.mkdir(exist_ok=True)
            shutil.copy(path, place / path.name)
        _sphinx(source, site)
        if wrong := links.faults(site):
            sys.exit("\n".join(wrong))
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(site, to)


def _sphinx(source, to):
    said = io.StringIO()
    settings = SETTINGS | {"html_static_path": ["static"]}
    doctrees = source.with_name("doctrees")
    app = Sphinx(source, None, to, doctrees, "html", settings, status=None, warning=said)
    app.build(force_all=True)
    if said.getvalue():
        sys.exit(re.sub("\x1b\\[[0-9;]*m", "", said.getvalue()))
    pages = (path.read_text(encoding="utf-8") for path in sorted(to.rglob("*.html")))
    (to / "_static" / STYLE).write_text(formulas.style(pages), encoding="utf-8")
    for left in (".buildinfo", "objects.inv"):
        (to / left).unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx how formulas are shown, and how a docstring becomes reStructuredText."""
    app.add_html_math_renderer("mathml", (_show, None), (_show, None))
    app.connect("autodoc-process-docstring", _set)
    app.connect("autodoc-process-signature", _plain_types)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True}


def _show(translator, node) -> None:
    block = isinstance(node, nodes.math_block)
    shown = formulas.mathml(node.astext(), block=block)
    tag = "div" if block else "span"
    wide = " wide" if len(node.astext()) > WIDE else ""
    translator.body.append(f'<{tag} class="formula{wide}">{shown}</{tag}>')
    raise nodes.SkipNode


def _set(app, what: str, name: str, thing: object, options: Options, lines: list[str]) -> None:
    del app, what, name, thing, options
    lines[:] = sources.docstring("\n".join(lines)).splitlines()


def _plain_types(
    app, what: str, name: str, thing: object, options: Options, signature: str | None, returned: str
) -> tuple[str | None, str]:
    """Show the type of a scenario's number, and not what checks it."""
    del app, what, name, thing, options
    checked = r"~?(?:typing\.)?Annotated\[(.+?), ~.+?\)\]"
    return signature and re.sub(checked, r"\1", signature), returned


def _skip(app, what: str, name: str, thing: object, skip: bool, options: Options) -> bool | None:
    """Leave out what a NamedTuple says of its fields, which the class says better, and settings."""
    del app, what, options
    said = getattr(thing, "__doc__", None) or ""
    return skip or name == "model_config" or said.startswith("Alias for field") or None
