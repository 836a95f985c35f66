"""Noise of the angle and of the phase: the exact dot in the turning frame, as it shrinks.

At a held M, theta and phi_dot each level with its leads is a static scatterer: four channels
k = (lead, spin along z), G(x) = 1/(x - H) at x = omega - e, H of `exact.turning_frame`, and

    s = 1 - 2 i W^T G W,   W_sk = sqrt(Gamma_k) where s is the spin of k.

What flows, or is on the dot, is a matrix A between the waves that come in; its noise at zero
frequency, int <dA(t) dA> dt, is

    (1/2 pi) sum_e sum_kk' int |A_kk'|^2 f_k (1 - f_k') domega.

Then the occupation has answered to its own shot noise, which it does within 1/Gamma.  Broadening,
precession and temperature are not taken to be small, and shifts are not dropped.
"""

from dataclasses import replace

import numpy as np
from exact_dots import band_of, frame_of, symmetric_dot
from quadrature import panels

from thermal_stt.exact.theory import parameters_of
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.magnet.spin_torque import unshared
from thermal_stt.mean_field.leads import Leads
from thermal_stt.noise.diffusion import Surroundings, angle_diffusion, phase_diffusion

SPIN = np.array([1.0, -1.0, 1.0, -1.0])  # of the channels: two of the left lead, two of the right
# Polarized as in the paper, and so large that broadening and shifts count beside temperatures
RATES, FIELD = np.array([3e-4, 2.7e-3, 6e-4]), 6e-4
SIGMA_X, SIGMA_Z = np.array([[0, 1], [1, 0]]), np.diag([1, -1])


class Scatterers:
    """The levels of a dot that is held in a frame, between its leads."""

    def __init__(self, dot, frame):
        leads, (self.m, self.c, self.phi_dot, potential) = dot.leads, frame
        left = leads.gamma_left_up, leads.gamma_left_down
        rates = np.array([*left, leads.gamma_right, leads.gamma_right])
        temperatures = np.repeat([leads.temperature_left, leads.temperature_right], 2)
        steps = leads.voltage * np.array([1, 1, 0, 0]) - SPIN * self.phi_dot / 2
        self.entry = np.sqrt(rates) * (np.array([[1.0], [-1.0]]) == SPIN)
        self.across = np.sqrt(1 - self.c**2)
        field = self.m * (self.c * SIGMA_Z + self.across * SIGMA_X) + self.phi_dot * SIGMA_Z
        hamiltonian = potential * np.eye(2) - field / 2 - 1j * self.entry @ self.entry.T
        cold, hot = temperatures.min(), temperatures.max()
        omega, self.at_omega = panels([0.0], cold / 2, 4 * hot, 45 * hot)
        peaks = np.linalg.eigvals(hamiltonian)
        reach = dot.band.half_width + 45 * hot
        x, self.at_x = panels(peaks.real, np.abs(peaks.imag).min(), reach / 2, reach)
        self.green = np.linalg.inv(x[:, None, None] * np.eye(2) - hamiltonian)
        self.scattering = np.eye(4) - 2j * self.entry.T @ self.green @ self.entry
        self.states = dot.band.density(omega - x[:, None])
        detuning = (omega[:, None] - steps) / temperatures
        self.filled, self.empty = (1 / (1 + np.exp(s * detuning)) for s in (1, -1))

    def currents(self):
        """The mean of what enters by each channel."""
        entering = np.eye(4) - np.abs(self.scattering) ** 2
        return self._total(entering, self.filled[:, None, :]).sum(axis=-1) / (2 * np.pi)

    def noise(self, matrix):
        """The noise of what has the `matrix` A."""
        waves = self.filled[:, :, None] * self.empty[:, None, :]
        return self._total(np.abs(matrix) ** 2, waves).sum() / (2 * np.pi)

    def of_angle(self):
        """The noise of the spin along z that enters."""
        spin = np.diag(SPIN / 2)
        leaving = np.swapaxes(self.scattering.conj(), -1, -2) @ spin @ self.scattering
        return self.noise(spin - leaving)

    def of_phase(self):
        """The noise of the torque that turns the magnet about z.

        By the spin on the dot normal to what it turns about in this frame, M + phi_dot z.  With the
        length of M alone, along that, the magnet does not turn.
        """
        along, normal = self.m * self.c + self.phi_dot, self.m * self.across
        torque = (along * SIGMA_X - normal * SIGMA_Z) / 2
        reached = self.green @ self.entry
        return self.noise(2 * np.swapaxes(reached.conj(), -1, -2) @ torque @ reached)

    def _total(self, of_level, of_lead):
        # over the levels and over omega
        leads = np.einsum("xw,w,wkl->xkl", self.states, self.at_omega, of_lead, optimize=True)
        return np.einsum("x,xkl,xkl->kl", self.at_x, of_level, leads, optimize=True)


def dots(scale):
    """Bands, temperatures and angles: energies fall as `scale`, temperatures as its root."""
    plain, root = symmetric_dot(scale), np.sqrt(scale)
    for band, potential in ((band_of("parabola", 4000 / 3), 0.0), (band_of("semicircle"), 0.2)):
        for left, right in ((0.02, 0.02), (0.012, 0.048), (0.04, 0.008)):
            for cos_theta in (-0.8, 0.4):
                temperatures = left * root, right * root
                leads = Leads(*(RATES * scale), *temperatures, voltage=1e-3 * scale)
                dot = replace(plain, band=band, leads=leads)
                yield dot, frame_of(0.9, cos_theta, -FIELD * scale, potential)


def closed(dot, frame):
    """2 D S^2 and 2 Q in closed form, and 2 D S^2 as the Keldysh part of the kernel has it."""
    p, c = parameters_of(dot, frame), frame.cos_theta
    around = Surroundings(dot.leads.temperature_left, dot.leads.temperature_right)
    angle = 2 * p.spin**2 * angle_diffusion(p, c, around)
    phase = 2 * p.spin**2 * (1 - c**2) * phase_diffusion(p, c, around)
    return np.array([angle, phase, angle / unshared(p, c)])


def test_scatterers_are_the_exact_dot():
    for dot, frame in dots(1 / 4):
        expected = turning_dot(dot.band, dot.leads, frame).currents.ravel()
        found = Scatterers(dot, frame).currents()
        np.testing.assert_allclose(found, expected, atol=2e-6 * np.abs(expected).max())


def test_closed_forms_are_the_exact_noise_of_a_small_dot():
    """The error falls as the size: by 4 where all that is small does, in every state."""
    errors = []
    for scale in (1 / 4, 1 / 16, 1 / 64):
        states = list(dots(scale))
        held = [Scatterers(*state) for state in states]
        exact = np.array([(one.of_angle(), one.of_phase()) for one in held])
        here = np.array([closed(*state) for state in states])
        errors.append((here[:, :2] / exact - 1) / scale)
        without_answer = here[:, 2] / exact[:, 0]
    largest = np.abs(errors[0]).max()
    assert largest < 6e-3
    for error in errors[1:]:
        np.testing.assert_allclose(error, errors[0], atol=0.03 * largest)
    # and the occupation has answered: else it would not fall at all
    assert (without_answer > 1.1).all()
