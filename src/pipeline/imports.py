"""What a script imports, directly or not, read from its text: files of the project and packages."""

import hashlib
import os
import py_compile
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("scripts", "src")
LOCK = "envs/requirements.txt"
BY_CONTENT = (3).to_bytes(4, "little")  # flags in compiled code: of a hash, and it is checked
# Packages that have another name in the lock than in an import
NAMES = {"PIL": "pillow", "pydantic_core": "pydantic-core", "ruamel": "ruamel-yaml"}
IMPORT = re.compile(r"^[ \t]*(?:from (\S+) )?import (?:\(([^)]*)\)|(.*))", re.MULTILINE)


@cache
def closure(script: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files below scripts/ and src/ that `script` needs, itself first, and the packages.

    The packages are the top-level names that it imports from elsewhere, the standard library's left
    out.  Paths are relative to the top of the project.
    """
    files, packages, queue = {script}, set(), [script]
    while queue:
        found, others = _named_in(queue.pop())
        queue += found - files
        files |= found
        packages |= others
    return (script, *sorted(files - {script})), tuple(sorted(packages - sys.stdlib_module_names))


def place(file: str) -> str:
    """Return where a file of the project is, from the working folder."""
    return os.path.relpath(ROOT / file)


def own(path: str) -> str:
    """Return a path from the working folder as one from the top of the project."""
    return os.path.relpath(path, ROOT)


def direct(file: str) -> set[str]:
    """Return the files of the project that a file names itself."""
    return _named_in(file)[0]


@cache
def read(file: str) -> bytes:
    """Return the content of a file of the project, the same all through a run."""
    return (ROOT / file).read_bytes()


@cache
def digest(file: str) -> str:
    """Return the SHA-256 of a file of the project."""
    return hashlib.sha256(read(file)).hexdigest()


@cache
def locked() -> dict[str, str]:
    """Return the version of each package in the lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", read(LOCK).decode(), re.MULTILINE))


def version(package: str) -> str:
    """Return the locked version of a package by its name in an import, "-" if it is not there."""
    return locked().get(NAMES.get(package, package.replace("_", "-").lower()), "-")


@cache
def _named_in(file: str) -> tuple[set[str], set[str]]:
    """Return the files of the project that a file names itself, and the packages from elsewhere."""
    files: set[str] = set()
    packages: set[str] = set()
    for name in _names_in(read(file).decode()):
        parts = name.split(".")
        # a module, those of the packages that it lies in, or of what is something in a module
        found = [modules().get(".".join(parts[: i + 1]), ()) for i in range(len(parts))]
        files.update(*found)
        if not any(found):
            packages.add(parts[0])
    return files, packages


def _names_in(text: str) -> Iterator[str]:
    """Yield MODULE and MODULE.NAME for `from MODULE import NAME`: either may be the module."""
    for module, several, one in IMPORT.findall(text):
        if module:
            yield module
        for part in re.sub(r"#.*", "", several or one).split(","):
            name = part.split(" as ")[0].strip()
            if name:
                yield f"{module}.{name}" if module else name


@cache
def modules() -> dict[str, list[str]]:
    """Return the files that an import of each name may mean."""
    found: dict[str, list[str]] = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            names = [".".join(parts)]
            if len(parts) == 3:  # `from PACKAGE import MODULE` finds it on its floor
                names.append(f"{parts[0]}.{parts[2]}")
            for name in names:
                found.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return found


def compile_by_content() -> None:
    """Compile what is new, such that Python compares the text of a module and not its date.

    By date and size it would run the old code of one that has another text and its old date.
    """
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    for file in {file for files in modules().values() for file in files}:
        path = str(ROOT / file)
        compiled = Path(cache_from_source(path, optimization=""))
        with suppress(OSError):  # where nothing can be written, dates have to do
            if not compiled.is_file() or compiled.read_bytes()[4:8] != BY_CONTENT:
                py_compile.compile(path, optimize=0, invalidation_mode=mode, quiet=2)
