"""The site: `sources` writes its pages from what is there, `typeset` the formulas of docstrings.

- `build`: Sphinx, from these pages to HTML that needs nothing from elsewhere.
- `sources`: the pages: figures, equations, errata, claims, walk, benchmark, modules.
- `typeset`: formulas in ASCII, with the code's names, as LaTeX.
"""
