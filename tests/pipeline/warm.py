"""Snakemake with all of it loaded, and what its jobs import: a run and a job are forks of these.

To load that is most of what both take, and what a test looks at comes after.  Each line of the
input asks for a run.  `make` starts new ones.
"""

import json
import os
import runpy
import shlex
import signal
import socket
import subprocess
import sys
from types import SimpleNamespace

PACKAGES = "matplotlib.backends.backend_agg matplotlib.backends.backend_pdf matplotlib.figure "
PACKAGES += "numpy pandas pydantic ruamel.yaml scipy.integrate scipy.optimize"
ASKS, ANSWERS = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def run_jobs() -> None:
    """Run each job that is asked for, until nobody is left who could."""
    ASKS.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as Snakemake gives its jobs
    for name in PACKAGES.split():
        __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while (asked := socket.recv_fds(ANSWERS, 1 << 20, 3))[0]:
        files = asked[1]
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if (job := os.fork()) == 0:
                run_job(*json.loads(asked[0]), files)
                return
            code = os.waitstatus_to_exitcode(os.waitpid(job, 0)[1])
            os.write(files[2], str(code).encode())
            os._exit(0)
        for file in files:
            os.close(file)


def run_job(words: list[str], folder: str, environment: dict[str, str], files: list[int]) -> None:
    """Do what a new Python would."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(files[0], 1)
    os.dup2(files[1], 2)
    sys.argv = words
    sys.path[:1] = [os.path.dirname(words[0]), *environment["PYTHONPATH"].split(os.pathsep)]
    runpy.run_path(words[0], run_name="__main__")


class Job:
    """What Snakemake asks of a process."""

    stdout = None

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self.code, end = os.pipe()
        asked = json.dumps([words, os.getcwd(), environment]).encode()
        socket.send_fds(ASKS, [asked], [1, 2, end])
        os.close(end)

    def wait(self) -> int:
        """Return the code that it ended with."""
        with open(self.code) as code:
            return int(code.read())


def started(command: str, **options) -> Job | subprocess.Popen:
    """Start what Snakemake gives a shell: `set -euo pipefail; python SCRIPT ...` is a job."""
    words = shlex.split(command.partition("; ")[2])
    if words[:1] == ["python"]:
        return Job(words[1:], options["env"])
    return subprocess.Popen(command, **options)


if os.fork() == 0:
    sys.exit(run_jobs())
ANSWERS.close()

import ruamel.yaml  # noqa: E402, F401
import smart_open  # noqa: E402, F401
import snakemake.cli  # noqa: E402
import snakemake.report.html_reporter  # noqa: E402

sys.modules["snakemake.shell"].sp = SimpleNamespace(**vars(subprocess) | {"Popen": started})
snakemake.cli.get_argument_parser()  # which looks for plugins on the whole path

for line in sys.stdin:
    folder, arguments, output = json.loads(line)
    if (run := os.fork()) == 0:
        os.chdir(folder)
        sys.argv, sys.path[0] = ["snakemake", *arguments], folder
        with open(output, "wb") as printed:
            os.dup2(printed.fileno(), 1)
        os.dup2(1, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.exit(snakemake.cli.main())
    print(os.waitstatus_to_exitcode(os.waitpid(run, 0)[1]), flush=True)
