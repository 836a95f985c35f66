"""Other integrators on the same work; none is needed, and none is in the project's lock.

`python benchmarks/peers.py FOLDER` installs those of the extra `bench`, each for itself, into
FOLDER, and says which it could not.  Each is a method of its name in PEERS, as those of `methods`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import distributions
from math import cos, sin
from pathlib import Path
from typing import NamedTuple

import numpy as np

from methods import START, Array, Method, Sets, full_velocity

STARTED = [START[0], *START[2:]]
LANES = 8  # numbers in a register of AVX-512; where there are fewer it takes two
PIP = [".venv/tool/bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check"]


def cvode(sets: Sets, tolerance: float) -> Array:
    """Loop over SUNDIALS' CVODE, the right-hand side in plain floats."""
    from sksundae.cvode import CVODE

    def fill(t, y, rates, velocity):
        rates[:] = velocity(t, y.tolist())

    options = {"rtol": tolerance, "atol": tolerance / 100, "max_num_steps": 100_000}
    times, columns = np.append(0.0, sets.times), []
    for numbers in sets.numbers.T.tolist():
        solver = CVODE(fill, userdata=full_velocity(numbers), **options)
        columns.append(solver.solve(times, STARTED).y[1:].T)
    return np.stack(columns, axis=1)


def heyoka(sets: Sets, tolerance: float) -> Array:
    """Taylor series, compiled, LANES sets at once."""
    integrator = _taylor(tolerance)
    columns = np.empty((3, sets.d.size, sets.times.size))
    for first in range(0, sets.d.size, LANES):
        taken = np.minimum(np.arange(first, first + LANES), sets.d.size - 1)
        integrator.set_time(0.0)
        integrator.state[:] = np.array(STARTED)[:, None]
        integrator.pars[:] = sets.numbers[:, taken]
        grid = np.broadcast_to(np.append(0.0, sets.times)[:, None], (sets.times.size + 1, LANES))
        _, states = integrator.propagate_grid(np.ascontiguousarray(grid))
        columns[:, taken] = states[1:].transpose(1, 2, 0)
    return columns


@cache
def _taylor(tolerance):
    import heyoka as hy

    y = hy.make_vars("theta", "m", "v")
    rates = full_velocity([hy.par[i] for i in range(15)], hy.sin, hy.cos)(None, y)
    system = list(zip(y, rates, strict=True))
    numbers = np.zeros((15, LANES))
    return hy.taylor_adaptive_batch(system, numbers[:3], pars=numbers, tol=tolerance)


def diffrax(sets: Sets, tolerance: float) -> Array:
    """Implicit Runge-Kutta of order 5 (Kvaerno5), compiled by JAX, all sets at once."""
    return np.moveaxis(np.asarray(_kvaerno()(sets.numbers.T, sets.times, tolerance)), 2, 0)


@cache
def _kvaerno():
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import diffrax as dx
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def one(numbers, times, tolerance):
        def velocity(t, y, numbers):
            return jnp.stack(full_velocity(numbers, jnp.sin, jnp.cos)(t, y))

        return dx.diffeqsolve(
            dx.ODETerm(velocity),
            dx.Kvaerno5(),
            t0=0.0,
            t1=times[-1],
            dt0=None,
            y0=jnp.array(STARTED),
            args=numbers,
            saveat=dx.SaveAt(ts=times),
            stepsize_controller=dx.PIDController(rtol=tolerance, atol=tolerance / 100),
            max_steps=100_000,
        ).ys

    return jax.jit(jax.vmap(one, in_axes=(0, None, None)))


def numbalsoda(sets: Sets, tolerance: float) -> Array:
    """Loop over LSODA in C++, and the loop too: compiled by numba, all sets in a call."""
    velocity, loop = _compiled()
    times = np.append(0.0, sets.times)
    columns = loop(velocity, sets.numbers.T.copy(), np.array(STARTED), times, tolerance)
    return np.moveaxis(columns[:, 1:], 2, 0)


@cache
def _compiled():
    import numba
    import numbalsoda as nl

    @numba.cfunc(nl.lsoda_sig)
    def velocity(t, y, rates, numbers):
        n = numba.carray(numbers, (15,))
        theta, m, v = y[0], y[1], y[2]
        c = cos(theta)
        rate = n[0] * (n[1] + n[2] * c) / (n[3] - n[4] * c * c)
        rates[0] = sin(theta) * (rate + n[5] * m + n[6] * v)
        rates[1] = (n[7] + c * n[11]) * m + (n[8] + c * n[12]) * v
        rates[2] = (n[9] + c * n[13]) * m + (n[10] + c * n[14]) * v

    @numba.njit
    def loop(address, numbers, start, times, tolerance):
        columns = np.empty((len(numbers), len(times), 3))
        for i in range(len(numbers)):
            columns[i], _ = nl.lsoda(
                address, start, times, numbers[i], rtol=tolerance, atol=tolerance / 100
            )
        return columns

    return velocity.address, loop


class Peer(NamedTuple):
    """A method, the package that it needs, how many sets it takes at once, and how many are run."""

    method: Method
    package: str
    batch: int
    sets: int


PEERS = {
    "numbalsoda": Peer(numbalsoda, "numbalsoda", 64, 64),
    "CVODE loop": Peer(cvode, "scikit-sundae", 1, 64),
    "heyoka": Peer(heyoka, "heyoka", LANES, LANES),
    "diffrax": Peer(diffrax, "diffrax", 64, 64),
}


def install(folder: str) -> None:
    """Install what the extra `bench` names, one after the other; say what does not install."""
    extras = tomllib.loads(Path("pyproject.toml").read_text())["project"]["optional-dependencies"]
    there = {found.name for found in distributions(path=[folder])}
    for name in [name for name in extras["bench"] if name not in there]:
        print(f"installing {name} into {folder}", flush=True)
        command = [*PIP, "--python", sys.executable, "install", "--target", folder, name]
        if subprocess.run(command, capture_output=True).returncode:
            print(f"{name}: left out: does not install here", flush=True)


if __name__ == "__main__":
    install(sys.argv[1])
