"""Writing whole files or none."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_whole(path: str, write: Callable[[str], object]) -> None:
    """Call `write` with a temporary path beside `path`, then move the finished file there.

    A reader sees the old file or the new one, never a part of it; a failure leaves no trace.
    """
    target = Path(path)
    handle, temporary = tempfile.mkstemp(
        prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    try:
        write(temporary)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes a file for its owner alone
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def write_text(path: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    write_whole(path, lambda temporary: Path(temporary).write_text(text, encoding="utf-8"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
