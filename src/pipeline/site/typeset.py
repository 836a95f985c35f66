"""Formulas of docstrings, in ASCII with the code's names, as LaTeX: by rule, nothing is rearranged.

A formula is a run of symbols and operators with a Greek name, an index or a relation in it; a
paragraph that is indented is one as a whole, with its words as words.  What is in `backticks` is
code, (46) or (46)-(49) a reference.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

GREEK = """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi
chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega""".split()
NAMES = {name: f"\\{name}" for name in GREEK} | {"sigmabar": r"\bar\sigma", "hbar": r"\hbar"}
FUNCTIONS = "sin cos tan tanh coth exp ln log sum int".split()
NAMES |= {name: f"\\{name}" for name in FUNCTIONS}
NAMES |= {name: rf"\operatorname{{{name}}}" for name in "artanh cov Re Im Tr tr".split()}
INDEX = {"up": r"\uparrow", "down": r"\downarrow", "parallel": r"\parallel", "plus": "+"}
INDEX |= {"perpendicular": r"\perp", "dagger": r"\dagger", "minus": "-", "+-": r"\pm", "-+": r"\mp"}
INDEX |= {"dV": r"\delta V", "dM": r"\delta M"}
INDEX |= {word: rf"\mathrm{{{word}}}" for word in "eff exc half lattice".split()}
SIGNS = {"<=": r"\le", ">=": r"\ge", "<<": r"\ll", ">>": r"\gg", "->": r"\to", "!=": r"\ne"}
SIGNS |= {"+-": r"\pm", "-+": r"\mp", "*": r"\cdot", "~": r"\sim", "...": r"\dots", "==": "="}
RELATIONS = {"=", "<", ">", *SIGNS} - {"*", "~", "...", "+-", "-+"}
LEFT = RELATIONS | {",", "*", "/", "^"}  # no formula begins so
OPEN, CLOSE = "([{", ")]}"
LONG = 30  # signs of LaTeX; in a longer formula a line may end
BREAK = "\u200b"  # where it may

NUMBER = r"(?:[AB]?[1-9]\d?)"
PART = r"(?:\([^()]*\)|[A-Za-z0-9]+|\+-|-\+|-?[a-z]\b|[-+*](?![\w(]))"
TOKEN = re.compile(
    rf"""(?P<code>`+[^`]+`+)
    |(?P<reference>\({NUMBER}\)(?:-\({NUMBER}\))?(?!\w))
    |(?P<label>(?<![\w~'])\([a-h]\))
    |(?P<state>\|\w+>|<\w+\|)
    |(?P<angle><[^\s<>=](?:[^<>\n]*[^\s<>])?>(?:[_^]{PART})*)
    |(?P<word>h\.c\.)
    |(?P<symbol>[A-Za-z]+~?'*(?:[_^]{PART}'*)*(?:_\b|\*(?=[\s,)\]/]))?)
    |(?P<number>\d+(?:\.\d+)?(?:e[-+]?\d+)?)
    |(?P<sign>\.\.\.|<=|>=|<<|>>|->|!=|==|\+-|-\+|[-+*/=<>^|~])
    |(?P<bracket>[()\[\]{{}}])
    |(?P<space>\s+)
    |(?P<other>.)""",
    re.VERBOSE,
)
SUFFIX = re.compile(rf"([_^])({PART})('*)")
PARTS = {"symbol", "number", "sign", "bracket", "space", "angle", "state"}  # of a formula
Token = tuple[str, str]


def paragraph(text: str, write: Callable[[str, str], str]) -> str:
    """Return a text with its formulas set; `write(kind, what)` has code, references, formulas."""
    parts, run = [], []
    for kind, token in [*_tokens(text), ("other", "")]:
        if kind in PARTS and (kind != "symbol" or token == "sqrt" or symbol(token) is not None):
            run.append((kind, token))
        elif token == "," and _is_open(run):
            run.append(("sign", token))
        else:
            parts += _set(run, write)
            run = []
            parts.append(write(kind if kind in ("code", "reference") else "text", token))
    return "".join(parts)


def block(text: str) -> str:
    """Return the LaTeX of a paragraph that is a formula: its lines below one another."""
    lines = []
    for line in text.strip().splitlines():
        pieces = re.split(r"\s{3,}", line.strip())
        lines.append(r" \qquad ".join(_latex(_tokens(piece)) for piece in pieces))
    if len(lines) == 1:
        return lines[0]
    return r"\begin{gathered} " + r" \\ ".join(lines) + r" \end{gathered}"


def symbol(name: str) -> str | None:
    """Return the LaTeX of a name with its indices, None of a word."""
    if (parts := re.fullmatch(r"([A-Za-z]+)(~?'*)(.*)", name, re.DOTALL)) is None:
        return None
    base, marks, rest = parts.groups()
    if base in ("cos", "sin") and rest.startswith("_theta"):
        return f"{NAMES[base]} {symbol(rest[1:].replace('theta0', 'theta_0'))}"
    if base == "delta" and (found := re.match(r"_([A-Z]|phi|theta)(?![a-z])", rest)):
        return rf"\delta {symbol(found[1] + rest[found.end() :])}"
    differential = re.fullmatch(r"d([A-Za-z]|" + "|".join(GREEK) + ")", base)
    if base in NAMES or len(base) == 1:
        latex = NAMES.get(base, base)
    elif differential and base != "do":
        latex = rf"\mathrm{{d}} {NAMES.get(differential[1], differential[1])}"
    else:
        return None
    for dots in ("dot", "ddot"):
        if re.match(rf"_{dots}(?![a-z])", rest):
            latex, rest = rf"\{dots}{{{latex}}}", rest.removeprefix(f"_{dots}")
    if "~" in marks:
        latex = rf"\tilde{{{latex}}}"
    latex += "'" * marks.count("'")
    below: list[str] = []
    above: list[str] = []
    for kind, index, primes in SUFFIX.findall(rest.removesuffix("*")):
        set_ = _index(index)
        if set_ is None:
            return None
        (below if kind == "_" else above).append(set_ + primes)
    above += ["*"] if rest.endswith("*") else []
    if "'" in latex and above:
        latex = f"{{{latex}}}"
    latex += f"_{{{' '.join(below)}}}" if below else ""
    return latex + (f"^{{{' '.join(above)}}}" if above else "")


def _index(text):
    """Return the LaTeX of an index, None of a word: then the name is one of the code's."""
    if text in INDEX or text in NAMES:
        return INDEX.get(text) or NAMES[text]
    if text.startswith("("):
        return INDEX.get(text[1:-1]) or _latex(_tokens(text[1:-1]), spaced=True)
    letters = re.sub("[^A-Za-z]", "", text)
    return text if len(letters) <= 2 else None


def _tokens(text: str) -> list[Token]:
    return [(match.lastgroup or "", match[0]) for match in TOKEN.finditer(text)]


def _latex(tokens, spaced=False):
    parts = []
    for index, (kind, token) in enumerate(tokens):
        if kind == "symbol" and token == "x" and _between(tokens, index):
            parts.append(r"\times")
        elif kind == "symbol" and not (token == "a" and _is_word(tokens[index + 2 : index + 3])):
            latex = symbol(token)
            parts.append(_text(token) if latex is None else latex)
        elif kind in ("symbol", "word"):
            parts.append(_text(token))
        elif kind == "number":
            parts.append(
                re.sub(r"(.*)e([-+]?\d+)", r"\1 \\cdot 10^{\2}", token).removeprefix("1 \\cdot ")
            )
        elif kind == "state":
            parts.append(token.replace("<", r"\langle ").replace(">", r" \rangle "))
        elif kind == "sign":
            parts.append(SIGNS.get(token, token))
        elif kind == "angle":
            inner, after = re.fullmatch(r"<(.*)>(.*)", token, re.DOTALL).groups()
            parts.append(rf"\langle {_latex(_tokens(inner))} \rangle{symbol('x' + after)[1:]}")
        elif kind == "bracket":
            parts.append(rf"\{token}" if token in "{}" else token)
        elif kind == "reference":
            parts.append(rf"\text{{{token}}}")
        elif kind == "space":
            parts.append(r"\," if spaced else " ")
        else:
            parts.append(token)
    latex = " ".join(part.strip() for part in parts if part.strip())
    latex = re.sub(r" \} \\text\{ ", " ", latex)
    return re.sub(
        r"\\text\{ sqrt \} (\((?:[^()]|\([^()]*\))*\))", lambda m: rf"\sqrt{{{m[1][2:-2]}}}", latex
    )


def _text(token):
    escaped = token.replace("_", r"\_")
    return rf"\text{{ {escaped} }}"


def _is_word(tokens):
    return bool(tokens) and tokens[0][0] == "symbol" and symbol(tokens[0][1]) is None


def _between(tokens, index):
    """Whether a token has operands on both sides, with spaces: a product of vectors."""
    around = [kind for kind, _ in tokens[max(0, index - 2) : index + 3]]
    return (
        len(around) == 5
        and around[1] == around[3] == "space"
        and {around[0], around[4]} <= {"symbol", "bracket"}
        and tokens[index + 2][1] not in CLOSE
        and tokens[index - 2][1] not in OPEN
    )


def _set(run: list[Token], write) -> list[str]:
    """Return a run of tokens as text and formulas; brackets without their other are text."""
    odd = _odd(run)
    if odd is not None:
        around = _set(run[:odd], write), _set(run[odd + 1 :], write)
        return [*around[0], write("text", run[odd][1]), *around[1]]
    first, last = 0, len(run)
    while first < last and (run[first][0] == "space" or run[first][1] in LEFT):
        first += 1
    while last > first and (_is_loose(run[:last])):
        last -= 1
    inside = run[first:last]
    if not _is_formula(inside):
        return [write("text", "".join(token for _, token in run))]
    plain = [
        write("text", "".join(token for _, token in part)) for part in (run[:first], run[last:])
    ]
    pieces = (write("formula", latex) for latex in _broken(inside))
    return [plain[0], write("text", BREAK).join(pieces), plain[1]]


def _odd(run):
    """Return where a bracket, or a bar, is that has no other; None where there is none."""
    opened = []
    for index, (_, token) in enumerate(run):
        if token in OPEN:
            opened.append(index)
        elif token in CLOSE:
            if not opened:
                return index
            opened.pop()
    bars = [index for index, (_, token) in enumerate(run) if token == "|"]
    return opened[0] if opened else bars[-1] if len(bars) % 2 else None


def _is_loose(run):
    """Whether a formula does not end so: with an article, a sign, the name of a function."""
    kind, token = run[-1]
    article = token == "a" and len(run) > 1 and run[-2][0] == "space"
    return article or kind == "space" or (kind == "sign" and token != "|") or token in FUNCTIONS


def _is_formula(tokens) -> bool:
    symbols = [token for kind, token in tokens if kind in ("symbol", "angle")]
    if not symbols:
        return False
    marked = any(
        re.search(r"[_^~'*]", token) or token in NAMES for token in {*symbols} - {*FUNCTIONS}
    )
    related = any(kind == "sign" and token not in ("-", "...", "|") for kind, token in tokens)
    applied = any(one[0] == "symbol" and other[1] == "(" for one, other in pairwise(tokens))
    return marked or related or applied


def _broken(tokens) -> Iterator[str]:
    """Yield the LaTeX of a formula, in pieces before its outer relations and sums if it is long."""
    piece: list[Token] = []
    depth = 0
    whole = len(_latex(tokens)) > LONG
    for index, (kind, token) in enumerate(tokens):
        depth += (token in OPEN) - (token in CLOSE) if kind == "bracket" else 0
        outer = whole and depth == 0 and kind == "sign" and token in RELATIONS | {"+", "-"}
        if outer and piece and tokens[index - 1][0] == "space" and tokens[index + 1][0] == "space":
            yield _latex(piece)
            piece = [("other", "{}")]
        piece.append((kind, token))
    yield _latex(piece)


def _is_open(run):
    return sum((token in OPEN) - (token in CLOSE) for kind, token in run if kind == "bracket") > 0
