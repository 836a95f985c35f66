"""The paper, equation by equation: what holds each, what proves it, and what it claims.

`SECTIONS` with their `EQUATIONS` and `ERRATA` are the source of docs/equations.md and
docs/errata.md, `CLAIMS` that of docs/claims.md.
"""

from thermal_stt.paper.appendix_a import APPENDIX_A
from thermal_stt.paper.appendix_b import APPENDIX_B
from thermal_stt.paper.claims import CLAIMS, verify
from thermal_stt.paper.entries import CHECKS, Claim, Equation, Erratum, Evidence, Section
from thermal_stt.paper.errata import ERRATA
from thermal_stt.paper.main_text import MAIN_TEXT

SECTIONS = (*MAIN_TEXT, *APPENDIX_A, *APPENDIX_B)
EQUATIONS = tuple(equation for section in SECTIONS for equation in section.equations)

__all__ = [
    "CHECKS",
    "CLAIMS",
    "EQUATIONS",
    "ERRATA",
    "SECTIONS",
    "Claim",
    "Equation",
    "Erratum",
    "Evidence",
    "Section",
    "verify",
]
