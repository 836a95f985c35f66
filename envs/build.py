"""Build .venv, or add layers to it: `python envs/build.py workflow notebook test`.

A layer is an extra of pyproject.toml, in the versions and with the hashes of requirements.txt.
Nothing in .venv names the folder it is in, so it may be moved and copied with the project.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LAYERS = ("workflow", "notebook", "site", "explore", "test", "slurm")
LOCK = Path("envs/requirements.txt")
VENV = Path(".venv")
PYTHON = VENV / "bin/python"
TOOL = VENV / "tool"  # uv and pip, apart from what they install
UV = TOOL / "bin/uv"
PIP: list[str | Path] = [TOOL / "bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check"]


def main(wanted: list[str]) -> None:
    """Add the layers that are not there as locked; a second process waits for the first."""
    with open(".venv.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another make to build .venv", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        made = [layer for layer in LAYERS if is_made(layer)]
        missing = [layer for layer in wanted if layer not in made]
        if not missing:
            return
        for layer in LAYERS:  # what is killed from here on begins anew
            (VENV / layer).unlink(missing_ok=True)
        print(f"building .venv from {LOCK}: {' '.join(missing)}", flush=True)
        if not made:
            create()
        install(missing)
        for layer in {*made, *missing}:
            shutil.copy(LOCK, VENV / layer)


def is_made(layer: str) -> bool:
    """Whether the layer is there as locked and, if make was told which, with that Python."""
    stamp = VENV / layer
    if not (
        os.access(PYTHON, os.X_OK) and stamp.exists() and stamp.read_bytes() == LOCK.read_bytes()
    ):
        return False
    return not os.environ.get("PYTHON") or PYTHON.resolve() == base().resolve()


def base() -> Path:
    """Find the interpreter that this one stands on, if it is itself one of an environment."""
    return Path(getattr(sys, "_base_executable", sys.executable))


def create() -> None:
    """Make an empty environment, with uv beside it."""
    shutil.rmtree(VENV, ignore_errors=True)
    run(base(), "-I", "-m", "venv", TOOL)
    run(*PIP, "install", "--no-user", "--require-hashes", "-r", "envs/uv.txt")
    run(UV, "venv", "--quiet", "--relocatable", "--allow-existing", "--python", base(), VENV)
    [packages] = VENV.glob("lib/python3.*/site-packages")
    (packages / "thermal_stt.pth").write_text("../../../../src\n")


def install(layers: list[str]) -> None:
    """Install the layers with uv, from what pip can fetch where uv reaches nothing."""
    command: list[str | Path] = [UV, "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    command += ["--requirement", "pyproject.toml", "--constraint", LOCK]
    command += [word for layer in layers for word in ("--extra", layer)]
    if not sys.stderr.isatty():
        command.append("--quiet")  # progress on a terminal, and none in a log
    if subprocess.run([*command, "--require-hashes", "--system-certs"]).returncode == 0:
        return
    print("uv could not; pip takes a minute", file=sys.stderr, flush=True)
    with (
        tempfile.TemporaryDirectory() as wheels
    ):  # pip looks at the hashes, and builds what is none
        run(*PIP, "wheel", "--require-hashes", "-r", LOCK, "-w", wheels)
        run(*command, "--no-verify-hashes", "--no-cache", "--no-index", "--find-links", wheels)


def run(*command: str | Path) -> None:
    """Run a command; its own words stand when it fails, and nothing goes on."""
    if subprocess.run(command).returncode:
        sys.exit(f"make: .venv was not built: {Path(command[0]).name} failed")


if __name__ == "__main__":
    main(sys.argv[1:])
