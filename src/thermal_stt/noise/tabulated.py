"""What the tables of noise hold: states of a sweep, distributions, lifetimes, linewidths.

Each is that of the functions beside it, with the leads' temperatures of the thermal drive; what is
simulated is the scenario's own model, with its own S, or the S of the row.  A table of those with
trajectories, or of linewidths, is of one parameter set.  Not in the paper.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.magnet.precession import (
    PRECESSIONS,
    fixed_points,
    growth_rate,
    growth_rate_at_pole,
    settled_state,
    stationary_angles,
)
from thermal_stt.noise.diffusion import (
    Bath,
    Surroundings,
    angle_strength,
    effective_temperature,
    phase_diffusion,
)
from thermal_stt.noise.lifetime import angle_deviation, escape, linewidth
from thermal_stt.noise.localization import localized
from thermal_stt.noise.stationary import first_passage_time, moments, stationary_distribution
from thermal_stt.noise.trajectories import noisy_trajectories, passage_times
from thermal_stt.parameters import Parameters, for_one_set
from thermal_stt.spin_and_heat import temperatures_at

Array = NDArray[np.float64]

# Steps in a time of relaxation; after how many of these the angles of trajectories are counted,
# how often, and in how many bins over so many standard deviations to either side
STEPS, SETTLED, COUNTED, BINS, WIDE = 50, 6, 10, 50, 4.0
# Barriers at which a lifetime is shown; up to which it is simulated, for how many lifetimes
BARRIERS = np.array([1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0])
LOW_BARRIER, LIFETIMES = 3.0, 10.0
# An anisotropy that noise of the angle is seen by, over the field
ANISOTROPY = 0.1


def surroundings(
    d: ArrayLike, temperature_coldest: ArrayLike, lattice: float | None
) -> Surroundings:
    """Return the `Surroundings` at a drive, the colder lead at `temperature_coldest`; energies."""
    lattice = np.nan if lattice is None else lattice
    return Surroundings(*temperatures_at(d, temperature_coldest), lattice)


def of_states(
    parameters: Parameters, cos_theta0: ArrayLike, branch: ArrayLike, around: Surroundings
) -> dict[str, Array]:
    """Return the noise of stable states; energy, a number, a number, 1/energy, energy.

    As columns effective_temperature; deviation of cos(theta); barrier and lifetime, 1/rate of
    `escape`, both infinite where there is nothing to escape over; and linewidth of a precession,
    NaN at a pole; and `localized`, whether the noise leaves a state at all.
    """
    cos_theta0, branch, *_ = parameters.broadcast(cos_theta0, branch, *around)
    rate, barrier = escape(parameters, cos_theta0, around)
    turning = np.isin(branch, PRECESSIONS)
    return {
        "effective_temperature": effective_temperature(parameters, cos_theta0, around),
        "deviation": angle_deviation(parameters, cos_theta0, around),
        "barrier": barrier,
        "lifetime": _inverse(rate),
        "linewidth": np.where(turning, linewidth(parameters, cos_theta0, around), np.nan),
        "localized": localized(parameters, cos_theta0, around),
    }


@for_one_set
def distributions(
    parameters: Parameters, around: Surroundings, d: Array, seed: int, samples: int
) -> dict[str, Array]:
    """Return P(cos_theta) about its mean at each `d`, and the histogram of trajectories there.

    As columns: d, cos_theta, the middle of a bin, probability and probability_of_trajectories, both
    of the bin over its width.  The trajectories start at the stable state that is nearest to it:
    of two stable poles one has nearly all of P, and none of them goes to the other.
    """
    columns = []
    for number, drive in enumerate(d):
        here = _at(around, number)
        mean, deviation = moments(parameters, here)
        low = np.maximum(mean - WIDE * deviation, -1.0)
        high = np.minimum(mean + WIDE * deviation, 1.0)
        fine = np.linspace(low, high, 2 * BINS + 1)
        edges = fine[::2]
        states = fixed_points(parameters, drive)
        cos_theta0 = states["cos_theta0"]
        rates = growth_rate(parameters, states["d"], states["branch"], cos_theta0)
        start = np.where(rates < 0, np.abs(cos_theta0 - mean), np.inf).argmin()
        strength = angle_strength(parameters, cos_theta0[start], Bath.of(parameters, here))
        time = 1 / (np.abs(rates[start]) + 2 * strength)
        run = noisy_trajectories(
            parameters,
            cos_theta0[start],
            time * (SETTLED + np.arange(COUNTED)),
            here,
            step=float(time / STEPS),
            samples=samples,
            seed=(seed, number),
        )
        counts, _ = np.histogram(run.cos_theta, edges)
        # by Simpson's rule in each bin
        density = stationary_distribution(parameters, fine, here)
        columns.append(
            (
                np.full(BINS, drive),
                fine[1::2],
                (density[:-2:2] + 4 * density[1::2] + density[2::2]) / 6,
                counts / run.cos_theta.size / np.diff(edges),
            )
        )
    names = ("d", "cos_theta", "probability", "probability_of_trajectories")
    return dict(zip(names, np.concatenate(columns, axis=1), strict=True))


@for_one_set
def lifetimes(
    parameters: Parameters, around: Surroundings, d: Array, seed: int, samples: int
) -> dict[str, Array]:
    """Return the lifetime of the pole against the field, where both are stable, against S.

    As columns: d, spin, barrier, lifetime of Kramers, lifetime_first_passage, the mean time to half
    way from the unstable precession to the other pole, and lifetime_simulated, that of trajectories
    (NaN above a barrier of 3).  The spins are those that have certain barriers.
    """
    pole = -float(np.sign(parameters.field))
    found: list[tuple] = []
    for number, drive in enumerate(d):
        here = _at(around, number)
        angles = stationary_angles(parameters, drive)
        both = all(growth_rate_at_pole(parameters, drive, end) < 0 for end in (1.0, -1.0))
        if not both or angles.exists.sum() != 1:
            continue
        # L is proportional to S without an own damping, and nearly so with one
        one = escape(parameters, pole, here).barrier
        family = replace(parameters, spin=parameters.spin * BARRIERS / one)
        rate, barrier = escape(family, pole, here)
        end = float(angles.cos_theta0[0] - pole) / 2
        passage = first_passage_time(family, pole, end, here)
        simulated = np.full(BARRIERS.size, np.nan)
        for at in np.flatnonzero(BARRIERS <= LOW_BARRIER):
            member = family[at]
            simulated[at] = passage_times(
                member,
                pole,
                end,
                here,
                step=float(1 / np.abs(growth_rate_at_pole(member, drive, pole)) / STEPS),
                samples=samples,
                seed=(seed, number, int(at)),
                longest=LIFETIMES * float(passage[at]),
            ).mean()
        drives = np.full(BARRIERS.size, drive)
        found.append((drives, family.spin, barrier, _inverse(rate), passage, simulated))
    names = ("d", "spin", "barrier", "lifetime", "lifetime_first_passage", "lifetime_simulated")
    columns = np.concatenate(found, axis=1) if found else np.zeros((len(names), 0))
    return dict(zip(names, columns, strict=True))


@for_one_set
def linewidths(parameters: Parameters, around: Surroundings, d: Array) -> dict[str, Array]:
    """Return the linewidth of the stable precession along `d`, and with 0.1 B more of anisotropy.

    As columns: d, anisotropy, cos_theta0, linewidth and linewidth_of_phase, the part of it that is
    there without noise of the frequency.
    """
    parts = []
    for more in (0.0, ANISOTROPY):
        family = replace(parameters, anisotropy=parameters.anisotropy + more * parameters.field)
        state = settled_state(family, d)
        turns = (np.abs(state.cos_theta0) < 1) & (state.growth_rate < 0)
        here = Surroundings(*(np.broadcast_to(part, d.shape)[turns] for part in around))
        cos_theta0 = state.cos_theta0[turns]
        parts.append(
            (
                d[turns],
                np.full(cos_theta0.shape, family.anisotropy),
                cos_theta0,
                linewidth(family, cos_theta0, here),
                2 * phase_diffusion(family, cos_theta0, here),
            )
        )
    names = ("d", "anisotropy", "cos_theta0", "linewidth", "linewidth_of_phase")
    return dict(zip(names, np.concatenate(parts, axis=1), strict=True))


def _at(around, number):
    left, right, lattice = around
    return Surroundings(left[number], right[number], lattice)


def _inverse(rate):
    with np.errstate(over="ignore"):  # longer than any number
        return np.divide(1.0, rate, out=np.full(np.shape(rate), np.inf), where=rate > 0)
