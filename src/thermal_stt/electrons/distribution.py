"""IV C: the slow Green's function and the non-equilibrium distribution on the dot, (34)-(36).

Frequencies `omega` count from the electrochemical potential mu of the right lead; that of the left
lead is V higher, if the parameters have a voltage.  `phi_dot` is the precession
frequency; on a persistent precession it is -B.  A result with a spin index has it first: index 0
is up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.parameters import POSITIVE, SPINS, ParameterError, Parameters, checked, stack_spins

# The derivative of `noise.trajectories` at a pole looks half as far beyond it
BEYOND = 2e-4


def cosines(
    cos_theta: ArrayLike, name: str = "cos_theta", beyond: float = 0.0
) -> NDArray[np.float64]:
    """Return `cos_theta` as an array; a number.

    Raises ParameterError, with the `name`, for what is no cosine but for as much as it may be
    `beyond`: an angle, perhaps.  Where a state does not exist its cosine is nan, and stays.
    """
    cos_theta = np.asarray(cos_theta, dtype=float)
    sizes = np.abs(cos_theta)
    if np.fmax.reduce(sizes, axis=None, initial=0.0) > 1 + beyond:
        value = float(cos_theta[sizes > 1 + beyond].flat[0])
        raise ParameterError(name, value, "between -1 and 1, a cosine")
    return cos_theta


def spin_overlaps(cos_theta: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cos^2(theta/2) = (1 + cos_theta)/2, sin^2(theta/2) = (1 - cos_theta)/2; numbers.

    They are the weights with which a spin of the rotating frame is parallel and antiparallel to
    the lead's spin of the same name.
    """
    cos_theta = cosines(cos_theta, beyond=BEYOND)
    return (1 + cos_theta) / 2, (1 - cos_theta) / 2


def left_broadening(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return cos^2(theta/2) Gamma_l^sigma + sin^2(theta/2) Gamma_l^sigmabar; energy, (2, ...).

    The left lead's part of `level_broadening`.
    """
    return stack_spins(left_broadenings(parameters, cos_theta))


def level_broadening(parameters: Parameters, cos_theta: ArrayLike) -> NDArray[np.float64]:
    """Return Gamma_sigma(theta), below (35); energy, shape (2, ...).

    Gamma_sigma = cos^2(theta/2) Gamma_l^sigma + sin^2(theta/2) Gamma_l^sigmabar + Gamma_r, which
    is Gamma_Sigma + sigma Gamma_Delta cos_theta.  (The text before (50) restates it without the
    sigma on Gamma_l; the form here is the one below (35).)
    """
    return stack_spins(level_broadenings(parameters, cos_theta))


def left_broadenings(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `left_broadening` of up and of down, which cost less apart; energy."""
    parallel, antiparallel = parameters.broadcast(*spin_overlaps(cos_theta))
    up, down = parameters.gamma_left_up, parameters.gamma_left_down
    return parallel * up + antiparallel * down, parallel * down + antiparallel * up


def level_broadenings(
    parameters: Parameters, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `level_broadening` of up and of down, which cost less apart; energy."""
    up, down = left_broadenings(parameters, cos_theta)
    return up + parameters.gamma_right, down + parameters.gamma_right


def dynamic_shifts(
    phi_dot: ArrayLike, cos_theta: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return omega_minus, omega_plus = phi_dot (1 -+ cos_theta)/2, below (36); energy."""
    parallel, antiparallel = spin_overlaps(cos_theta)
    phi_dot = np.asarray(phi_dot, dtype=float)
    return phi_dot * antiparallel, phi_dot * parallel


def retarded_green_function(
    omega: ArrayLike, level: ArrayLike, broadening: ArrayLike
) -> NDArray[np.complex128]:
    """Return G_s^R = 1 / (omega - xi + i Gamma_sigma), eq. (34), (B19); 1/energy.

    `level` is xi_(alpha sigma), `broadening` is Gamma_sigma(theta) of that spin.  The advanced
    function is the complex conjugate.
    """
    return 1 / (np.asarray(omega) - np.asarray(level) + 1j * np.asarray(broadening))


def keldysh_green_function(
    omega: ArrayLike, level: ArrayLike, broadening: ArrayLike, distribution: ArrayLike
) -> NDArray[np.complex128]:
    """Return G_s^K = -2i Gamma_sigma F_s / ((omega - xi)^2 + Gamma_sigma^2), eq. (35); 1/energy.

    It is -G^R [G^(-1)]^K G^A at one time, (B20).
    """
    spectral = np.abs(retarded_green_function(omega, level, broadening)) ** 2
    return -2j * np.asarray(broadening) * spectral * np.asarray(distribution)


def keldysh_in_time(
    retarded: NDArray[np.complex128], inverse_keldysh: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    """Return G_s^K = -G_s^R [G_s^(-1)]^K G_s^A, eq. (B17), as matrices in time.

    With G_s^R the inverse of [G_s^(-1)]^R, (B14) and (B15), [G_s^(-1)]^K = -(R^dagger Sigma^K R),
    and G^A the adjoint of G^R.  Products of matrices are
    integrals over time with their steps included.  Its zeroth order in slowness, (B20), is (35).
    """
    return -retarded @ inverse_keldysh @ retarded.conj().T


def lead_distribution(omega: ArrayLike, temperature: ArrayLike) -> NDArray[np.float64]:
    """Return F = 1 - 2n = tanh(omega / (2 T)) of a lead, below (36); a number."""
    temperature = checked("temperature", temperature, POSITIVE)
    return np.tanh(np.asarray(omega, dtype=float) / (2 * temperature))


def lead_occupation(omega: ArrayLike, temperature: ArrayLike) -> NDArray[np.float64]:
    """Return the Fermi function n = 1 / (exp(omega / T) + 1) of a lead, II; a number."""
    ratio = np.asarray(omega, dtype=float) / checked("temperature", temperature, POSITIVE)
    return np.exp(-np.logaddexp(0, ratio))  # neither end overflows


def slow_distribution(
    parameters: Parameters,
    cos_theta: ArrayLike,
    phi_dot: ArrayLike,
    omega: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
) -> NDArray[np.float64]:
    """Return F_s^sigma(omega), eq. (36): four lead distributions, weighted and shifted; numbers.

    Gamma_sigma F_s^sigma = sum over leads of
    cos^2(theta/2) Gamma^sigma F(omega + sigma omega_minus)
    + sin^2(theta/2) Gamma^sigmabar F(omega - sigma omega_plus).
    Shape (2, ...).
    """
    leads = (temperature_left, temperature_right)
    return _superpose(lead_distribution, parameters, cos_theta, phi_dot, omega, leads)


def slow_occupation(
    parameters: Parameters,
    cos_theta: ArrayLike,
    phi_dot: ArrayLike,
    omega: ArrayLike,
    temperature_left: ArrayLike,
    temperature_right: ArrayLike,
) -> NDArray[np.float64]:
    """Return n_s^sigma = (1 - F_s^sigma)/2 in the rotating frame, below (36), Fig. 2 (b); numbers.

    It is summed from the leads' Fermi functions, so that its tail keeps its relative accuracy.
    Shape (2, ...).
    """
    leads = (temperature_left, temperature_right)
    return _superpose(lead_occupation, parameters, cos_theta, phi_dot, omega, leads)


def _superpose(lead_function, parameters, cos_theta, phi_dot, omega, temperatures):
    cos_theta, phi_dot, omega, temperature_left, temperature_right = parameters.broadcast(
        cos_theta, phi_dot, omega, *temperatures
    )
    overlaps = spin_overlaps(cos_theta)
    shifts = dynamic_shifts(phi_dot, cos_theta)
    spins = []
    for sigma in SPINS:
        total, weights = 0.0, 0.0
        for overlap, shift, lead_spin in zip(overlaps, shifts, (sigma, -sigma), strict=True):
            # sigmabar omega_plus = -sigma omega_plus: the shift carries the lead spin's sign
            at = omega + lead_spin * shift
            for rate, temperature, voltage in (
                (parameters.gamma_left(lead_spin), temperature_left, parameters.voltage),
                (parameters.gamma_right, temperature_right, 0.0),
            ):
                total = total + overlap * rate * lead_function(at - voltage, temperature)
                weights = weights + overlap * rate
        spins.append(total / weights)
    return stack_spins(spins)
