"""Trajectories of a fluctuating magnet: the stochastic equation of cos(theta) and phi.

With drift and diffusion of `diffusion`, c = cos(theta), in Ito's sense

    dc = [drift + dD/dc] dt + sqrt(2 D) dW,    dphi = -(B + B_K c) dt + sqrt(2 D_phi) dW',

whose stationary state is that of `stationary`.  Milstein's scheme, of strong order 1: with
1/2 d(2 D)/dc = dD/dc its step is c + drift dt + sqrt(2 D) dW + (1/2) dD/dc (dW^2 + dt), which near
a pole is a square, so that it does not leave -1 to 1 but by the drift.  Not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.magnet.torque_balance import TorqueBalance
from thermal_stt.noise.diffusion import (
    Bath,
    Surroundings,
    angle_strength,
    phase_strength,
    torque_rate,
)
from thermal_stt.noise.stationary import checked_cosines
from thermal_stt.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    ParameterError,
    Parameters,
    checked,
    for_one_set,
    one_number,
)

Array = NDArray[np.float64]

# Samples that share a generator: whatever else is computed beside them, or where, changes no draw
BLOCK = 1024
# A difference of cosines, for a derivative, and where it is taken: here, ahead and behind
APART = 1e-4
SIDES = np.array([[0.0], [1.0], [-1.0]])


class NoisyRun(NamedTuple):
    """cos(theta) and phi (radian), of shape family + (samples, times)."""

    cos_theta: Array
    phi: Array


def noisy_trajectories(
    parameters: Parameters,
    cos_theta: ArrayLike,
    times: ArrayLike,
    around: Surroundings,
    *,
    step: float,
    samples: int,
    seed: int | Sequence[int],
) -> NoisyRun:
    """Return `samples` trajectories of each member from `cos_theta`, phi = 0; see `NoisyRun`.

    `times`, ascending from 0 or later, are the same for all; between them steps are equal and at
    most `step`, in 1/energy.  The draws of a sample depend on `seed`, one number or several, on
    the member's number and on that of its block of BLOCK samples alone.  Raises ParameterError for
    what is no cosine, and for times that do not ascend.
    """
    step, times = one_number("step", step, POSITIVE), checked("times", times, NOT_NEGATIVE)
    if times.ndim != 1 or (np.diff(times) < 0).any():
        raise ParameterError("times", np.array2string(times, threshold=6), "on one axis, ascending")
    cosines = checked_cosines("cos_theta", cos_theta)
    cos_theta, d, *arrays = parameters.broadcast(cosines, around.d, *around)
    shape = cos_theta.shape
    members, given = parameters.flattened(shape), [array.ravel() for array in arrays]
    blocks = [range(first, min(first + BLOCK, samples)) for first in range(0, samples, BLOCK)]
    found = np.empty((2, d.size, samples, times.size))
    for number, start in enumerate(cos_theta.ravel()):
        member = members[number]
        bath = Bath.of(member, Surroundings(*(array[number] for array in given)))
        balance = TorqueBalance.of(member, d.ravel()[number])
        for place, block in enumerate(blocks):
            draw = np.random.default_rng([*np.atleast_1d(seed), number, place])
            state = np.full(len(block), start), np.zeros(len(block))
            now = 0.0
            for index, time in enumerate(times):
                steps = int(np.ceil((time - now) / step))
                for _ in range(steps):
                    state = _step(member, balance, bath, *state, (time - now) / steps, draw)
                now = time
                found[:, number, block.start : block.stop, index] = state
    return NoisyRun(*found.reshape(2, *shape, samples, times.size))


@for_one_set
def passage_times(
    parameters: Parameters,
    start: float,
    end: float,
    around: Surroundings,
    *,
    step: float,
    samples: int,
    seed: int | Sequence[int],
    longest: float,
) -> Array:
    """Return when each trajectory from `start` is at the angle `end` or beyond it; 1/energy.

    Of one parameter set.  At most `longest`, after which none is followed.  Draws are those of
    `noisy_trajectories`.
    """
    step, longest = one_number("step", step, POSITIVE), one_number("longest", longest, POSITIVE)
    start = one_number("start", checked_cosines("start", start))
    end = one_number("end", checked_cosines("end", end))
    bath, balance = Bath.of(parameters, around), TorqueBalance.of(parameters, around.d)
    times = np.full(samples, longest)
    for place, first in enumerate(range(0, samples, BLOCK)):
        alive = np.arange(first, min(first + BLOCK, samples))
        draw = np.random.default_rng([*np.atleast_1d(seed), 0, place])
        c = np.full(alive.size, float(start))
        for number in range(1, int(longest / step)):
            c = _moved(parameters, balance, bath, c, step, _draws(draw, c, step)[0])
            there = (c - end) * np.sign(end - start) >= 0
            if there.any():
                times[alive[there]] = number * step
                alive, c = alive[~there], c[~there]
            if not alive.size:
                break
    return times


def _step(member, balance, bath, c, phi, dt, draw):
    w, other = _draws(draw, c, dt)
    # at a pole phi is nothing, and turns by any angle
    sin2 = np.maximum((1 - c) * (1 + c), np.finfo(float).eps)
    turn = phase_strength(member, c, bath) / sin2
    phi = phi - effective_field(member, c) * dt + np.sqrt(2 * turn) * other
    return _moved(member, balance, bath, c, dt, w), phi


def _draws(draw, c, dt):
    return np.sqrt(dt) * draw.standard_normal((2, c.size))


def _moved(member, balance, bath, c, dt, w):
    strength, ahead, behind = angle_strength(member, c + APART * SIDES, bath)
    sin2 = (1 - c) * (1 + c)
    slope = sin2 * (ahead - behind) / (2 * APART) - 2 * c * strength
    c = c + sin2 * torque_rate(member, c, balance) * dt
    c = c + np.sqrt(2 * strength * sin2) * w + slope * (w**2 + dt) / 2
    return np.clip(c, -1.0, 1.0)
