"""One run at a time in a folder, and none beside a job that outlives a killed one.

Locks are the system's own on files in results/.made: they end with the process that holds them,
however it ends.
"""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

RUN, JOBS = Path("results/.made/run.lock"), Path("results/.made/jobs.lock")


def hold_run() -> IO:
    """Wait until no other run and no job of one is at work here; return the lock, to be kept."""
    held = _open(RUN)
    _wait(held, fcntl.LOCK_EX, "waiting for another run in this folder to end")
    with _open(JOBS) as jobs:
        _wait(jobs, fcntl.LOCK_EX, "waiting for a job that a killed run has left behind")
    return held


@contextmanager
def working() -> Iterator[None]:
    """Be a job at work: any number at a time, but no run begins meanwhile."""
    with _open(JOBS) as jobs:
        fcntl.flock(jobs, fcntl.LOCK_SH)
        yield


def _open(path: Path) -> IO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")


def _wait(file: IO, kind: int, words: str) -> None:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        print(words, file=sys.stderr, flush=True)
        fcntl.flock(file, kind)
