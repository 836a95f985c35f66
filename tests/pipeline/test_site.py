"""The site: links that lead somewhere, nothing asked of another host, formulas set by rule."""

import ast
import re
import shutil
from html import unescape

import pytest
from project import edit, make

from conftest import copied
from models import ROOT
from pipeline import behind, described, formulas
from pipeline.site import links, typeset

NAMES = [*described.figures()]


def written(kind, what):
    return f"[{what}]" if kind == "formula" else what


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("Gamma_l^sigmabar", r"\Gamma_{l}^{\bar\sigma}"),
        ("rho'_Sigma", r"\rho'_{\Sigma}"),
        ("g~'", r"\tilde{g}'"),
        ("cos_theta0", r"\cos \theta_{0}"),
        ("delta_M_0^q", r"\delta M_{0}^{q}"),
        ("phi_dot_c", r"\dot{\phi}_{c}"),
        ("V_d0", "V_{d0}"),
        ("kappa_b*", r"\kappa_{b}^{*}"),
        ("T_eff", r"T_{\mathrm{eff}}"),
        ("rho_slope_up", None),
        ("delta_magnetization", None),
        ("energy", None),
    ],
)
def test_a_name_is_a_symbol_or_a_word_of_the_code(text, latex):
    assert typeset.symbol(text) == latex


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Return d_0 = B/lambda, V C; energy^2.", r"Return [d_{0} = B / \lambda], V C; energy^2."),
        ("`d_0` of (46)-(49), A 3, a T > B case", "`d_0` of (46)-(49), A 3, [a T > B] case"),
        ("(Gamma_r, the rate)", r"([\Gamma_{r}], the rate)"),
        ("where |M + phi_dot z| is", r"where [| M + \dot{\phi} z |] is"),
        ("m x dm/dt", r"[m \times \mathrm{d} m / \mathrm{d} t]"),
        ("(a) delta_M, (b) theta", r"(a) [\delta M], (b) [\theta]"),
        ("In III A, index 0 is up, and I = 0", "In III A, index 0 is up, and [I = 0]"),
        ("to 1e-12 of the sum over sigma", r"to 1e-12 of the sum over [\sigma]"),
    ],
)
def test_a_formula_in_a_text_is_found_and_set(text, expected):
    assert typeset.paragraph(text, written) == expected


def test_a_long_formula_may_be_broken_before_what_is_outermost():
    pieces = typeset.paragraph("N = [rho_Sigma B + lambda rho'_Sigma d] - g (1 + x)", written)
    assert pieces.replace(typeset.BREAK, " / ") == (
        r"[N] / [{} = [ \rho_{\Sigma} B + \lambda \rho'_{\Sigma} d ]] / [{} - g ( 1 + x )]"
    )


def docstrings():
    for path in sorted((ROOT / "src/thermal_stt").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield from (ast.get_docstring(node) or "").split("\n\n")


def test_every_formula_of_the_docstrings_can_be_set():
    blocks = found = 0
    for text in docstrings():
        if text.startswith("    "):
            formulas.mathml(typeset.block(text), block=True)
            blocks += 1
            continue
        latex = []
        typeset.paragraph(text, lambda *told, to=latex: to.append(told) or "")
        set_ = [formulas.mathml(what) for kind, what in latex if kind == "formula"]
        found += len(set_)
    assert blocks > 20
    assert found > 1000


def test_what_is_behind_a_figure_is_what_its_scripts_reach():
    of = {name: [equation.number for equation in behind.equations(name)] for name in NAMES}
    assert of["fig1"] == []
    assert {"46", "47", "48", "49", "51"} <= {*of["fig2"]}
    assert {"53", "54"} <= {*of["fig3"]} - {*of["fig2"]}
    assert {"A9", "A13", "A14", "A17", "B23"} <= {*of["figA1"]} - {*of["fig3"]}
    assert {"39", "A21"} <= {*of["figV1"]} - {*of["fig3"]}
    for name in NAMES:
        for equation, functions in behind.equations(name).items():
            assert name in behind.figures(equation)
            for file, function in functions:
                text = (ROOT / file).read_text()
                assert re.search(rf"^(def|class) {function}\b", text, re.MULTILINE)


PAGE = '<p id="here"><a href="{}">x</a></p>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PAGE.format("other.html#there"), None),
        (PAGE.format("#here"), None),
        (PAGE.format("https://doi.org/10.1103"), None),
        ('<img src="data:image/png;base64,AAAA">', None),
        (PAGE.format("nowhere.html"), "index.html: nowhere.html: is not there"),
        (PAGE.format("other.html#gone"), "index.html: other.html#gone: has no such place"),
        (PAGE.format("#gone"), "index.html: #gone: has no such place"),
        ('<script src="https://cdn.org/x.js"></script>', "is asked of another host"),
        ('<link rel="stylesheet" href="//cdn.org/x.css">', "is asked of another host"),
        ('<img src="gone.png">', "index.html: gone.png: is not there"),
    ],
)
def test_a_link_without_an_end_is_seen(tmp_path, text, words):
    (tmp_path / "index.html").write_text(text)
    (tmp_path / "other.html").write_text('<p id="there"></p>')
    found = links.faults(tmp_path)
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


@pytest.mark.parametrize("rule", ["@import 'https://fonts.org/x'", "p { src: url(//fonts.org/x) }"])
def test_a_style_that_asks_another_host_is_seen(tmp_path, rule):
    (tmp_path / "x.css").write_text(rule)
    assert len(links.faults(tmp_path)) == 1


@pytest.fixture(scope="module")
def site(small_made, tmp_path_factory):
    project = copied(small_made, tmp_path_factory.mktemp("site") / "project")
    shutil.copy(ROOT / "README.md", project)
    shutil.copy(ROOT / "docs/dropped_field.md", project / "docs")
    edit(project, "scripts/follow_magnet.py", "80.0, 640, 5", "80.0, 64, 5")
    assert make(project, "movie").returncode == 0
    done = make(project, "site")
    assert done.returncode == 0, done.stdout
    assert "the site is results/site" in done.stdout
    return project / "results/site"


@pytest.mark.long
def test_every_link_of_the_site_leads_somewhere_and_nothing_is_asked_of_another_host(site):
    assert len([*site.rglob("*.html")]) > 200
    assert links.faults(site) == []


@pytest.mark.long
def test_a_broken_link_and_a_script_from_elsewhere_are_seen_on_the_site(site, tmp_path):
    planted = shutil.copytree(site, tmp_path / "planted")
    page = planted / "fig3.html"
    text = page.read_text()
    assert "equations.html#eq-53" in text
    page.write_text(
        text.replace("equations.html#eq-53", "equations.html#eq-530")
        .replace("equations.html#eq-54", "equation.html#eq-54")
        .replace("<head>", '<head><script src="https://cdn.org/mathjax.js"></script>')
    )
    words = "\n".join(links.faults(planted))
    for fault in (
        "#eq-530: has no such place",
        "equation.html#eq-54: is not there",
        "another host",
    ):
        assert fault in words, fault


@pytest.mark.long
def test_it_opens_on_the_figures_with_their_captions_beside_them(site):
    page = (site / "index.html").read_text()
    parts = page.split('<div class="beside')[1:]
    assert len(parts) == len(NAMES)
    for name, part in zip(NAMES, parts, strict=True):
        title = re.match(r"\*\*(.*?)\*\*", (ROOT / f"captions/{name}.rst").read_text())[1]
        assert f'src="_images/{name}.png"' in part
        assert f"<strong>{title}</strong>" in part
        assert f'href="{name}.html"' in part


@pytest.mark.long
def test_figures_and_equations_are_linked_in_both_directions(site):
    equations = (site / "equations.html").read_text()
    rows = dict(re.findall(r'id="eq-(\w+)">(.*?)</tr>', equations, re.DOTALL))
    assert len(rows) == 109
    for name in NAMES:
        page = (site / f"{name}.html").read_text()
        for equation, functions in behind.equations(name).items():
            assert f'href="equations.html#eq-{equation.number}"' in page
            assert f'href="{name}.html"' in rows[equation.number]
            for file, function in functions:
                module = file.removeprefix("src/").removesuffix(".py").replace("/", ".")
                assert f'.html#{module}.{function}"' in page, (name, function)


@pytest.mark.long
def test_formulas_are_set_and_the_site_has_the_font_for_them(site):
    api = (site / "api/magnet.precession.html").read_text()
    assert '<math display="block">' in api
    assert "Gamma_" not in unescape(re.sub(r"<code.*?</code>|<[^>]*>", "", api, flags=re.DOTALL))
    assert '<math display="block">' in (site / "errata.html").read_text()
    assert "<math" in (site / "walk.html").read_text()
    assert "font/woff" in (site / "_static/formulas.css").read_text()


@pytest.mark.long
def test_a_section_of_a_scenario_shows_its_keys_and_not_what_checks_them(site):
    page = unescape(re.sub(r"<[^>]*>", "", (site / "api/scenario.sections.html").read_text()))
    assert "TunnelingRates(*, left_up: float, left_down: float, right: float)" in page
    assert "half_width: float, states_per_spin: float, electrons: float" in page
    for path in (site / "api").glob("*.html"):
        assert "pydantic.functional_validators" not in path.read_text(), path


@pytest.mark.long
def test_it_can_be_searched(site):
    index = (site / "searchindex.js").read_text()
    for word in ("hamiltonian", "precession", "kramer", "slonczewski"):
        assert f'"{word}' in index or f"{word}:" in index, word
    assert (site / "search.html").is_file()
