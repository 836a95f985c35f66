"""How the tests run: the same examples every time, and none that is skipped unseen."""

import shutil

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A check that is claimed has to run: skipped or expected to fail counts as failed."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: did not run, or may fail"
    return report


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A project in which everything has been made once; tests leave it as they found it."""
    project = copy_of_the_project(tmp_path_factory.mktemp("made"))
    done = snakemake(project, "all")
    assert done.returncode == 0, done.stdout
    return project


@pytest.fixture
def edited(made, tmp_path):
    """A copy of it to change; files keep their dates."""
    return shutil.copytree(made, tmp_path / "edited", symlinks=True)


@pytest.fixture(scope="session")
def small_made(tmp_path_factory):
    """A project with less to compute, in which everything has been made once."""
    project = smaller(copy_of_the_project(tmp_path_factory.mktemp("small")))
    done = snakemake(project, "all")
    assert done.returncode == 0, done.stdout
    return project


@pytest.fixture
def small(small_made, tmp_path):
    """A copy of it to change; files keep their dates."""
    project = shutil.copytree(small_made, tmp_path / "small", symlinks=True)
    yield project
    release(project)
