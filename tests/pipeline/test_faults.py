"""A pipeline that survives: killed, interrupted, damaged, crowded, out of disk, and always right.

After each fault no figure is half or wrong, and the next run ends with the same bytes.
"""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from project import (
    FIGURES,
    PAGES,
    Moment,
    contents,
    copy_of_the_project,
    edit,
    end,
    jobs,
    make,
    release,
    run,
    said_until,
    smaller,
    snakemake,
    start,
    wait_until_held,
)

pytestmark = pytest.mark.long

TABLE = "results/paper/engine.csv"  # of which one figure is drawn


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


def assert_ends_well(project: Path, right: dict[str, bytes], run=snakemake) -> None:
    done = run(project)
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    assert contents(project) == right
    left = [p for p in project.rglob(".unfinished*") if ".venv" not in p.parts]
    assert left == []
    assert "Nothing to be done" in snakemake(project, "-n").stdout


def forget(project: Path, *names: str) -> None:
    """Lose some results, so that the next run has work to do."""
    for name in names or [path.relative_to(project) for path in project.glob("results/*/*.csv")]:
        (project / name).unlink()


def held_at(project: Path, process: str, *moment) -> subprocess.Popen:
    """A run that stands still in a process of it."""
    run = start(project, "all", hold=Moment(process, *moment))
    assert wait_until_held(run, project), end(run)
    return run


def stop(run: subprocess.Popen, project: Path, number: int) -> None:
    """Send a signal to the run and its jobs, as a terminal does, and wait for its end."""
    os.killpg(run.pid, number)
    release(project)
    end(run)
    assert run.returncode != 0


# A process, how many files it has put in their place before, and what has to be lost for it to run
MOMENTS = [
    (("run_engine.py", 0), TABLE),
    (("run_engine.py", 1), TABLE),
    (("integrate_dynamics.py", 2), "results/paper/slowness_of_runs.csv"),
    (("draw_fig3.py", 0), "results/paper/fig3.pdf"),
    (("draw_fig3.py", 2), "results/paper/fig3.png"),
    (("verify_claims.py", 2), "results/paper/claims.csv"),
    (("publish.py", 0), "paper_figures/fig3.pdf"),
    (("publish.py", 2), "paper_figures/fig1.png"),
    (("snakemake", 1, "changed"), "docs/claims.md"),
    (("snakemake", 4, "changed"), "docs/claims.md"),
    (("snakemake", 16, "changed"), "results/paper/approach.csv"),
    (("snakemake", 64, "changed"), "results/paper/approach.csv"),
]
SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS)
def test_stopped_at_any_moment(small, right, number):
    """The run and its jobs, at moments of its processes; the next run has all of it to mend."""
    for moment, lost in MOMENTS:
        (small / lost).unlink(missing_ok=True)
        stop(held_at(small, *moment), small, number)
        assert_nothing_wrong(small, right)
    assert_ends_well(small, right, make)


def test_killed_from_scratch(tmp_path, right):
    """SIGKILL in the middle of a first run."""
    project = smaller(copy_of_the_project(tmp_path / "new"))
    stop(held_at(project, "evaluate_currents.py"), project, signal.SIGKILL)
    assert_nothing_wrong(project, right)
    assert_ends_well(project, right, make)


WAITS = "waiting for another run in this folder to end"


def test_a_job_that_outlives_its_killed_parent_is_waited_for(small, right):
    """Only the run is killed, its job goes on: the next run waits until it cannot write."""
    forget(small, "results/paper/currents.csv")
    killed = held_at(small, "evaluate_currents.py", 1)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    after = start(small, "all")
    assert WAITS in said_until(after, WAITS)
    release(small)
    said = end(after)
    assert after.returncode == 0, said
    end(killed)
    assert_ends_well(small, right)


def test_two_runs_at_once_and_one_that_only_looks(small, right):
    """The second says that it waits, and has nothing left to do; who looks does not wait."""
    forget(small, TABLE)
    first = held_at(small, "run_engine.py")
    second = start(small, "all")
    assert WAITS in said_until(second, WAITS)
    for look in (["-n"], ["--summary"], ["--dag"], ["--rulegraph"], ["--lint"], ["--list"]):
        done = snakemake(small, *look)
        assert WAITS not in done.stdout
        assert "run_engine" in done.stdout, look
    release(small)
    assert "run_engine" in end(first)
    assert "Nothing to be done" in end(second)
    assert [first.returncode, second.returncode] == [0, 0]
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


def put_an_older_one_there(path):
    change_a_digit(path)
    os.utime(path, (1e9, 1e9))


def replace_by_a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("not to be lost")


DAMAGED = {
    "results/paper/stability.csv": truncate,
    "results/paper/fixed_points.csv": empty,
    "results/paper/currents.csv": change_a_digit,
    TABLE: put_an_older_one_there,
    "results/paper/retardation.csv": Path.unlink,
    "results/paper/approach.csv": replace_by_a_folder,
    "results/paper/gates_states.csv": change_a_digit,
    "results/paper/fig1.pdf": truncate,
    "paper_figures/fig3.png": truncate,
    "paper_figures/fig2.pdf": replace_by_a_folder,
    "docs/claims.md": empty,
    "ro-crate-metadata.json": truncate,
}
MAKER = {
    "results/paper/stability.csv": "analyse_stability",
    "results/paper/fixed_points.csv": "solve_fixed_points",
    "results/paper/currents.csv": "evaluate_currents",
    "results/paper/parameters.csv": "tabulate_parameters",
    TABLE: "run_engine",
    "results/paper/retardation.csv": "measure_retardation",
    "results/paper/approach.csv": "approach_attractors",
    "results/paper/gates_states.csv": "check_gates",
    "results/paper/fig1.pdf": "draw_fig1",
    "docs/claims.md": "publish_pages",
    "ro-crate-metadata.json": "describe_crate",
}


# from which nearly all figures are drawn
SEEN = DAMAGED | {"results/paper/parameters.csv": put_an_older_one_there}


@pytest.mark.parametrize("name", SEEN)
def test_a_damaged_result_is_seen(small, name):
    SEEN[name](small / name)
    assert MAKER.get(name, "publish") in jobs(snakemake(small, "-n"))


def test_damaged_results_are_made_again_and_what_follows_from_them(small, right):
    for name, damage in DAMAGED.items():
        damage(small / name)
    assert_ends_well(small, right)
    for name, damage in DAMAGED.items():
        if damage is replace_by_a_folder:
            assert (small / f"{name}.folder/mine.txt").read_text() == "not to be lost"


@pytest.mark.parametrize("damage", [truncate, empty, Path.unlink])
def test_a_damaged_note_is_no_note(small, right, damage):
    notes = sorted((small / ".snakemake/metadata").iterdir())
    damage(notes[len(notes) // 2])
    assert_ends_well(small, right)


# What is edited while a job stands still, which one, and after how many files in their place
OCCUPATION = ("src/thermal_stt/electrons/occupation.py", "WINDOW = 3.0", "WINDOW = 2.0")
T_END = ("config/paper.yaml", "t_end: 8000.0", "t_end: 7000.0")
EDITS = [
    (OCCUPATION, "evaluate_distribution", 0, "distribution"),
    (OCCUPATION, "evaluate_distribution", 1, "distribution"),
    (T_END, "approach_attractors", 1, "approach"),
]


@pytest.mark.parametrize(("change", "rule", "count", "lost"), EDITS)
def test_an_edit_while_it_runs_fails_in_words_and_the_next_run_is_right(
    small, right, change, rule, count, lost
):
    forget(small, f"results/paper/{lost}.csv")
    run = held_at(small, f"{rule}.py", count)
    file, old, new = change
    edit(small, file, old, new)
    release(small)
    said = end(run)
    assert run.returncode != 0
    assert f"scripts/{rule}.py: its code or sources changed while this ran; run it again" in said
    assert "Traceback" not in said
    # taken back meanwhile
    edit(small, file, new, old)
    assert_ends_well(small, right)


def test_a_full_disk_is_one_line_and_no_loss(small, right):
    """A job that cannot write says where and why; with room again the next run ends well."""
    forget(small, TABLE)
    (small / TABLE).with_name(".unfinished-engine.csv").symlink_to("/dev/full")
    done = make(small)
    assert done.returncode != 0
    assert f"{TABLE}: No space left on device" in done.stdout.splitlines()
    assert "Traceback" not in done.stdout
    assert_nothing_wrong(small, right)
    assert_ends_well(small, right)


@pytest.mark.parametrize("folder", [".snakemake", "results/paper", "."])
def test_a_read_only_folder_is_one_clear_line(small, right, folder):
    """Not even for root, without the right to override."""
    bound = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    forget(small, TABLE)
    closed = [p for p in (small / folder).rglob("*") if p.is_dir() and not p.is_symlink()]
    closed = [p for p in [small / folder, *closed] if ".venv" not in p.parts]
    for path in closed:
        path.chmod(0o555)
    done = run([*bound, "make", "--no-print-directory"], small)
    for path in closed:
        path.chmod(0o755)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    said = [f"{TABLE}: Permission denied", "must be writable, to keep notes of what is made"]
    words = [line for line in done.stdout.splitlines() if line.endswith(tuple(said))]
    assert len(words) == 1, done.stdout
    assert_ends_well(small, right)


@pytest.mark.parametrize("asked", [["check"], ["whatif", "FIG=fig3", "SET=magnet.field=2"]])
def test_in_a_read_only_checkout_the_rest_is_words_too(small, asked):
    """What is there can be looked at; what cannot be written is said, once for each step."""
    bound = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    closed = [p for p in [small, *small.rglob("*")] if p.is_dir() and not p.is_symlink()]
    closed = [p for p in closed if ".venv" not in p.parts]
    for path in closed:
        path.chmod(0o555)
    done = run([*bound, "make", "--no-print-directory", *asked], small)
    for path in closed:
        path.chmod(0o755)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    assert "writable" in done.stdout or "Permission denied" in done.stdout, done.stdout
