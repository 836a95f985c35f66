"""Which of the project's own files a script imports, directly or not, read from its code."""

import sys
from modulefinder import ModuleFinder
from pathlib import Path

FOLDERS = ("scripts", "src")


def closure(script: str) -> tuple[list[str], list[str]]:
    """Return the files below scripts/ and src/ that `script` needs, itself first, and the packages.

    The packages are the top-level names that it imports from elsewhere, the standard library's left
    out.  Paths are relative to the working folder, the top of the project.
    """
    finder = ModuleFinder(path=list(FOLDERS))
    finder.run_script(script)
    here = Path.cwd()
    files = {
        str(Path(module.__file__).resolve().relative_to(here))
        for module in finder.modules.values()
        if module.__file__
    }
    missing = {name.split(".")[0] for name in finder.any_missing()}
    own = {Path(file).name for folder in FOLDERS for file in Path(folder).iterdir()}
    return [script, *sorted(files - {script})], sorted(missing - sys.stdlib_module_names - own)
