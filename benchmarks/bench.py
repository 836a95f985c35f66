"""How fast and how exact: `python benchmarks/bench.py [--small] [PART ...]`.

A part is one of trajectories, states, exact, workflow; all of them if none is named.

All methods of a work take turns, round by round; a ratio is the median over the rounds of the time
that the loop took for a set in the same round over the method's own.  Time is the processor's for
what runs in one process and the clock's for what runs in several; every process has one thread.

Writes benchmark.csv and a figure into results/bench (or --to FOLDER), and prints the ratios.
"""

import os

os.environ |= dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)  # before numpy is imported

import argparse
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

import exact_states
import methods
import report
import workflow
from methods import Array, Sets
from peers import PEERS
from turns import SCIPY, Entry, measured, ours, theirs


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    checked: int  # sets of which the error is known
    works: tuple[tuple[float, float], ...]  # S, C
    batches: tuple[int, ...]
    batches_in_two: tuple[int, ...]  # in two processes
    spins: tuple[float, ...]
    in_sweep: int
    states: tuple[int, ...]
    lines: tuple[int, ...]  # of exact states, each from its neighbour
    line_in_two: int


LARGE = Size(
    rounds=7,
    checked=64,
    works=((100.0, 0.1), (3000.0, 0.01)),
    batches=(1, 16, 1000, 4000, 16000),
    batches_in_two=(1000, 4000),
    spins=(30.0, 100.0, 300.0, 1000.0, 3000.0),
    in_sweep=1000,
    states=(1, 100, 10_000, 1_000_000),
    lines=(1, 64),
    line_in_two=64,
)
SMALL = Size(
    rounds=1,
    checked=8,
    works=((100.0, 0.1),),
    batches=(1, 16, 32),
    batches_in_two=(16,),
    spins=(30.0, 300.0),
    in_sweep=16,
    states=(1, 1000),
    lines=(1, 8),
    line_in_two=8,
)


def trajectories(size: Size, pool: Executor) -> list[dict]:
    """Return the lines of the full and the slow dynamics."""
    rows = []
    for spin, capacitance in size.works:
        model = f"S = {spin:g}, C = {capacitance:g}"
        sets = methods.sets_of(max(size.batches), spin, capacitance)
        few = sets.part(0, size.checked)
        exact = methods.lean_lsoda(few, methods.TIGHTEST)
        loop = theirs(report.LOOP, methods.lsoda, few, exact)
        lean = theirs("LSODA loop, plain floats", methods.lean_lsoda, few, exact)
        entries, left_out = peers(few, exact)
        entries.append(ours("integrate", methods.one_by_one, few, exact, 1))
        family = partial(ours, "integrate_family", methods.full)
        entries += [family(some_of(sets, batch), exact, batch) for batch in size.batches]
        entries += [family(sets, exact, batch, pool) for batch in size.batches_in_two]
        rows += measured("full dynamics", model, size.rounds, loop, lean, entries)
        rows += [{"work": "full dynamics", "model": model} | row for row in left_out]
        loop = theirs(report.LOOP, methods.lsoda, few, exact)
        exact = methods.slow_lsoda(few, methods.TIGHTEST)
        alone = theirs("LSODA loop, theta alone", methods.slow_lsoda, few, exact)
        closed = partial(ours, "slow_dynamics", methods.slow)
        entries = [closed(some_of(sets, batch), exact, batch) for batch in size.batches]
        rows += measured("slow dynamics", model, size.rounds, loop, alone, entries)
    for spin in size.spins:
        sets = methods.sets_of(size.in_sweep, spin, 0.1)
        few = sets.part(0, size.checked)
        exact = methods.lean_lsoda(few, methods.TIGHTEST)
        loop = theirs(report.LOOP, methods.lsoda, few, exact)
        at_once = ours("integrate_family", methods.full, sets, exact, size.in_sweep)
        model = f"S = {spin:g}, C = 0.1"
        rows += measured(report.SWEEP, model, size.rounds, loop, None, [at_once])
    return rows


def some_of(sets: Sets, batch: int) -> Sets:
    """Return how many sets are run at a batch: enough calls to be timed."""
    return sets.part(0, max(batch, min(16 * batch, 256)))


def peers(sets: Sets, exact: Array) -> tuple[list[Entry], list[dict]]:
    """Return those that are installed, and lines for those that are left out."""
    entries, left_out = [], []
    for name, peer in PEERS.items():
        try:
            versions = f"{peer.package} {version(peer.package)}"
            some = sets.part(0, peer.sets)
            batch = min(peer.batch, some.d.size)
            entries.append(theirs(name, peer.method, some, exact, versions, batch))
        except ImportError:
            left_out.append({"method": name, "note": f"left out: {peer.package} is not installed"})
    return entries, left_out


def states(size: Size) -> list[dict]:
    """Return the lines of the fixed points with stability and currents, of models as above."""
    sets = methods.sets_of(max(size.states), *size.works[0])
    few = sets.part(0, size.checked)
    exact = methods.roots(few)
    run = partial(methods.roots, few)
    loop = Entry("brentq loop, angle alone", SCIPY, run, exact, size.checked)
    at_once = partial(ours, report.STATES, methods.states)
    entries = [at_once(sets.part(0, count), exact, count) for count in size.states]
    return measured("fixed points, stability, currents", "", size.rounds, loop, None, entries)


def exact(size: Size, pool: Executor) -> list[dict]:
    """Return the lines of exact precessions, one from nothing, lines of them, two lines at once."""
    dots = exact_states.dots_of(2 * size.line_in_two)
    few = dots.part(0, size.checked)
    best = exact_states.roots(few)
    run = partial(exact_states.roots, few, methods.GOAL)
    loop = Entry("root loop", SCIPY, run, best, few.d.size)
    line = partial(ours, "precession", exact_states.states)
    entries = [line(few, best, count) for count in size.lines]
    entries.append(line(dots, best, size.line_in_two, pool))
    return measured("exact precession", "", size.rounds, loop, None, entries)


def main() -> None:
    """Measure what is asked for, write it, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ["trajectories", "states", "exact", "workflow"]
    parser.add_argument("parts", nargs="*", default=parts, help=f"of {', '.join(parts)}")
    parser.add_argument("--small", action="store_true", help="less of everything, once")
    parser.add_argument("--to", default="results/bench", metavar="FOLDER")
    parser.add_argument("--peers", default=".venv/peers", metavar="FOLDER", help="where they are")
    parser.add_argument("--readme", action="store_true", help="put the ratios into README.md")
    given = parser.parse_args()
    if unknown := {*given.parts} - {*parts}:
        parser.error(f"{unknown.pop()}: must be of {', '.join(parts)}")
    sys.path.append(given.peers)  # last: what they bring along is not what we run on
    size, rows = SMALL if given.small else LARGE, []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        if "trajectories" in given.parts:
            rows += trajectories(size, pool)
        if "states" in given.parts:
            rows += states(size)
        if "exact" in given.parts:
            rows += exact(size, pool)
    if "workflow" in given.parts:
        rows += workflow.measured(1 if given.small else 3)
    Path(given.to).mkdir(parents=True, exist_ok=True)
    table = report.complete(pd.DataFrame(rows))
    report.write(table, given.to)
    print(lines := report.markdown(table))
    if given.readme:
        report.into_readme(lines)


if __name__ == "__main__":
    main()
