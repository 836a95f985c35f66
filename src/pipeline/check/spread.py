"""How far the results spread where nothing of the physics changes: where tolerances come from.

The pipeline is run again with a tighter integrator, on denser grids, and with other kernels of the
processor and other numbers of threads.  What a quantity moves by, times a
margin, is what is allowed of it.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import described, scenarios
from pipeline.check import tables
from pipeline.progress import watch
from pipeline.whatif import changes
from thermal_stt.scenario.scenario import Scenario

# The kernels of this processor are a sample of all; the error of a method is measured, not sampled
MARGIN_OF_ROUNDING, MARGIN_OF_METHOD = 100.0, 10.0
EPSILON = float(np.finfo(float).eps)
EXTREMES = described.everywhere("EXTREMES")
# Columns that span more decades than a double has digits: what is allowed is a share of each number
DECADES = {name for script in described.SCRIPTS for name in described.constant(script, "DECADES")}


@dataclass(frozen=True)
class Variation:
    """Another way to compute the same: a change of the scenario, and its environment.

    `of_grid` is whether it is another grid, on which extremes over it are others.
    """

    name: str
    method: bool
    changes: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    of_grid: bool = False


def variations(paper: Scenario) -> Iterator[Variation]:
    """Yield the variations of the scenario that this processor can run."""
    tighter = {"numerics.tolerance": f"{paper.numerics.tolerance / 5}"}
    yield Variation("tighter tolerance of the integrator", method=True, changes=tighter)
    points = {
        "thermal_drive.points": len(paper.drive),
        "numerics.energies": paper.numerics.energies,
    }
    if paper.dynamics:
        points["dynamics.points"] = paper.dynamics.points - 1  # beside t = 0
    if paper.approach:
        points["approach.points"] = paper.approach.points
    # each grid has the points of the coarser one
    denser = {name: f"{2 * count - (name != 'dynamics.points')}" for name, count in points.items()}
    yield Variation("denser grids", method=True, changes=denser, of_grid=True)
    for threads in ("1", "2"):
        named = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads)
        yield Variation(f"threads: {threads}", method=False, environment=named)
    for kernel in _blas_kernels():
        environment = {"OPENBLAS_CORETYPE": kernel}
        yield Variation(f"OpenBLAS kernel {kernel}", method=False, environment=environment)
    for features in _features_to_disable():
        environment = {"NPY_DISABLE_CPU_FEATURES": features}
        yield Variation(f"numpy without {features}", method=False, environment=environment)


def measure(config: str, names: list[str]) -> pd.DataFrame:
    """Return how far each quantity of the tables `names` of a scenario moves in each variation.

    Columns table, quantity, variation, method, absolute, relative, scale.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        base = run(Path(folder) / "base", config, Variation("as it is", method=False), names)
        every = variations(scenarios.read(config))
        for index, variation in enumerate(watch("variations")(every)):
            varied = run(Path(folder) / str(index), config, variation, names)
            for name in names:
                if not (variation.of_grid and name in EXTREMES):
                    for moved in _moved(name, base[name], varied[name]):
                        rows.append(
                            {"variation": variation.name, "method": variation.method} | moved
                        )
    return pd.DataFrame(rows)


def tolerances(spread: pd.DataFrame) -> pd.DataFrame:
    """Return the tolerances that a spread sets: table, quantity, absolute, relative, reason.

    A margin of 10 on what a better method changes, of 100 on what rounding changes, which is one
    last digit of the largest value at the least.
    """
    rows = []
    for (table, quantity), moved in spread.groupby(["table", "quantity"], sort=False):
        by_row = table in tables.BY_ROW or quantity in DECADES
        kind = "relative" if by_row else "absolute"
        digit = EPSILON * (1.0 if by_row else moved["scale"].max())
        method = moved.loc[moved["method"], kind].max() if moved["method"].any() else 0.0
        rounding = max(moved.loc[~moved["method"], kind].max(), digit)
        allowed = max(MARGIN_OF_METHOD * method, MARGIN_OF_ROUNDING * rounding)
        if MARGIN_OF_METHOD * method > MARGIN_OF_ROUNDING * rounding:
            worst = moved.loc[moved["method"]].sort_values(kind).iloc[-1]
            reason = f"{MARGIN_OF_METHOD:g} times {method:.2g}, moved by {worst['variation']}"
        elif rounding > digit:
            worst = moved.loc[~moved["method"]].sort_values(kind).iloc[-1]
            reason = f"{MARGIN_OF_ROUNDING:g} times {rounding:.2g}, moved by {worst['variation']}"
        else:
            of = "it" if by_row else f"{moved['scale'].max():.3g}, its largest value"
            reason = (
                f"{MARGIN_OF_ROUNDING:g} times the last digit of {of}; nothing moved it by more"
            )
        # two digits: the measurement has no more
        allowed = float(f"{allowed:.1e}")
        both = (0.0, allowed) if by_row else (allowed, 0.0)
        rows.append((table, quantity, *both, reason))
    return pd.DataFrame(rows, columns=["table", "quantity", "absolute", "relative", "reason"])


def run(folder: Path, config: str, variation: Variation, names: list[str]) -> dict:
    """Return the tables `names` of a scenario in a variation, computed in `folder`."""
    varied = folder / "config/varied.yaml"
    varied.parent.mkdir(parents=True)
    text = Path(config).read_text(encoding="utf-8")
    varied.write_text(changes.apply(text, variation.changes))
    targets: list[str] = [f"results/varied/{name}.csv" for name in names]
    command = [sys.executable, "-m", "snakemake", "--quiet", "all", "-c2"]
    command += ["--directory", str(folder)]
    done = subprocess.run(
        [*command, *targets], env=os.environ | variation.environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"{variation.name}: {done.stderr[-500:]}")
    return {name: tables.read(folder / f"results/varied/{name}.csv") for name in names}


def _moved(name, base, varied):
    """Yield how far each quantity of one table moved, on the rows that both have."""
    joined = tables.keyed(name, base).merge(
        tables.keyed(name, varied), on="key", suffixes=("", " varied")
    )
    if joined["key"].nunique() != len(base):
        raise ValueError(f"{name}: rows were lost on the way")
    for column in base:
        if base[column].dtype.kind != "f":
            continue
        old, new = joined[column].to_numpy(), joined[f"{column} varied"].to_numpy()
        for quantity, rows in tables.quantities(name, joined, column):
            yield {"table": name, "quantity": quantity} | _distance(old[rows], new[rows])


def _distance(old, new):
    old, new = np.asarray(old, dtype=float), np.asarray(new, dtype=float)
    same = (old == new) | ~np.isfinite(old)
    with np.errstate(invalid="ignore"):  # inf - inf is no number
        error = np.where(same, 0.0, np.abs(new - old))
    size = np.where(np.isfinite(old), np.abs(old), 0.0)
    relative = np.divide(error, size, out=np.zeros(error.shape), where=size > 0)
    return {
        "absolute": float(error.max(initial=0.0)),
        "relative": float(relative.max(initial=0.0)),
        "scale": float(size.max(initial=0.0)),
    }


def _blas_kernels():
    """Return OpenBLAS kernels that this processor can run: one of each generation of vectors."""
    features = np._core._multiarray_umath.__cpu_features__
    known = (
        ("Prescott", "SSE3"),
        ("Nehalem", "SSE42"),
        ("Haswell", "AVX2"),
        ("SkylakeX", "AVX512F"),
    )
    return [kernel for kernel, needed in known if features.get(needed)]


def _features_to_disable():
    """Return sets of vector instructions that numpy would use here, from the newest down."""
    module = np._core._multiarray_umath
    used = [name for name in module.__cpu_dispatch__ if module.__cpu_features__.get(name)]
    return [" ".join(used[index:]) for index in reversed(range(len(used)))]
