"""The RO-Crate metadata: what its validator says, without a network, and of planted errors."""

import io
import json
import shutil
from pathlib import Path

import pytest
import requests
import rocrate
from requests.adapters import HTTPAdapter
from rocrate_validator import models, services

from models import ROOT
from pipeline import crate

NAME = "ro-crate-metadata.json"
# What the validator's own packages say to one another
pytestmark = pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph:DeprecationWarning")
TERMS = Path(rocrate.__file__).parent / "data/ro-crate.jsonld"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """The terms of RO-Crate come from the package that has them; nothing else may be asked for."""

    def shipped(self, request, **options):
        assert request.url == crate.CONTEXT
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = io.BytesIO(TERMS.read_bytes())
        return response

    monkeypatch.setattr(HTTPAdapter, "send", shipped)


def complaints(folder):
    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.3",
        requirement_severity=models.Severity.REQUIRED,
        no_cache=True,
    )
    return [
        f"{issue.violatingEntity}: {issue.message}"
        for issue in services.validate(settings).get_issues()
    ]


def graph(folder):
    return json.loads((folder / NAME).read_text(encoding="utf-8"))["@graph"]


def parts(folder):
    [root] = [entity for entity in graph(folder) if entity["@id"] == "./"]
    return [part["@id"] for part in root["hasPart"]]


@pytest.fixture
def copied(tmp_path):
    """The crate alone: its metadata and the files that it names."""
    for name in [NAME, *parts(ROOT)]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.long
def test_the_validator_accepts_the_crate(copied):
    assert json.loads(TERMS.read_text(encoding="utf-8"))["@id"] == crate.CONTEXT
    assert complaints(copied) == []


PROPERTIES = ("name", "description", "license", "datePublished")
FILES = ("Snakefile", "paper_figures/fig3.pdf", "tests/reference/currents.csv", "docs/claims.md")


@pytest.mark.long
def test_the_validator_sees_what_is_missing(copied):
    text = json.loads((copied / NAME).read_text(encoding="utf-8"))
    [root] = [entity for entity in text["@graph"] if entity["@id"] == "./"]
    for name in PROPERTIES:
        del root[name]
    (copied / NAME).write_text(json.dumps(text))
    for name in FILES:
        (copied / name).unlink()
    found = complaints(copied)
    for name in PROPERTIES:
        assert any(line.startswith("./: ") and name in line for line in found), (name, found)
    for name in FILES:
        assert any(name in line for line in found), (name, found)


def test_the_crate_is_as_made_and_has_everything_that_is_published(made):
    assert (made / NAME).read_bytes() == (ROOT / NAME).read_bytes()
    committed = {*parts(ROOT)}
    for pattern in ("paper_figures/*", "docs/*", "tests/reference/[!t]*.csv"):
        assert {str(path.relative_to(made)) for path in made.glob(pattern)} <= committed
