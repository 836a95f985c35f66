"""The pipeline through a Slurm of this one machine, by `make test-all` and `make test-slurm`."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from project import (
    contents,
    copy_of_the_project,
    edit,
    end,
    from_a_shell,
    hear_of_interrupts,
    jobs,
    smaller,
    snakemake,
)

pytestmark = pytest.mark.long

CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
MinJobAge=86400
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
{node} NodeAddr=127.0.0.1
PartitionName=all Nodes=ALL Default=YES
"""


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Slurm:
    """Munge, the controller and the one node, all below a folder, of the user who starts them."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        (folder / "bin").mkdir()
        path = f"{folder}/bin:{os.environ['PATH']}"
        self.environment = {"PATH": path, "SLURM_CONF": f"{folder}/slurm.conf"}
        # The executor keeps this variable from a job's own srun
        srun = folder / "bin/srun"
        called = f'SLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"'
        srun.write_text(f"#!/bin/sh\n{called}\n")
        srun.chmod(0o755)

    def start(self):
        folder = self.folder
        folder.chmod(0o755)  # or munge would not talk
        for name in ("state", "spool"):
            (folder / name).mkdir()
        (folder / "key").write_bytes(os.urandom(64))
        (folder / "key").chmod(0o600)
        node = subprocess.run(["slurmd", "-C"], capture_output=True, text=True, check=True).stdout
        settings = CONFIGURATION.format(
            folder=folder,
            host=socket.gethostname().split(".")[0],
            node=node.splitlines()[0],
            ports=free_ports(2),
            user=getpass.getuser(),
        )
        (folder / "slurm.conf").write_text(settings)
        files = {
            "key-file": "key",
            "socket": "munge",
            "pid-file": "munged.pid",
            "seed-file": "seed",
        }
        options = [f"--{option}={folder}/{name}" for option, name in files.items()]
        self._daemon("munged", "--foreground", *options)
        self._until(lambda: (folder / "munge").exists())
        self._daemon("slurmctld", "-D")
        self._until(lambda: "is UP" in self.asked("scontrol ping"))
        self._daemon("slurmd", "-D")
        self._until(lambda: self.asked("sinfo --noheader --format=%T") == "idle\n")

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.terminate()
            daemon.wait()

    def asked(self, command):
        """What a command of Slurm answers."""
        return subprocess.run(
            shlex.split(command), env=os.environ | self.environment, capture_output=True, text=True
        ).stdout

    def _daemon(self, *command):
        with (self.folder / f"{command[0]}.log").open("w") as log:
            started = subprocess.Popen(
                command, env=os.environ | self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.daemons.append(started)

    def _until(self, true):
        """Wait for what is true when a daemon is ready, as long as all of them run."""
        while not true():
            for daemon in self.daemons:
                log = (self.folder / f"{daemon.args[0]}.log").read_text()
                assert daemon.poll() is None, log
            time.sleep(0.1)


@pytest.fixture(scope="module")
def slurm():
    with tempfile.TemporaryDirectory() as folder:  # short, as the name of a socket has to be
        slurm = Slurm(Path(folder))
        try:
            slurm.start()
            yield slurm
        finally:
            slurm.stop()


# This Slurm keeps no accounts
THROUGH = ("--profile", "profiles/slurm", "--slurm-status-command", "squeue")
# Often, but later than a job needs: a check that finds none done puts off the next by ten
THROUGH += ("--slurm-init-seconds-before-status-checks", "8")


def start(project, slurm, *targets):
    return subprocess.Popen(
        [sys.executable, "-m", "snakemake", *THROUGH, *targets],
        cwd=project,
        env=from_a_shell(slurm.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=hear_of_interrupts,
    )


def test_an_interrupted_run_goes_on_to_the_bytes_of_make(small_made, slurm, tmp_path):
    project = smaller(copy_of_the_project(tmp_path / "project"))
    run = start(project, slurm, "all")
    while not slurm.asked("squeue --noheader --states=RUNNING"):
        assert run.poll() is None, end(run)
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    said = end(run)
    assert run.returncode != 0, said
    assert "Traceback" not in said
    while slurm.asked("squeue --noheader"):  # what was cancelled comes to its end
        time.sleep(0.1)

    run = start(project, slurm, "all")
    said = end(run)
    assert run.returncode == 0, said
    assert len(slurm.asked("squeue --noheader --states=COMPLETED").splitlines()) >= 20
    assert contents(project) == contents(small_made)
    assert not jobs(snakemake(project, "--dry-run", "all"))  # notes are as of a run here


FAULTS = {  # file, what stands there, what instead, and what is said
    "of its own": (
        "scripts/draw_fig2.py",
        "if __name__",
        'raise SystemExit("a: is not b")\nif __name__',
        "draw_fig2: a: is not b (",
    ),
    "of the cluster": (
        "profiles/slurm/config.yaml",
        "# slurm_partition: NAME",
        "slurm_partition: nowhere",
        "invalid partition specified: nowhere",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_job_that_fails_is_one_line(small, slurm, fault):
    *change, words = FAULTS[fault]
    edit(small, *change)
    (small / "results/paper/fig2.pdf").unlink()
    run = start(small, slurm, "fig2")
    said = end(run)
    assert run.returncode != 0, said
    assert "Traceback" not in said
    [line] = [line for line in said.splitlines() if line.startswith("draw_fig2: ")]
    assert words in line
