"""One run at a time in a folder, and none beside a job that outlives a killed one.

Locks are the system's own on files in results/.made: they end with the process that holds them,
however it ends.
"""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

GRACE = 5.0  # s that a run has to end by itself once it is told to and no job is at work
RUN, JOBS = Path("results/.made/run.lock"), Path("results/.made/jobs.lock")


def hold_run() -> IO:
    """Wait until no other run and no job of one is at work here; return the lock, to be kept."""
    held = _open(RUN)
    _wait(held, fcntl.LOCK_EX, "waiting for another run in this folder to end")
    with _open(JOBS) as jobs:
        _wait(jobs, fcntl.LOCK_EX, "waiting for a job that a killed run has left behind")
    return held


def end_when_told() -> None:
    """See to it that this process ends on SIGTERM.

    Snakemake's handler takes a lock that the interrupted code may hold, and then waits for ever,
    with the lock on this folder.  A thread, which no lock stops, hears of the signal as well.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_end_after_sigterm, args=(heard,), daemon=True).start()


def _end_after_sigterm(heard):
    while os.read(heard, 1) != bytes([signal.SIGTERM]):
        pass
    time.sleep(GRACE)
    with _open(JOBS) as jobs:
        fcntl.flock(jobs, fcntl.LOCK_EX)
    print("told to stop", file=sys.stderr, flush=True)
    os._exit(1)


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
