"""Writing whole files or none."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

UNFINISHED = ".unfinished-"  # begins the name of a file that is being written


def write_whole(path: str, write: Callable[[str], object]) -> None:
    """Call `write` with a temporary path beside `path`, then move the finished file there.

    A reader sees the old file or the new one, never a part of it; a failure leaves no trace.
    """
    target = Path(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(
            prefix=f"{UNFINISHED}{target.stem}-", suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
        write(temporary)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes a file for its owner alone
        os.replace(temporary, target)
    except BaseException as error:
        if temporary is not None:
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, path) from None  # not the temporary's name
        raise


def clear_unfinished(folders: Iterable[str]) -> None:
    """Remove what writers that were killed have left below `folders`; none may be at work."""
    for folder in folders:
        for left in Path(folder).rglob(f"{UNFINISHED}*"):
            left.unlink()


def make_room(path: str) -> None:
    """Make the folder of `path`, and move a folder that stands in its place aside, with a word."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        aside = target.with_name(f"{target.name}.folder")
        target.rename(aside)
        print(f"warning: {path}: was a folder, is now {aside}", file=sys.stderr)


def write_text(path: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    write_whole(path, lambda temporary: Path(temporary).write_text(text, encoding="utf-8"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
