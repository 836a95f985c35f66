"""Notebooks: from text to an executed notebook, and to a page that needs nothing else."""

import html
import os
import re
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

from pipeline import formulas
from pipeline.progress import watch

EVER = 10**9  # s; nbclient wants a number where there is no limit
QUIET = [
    "--IPKernelApp.log_level=40",  # it would warn of other users of this machine, every time
    # and of a socket that is closed before its last word is said, sometimes
    "--IPKernelApp.logging_config={'loggers': {'tornado': {'level': 'CRITICAL'}}}",
]
MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 50em; margin: 2em auto; padding: 0 1em;
color: #222 } pre { font-size: 12.5px; line-height: 1.35; overflow-x: auto; margin: 0.4em 0 }
.highlight { background: #f6f6f4; padding: 0.5em 0.8em; border-left: 3px solid #ccc }
.jp-OutputArea pre, .output pre { color: #333; padding-left: 1em } img { max-width: 100% }
.jp-InputPrompt, .jp-OutputPrompt, .prompt { display: none }
a.anchor-link { display: none } code { font-size: 13px } h2 { border-bottom: 1px solid #ddd }
.highlight .k, .highlight .kn { color: #7b2d8b } .highlight .s1, .highlight .s2, .highlight .sa {
color: #98632a } .highlight .c1 { color: #6a7a6a; font-style: italic } .highlight .mi,
.highlight .mf { color: #1a5fb4 }
"""


def execute(source: str) -> nbformat.NotebookNode:
    """Return the notebook of the text `source` with its outputs; the same bytes every time.

    The kernel is that of this Python; it runs beside `source`.  A cell may take as long as it
    needs; what it prints is one output, however many pieces it arrived in.  A cell that fails ends
    the script with one line, its first and the error.
    """
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    progress, started = watch("notebook")(notebook.cells), []
    client = NotebookClient(
        notebook,
        startup_timeout=EVER,
        iopub_timeout=EVER,
        coalesce_streams=True,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(Path(source).parent)}},
        on_cell_start=lambda cell, **_: started.append(cell.source.strip()),
        on_cell_complete=lambda **_: progress.update(),
        extra_arguments=QUIET,
    )
    client.create_kernel_manager().kernel_spec_manager.kernel_dirs = []  # whatever others there are
    # what a kernel keeps of a session, and its history, go with the folder
    with progress, tempfile.TemporaryDirectory() as own:
        folders = {name: own for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
        os.environ |= folders
        try:
            client.execute(env=dict(os.environ))
        except CellExecutionError as error:
            _end(source, started[-1], f"{error.ename}: {error.evalue}")
        except DeadKernelError as error:
            _end(source, started[-1], str(error))
    return notebook


def _end(source, cell, error):
    sys.exit(f"{source}: {cell.splitlines()[0]}: {' '.join(error.split())}")


def page(notebook: nbformat.NotebookNode, title: str) -> str:
    """Return an executed notebook as a page of HTML, with its pictures and formulas in it."""
    shown = nbformat.from_dict(notebook)
    for cell in shown.cells:
        if cell.cell_type == "markdown":
            cell.source = MATH.sub(_as_mathml, cell.source)
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(shown)
    style = STYLE + formulas.style([body])
    head = f"<meta charset='utf-8'><title>{html.escape(title)}</title><style>{style}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>\n"


def _as_mathml(match: re.Match) -> str:
    block, inline = match.groups()
    return formulas.mathml((block or inline).strip(), block=bool(block))
