"""What of a machine or an account may change a result, and what shields from it: all in one place.

`settle` is called where a run of the workflow begins, and its jobs inherit it.  What Python, bash
and Snakemake read before a line of ours runs, the Makefile takes out.

Other than variables, and what shields from them:

- matplotlibrc, in the folder or of an account: a drawing starts from matplotlib's defaults;
- kernels and settings of Jupyter, IPython: the walk has the kernel of its own Python alone;
- the umask: a result has the permissions that it gives; nothing else depends on it;
- processor, threads, BLAS: last digits; tests/reference/tolerances.csv, as measured;
- clock and time zone: nothing has a date; a result is current by content, and compiled code too;
- name of the folder: no path of it is in a result or in .venv;
- home folder: one below .venv where there is none to write to (Makefile).
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from pipeline import imports


class Setting(NamedTuple):
    """A variable of the environment: what it may change, and the value that a run has instead."""

    name: str
    changes: str
    instead: str | None  # None: taken out


SETTINGS = (
    Setting("PYTHONPATH", "which code is imported", str(imports.ROOT / "src")),
    Setting("PYTHONUTF8", "how files are read, and printed, in another locale", "1"),
    Setting("PYTHONNOUSERSITE", "which packages are imported", "1"),
    Setting("PYTHONINSPECT", "whether a job comes to its end", None),
    Setting("PYTHONOPTIMIZE", "what a function says of itself, in pages and the site", None),
    Setting("PYTHONSTARTUP", "what runs before a notebook", None),
    Setting("PYTHONWARNINGS", "which warnings end a job", None),
    Setting("LC_ALL", "the words of the system's errors", "C.UTF-8"),
    Setting("LANGUAGE", "the same", None),
    Setting("BASH_ENV", "what the shell does before each job", None),
    Setting("ENV", "the same, for another shell", None),
    Setting("MPLBACKEND", "whether a notebook has pictures", None),
    Setting("MATPLOTLIBRC", "how a picture looks", None),
    Setting("JUPYTER_PATH", "which kernel runs the notebook", None),
    Setting("JUPYTER_CONFIG_PATH", "how its cells are run and shown", None),
    Setting("JUPYTER_CONFIG_DIR", "the same", None),
    Setting("JUPYTER_DATA_DIR", "which kernel runs the notebook", None),
    Setting("GIT_DIR", "which history is asked", None),
    Setting("GIT_WORK_TREE", "the same", None),
)


def settle() -> None:
    """Take on the settings of the project, and this Python, for what this process starts.

    An environment for the jobs has a Python of its own, first on its path.
    """
    for setting in SETTINGS:
        if setting.instead is None:
            os.environ.pop(setting.name, None)
        else:
            os.environ[setting.name] = setting.instead
    here = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", os.defpath)])
