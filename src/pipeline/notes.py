"""Snakemake's notes on results, with two differences that a folder under many hands asks for.

The lock is the system's own, held while something is made and never while one looks; and a result
that is no longer as its job left it counts as one that was not finished.
"""

import fcntl
import os
import sys
from pathlib import Path

from snakemake import workflow as engine
from snakemake.jobs import Job
from snakemake.persistence.file import FilePersistence
from snakemake.shell import shell

UNWRITABLE = "{}: must be writable, to keep notes of what is made"


class Notes(FilePersistence):
    """What Snakemake knows of each result, below .snakemake."""

    # our params are words; Snakemake's own way would wait for pandas, to tell its tables
    _serialize_param = FilePersistence._serialize_param_builtin

    def __init__(self, nolock: bool = False, **arguments: object) -> None:
        try:
            super().__init__(nolock=True, **arguments)
        except PermissionError as error:
            sys.exit(UNWRITABLE.format(error.filename))
        workflow = self.dag.workflow
        if workflow.executor_plugin is None:
            self.dag.ignore_incomplete = False  # a summary tells of them, too
        elif not workflow.dryrun and not nolock:
            self.held = hold(f"{self.path}/making")

    async def incomplete(self, job: Job) -> list:
        """Return the outputs of a job that are there but not as it left them.

        Such are those of a job that was stopped, and what was cut off, edited or put there since:
        its date is another than the one in the note.
        """
        unfinished = await super().incomplete(job)
        for file in job.output:
            if file not in unfinished and await file.exists():
                note = self.metadata(file)
                if note is None or note.endtime != (await file.mtime()).local_or_storage():
                    unfinished.append(file)
        return unfinished


def hold(path: str) -> int:
    """Wait until no other run and no job of one is at work here; return the lock that is held.

    The jobs inherit it, so that one which outlives its killed run is waited for as well.
    """
    if not os.access(Path(path).parent, os.W_OK):
        sys.exit(UNWRITABLE.format(Path(path).parent))
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another run in this folder to end", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    shell._process_args["pass_fds"] = (lock,)
    return lock


def use() -> None:
    """Let Snakemake keep its notes in this way."""
    engine.FilePersistence = Notes
