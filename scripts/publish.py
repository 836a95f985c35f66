"""All: the figures and pages of the paper's scenario to where everybody finds them."""

from pathlib import Path

from pipeline import command, files


def publish(made: list[str], published: list[command.Made]) -> None:
    """Copy each file of `made` to its place in `published`."""
    for source, target in zip(made, published, strict=True):
        content = Path(source).read_bytes()
        files.write_whole(target, lambda to, content=content: Path(to).write_bytes(content))


if __name__ == "__main__":
    command.run(publish)
