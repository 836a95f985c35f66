"""All: figures, captions, equations, walk, verdict, functions as a site of static files -> site."""

from pathlib import Path

import nbformat
from ruamel.yaml import YAML

from pipeline import command, imports, tables
from pipeline.site import build, sources


def build_site(
    citation: str,
    captions: list[str],
    figures: list[str],
    movie: list[str],
    parameters: str,
    claims: str,
    notebook: str,
    verdict: str,
    readme: str,
    note: str,
    style: str,
    package: list[str],
    tests: list[str],
    site: command.Made,
    bench: list[str] = (),
) -> None:
    """Write the site of all of these; `site` is its first page, the others are beside it."""
    cited = YAML(typ="safe").load(Path(citation).read_text(encoding="utf-8"))
    text = {Path(path).stem: Path(path).read_text(encoding="utf-8") for path in captions}
    told = {name: sources.caption(said, parameters, name) for name, said in text.items()}
    checked = [imports.own(path) for path in tests]
    made = sources.figures(cited, told) | sources.registry(tables.read(claims), checked)
    made |= sources.modules([imports.own(path) for path in package]) | sources.code(checked)
    made |= sources.walk(nbformat.read(notebook, as_version=4))
    made["benchmark.md"] = sources.benchmark(Path(readme).read_text(encoding="utf-8"), bench or ())
    made["dropped_field.md"] = sources.note(Path(note).read_text(encoding="utf-8"))
    build.build(made, [*figures, *movie, verdict, style, *(bench or ())], Path(site).parent)


if __name__ == "__main__":
    command.run(build_site)
