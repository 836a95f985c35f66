"""Writing whole files or none."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

UNFINISHED = ".unfinished-"  # begins the name of a file that is being written


def write_whole(path: str, write: Callable[[str], object]) -> None:
    """Call `write` with a temporary path beside `path`, then move the finished file there.

    A reader sees the old file or the new one, never a part of it; a failure leaves no trace, and
    what a killed writer leaves the next one overwrites.  A folder in its place is moved aside.
    """
    target = Path(path)
    temporary = target.with_name(f"{UNFINISHED}{target.name}")
    try:
        if target.is_dir() and not target.is_symlink():
            aside = target.rename(target.with_name(f"{target.name}.folder"))
            print(f"warning: {path}: was a folder, is now {aside}", file=sys.stderr)
        temporary.touch()  # says why, where pandas would not
        write(str(temporary))
        os.replace(temporary, target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, path) from None  # not the temporary's name
        raise


def write_text(path: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    write_whole(path, lambda temporary: Path(temporary).write_text(text, encoding="utf-8"))
