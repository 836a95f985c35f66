"""A 2: what happened before t = 0, as the history integrals (A13)-(A14) need it.

A history is used through its transform: a function of a rate Gamma that returns the integrals over
t' < 0 of exp(2 Gamma t') times delta_M(t') and delta_V(t').

Charge and spin are counted (`relaxation`): C delta_V = sum_sigma n_sigma and delta_M/J =
sum_sigma sigma n_sigma with n_sigma = 2 rho_sigma Gamma_sigma R_sigma.  A history that breaks this
at t = 0 leaves an offset for ever: delta_M then relaxes to a wrong value.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import quad_vec

from thermal_stt.electrons.distribution import level_broadening
from thermal_stt.parameters import SPINS, Parameters, for_one_set

History = Callable[[float], NDArray[np.float64]]

# How far charge or spin may be from what a history left behind, relative to the larger of the two
CONSISTENT = 1e-6


class HistoryError(ValueError):
    """A history that contradicts the start, so that an offset would stay for ever."""


@for_one_set
def consistent_history(
    parameters: Parameters, theta: float, delta_magnetization: float, delta_potential: float
) -> History:
    """Return the default history: one that leaves the charge and the spin of the start behind.

    Before t = 0 both deviations grow like exp(2 Gamma_Sigma t), to values that may differ from
    those at t = 0; two equations, charge and spin, fix the two.  They always have one solution.
    For one parameter set.
    """
    rate = 2 * float(parameters.gamma_sum)
    weights = [
        2 * float(parameters.rho(sigma)) * gamma / (rate + 2 * gamma)
        for sigma, gamma in zip(SPINS, _gammas(parameters, theta), strict=True)
    ]
    charge, spin = _counted(parameters, delta_magnetization, delta_potential)
    # each spin's X at t = 0-: n_sigma / weight_sigma
    up, down = (charge + spin) / 2 / weights[0], (charge - spin) / 2 / weights[1]
    ends = np.array([up - down, -(up + down) / 2])
    return lambda gamma: ends / (rate + 2 * gamma)


def history_of(function: Callable[[float], ArrayLike], slowest: float) -> History:
    """Return the history given by `function`(t), t < 0, of (delta_M, delta_V).

    `slowest` is the smallest rate at which it is remembered, Gamma_Sigma - |Gamma_Delta|; it sets
    how far back the integral reaches, to exp(-2 Gamma |t|) = 1e-17.
    """
    reach = -20 / slowest

    def transform(gamma: float) -> NDArray[np.float64]:
        def remembered(t: float) -> NDArray[np.float64]:
            return np.exp(2 * gamma * t) * np.asarray(function(t), dtype=float)

        value, _ = quad_vec(remembered, reach, 0.0, epsrel=1e-12, limit=2000)
        return value

    return transform


def history_of_samples(
    times: ArrayLike, delta_magnetization: ArrayLike, delta_potential: ArrayLike
) -> History:
    """Return the history through samples at ascending `times` <= 0, the last of them 0.

    Linear between the samples, integrated exactly; constant before the first.
    """
    times = np.asarray(times, dtype=float)
    values = np.stack([delta_magnetization, delta_potential], axis=1).astype(float)
    if times.ndim != 1 or times.size < 2 or np.any(np.diff(times) <= 0) or times[-1] != 0:
        raise HistoryError("the times of a history: must be ascending, two or more, and end at 0")
    slopes = np.diff(values, axis=0) / np.diff(times)[:, None]

    def transform(gamma: float) -> NDArray[np.float64]:
        # integrating by parts: each kink in the values adds its change of slope
        rate = 2 * gamma
        remembered = np.exp(rate * times)[:, None]
        return values[-1] / rate - (np.diff(remembered, axis=0) * slopes).sum(axis=0) / rate**2

    return transform


@for_one_set
def require_consistent(
    parameters: Parameters,
    theta: float,
    delta_magnetization: float,
    delta_potential: float,
    history: History,
) -> None:
    """Raise HistoryError where `history` leaves another charge or spin than the start has.

    For one parameter set.
    """
    left = [
        2 * float(parameters.rho(sigma)) * gamma * (history(gamma) @ np.array([sigma / 2, -1.0]))
        for sigma, gamma in zip(SPINS, _gammas(parameters, theta), strict=True)
    ]
    found = np.array([left[0] + left[1], left[0] - left[1]])
    wanted = np.array(_counted(parameters, delta_magnetization, delta_potential))
    offset = np.abs(found - wanted)
    if np.any(offset > CONSISTENT * max(np.abs(found).max(), np.abs(wanted).max())):
        raise HistoryError(
            f"the history leaves C delta_V = {found[0]:.6g} and delta_M/J = {found[1]:.6g}, the "
            f"start has {wanted[0]:.6g} and {wanted[1]:.6g}: must be equal, else the difference "
            "stays for ever and delta_M relaxes to a wrong value"
        )


def _gammas(parameters, theta):
    return [float(gamma) for gamma in level_broadening(parameters, np.cos(theta))]


def _counted(parameters, delta_magnetization, delta_potential):
    charge = float(parameters.capacitance) * delta_potential
    return charge, delta_magnetization / float(parameters.exchange)
