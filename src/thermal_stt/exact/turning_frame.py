"""A dot whose magnetization precesses uniformly, exactly: in the frame that turns about z with it.

There the problem is static.  A level e has h = e + H with

    H = V - (M/2)(cos(theta) sigma_z + sin(theta) sigma_x) - (phi_dot/2) sigma_z - i Gamma,

Gamma = diag(Gamma_l^sigma + Gamma_r), and a lead's spin s has the step F((omega - u)/(2 T)) with
u = V_a - s phi_dot/2, V_a the lead's potential.  Nothing is taken to be slow or small; M and V are
mean fields.  With L(H), the integral of F over omega and the levels of G^R, and X that of
G^R |s><s| G^A,

    H X - X H^+ = L(H) |s><s| - h.c.,
    X = sum_ab (P_a |s><s| P_b^+) (L_a - L_b*)/(kappa_a - kappa_b*),

with the eigenvalues kappa_a and projectors P_a of H.  The occupation less one half is
D = -(1/2 pi) sum_k Gamma_k X_k over the four channels k = (lead, spin); the current from one is
I_k = Gamma_k [(1/pi) Im L_k(H) - 2 D]_ss.  What is common to all channels is in equilibrium and
carries no current; it is taken off first, and with it most of the rounding.

What lies across z has a factor sin(theta), which is divided out: all is smooth through the poles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.exact.band_integrals import band_integrals
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads

LEAD_SPIN = np.array([1.0, -1.0, 1.0, -1.0])  # of the channels: left up, left down, right up, ...
SIGNS = np.array([1.0, -1.0])  # of the two eigenvalues


class TurningDot(NamedTuple):
    """What leads do to a dot that precesses at M, theta, phi_dot, V.

    `charge` is N less half filling; the spin in the turning frame is
    (sin(theta) `spin_across`, sin(theta) `spin_out`, `spin_along`).  The torque of the leads on it
    along z is sin^2(theta) `torque`, the one along y is sin(theta) `torque_out`.  `currents` are
    particle and `energies` energy currents into the dot, by lead and spin, shape (..., 2, 2).
    Numbers, energies, and energies^2 for `energies`.
    """

    charge: NDArray[np.float64]
    spin_across: NDArray[np.float64]
    spin_out: NDArray[np.float64]
    spin_along: NDArray[np.float64]
    torque: NDArray[np.float64]
    torque_out: NDArray[np.float64]
    currents: NDArray[np.float64]
    energies: NDArray[np.float64]


class Frame(NamedTuple):
    """Where a dot is in its unknowns: M, cos(theta), phi_dot and V, each a number or an array."""

    magnetization: NDArray[np.float64]
    cos_theta: NDArray[np.float64]
    phi_dot: NDArray[np.float64]
    potential: NDArray[np.float64]


class Channels(NamedTuple):
    """The leads' channels: rates, temperatures and potentials, each of shape (..., 4); energies."""

    rates: NDArray[np.float64]
    temperatures: NDArray[np.float64]
    voltages: NDArray[np.float64]


def channels_of(leads: Leads) -> Channels:
    """Return the four channels of the leads, in the order of LEAD_SPIN; energies."""
    return Channels(
        np.array([leads.gamma_left_up, leads.gamma_left_down, *[leads.gamma_right] * 2]),
        np.repeat([leads.temperature_left, leads.temperature_right], 2),
        leads.voltage * np.array([1.0, 1.0, 0.0, 0.0]),
    )


def turning_dot(band: Band, leads: Leads, frame: Frame) -> TurningDot:
    """Return spin, charge, torques and currents of a dot held in a `frame`; see `TurningDot`.

    Of `leads` the rates, temperatures and the voltage count.  Numbers but for torques and currents;
    energy, energy^2.
    """
    response = Response(band, channels_of(leads), frame)
    return response.dot(frame, *response.integrals)


class Response:
    """The integrals of a dot in one state, and to first order about it.

    Or of a family of dots, each in its own: the axes of the family are before that of the channels.
    """

    def __init__(self, band: Band, leads: Channels, frame: Frame) -> None:
        self.rates, temperatures, self.voltages = leads
        self.poles, self.shifts = self._poles(frame)[0], _shifts(frame) + self.voltages
        at = self.poles[..., None, :], self.shifts[..., None], temperatures[..., None]
        found = band_integrals(band, *at)
        self.integrals, self.slope = (found.value, found.energy), found.slope

    def near(self, frame: Frame) -> TurningDot:
        """Return `TurningDot` of the frames (an array of them) near this one, without energies."""
        moved = self._poles(frame)[0][..., None, :] - self.poles[..., None, :]
        moved = moved - (_shifts(frame) + self.voltages - self.shifts)[..., None]
        return self.dot(frame, self.integrals[0] + self.slope * moved)

    def dot(self, frame: Frame, value: NDArray, energy: NDArray | None = None) -> TurningDot:
        """Return `TurningDot` of frames from their integrals, shape (..., channel, pole)."""
        poles, cosine, across = self._poles(frame)
        sin2 = 1 - frame.cos_theta**2
        up, down = (1 + SIGNS * cosine[..., None]) / 2, (1 - SIGNS * cosine[..., None]) / 2
        turn = SIGNS * across[..., None]
        between = poles[..., :, None] - poles[..., None, :].conj()

        def product(left: NDArray, right: NDArray) -> NDArray:
            return left[..., :, None] * right[..., None, :].conj() / between

        sin2_turns = sin2[..., None, None] * product(turn, turn)
        # by spin of the channel: up, up of X, down, down, and up, down over sin(theta)
        weights = (
            (product(up, up), sin2_turns, product(up, turn)),
            (sin2_turns, product(down, down), product(turn, down)),
        )

        def occupation(integrals: NDArray) -> tuple[NDArray, ...]:
            driven = -self.rates[..., None] * integrals / (2 * np.pi)
            driven = driven[..., :2, :] + driven[..., 2:, :]  # by spin
            jump = driven[..., :, None] - driven[..., None, :].conj()
            return tuple(
                sum(np.sum(weights[s][part] * jump[..., s, :, :], axis=(-2, -1)) for s in (0, 1))
                for part in range(3)
            )

        def flows(integrals: NDArray) -> tuple[NDArray, NDArray]:
            different = integrals - integrals.mean(axis=-2, keepdims=True)
            spin_up, spin_down, out = occupation(different)
            held = np.stack([spin_up.real, spin_down.real] * 2, axis=-1)
            own = np.stack([up, down] * 2, axis=-2)
            injected = np.sum(own * different, axis=-1).imag / np.pi
            return self.rates * (injected - 2 * held), out

        full_up, full_down, full_out = occupation(value)
        currents, out = flows(value)
        # the field of the leads' levels: Gamma L across z, what enters less its conjugate
        entering = self.rates * np.sum(turn[..., None, :] * value, axis=-1)
        enters_up, enters_down = (entering[..., s] + entering[..., s + 2] for s in (0, 1))
        decay = self.rates.sum(axis=-1)
        flow = -decay * full_out - 1j / (2 * np.pi) * (enters_down - enters_up.conj())
        energies = np.full(currents.shape, np.nan)
        if energy is not None:
            energies = flows(energy)[0] - _shifts(frame) * currents
        lead_and_spin = (*currents.shape[:-1], 2, 2)
        return TurningDot(
            charge=(full_up + full_down).real,
            spin_across=full_out.real,
            spin_out=-out.imag,
            spin_along=(full_up - full_down).real / 2,
            torque=-frame.magnetization * out.imag,
            torque_out=-flow.imag,
            currents=currents.reshape(lead_and_spin),
            energies=energies.reshape(lead_and_spin),
        )

    def _poles(self, frame):
        # the eigenvalues of H, and of the part without trace h_z/r and h_x/(2 r sin(theta))
        up, down = (self.rates[..., s] + self.rates[..., s + 2] for s in (0, 1))
        half = frame.magnetization / 2
        along = -half * frame.cos_theta - frame.phi_dot / 2 - 0.5j * (up - down)
        r = np.sqrt(along**2 + half**2 * (1 - frame.cos_theta**2))
        centre = frame.potential - 0.5j * (up + down)
        poles = centre[..., None] + SIGNS * r[..., None]
        return poles, along / r, -half / (2 * r)


def _shifts(frame):
    return -LEAD_SPIN * frame.phi_dot[..., None] / 2
