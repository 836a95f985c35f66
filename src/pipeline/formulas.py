"""Formulas on pages: LaTeX to MathML, and the font of mathematics that browsers lay it out by.

Without one Chromium has no measures: fractions get no air and subscripts collide with their bars.
"""

import base64
import html
import io
import re
from collections.abc import Iterable
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from fontTools import subset
from math_core import LatexToMathML

if TYPE_CHECKING:
    import ziamath  # noqa: F401  for its font alone, whose version counts

FONT = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
PRIME = {0x2032: "minute.ssty"}  # and its form as a superscript
# What browsers make of single letters: their italics, where h is Planck's
ITALIC = {*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C), 0x210E} - {0x1D455}
STYLE = """
@font-face {{ font-family: "STIX of this page"; src: url("{}") }}
math {{ font-family: "STIX of this page", math; font-size: 1.1em }}
math[display=block] {{ margin: 0.9em 0; padding: 0.2em 0; overflow: auto hidden }}
mfrac > :first-child, mover > :last-child {{ padding-bottom: 0.12em }}
mfrac > :last-child {{ padding-top: 0.08em }}
"""

_convert = LatexToMathML(fancy_error=False).convert_with_local_state


def mathml(latex: str, block: bool = False) -> str:
    """Return a formula as MathML, in a line or as a block of its own."""
    return _convert(latex, displaystyle=block)


def style(pages: Iterable[str]) -> str:
    """Return the style of formulas, with that part of the font in it that these pages need."""
    shown = (part for page in pages for part in re.findall(r"<math.*?</math>", page, re.DOTALL))
    signs = {ord(sign) for part in shown for sign in html.unescape(re.sub("<[^>]*>", "", part))}
    return STYLE.format(f"data:font/woff;base64,{base64.b64encode(_font(signs | ITALIC)).decode()}")


def _font(signs):
    options = subset.Options(flavor="woff", layout_features=["ssty"], recalc_timestamp=False)
    with subset.load_font(str(FONT), options) as font:
        for table in font["cmap"].tables:  # Firefox would take that form by itself, Chromium not
            table.cmap.update(PRIME)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=signs)
        subsetter.subset(font)
        subset.save_font(font, made := io.BytesIO(), options)
    return made.getvalue()
