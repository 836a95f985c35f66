"""What a script imports, directly or not, read from its text: files of the project and packages."""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("scripts", "src")
LOCK = "envs/requirements.txt"
# Packages that have another name in the lock than in an import
NAMES = {"PIL": "pillow", "pydantic_core": "pydantic-core", "ruamel": "ruamel-yaml"}
IMPORT = re.compile(r"^[ \t]*(?:from (\S+) )?import (?:\(([^)]*)\)|(.*))", re.MULTILINE)


def closure(script: str) -> tuple[list[str], list[str]]:
    """Return the files below scripts/ and src/ that `script` needs, itself first, and the packages.

    The packages are the top-level names that it imports from elsewhere, the standard library's left
    out.  Paths are relative to the top of the project.
    """
    files, packages, queue = {script: None}, set(), [script]
    while queue:
        for name in _imported(queue.pop()):
            found = _files_of(name)
            if not found:
                packages.add(name.split(".")[0])
            queue += [file for file in found if file not in files]
            files |= dict.fromkeys(found)
    return [script, *sorted({*files} - {script})], sorted(packages - sys.stdlib_module_names)


def place(file: str) -> str:
    """Return where a file of the project is, from the working folder."""
    return os.path.relpath(ROOT / file)


def own(path: str) -> str:
    """Return a path from the working folder as one from the top of the project."""
    return str(Path(path).resolve().relative_to(ROOT))


def direct(file: str) -> list[str]:
    """Return the files of the project that a file names itself."""
    return [found for name in _imported(file) for found in _files_of(name)]


@cache
def read(file: str) -> bytes:
    """Return the content of a file of the project, the same all through a run."""
    return (ROOT / file).read_bytes()


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
def _imported(file: str) -> tuple[str, ...]:
    return tuple(_names_in(read(file).decode()))


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
def _files_of(name: str) -> tuple[str, ...]:
    """Return the file of a module and those of the packages that it lies in; none if it has none.

    `name` may also be something in a module, which then is the one.
    """
    found = []
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        path = "/".join(parts[:length])
        for folder in FOLDERS:
            for file in (f"{folder}/{path}.py", f"{folder}/{path}/__init__.py"):
                if (ROOT / file).is_file():
                    found.append(file)
    if found and len(parts) == 2:  # `from PACKAGE import MODULE` finds it on its floor
        found += (own(str(file)) for file in (ROOT / found[0]).parent.glob(f"*/{parts[1]}.py"))
    return tuple(found)
