"""Methods that take turns on the same work, round by round, and the lines that come of it."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from statistics import median
from time import perf_counter, process_time

import numpy as np

import methods
import thermal_stt
from methods import Array, Method, Sets, Work

OURS = f"thermal_stt {thermal_stt.__version__}, numpy {version('numpy')}"
SCIPY = f"scipy {version('scipy')}"


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
        """Run once and note the time: the processor's in one process, the clock's in several."""
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

    def ratio(self, loop: Entry | None) -> float:
        """Return how many times faster than a loop this is, in the same rounds."""
        return median(np.divide(loop.seconds, self.seconds)) if loop else np.nan

    def row(self) -> dict:
        """Return the entry's line of the table, but for the ratios."""
        result = self.run()
        columns = result if isinstance(result, np.ndarray) else methods.columns_of(result)
        error_theta, error_deltas = methods.errors(columns, self.exact)
        missed = sum(int((~run.met).sum()) for run in result if hasattr(run, "met"))
        return {
            "method": self.method,
            "batch": self.batch,
            "cores": self.cores,
            "sets_per_second": 1 / median(self.seconds),
            "error_theta": error_theta,
            "error_deltas": error_deltas,
            "memory_MB": self.memory() if self.measures_memory else np.nan,
            "versions": self.versions,
            "note": f"{missed} sets not met" if missed else self.note,
        }


def measured(
    work: str, model: str, rounds: int, loop: Entry, lean: Entry | None, others: Sequence[Entry]
) -> list[dict]:
    """Let all take turns; return their lines, with the ratios to the loop and to the lean one."""
    print(f"{work} {model} ...", file=sys.stderr, flush=True)
    entries = [entry for entry in (loop, lean, *others) if entry]
    for entry in entries:
        entry.run()  # compiles, reads and plans what it does once
    for _ in range(rounds):
        for entry in entries:
            entry.take_turn()
    rows = []
    for entry in entries:
        ratios = {"ratio": entry.ratio(loop), "ratio_to_lean": entry.ratio(lean)}
        rows.append({"work": work, "model": model} | entry.row() | ratios)
    return rows


def theirs(
    name: str, method: Method, sets: Sets, exact: Array, versions: str = SCIPY, batch: int = 1
) -> Entry:
    """Return an entry at the loosest tolerance with which the method meets the goal."""
    tolerance = methods.loosest(method, sets, exact)
    run = partial(method, sets, tolerance)
    return Entry(name, versions, run, exact, sets.d.size, batch, note=f"rtol {tolerance:.0e}")


def ours(
    name: str, method: Callable, sets: Work, exact: Array, batch: int, pool: Executor | None = None
) -> Entry:
    """Return an entry that calls `method` with batches of the sets, on two cores with a pool."""
    parts = [sets.part(i, i + batch) for i in range(0, sets.d.size, batch)]
    run = partial(_in_two, pool, method, parts) if pool else partial(method, parts)
    entry = Entry(name, OURS, run, exact, sets.d.size, batch, cores=2 if pool else 1)
    entry.measures_memory = not pool and len(parts) == 1
    return entry


def _in_two(pool, method, parts):
    half = len(parts) // 2
    return [run for runs in pool.map(method, (parts[:half], parts[half:])) for run in runs]
