"""The report: one file with everything, captions included, that opens offline."""

import base64
import html
import json
import re
import shutil

import pytest
from project import FIGURES, NAMES, make

from models import ROOT
from pipeline import described

pytestmark = pytest.mark.long

CAPTIONS = {path.stem: path.read_text() for path in (ROOT / "captions").glob("*.rst")}


@pytest.fixture(scope="module")
def reported(made, tmp_path_factory):
    """A project with its report; `made` itself stays as it is."""
    project = tmp_path_factory.mktemp("reported") / "copy"
    shutil.copytree(made, project, symlinks=True)
    done = make(project, "report")
    assert done.returncode == 0, done.stdout
    assert "the report is results/report.html" in done.stdout
    assert not re.search(r"\((WARNING|ERROR|SEVERE)/\d\)", done.stdout)  # of a caption's markup
    return project


@pytest.fixture(scope="module")
def report(reported):
    return (reported / "results/report.html").read_text()


def test_every_figure_has_a_caption_that_says_what_how_and_from_what():
    for name in NAMES:
        text = CAPTIONS[name]
        assert text.startswith(f"**Fig. {name[3:]}. ")
        assert f"``make {name}``" in text
        assert "Equations: " in text
        assert "Parameters: " in text


def test_what_a_caption_names_is_a_section_of_a_scenario():
    from thermal_stt.scenario.requests import ScenarioShape

    for text in CAPTIONS.values():
        for name in re.findall(r"``([a-z_]+)``", text):
            assert name in ScenarioShape.model_fields, name


def test_it_holds_everything(reported, report):
    figures = [name.replace("paper_figures", "results/paper") for name in FIGURES]
    for name in [*figures, "results/paper/currents.csv", "results/verdict.html"]:
        assert name in report, name
        assert base64.b64encode((reported / name).read_bytes())[:400].decode() in report, name
    apart = {*described.figures(apart=True)} - {*NAMES}
    for caption in {*CAPTIONS} - apart:
        words = re.sub(r"[*`]", "", CAPTIONS[caption].split("\n")[0])[:24].split("{{")[0]
        assert words in re.sub(r"<[^>]*>|\\n", "", report.replace("\\u003c", "<")), caption
    assert (
        "47 of 47 claims hold, 11 of them with a qualification"
        in (reported / "results/paper/claims.html").read_text()
    )


def opening(report: str) -> list[tuple[str, str, str]]:
    """The figures of the first page: name, picture, caption."""
    first = json.loads(re.search(r"var workflow_desc = (.*);\n", report)[1])
    figure = r"<figure><img alt=\"(\w+)\" src=\"([^\"]*)\">(.*?)</figure>"
    return re.findall(figure, first, re.DOTALL)


def test_it_opens_with_the_figures_and_their_captions_beside_them(reported, report):
    """On one page, in the order of the paper, each picture before its caption."""
    shown = opening(report)
    assert [name for name, _, _ in shown] == NAMES
    for name, source, caption in shown:
        picture = base64.b64decode(source.split("base64,")[1])
        assert picture == (reported / f"paper_figures/{name}.png").read_bytes()
        assert f"<strong>Fig. {name[3:]}. " in caption
        assert f"make {name}" in re.sub("<[^>]*>", "", caption)
    assert (ROOT / "captions/report.css").read_text() in report


def test_a_caption_says_what_of_the_theory_does_not_hold_there(report):
    """What `make` warns of, and in the caption of a figure what the figure shows."""
    captions = {name: html.unescape(caption) for name, _, caption in opening(report)}
    for name, conditions in {
        "fig1": [],
        "fig2": [
            "1/rho << Gamma",
            "E_c << T",
            "T rho' << rho",
            "width << distance to pole",
            "B << T",
            "Gamma << T",
            "1/rho << T",
        ],
        "fig3": ["1/rho << Gamma", "E_c << T", "T rho' << rho", "width << distance to pole"],
    }.items():
        found = re.findall(r"<li>paper.*?: (.*?) \(.*?\) does not hold: [\d.]+, ", captions[name])
        assert found == conditions, name


def test_it_loads_nothing_from_elsewhere(report):
    assert not re.findall(r"<(?:script|img|iframe)[^>]+src=[\"']?(?:https?:)?//", report)
    assert not re.findall(r"<link[^>]+href=[\"']?(?:https?:)?//", report)


def test_what_is_shown_inside_is_small_enough_for_a_browser(reported):
    """Chromium shows no address of more than 2 MB, and these pages are addresses there."""
    for name in ("verdict.html", "walkthrough.html", "paper/tables.html", "paper/claims.html"):
        assert 4 / 3 * (reported / "results" / name).stat().st_size < 2_000_000, name
