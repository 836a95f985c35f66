"""All: what of the paper is where, for machines -> ro-crate-metadata.json."""

from pathlib import Path

from ruamel.yaml import YAML

from pipeline import command, crate, described, files, imports


def describe_crate(
    citation: str,
    captions: list[str],
    tables: list[str],
    figures: list[str],
    pages: list[str],
    metadata: command.Made,
) -> None:
    """Write what these files are, in the words of the captions, the scripts and the pages."""
    says, drawn_from = described.tables(), described.figures()
    place = {Path(path).stem: imports.own(path) for path in tables}
    told = {Path(path).stem: Path(path).read_text(encoding="utf-8") for path in captions}
    parts = [crate.file(to, f"{name}.csv", description=says[name]) for name, to in place.items()]
    for path in figures:
        name = Path(path).stem
        bases = [place[table] for table in drawn_from[name] if table in place]
        parts.append(crate.figure(path, told[name], bases))
    parts += [crate.page(path, Path(path).read_text(encoding="utf-8")) for path in pages]
    cited = YAML(typ="safe").load(Path(citation).read_text(encoding="utf-8"))
    files.write_text(metadata, crate.metadata(cited, parts, imports.version("snakemake")))


if __name__ == "__main__":
    command.run(describe_crate)
