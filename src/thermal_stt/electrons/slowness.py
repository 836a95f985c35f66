"""B 3: the criteria of slowness (B22)-(B25), as functions of a motion.

Each is a number that has to be small: what changes, of the angle or of the shifts, within the
life-time 1/Gamma_sigma of an electron or the correlation time 1/T of the noise.  All vanish on a
persistent precession, where the gradient expansion is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.electrons.distribution import cosines, level_broadening
from thermal_stt.electrons.regime import MUCH_LESS
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.parameters import POSITIVE, SPINS, Parameters, checked, stack_spins


class Criteria(NamedTuple):
    """The ratios that have to be small, arrays of numbers; None where no temperature is given."""

    angle_in_lifetime: NDArray[np.float64]
    shift_in_lifetime: NDArray[np.float64] | None
    angle_in_thermal_time: NDArray[np.float64] | None
    frequency_in_thermal_time: NDArray[np.float64] | None


# How the criteria are written, and where the paper has them
CRITERIA = {
    "angle_in_lifetime": ("theta_dot/Gamma_sigma", "(B23)"),
    "shift_in_lifetime": ("omega_dot_+-/(T Gamma_sigma)", "(B24)"),
    "angle_in_thermal_time": ("theta_dot/T", "(B25)"),
    "frequency_in_thermal_time": ("phi_ddot/T^2", "B 1"),
}


def criteria(
    parameters: Parameters,
    theta: ArrayLike,
    rates: tuple[ArrayLike, ArrayLike, ArrayLike],
    temperature: ArrayLike | None = None,
) -> Criteria:
    """Return the criteria along a motion with the `rates` theta_dot, phi_dot, phi_ddot; numbers.

    (B23): |theta_dot|/Gamma_sigma, of the narrower spin.
    (B24): |omega_dot_+-|/(T Gamma_sigma) with omega_+- = phi_dot (1 +- cos(theta))/2, the larger
    rate: what is printed, phi_dot/(T Gamma_sigma), is 1/energy and lacks a derivative.
    (B25): |theta_dot|/T.  B 1: |phi_ddot|/T^2, so that phi_dot is constant over 1/T.
    `temperature` is T = min(T_l, T_r); without it only (B23) is known.
    """
    known = 1.0 if temperature is None else checked("temperature", temperature, POSITIVE)
    theta, theta_dot, phi_dot, phi_ddot, known = parameters.broadcast(theta, *rates, known)
    narrowest = level_broadening(parameters, np.cos(theta)).min(axis=0)
    angle = np.abs(theta_dot) / narrowest
    if temperature is None:
        return Criteria(angle, None, None, None)
    temperature = known
    steady, turning = phi_ddot, phi_dot * np.sin(theta) * theta_dot
    shift = np.maximum(
        np.abs(steady * (1 + np.cos(theta)) - turning),
        np.abs(steady * (1 - np.cos(theta)) + turning),
    )
    return Criteria(
        angle,
        shift / (2 * temperature * narrowest),
        np.abs(theta_dot) / temperature,
        np.abs(phi_ddot) / temperature**2,
    )


def criteria_near(
    parameters: Parameters,
    cos_theta0: ArrayLike,
    growth_rate: ArrayLike,
    frequency: ArrayLike,
    temperature: ArrayLike | None = None,
) -> Criteria:
    """Return the criteria of the linear motion about a fixed point, for one radian off it; numbers.

    theta_dot = `growth_rate`, phi_ddot = -alpha `growth_rate`^2/sin(theta_0) from (46), and none at
    a pole, where phi_dot is constant; `frequency` is phi_dot there.  An anisotropy adds
    B_K sin(theta_0) `growth_rate` to phi_ddot, an own damping of the magnet is beside alpha.
    """
    cos_theta0, growth_rate = parameters.broadcast(cosines(cos_theta0), growth_rate)
    sin = np.sqrt((1 - cos_theta0) * (1 + cos_theta0))
    damping = gilbert_damping(parameters, cos_theta0) + parameters.own_damping
    pushed = -damping * growth_rate**2
    phi_ddot = np.divide(pushed, sin, out=np.zeros(pushed.shape), where=sin > 0)
    phi_ddot = phi_ddot + parameters.anisotropy * sin * growth_rate
    rates = (growth_rate, frequency, phi_ddot)
    return criteria(parameters, np.arccos(cos_theta0), rates, temperature)


def largest(motions: Sequence[Criteria]) -> Criteria:
    """Return the largest value of each criterion over each of several motions, as arrays."""
    return Criteria._make(
        None if ratios[0] is None else np.array([np.max(ratio) for ratio in ratios])
        for ratios in zip(*motions, strict=True)
    )


def judge(ratios: Criteria) -> dict[str, NDArray]:
    """Return the criteria as columns, and `slow`: whether all are less than `regime.MUCH_LESS`.

    A criterion that is not known has None in its column, and no say.
    """
    slow = np.all([ratio < MUCH_LESS for ratio in ratios if ratio is not None], axis=0)
    columns = {
        name: np.full(slow.shape, None) if ratio is None else ratio
        for name, ratio in ratios._asdict().items()
    }
    return {**columns, "slow": slow}


def rough(columns: Mapping[str, NDArray], labels: Sequence[str]) -> list[str]:
    """Return a line for each label and each criterion that is not small, with its largest value.

    `columns` are those of `judge`, `labels` say what each row is; equal labels are one.
    """
    lines, of_rows = [], np.asarray(labels)
    for label in dict.fromkeys(of_rows.tolist()):
        for name, (symbol, equation) in CRITERIA.items():
            ratios = columns[name][of_rows == label]
            if ratios[0] is not None and max(ratios) >= MUCH_LESS:
                lines.append(
                    f"{label}: {symbol} {equation} reaches {max(ratios):.3g}, should be less than "
                    f"{MUCH_LESS}: the theory of slow angles is rough there"
                )
    return lines


def retarded_second_order(
    parameters: Parameters,
    theta: ArrayLike,
    theta_dot: ArrayLike,
    theta_ddot: ArrayLike,
    detuning: ArrayLike,
) -> NDArray[np.complex128]:
    """Return the second order of (B16) on G_s0^R, eq. (B22), small against 1; numbers, (2, ...).

    -(i/4) (Gamma_sigma'' theta_dot^2 + Gamma_sigma' theta_ddot) / (detuning + i Gamma_sigma)^3,
    `detuning` being omega - xi; the first order vanishes, (B21).
    """
    theta, theta_dot, theta_ddot, detuning = parameters.broadcast(
        theta, theta_dot, theta_ddot, detuning
    )
    gamma = level_broadening(parameters, np.cos(theta))
    bent = np.cos(theta) * theta_dot**2 + np.sin(theta) * theta_ddot
    bent = stack_spins(-sigma * parameters.gamma_delta * bent for sigma in SPINS)
    return -0.25j * bent / (detuning + 1j * gamma) ** 3
