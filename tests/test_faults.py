"""A pipeline that survives: killed, interrupted, damaged, crowded, out of disk, and always right.

After each fault no figure is half or wrong, and the next plain run ends with the same bytes.
"""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from models import ROOT
from project import (
    FIGURES,
    PAGES,
    Moment,
    command,
    contents,
    done_by,
    end,
    events,
    jobs,
    make,
    release,
    said_until,
    snakemake,
    start,
    wait_until_held,
)

TABLE, LATER = "results/paper/stability.csv", "results/paper/currents.csv"


@pytest.fixture(scope="module")
def right(small_made):
    """What every table, figure and page has to be."""
    return contents(small_made)


def assert_nothing_wrong(project: Path, right: dict[str, bytes]) -> None:
    """What is there under its name is whole and right; what is not may be missing."""
    for name in [*FIGURES, *PAGES]:
        path = project / name
        if path.exists():
            assert path.read_bytes() == right[name], name


def assert_ends_well(project: Path, right: dict[str, bytes]) -> None:
    done = snakemake(project, "all")
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    assert contents(project) == right
    left = [p for p in project.rglob(".unfinished*") if ".venv" not in p.parts]
    assert left == []
    assert "Nothing to be done" in snakemake(project, "-n", "all").stdout


def forget(project: Path, names: list[str]) -> None:
    """Lose some results, so that the next run has work to do."""
    for name in names:
        (project / name).unlink(missing_ok=True)


def outputs(project: Path) -> dict[str, list[str]]:
    """What each rule of the project makes."""
    with (project / "summary").open("w+") as table:
        subprocess.run(command("--summary", "all"), cwd=project, stdout=table, check=True)
    found: dict[str, list[str]] = {}
    with (project / "summary").open(newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            found.setdefault(row["rule"], []).append(row["output_file"])
    return found


def kill(run: subprocess.Popen, project: Path) -> None:
    """End a run and all its jobs at once."""
    os.killpg(run.pid, signal.SIGKILL)
    end(run)
    release(project)


def test_killed_at_any_moment(small, right):
    """SIGKILL of the whole run in the middle of each job, and of the planning.

    In a job: at its start, before it puts its first file in place, or its second.  In Snakemake:
    before one of the changes that it makes on the disk.  Each time something else is missing.
    """
    made, draw, names = outputs(small), random.Random(5), sorted(right)
    assert {"analyse_stability", "draw_figA2", "write_equations"} < set(made)
    moments = [Moment(f"{rule}.py", draw.choice((0, 1))) for rule in sorted(made)]
    moments += [Moment(f"{rule}.py", 2) for rule in ("approach_attractors", "draw_fig3")]
    moments += [Moment("snakemake", count, "changed") for count in (1, 4, 16, 64)]
    for moment in moments:
        shutil.rmtree(small / "results/.made/before", ignore_errors=True)
        forget(small, draw.sample(names, k=6) + made.get(moment.process.removesuffix(".py"), []))
        run = start(small, "all", hold=moment)
        assert wait_until_held(run, small), (moment, end(run))
        kill(run, small)
        assert_nothing_wrong(small, right)
    assert_ends_well(small, right)


def test_killed_from_scratch(small, right):
    """SIGKILL in the middle of a first run."""
    shutil.rmtree(small / "results")
    shutil.rmtree(small / ".snakemake")
    forget(small, FIGURES + PAGES)
    run = start(small, "all", hold=Moment("evaluate_currents.py", 1))
    assert wait_until_held(run, small), end(run)
    kill(run, small)
    assert_nothing_wrong(small, right)
    assert_ends_well(small, right)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop(small, right, number):
    forget(small, [name for name in right if name.endswith(".csv")])
    run = start(small, "all", hold=Moment("evaluate_currents.py", 1))
    assert wait_until_held(run, small), end(run)
    os.killpg(run.pid, number)
    end(run)
    assert run.returncode != 0
    assert_nothing_wrong(small, right)
    assert_ends_well(small, right)


def at_work(project: Path, rule: str) -> bool:
    """Whether a job of this rule is running in the project."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = Path(os.readlink(process / "cwd")) == project
            if here and f"{rule}.py" in (process / "cmdline").read_text():
                return True
        except OSError:
            continue
    return False


def test_a_job_that_outlives_its_killed_parent_is_waited_for(small, right):
    """Only the run is killed, its jobs go on: the next run waits until none of them can write."""
    forget(small, ["results/paper/approach.csv"])
    shutil.rmtree(small / "results/.made/before", ignore_errors=True)
    run = start(small, "all", hold=Moment("approach_attractors.py", 1), output=subprocess.DEVNULL)
    assert wait_until_held(run, small)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert at_work(small, "approach_attractors")
    second = start(small, "all")
    words = "waiting for a job that a killed run has left behind"
    assert words in said_until(second, words)
    assert at_work(small, "approach_attractors")
    release(small)
    said = end(second)
    assert second.returncode == 0, said
    assert_ends_well(small, right)


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def change_a_digit(path):
    content = bytearray(path.read_bytes())
    places = [i for i, c in enumerate(content) if c in b"12345678"]
    content[places[len(places) // 2]] += 1
    path.write_bytes(content)


def replace_by_a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("not to be lost")


DAMAGES = [truncate, empty, change_a_digit, Path.unlink, replace_by_a_folder]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *((TABLE, damage) for damage in DAMAGES),
        ("results/paper/gates_states.csv", Path.unlink),
        ("results/paper/gates_states.csv", change_a_digit),
        ("paper_figures/fig3.png", truncate),
        ("paper_figures/fig2.pdf", replace_by_a_folder),
        ("docs/claims.md", empty),
    ],
)
def test_a_damaged_result_is_made_again(small, right, name, damage):
    damage(small / name)
    listed = jobs(snakemake(small, "-n", "all"))
    assert listed
    assert_ends_well(small, right)
    if damage is replace_by_a_folder:
        assert (small / f"{name}.folder/mine.txt").read_text() == "not to be lost"


@pytest.mark.parametrize("damage", [truncate, empty, Path.unlink])
def test_a_damaged_record_is_no_record(small, right, damage):
    damage(small / f"results/.made/{TABLE}.json")
    made = done_by(small, lambda: snakemake(small, "all"))["made"]
    assert made == {"analyse_stability"}  # and it made the same, so that nothing followed
    assert_ends_well(small, right)


def test_a_table_from_elsewhere_is_not_believed(small, right):
    """A table made by hand, consistent or not, has no record and is replaced."""
    text = (small / LATER).read_text()
    (small / LATER).write_text(text.replace("north_pole", "south_pole"))
    (small / f"results/.made/{LATER}.json").unlink()
    assert_ends_well(small, right)


def test_two_runs_at_once(small, right):
    """The second says that it waits; both end well, and no job was run twice."""
    forget(small, [name for name in right if name.endswith(".csv")])
    first = start(small, "all", hold=Moment("solve_fixed_points.py"))
    assert wait_until_held(first, small), end(first)
    second = start(small, "all")
    words = "waiting for another run in this folder to end"
    assert words in said_until(second, words)
    release(small)
    said = [end(run) for run in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert words not in said[0]
    made = Counter(rule for what, rule in events(small) if what == "made")
    made["check_gates"] //= 3  # for three kinds of tables
    assert max(made.values()) == 2  # once before, once here
    assert_ends_well(small, right)


@pytest.mark.parametrize("count", [0, 1])
def test_an_edit_while_it_runs_makes_no_mixture(small, right, count):
    """The scenario changes under a run: a clear word or the new numbers, never both mixed."""
    path = small / "config/paper.yaml"
    text = path.read_text()
    changed = text.replace("right: 0.02", "right: 0.03")
    forget(small, [name for name in right if name.endswith(".csv")])
    run = start(small, "all", hold=Moment("analyse_stability.py", count))
    assert wait_until_held(run, small), end(run)
    path.write_text(changed)
    release(small)
    output = end(run)
    assert run.returncode != 0  # what it was made from was there before the edit
    assert "changed while this ran; run it again" in output
    assert "Traceback" not in output
    done = snakemake(small, "all")
    assert done.returncode == 0, done.stdout
    mixed = contents(small)
    clean = snakemake(small, "-n", "all")
    assert "Nothing to be done" in clean.stdout
    shutil.rmtree(small / "results")
    assert snakemake(small, "all").returncode == 0
    assert contents(small) == mixed


@pytest.fixture
def small_disk(small, tmp_path):
    """The project's results on a file system of their own, which can be filled or closed."""
    results, kept = small / "results", tmp_path / "kept"
    shutil.move(results, kept)
    results.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", results], check=True)
    shutil.copytree(kept, results, dirs_exist_ok=True)
    yield results
    subprocess.run(["umount", "-l", results], check=True)


def test_a_full_disk(small, small_disk, right):
    """A job that can't write says where and why; with room again the next run ends well."""
    forget(small, [name for name in right if name.endswith(".csv")])
    shutil.rmtree(small_disk / ".made/before", ignore_errors=True)
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"x" * 65536)
                file.flush()
        except OSError:
            pass
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - 300_000)
    done = snakemake(small, "all")
    assert done.returncode != 0
    assert "No space left on device" in done.stdout
    assert "Traceback" not in done.stdout
    assert_nothing_wrong(small, right)
    filler.unlink()
    assert_ends_well(small, right)


def test_a_read_only_folder_is_one_clear_line(small, small_disk, right):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = make(small)
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert done.returncode != 0
    words = [line for line in done.stdout.splitlines() if "must be writable" in line]
    assert len(words) == 1
    assert words[0].startswith("results/.made")
    assert "Read-only file system" in words[0]
    assert "Traceback" not in done.stdout
    assert_ends_well(small, right)


STUCK = """
import signal, threading
from common import locks
lock = threading.Lock()
lock.acquire()
signal.signal(signal.SIGTERM, lambda *_: lock.acquire())  # as Snakemake's, at the wrong moment
locks.end_when_told()
print("ready", flush=True)
signal.pause()
"""


def test_a_run_that_is_told_to_stop_at_the_wrong_moment_ends(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-c", STUCK],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.stdout.readline() == "ready\n"
    run.terminate()
    assert run.wait() == 1
    assert run.stdout.read() == "told to stop\n"
    run.stdout.close()
