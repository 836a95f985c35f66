"""Holds a process of a run at a moment of its work, for a test to act; see `project.Moment`.

Python imports this at its start, where the folder is on its path.  HELD says which process, before
which of its events, counted from one (0: at its start), and names a file: it is there as long as
the process is held, which goes on when it is removed.
"""

import os
import sys
import time

# What changes a disk; a kill matters only between two of these
CHANGES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.utime", "os.link"}
PLACED = {"os.rename"}
PROCESS, EVENTS, COUNT, FILE = os.environ.get("HELD", "|||").split("|")
seen = 0


def hold() -> None:
    os.close(os.open(FILE, os.O_CREAT))
    while os.path.exists(FILE):
        time.sleep(0.01)


def watch(event: str, arguments: tuple) -> None:
    global seen
    if event not in (PLACED if EVENTS == "placed" else CHANGES):
        return
    if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
        return
    if "__pycache__" in str(arguments[0]):
        return
    seen += 1
    if seen == int(COUNT):
        hold()


if any(os.path.basename(argument) == PROCESS for argument in sys.orig_argv[1:3]):
    if COUNT == "0":
        hold()
    else:
        sys.addaudithook(watch)
