"""The environment as an account of any kind builds, moves and shares it; the package without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import FIGURES, make

from models import ROOT

pytestmark = pytest.mark.long

CACHES = {  # so that a home that is missing costs no download
    "UV_CACHE_DIR": Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "uv",
    "PIP_CACHE_DIR": Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "pip",
}
PLACES = """
import pathlib, sys, snakemake, thermal_stt
for file in (sys.prefix, snakemake.__file__, thermal_stt.__file__):
    print(ascii(str(pathlib.Path(file))))
"""


def tracked(to):
    """What a clone has, without its history."""
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", ".snakemake", "results", "__pycache__", ".*_cache", ".hypothesis"
    )
    return shutil.copytree(ROOT, to, ignore=left_out)


def hostile(folder):
    """What an account may export; each of these ended `make` in a traceback, or misled it."""
    (folder / "other").mkdir()
    (folder / "other/sitecustomize.py").write_text("raise SystemExit('another Python')\n")
    (folder / "rc").write_text("echo from BASH_ENV; exit 3\n")
    return {
        "PYTHONPATH": str(folder / "other"),
        "PYTHONHOME": str(folder / "other"),
        "BASH_ENV": str(folder / "rc"),
        "PIP_USER": "1",
        "PIP_TARGET": str(folder / "other"),
        "JUPYTER_PATH": str(folder / "other"),
        "VIRTUAL_ENV": str(folder / "other"),
        "HOME": str(folder / "no home"),
        "LC_ALL": "xx_YY.ISO-8859-1",
    }


# Grid on and dark ground; a kernel that is none; what a cluster exports; another time and locale
NOBODY = 65534
RC = "axes.grid: True\naxes.facecolor: black\nfont.size: 20\n"
KERNEL = '{"argv": ["false"], "display_name": "another", "language": "python"}'


def settings_of_an_account(folder, project):
    """Files and variables of an account that may change what is made."""
    places = [project, folder / "config"]
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        (place / "matplotlibrc").write_text(RC)
    (folder / "jupyter/kernels/python3").mkdir(parents=True)
    (folder / "jupyter/kernels/python3/kernel.json").write_text(KERNEL)
    return {
        "HOME": "/",
        "MPLCONFIGDIR": str(folder / "config"),
        "MPLBACKEND": "Agg",
        "JUPYTER_PATH": str(folder / "jupyter"),
        "PYTHONWARNINGS": "error",
        "PYTHONINSPECT": "1",
        "PYTHONOPTIMIZE": "2",
        "TZ": "Asia/Kathmandu",
        "LC_ALL": "tr_TR.UTF-8",
    }


def as_another_account():
    """A command that runs another with the umask 077, as nobody if root has a Python for all."""
    private = ["sh", "-c", 'umask 077; exec "$@"', "sh"]
    nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    as_nobody = [*nobody, *private]
    python = Path(sys.executable).resolve()
    if (
        os.geteuid()
        or subprocess.run([*as_nobody, python, "-c", ""], capture_output=True).returncode
    ):
        return private
    return as_nobody


def test_the_verdict_is_green_and_figures_are_the_same_for_any_account(built, made, tmp_path):
    """Though this folder has no history, and is another account's as git would see it.

    The same as of this account, on this machine: on another, last digits are others.
    """
    folder = tmp_path / "of an account"
    folder.mkdir()
    project = shutil.copytree(built, folder / "Téléchargements of {mine}", symlinks=True)
    added = subprocess.run(
        [project / ".venv/bin/python", "envs/build.py", "workflow", "notebook"], cwd=project
    )
    assert added.returncode == 0
    surroundings = hostile(folder) | settings_of_an_account(folder, project)
    account = as_another_account()
    if account[0] == "setpriv":
        for path in [tmp_path, *tmp_path.rglob("*")]:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        for path in tmp_path.parents[:2]:  # of pytest, closed to others
            path.chmod(0o711)
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "XDG_CACHE_HOME"}
    inherited = {name: value for name, value in os.environ.items() if name not in outer}
    done = subprocess.run(
        [*account, "make", "--no-print-directory", "check", "CHECK=--once"],
        cwd=project,
        env=inherited | surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("GREEN: "), done.stdout
    assert "Traceback" not in done.stdout
    for name in FIGURES:
        assert (project / name).read_bytes() == (made / name).read_bytes(), name


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A clone in which two `make` at once, in hostile surroundings, built the environment.

    Anew, as what is there was killed.
    """
    folder = tmp_path_factory.mktemp("built")
    project = tracked(folder / "Téléchargements of {mine}")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project / ".venv"], check=True)
    left = project / ".venv/bin/left"
    left.touch()
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    surroundings = {name: value for name, value in os.environ.items() if name not in outer}
    surroundings |= hostile(folder) | {name: str(path) for name, path in CACHES.items()}
    runs = [
        subprocess.Popen(
            ["make", "--no-print-directory", "env", f"PYTHON={sys.executable}"],
            cwd=project,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert "".join(said).count("building .venv") == 1, said
    assert not any((folder / "other").rglob("*uv*"))
    assert not left.exists()
    return project


def places(project):
    """Where the environment of a project takes itself, a package and ours from."""
    done = subprocess.run(
        [project / ".venv/bin/python", "-c", PLACES],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_environment_is_that_of_the_folder_wherever_it_goes(built, tmp_path):
    assert "building" not in make(built, "env").stdout
    copied = shutil.copytree(built, tmp_path / "copied", symlinks=True)
    moved = shutil.move(built, tmp_path / "moved")
    try:
        for project in (copied, Path(moved)):
            assert all(place.startswith(f"'{project}/") for place in places(project))
            assert "building" not in make(project, "env").stdout
            script = subprocess.run(
                [project / ".venv/bin/snakemake", "--version"], capture_output=True, text=True
            )
            assert script.returncode == 0, script.stderr
    finally:
        shutil.move(moved, built)


def test_no_path_file_names_a_folder(built):
    for path in built.glob(".venv/lib/python3.*/site-packages/*.pth"):
        text = path.read_bytes()
        assert text.isascii()
        assert not text.startswith(b"/"), path


def test_make_installs_what_it_needs_alone(built):
    there = {
        path.name.split("-")[0] for path in built.glob(".venv/lib/*/site-packages/*.dist-info")
    }
    assert {"snakemake", "matplotlib", "numpy"} <= there
    assert not {"jupyterlab", "ipykernel", "pytest", "ruff", "mypy", "sympy"} & there


def test_make_takes_the_newest_python_that_is_one(tmp_path):
    project = tracked(tmp_path / "clone")
    names = tmp_path / "names"
    names.mkdir()
    for version, ends in (("3.14", "exit 127"), ("3.13", "exit 0"), ("3.12", "exit 0")):
        stub = names / f"python{version}"
        stub.write_text(f'#!/bin/sh\n[ "$2" = -c ] || echo "takes {version} for $*"\n{ends}\n')
        stub.chmod(0o755)
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    done = subprocess.run(
        ["make", "--no-print-directory", "env"],
        cwd=project,
        env=surroundings | {"PATH": f"{names}:{os.environ['PATH']}", "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "takes 3.13 for -I envs/build.py workflow\n", done.stderr


def test_without_a_python_that_fits_there_is_one_line(tmp_path):
    done = make(tracked(tmp_path / "clone"), "env", "PYTHON=/bin/false")
    assert done.returncode != 0
    assert done.stdout.splitlines()[0].startswith("make: a Python of 3.14 3.13 3.12 3.11 is needed")


def test_pip_installs_the_package_and_leaves_nothing_behind(tmp_path):
    project = tracked(tmp_path / "clone")
    before = set(project.rglob("*"))
    pip = [ROOT / ".venv/tool/bin/python", "-I", "-m", "pip", "--python", sys.executable]
    offline = ["--no-user", "--no-deps", "--no-index", "--no-build-isolation"]
    to = ["--target", tmp_path / "packages"]
    done = subprocess.run([*pip, "install", *offline, *to, project], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(project.rglob("*")) == before
    assert (tmp_path / "packages/thermal_stt/py.typed").is_file()
    code = "import thermal_stt as t; from thermal_stt import precession, paper; "
    code += "print(t.__version__, t.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "packages")},
        capture_output=True,
        text=True,
        check=True,
    )
    version, place = done.stdout.split(maxsplit=1)
    assert place.startswith(str(tmp_path / "packages"))
    [installed] = (tmp_path / "packages").glob("thermal_stt-*.dist-info")
    assert installed.name == f"thermal_stt-{version}.dist-info"
