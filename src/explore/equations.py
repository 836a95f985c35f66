"""Every numbered equation as a page: what it says, and the words of the function that holds it."""

import inspect
from html import escape
from importlib import import_module

import thermal_stt
from thermal_stt.paper import ERRATA, SECTIONS

HEAD = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'>"
    "<title>Equations of thermal-stt</title>"
    "<link rel='stylesheet' href='page.css'></head><body class='equations'>"
)


def page() -> str:
    """Return the page; the anchors are those of `readout.anchor`."""
    parts = [HEAD, "<h1>Every numbered equation</h1>", f"<p>{_sections()}</p>"]
    for index, section in enumerate(SECTIONS):
        parts.append(f"<h2 id='section{index}'>{escape(section.title)}</h2>")
        parts += [_entry(equation) for equation in section.equations]
    return "\n".join(parts) + "</body></html>\n"


def _sections():
    return " · ".join(
        f"<a href='#section{index}'>{escape(section.title)}</a>"
        for index, section in enumerate(SECTIONS)
    )


def _entry(equation):
    number, held = equation.number, equation.holds
    slips = [erratum for erratum in ERRATA if number in erratum.equations]
    notes = "".join(f"<p class='erratum'>{escape(slip.reason)}</p>" for slip in slips)
    return (
        f"<section id='eq{number}'><h3>({number}) {escape(equation.says)}</h3>"
        f"<p><code>{held}</code>, checked by {equation.check}</p>"
        f"<pre>{escape(_words_of(held))}</pre>{notes}</section>"
    )


def _words_of(name):
    module, *attributes = name.split(".")
    found = getattr(thermal_stt, module, None) or import_module(f"thermal_stt.{module}")
    for attribute in attributes:
        found = getattr(found, attribute)
    return inspect.getdoc(found) or ""
