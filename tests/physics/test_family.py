"""The full dynamics of families against LSODA, against itself, and against the slow dynamics."""

import numpy as np
import pytest

from models import PAPER, one_of
from thermal_stt.full_dynamics import family
from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.full_dynamics.integration import integrate
from thermal_stt.magnet import precession
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.parameters import ParameterError, Parameters

P = PAPER.parameters
NAMES = ("theta", "delta_magnetization", "delta_potential")
TOLERANCE = 1e-8


def cases(seed, size):
    """Models of any density of states, from far below the Stoner transition up to 2 % of it."""
    rng = np.random.default_rng(seed)
    density, rates = rng.uniform(3, 20, (2, size)), 10 ** rng.uniform(-2.5, -0.5, (3, size))
    opposite = np.stack([np.ones(size), -rng.uniform(0.6, 1.4, size)])
    slopes = np.where(rng.random(size) < 0.3, rng.normal(0, 1, (2, size)), opposite)
    p = Parameters(
        *rates,
        *density,
        *(slopes * rng.normal(0, 0.3, size)),
        field=rng.uniform(0.3, 3, size) * rng.choice([-1, 1], size),
        spin=10 ** rng.uniform(1.7, 3.7, size),
        exchange=rng.uniform(0.05, 0.98, size) / density.max(axis=0),
        capacitance=10 ** rng.uniform(-2.5, -0.5, size),
    )
    nearest = np.abs(precession.branch_points(p)).min(axis=0)
    d = np.where(rng.random(size) < 0.5, rng.uniform(-4, 4, size) * nearest, rng.normal(0, 600, size))
    angle = np.arccos(rng.uniform(-1, 1, size))
    angle = np.where(rng.random(size) < 0.2, 10 ** rng.uniform(-6, -0.5, size), angle)
    sizes = 10 ** rng.uniform(-1, 0.5, (2, size))
    start = (angle, 0.0, rng.normal(0, 1, size) * sizes[0], rng.normal(0, 0.1, size) * sizes[1])
    slowest = 2 * np.minimum(p.gamma_left_up, p.gamma_left_down) + 2 * p.gamma_right
    times = np.sort(10 ** rng.uniform(-2, 3.5, (size, 8)), axis=1) / slowest[:, None]
    return p, d, start, times


def apart(run, index, other, scales):
    # theta as it is, the deviations over their largest values
    return [
        np.abs(getattr(run, name)[index] - getattr(other, name)).max() / scale
        for name, scale in zip(NAMES, scales, strict=True)
    ]


def test_any_model_agrees_with_lsoda():
    p, d, start, times = cases(81, 60)
    run = integrate_family(p, d, start, times)
    assert run.met.all()
    for index in range(60):
        # from a start of 1e-6 on LSODA has no digits to spare
        one = tuple(np.broadcast_to(value, 60)[index] for value in start)
        grid = np.append(0.0, times[index])
        other = integrate(one_of(p, index), d[index], "recast", one, grid, tolerance=1e-13)
        scales = [1.0, *(np.abs(getattr(other, name)).max() for name in NAMES[1:])]
        later = type(run)(*(getattr(other, n)[1:] for n in run._fields[:-1]), met=True)
        assert max(apart(run, index, later, scales)) < TOLERANCE
        np.testing.assert_allclose(run.phi[index], -one_of(p, index).field * times[index])


def test_no_untold_failure_in_many():
    # what a run a hundred times tighter differs by is the error of the first
    p, d, start, times = cases(82, 10_000)
    run, tight = (
        integrate_family(p, d, start, times, tolerance=tolerance) for tolerance in (1e-8, 1e-9)
    )
    assert run.met.mean() > 0.999
    both = run.met & tight.met
    assert both.mean() > 0.999
    begin = np.stack([np.zeros(d.shape), start[2], start[3]])
    for name, first in zip(NAMES, begin, strict=True):
        one, other = getattr(run, name)[both], getattr(tight, name)[both]
        scale = np.maximum(np.abs(other).max(axis=1), np.abs(first[both]))
        scale = np.ones_like(scale) if name == "theta" else np.where(scale > 0, scale, 1.0)
        assert (np.abs(one - other).max(axis=1) / scale).max() < TOLERANCE
