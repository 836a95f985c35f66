"""How the tests run: the same examples every time, and none that is skipped unseen."""

import fcntl
import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from project import copy_of_the_project, release, smaller, snakemake

settings.register_profile(
    "reproducible",
    derandomize=True,
    deadline=None,  # nor any other verdict by the clock
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=200,
)
settings.load_profile("reproducible")

# What needs programs that are not on every machine
PROGRAMS = {
    "pipeline/test_browser.py": ("chromium",),
    "pipeline/test_slurm.py": ("munged", "slurmctld", "slurmd"),
}
collect_ignore = [file for file, names in PROGRAMS.items() if not all(map(shutil.which, names))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A check that is claimed has to run: skipped or expected to fail counts as failed."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: did not run, or may fail"
    return report


def pytest_collection_modifyitems(items):
    """Files with tests that are long go first, so that no core is idle at the end."""
    dear = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in dear)


def pytest_collection_finish():
    """What is imported and collected stays: to look through it for what could go took a tenth."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """What was left out, and what a test measured, is stated; nothing depends on it."""
    for file in collect_ignore:
        words = f"not run: tests/{file}, which needs {', '.join(PROGRAMS[file])}"
        terminalreporter.write_line(words)
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def made_once(tmp_path_factory, worker: str, name: str, smaller=lambda project: project) -> Path:
    """A project in which everything has been made, once for all processes of the tests."""
    base = tmp_path_factory.getbasetemp()
    project = (base if worker == "master" else base.parent) / name / "project"
    project.parent.mkdir(exist_ok=True)
    with (project.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not project.exists():
            done = snakemake(smaller(copy_of_the_project(project)), "all")
            assert done.returncode == 0, done.stdout
    return project


def copied(project: Path, to: Path) -> Path:
    """A copy to change; files keep their dates.  Others may just be looking at the original."""
    apart = shutil.ignore_patterns("log", "iocache", "tmp*", "verdict.html")
    copy = shutil.copytree(project, to, symlinks=True, ignore=apart)
    shutil.rmtree(copy / "results/whatif", ignore_errors=True)
    return copy


@pytest.fixture(scope="session")
def made(tmp_path_factory, worker_id):
    """A project in which everything has been made once; tests leave it as they found it."""
    return made_once(tmp_path_factory, worker_id, "made")


@pytest.fixture
def edited(made, tmp_path):
    return copied(made, tmp_path / "edited")


@pytest.fixture(scope="session")
def small_made(tmp_path_factory, worker_id):
    """The same with less to compute."""
    return made_once(tmp_path_factory, worker_id, "small", smaller)


@pytest.fixture
def small(small_made, tmp_path):
    project = copied(small_made, tmp_path / "small")
    yield project
    release(project)
