"""What the project holds, as an RO-Crate: the metadata file of https://w3id.org/ro/crate/1.3."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

CONTEXT = "https://w3id.org/ro/crate/1.3/context"
SNAKEMAKE = "https://snakemake.readthedocs.io"
FORMATS = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".yaml": "application/yaml",
}
Entity = dict[str, object]


def metadata(citation: Mapping, files: Iterable[Entity], snakemake: str) -> str:
    """Return ro-crate-metadata.json for `files`, with the rest from the CITATION.cff.

    The README, the scenario, and the workflow for this version of Snakemake are added.  Nothing
    depends on the day, the folder or the digits of a result: one project gives the same bytes.
    """
    article, authors = citation["preferred-citation"], citation["authors"]
    paper = f"https://doi.org/{article['doi']}"
    [preprint] = [found["value"] for found in article["identifiers"]]
    license_ = f"https://spdx.org/licenses/{citation['license']}"
    parts = [
        file("README.md", "README", about=_at("./")),
        workflow("Snakefile", citation["title"], isBasedOn=_at(paper)),
        file("config/paper.yaml", "Every number behind the figures"),
        *files,
    ]
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": _at("./"),
            "conformsTo": _at(CONTEXT.removesuffix("/context")),
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": citation["title"],
            "description": citation["abstract"],
            "version": citation["version"],
            "datePublished": citation["date-released"],
            "license": _at(license_),
            "author": _at(*map(_name_of, authors)),
            "citation": _at(paper),
            "mainEntity": _at("Snakefile"),
            "hasPart": _at(*(part["@id"] for part in parts)),
        },
        *parts,
        {
            "@id": paper,
            "@type": "ScholarlyArticle",
            "name": article["title"],
            "author": _at(*map(_name_of, article["authors"])),
            "datePublished": str(article["year"]),
            "sameAs": f"https://arxiv.org/abs/{preprint.removeprefix('arXiv:')}",
        },
        *map(_agent, [*authors, *article["authors"]]),
        {"@id": license_, "@type": "CreativeWork", "name": citation["license"]},
        {
            "@id": SNAKEMAKE,
            "@type": "ComputerLanguage",
            "name": "Snakemake",
            "url": SNAKEMAKE,
            "version": snakemake,
        },
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def file(path: str, name: str, **more: object) -> Entity:
    """Return what is said of a file; `path` is relative to the top of the project."""
    form = FORMATS[PurePosixPath(path).suffix]
    return {"@id": path, "@type": "File", "name": name, "encodingFormat": form} | more


def workflow(path: str, name: str, **more: object) -> Entity:
    """Return what is said of the Snakefile."""
    kinds = ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    said = {"@id": path, "@type": kinds, "name": name, "programmingLanguage": _at(SNAKEMAKE)}
    return said | more


def figure(path: str, caption: str, tables: Sequence[str]) -> Entity:
    """Return what is said of a figure: its title and text, and the tables that it is drawn from."""
    first = " ".join(caption.split("\n\n")[0].split())
    title, text = first.removeprefix("**").split("** ", 1)
    drawn_from = {"isBasedOn": _at(*tables)} if tables else {}
    return file(path, title, description=re.sub(r"\*+|``|\\", "", text), **drawn_from)


def page(path: str, text: str) -> Entity:
    """Return what is said of a page in Markdown: its heading."""
    return file(path, text.split("\n# ")[1].split("\n")[0])


def _at(*places):
    """Return the reference to an entity; a list of them if there are several."""
    found = [{"@id": place} for place in places]
    return found[0] if len(found) == 1 else found


def _name_of(author):
    words = author.get("name") or f"{author['given-names']} {author['family-names']}"
    return "#" + re.sub(r"\W+", "-", words.lower()).strip("-")


def _agent(author):
    if "name" in author:
        return {"@id": _name_of(author), "@type": "Organization", "name": author["name"]}
    names = {"givenName": author["given-names"], "familyName": author["family-names"]}
    name = " ".join(names.values())
    return {"@id": _name_of(author), "@type": "Person", "name": name} | names
