"""All sections: the walk through the paper, from text to a notebook with results, and to a page."""

from pipeline import command, files, notebooks

SECTIONS = ("model",)


def execute_walkthrough(
    source: str, package: list[str], config: str, notebook: command.Made, page: command.Made
) -> None:
    """Execute the text `source`, with the modules `package` on `config`; write it in both forms."""
    del package, config  # the text finds them
    executed = notebooks.execute(source)
    files.write_text(notebook, notebooks.nbformat.writes(executed) + "\n")
    files.write_text(page, notebooks.page(executed, "thermal-stt: a walk through the paper"))


if __name__ == "__main__":
    command.run(execute_walkthrough)
