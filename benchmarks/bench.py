"""How fast and how exact: `python benchmarks/bench.py [--small] [trajectories states workflow]`.

All methods of a work take turns, round by round; a ratio is the median over the rounds of the time
that the LSODA loop took for a set in the same round over the method's own.  Time is the processor's
for what runs in one process and the clock's for what runs in several; every process has one thread.

Writes benchmark.csv and a figure into results/bench (or --to FOLDER), and prints the ratios.
"""

import os

os.environ |= dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)  # before numpy is imported

import argparse
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pandas as pd

import methods
import report
import thermal_stt
import workflow
from methods import Array, Method, Sets
from peers import PEERS

OURS = f"thermal_stt {thermal_stt.__version__}, numpy {version('numpy')}"
SCIPY = f"scipy {version('scipy')}"
LOOP, LEAN = "LSODA loop", "lean LSODA loop"


@dataclass
class Entry:
    """A method at a batch: `run` does `sets` of them; `exact` is what it should give."""

    method: str
    versions: str
    run: Callable[[], list | Array]
    exact: Array
    sets: int
    batch: int = 1
    cores: int = 1
    note: str = ""
    measures_memory: bool = False
    seconds: list[float] = field(default_factory=list)  # a set, round by round

    def take_turn(self) -> None:
        """Run once and note the time."""
        clock = process_time if self.cores == 1 else perf_counter
        begin = clock()
        self.run()
        self.seconds.append((clock() - begin) / self.sets)

    def memory(self) -> float:
        """Return what a call needs at most, in 1e6 bytes, beyond what goes in and out."""
        tracemalloc.start()
        kept = self.run()
        now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del kept
        return (peak - now) / 1e6

    def row(self, others: dict[str, "Entry"]) -> dict:
        """Return the entry's line of the table, against the loops that took turns with it."""
        result = self.run()
        columns = result if isinstance(result, np.ndarray) else methods.columns_of(result)
        error, error_of_rest = methods.errors(columns, self.exact)
        ratios = {
            name: median(np.divide(others[name].seconds, self.seconds))
            for name in (LOOP, LEAN)
            if name in others
        }
        missed = sum(int((~run.met).sum()) for run in result if hasattr(run, "met"))
        return {
            "method": self.method,
            "batch": self.batch,
            "cores": self.cores,
            "sets_per_second": 1 / median(self.seconds),
            "ratio": ratios.get(LOOP, np.nan),
            "ratio_to_lean": ratios.get(LEAN, np.nan),
            "error_theta": error,
            "error_deltas": error_of_rest,
            "memory_MB": self.memory() if self.measures_memory else np.nan,
            "versions": self.versions,
            "note": f"{missed} sets not met" if missed else self.note,
        }


def measured(work: str, entries: Sequence[Entry], rounds: int) -> list[dict]:
    """Let all take turns, and return their lines."""
    print(f"{work} ...", file=sys.stderr, flush=True)
    for entry in entries:
        entry.run()  # compiles, reads and plans what it does once
    for _ in range(rounds):
        for entry in entries:
            entry.take_turn()
    by_name = {entry.method: entry for entry in entries if entry.method in (LOOP, LEAN)}
    return [{"work": work} | entry.row(by_name) for entry in entries]


def theirs(name: str, method: Method, versions: str, sets: Sets, exact: Array, batch=1) -> Entry:
    """Return an entry at the loosest tolerance that meets the goal on these sets."""
    tolerance = methods.loosest(method, sets, exact)
    return Entry(
        name, versions, partial(method, sets, tolerance), exact, sets.d.size, batch,
        note=f"rtol {tolerance:.0e}",
    )  # fmt: skip


def ours(
    name: str, method: Callable, sets: Sets, exact: Array, batch: int, pool: Executor | None = None
) -> Entry:
    """Return an entry that calls `method` with batches of the sets, on two cores with a pool."""
    parts = [sets.part(i, i + batch) for i in range(0, sets.d.size, batch)]
    run = partial(method, parts)
    if pool:
        run = partial(_in_two, pool, method, parts)
    return Entry(
        name, OURS, run, exact, sets.d.size, batch, 2 if pool else 1,
        measures_memory=pool is None and len(parts) == 1,
    )  # fmt: skip


def _in_two(pool, method, parts):
    half = len(parts) // 2
    return [run for runs in pool.map(method, (parts[:half], parts[half:])) for run in runs]


def trajectories(size: "Size", pool: Executor) -> list[dict]:
    """Return the lines of the full and the slow dynamics."""
    rows = []
    for spin, capacitance in size.works:
        sets = methods.sets_of(max(size.batches), spin, capacitance)
        few = sets.part(0, size.checked)
        exact = methods.lean_lsoda(few, methods.TIGHTEST)
        exact_slow = methods.slow_lsoda(few, methods.TIGHTEST)
        loop = partial(theirs, LOOP, methods.lsoda, SCIPY, few, exact)
        work = f"S = {spin:g}, C = {capacitance:g}"
        entries = [
            loop(),
            theirs(LEAN, methods.lean_lsoda, SCIPY, few, exact),
            ours("integrate", methods.one_by_one, few.part(0, 16), exact, 1),
        ]
        left_out = []
        for name, peer in PEERS.items():
            part = few.part(0, peer.sets)
            try:
                versions = f"{peer.package} {version(peer.package)}"
                entries.append(theirs(name, peer.method, versions, part, exact, peer.batch))
            except ImportError as error:
                left_out.append({"method": name, "note": f"left out: {error}"})
        family = partial(ours, "integrate_family", methods.full)
        clock = partial(ours, "slow_dynamics", methods.slow)
        entries += [family(size.taken(sets, b), exact, b) for b in size.batches]
        entries += [family(sets, exact, b, pool) for b in size.batches_in_two]
        rows += measured(f"full, {work}", entries, size.rounds)
        rows += [{"work": f"full, {work}"} | row for row in left_out]
        entries = [loop(), theirs(LEAN, methods.slow_lsoda, SCIPY, few, exact_slow)]
        entries += [clock(size.taken(sets, b), exact_slow, b) for b in size.batches]
        entries += [clock(sets, exact_slow, b, pool) for b in size.batches_in_two]
        rows += measured(f"slow, {work}", entries, size.rounds)
    for spin in size.spins:
        sets = methods.sets_of(size.in_sweep, spin, 0.1)
        few = sets.part(0, size.checked)
        exact = methods.lean_lsoda(few, methods.TIGHTEST)
        entries = [theirs(LOOP, methods.lsoda, SCIPY, few, exact)]
        entries += [ours("integrate_family", methods.full, sets, exact, size.in_sweep)]
        rows += measured(f"against S, S = {spin:g}, C = 0.1", entries, size.rounds)
    return rows


def states(size: "Size") -> list[dict]:
    """Return the lines of the fixed points with stability and currents."""
    entries = []
    for count in size.states:
        sets = methods.sets_of(count, 100.0, 0.1)
        exact = methods.roots(sets.part(0, size.checked))
        entries.append(ours("fixed points", methods.states, sets, exact, count))
    return measured("fixed points, stability, currents", entries, size.rounds)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    checked: int
    works: tuple[tuple[float, float], ...]
    batches: tuple[int, ...]
    batches_in_two: tuple[int, ...]
    spins: tuple[float, ...]
    in_sweep: int
    states: tuple[int, ...]

    def taken(self, sets: Sets, batch: int) -> Sets:
        """Return how many sets are run at a batch: enough to be timed."""
        return sets.part(0, min(max(self.checked, 16 * batch), max(batch, 256)))


LARGE = Size(
    rounds=7,
    checked=64,
    works=((100.0, 0.1), (3000.0, 0.01)),
    batches=(1, 16, 1000, 4000, 16000),
    batches_in_two=(1000, 4000),
    spins=(30.0, 100.0, 300.0, 1000.0, 3000.0),
    in_sweep=1000,
    states=(1, 100, 10_000, 1_000_000),
)
SMALL = Size(1, 8, ((100.0, 0.1),), (1, 16, 32), (16,), (30.0, 300.0), 16, (1, 1000))


def main() -> None:
    """Measure what is asked for, write it, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ["trajectories", "states", "workflow"]
    parser.add_argument("parts", nargs="*", default=parts, help=f"of {', '.join(parts)}")
    parser.add_argument("--small", action="store_true", help="less of everything, once")
    parser.add_argument("--to", default="results/bench", metavar="FOLDER")
    parser.add_argument("--peers", default=".venv/peers", metavar="FOLDER", help="where they are")
    given = parser.parse_args()
    sys.path.append(given.peers)  # last: what they bring along is not what we run on
    size, rows = SMALL if given.small else LARGE, []
    if "trajectories" in given.parts:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            rows += trajectories(size, pool)
    if "states" in given.parts:
        rows += states(size)
    if "workflow" in given.parts:
        rows += workflow.measured(1 if given.small else 3)
    Path(given.to).mkdir(parents=True, exist_ok=True)
    table = report.complete(pd.DataFrame(rows))
    report.write(table, given.to)
    print(report.markdown(table))


if __name__ == "__main__":
    main()
