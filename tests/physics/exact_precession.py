"""The steady precession without the adiabatic and the gradient expansion: exact in M_0.

A free dot level in the field M_0 m(t), m precessing uniformly at a fixed angle, is a static problem
in the frame that turns with it about z: a 2 x 2 matrix per level, transitions between the spins
(eq. (25)) included, and leads whose spins are shifted by +-phi_dot/2.  The sum over the levels of a
semicircle is done in closed form, the integral over frequency by quadrature.  Shares no code with
the package.
"""

import numpy as np
from quadrature import panels

PAULI = (
    np.array([[0, 1], [1, 0]], complex),
    np.array([[0, -1j], [1j, 0]]),
    np.diag([1, -1]).astype(complex),
)
SPIN = np.array([1.0, -1.0])


def semicircle(z, half_width, states):
    """The sum over levels of 1/(z - e)."""
    root = np.sqrt(z - half_width) * np.sqrt(z + half_width)
    return 2 * states / (z + root)


class ExactPrecession:
    """Spin and currents of the dot; `rates` is Gamma_l^up, Gamma_l^down, Gamma_r."""

    def __init__(
        self, half_width, states, magnetization, theta, phi_dot, rates, temperatures, potential=0.0
    ):
        self.half_width, self.states, self.potential = half_width, states, potential
        self.magnetization, self.theta, self.phi_dot = magnetization, theta, phi_dot
        left, right = np.array(rates[:2], float), np.full(2, float(rates[2]))
        self.rates = np.array([left, right])
        self.temperatures = temperatures
        reach = half_width + magnetization + abs(potential)
        edges = [
            potential + side * half_width + sigma * magnetization / 2
            for side in (1, -1)
            for sigma in (1, -1)
        ]
        self.omega, weights = panels([0.0, *edges], 1e-3, 4 * reach, 1e9 * reach)
        self.weights = weights / (2 * np.pi)
        self._solve()

    def _solve(self):
        direction = np.sin(self.theta) * PAULI[0] + np.cos(self.theta) * PAULI[2]
        static = self.magnetization / 2 * direction + self.phi_dot / 2 * PAULI[2]
        static = static + 1j * np.diag(self.rates.sum(axis=0))
        values, vectors = np.linalg.eig(static)
        inverse = np.linalg.inv(vectors)
        poles = self.omega[:, None] + values  # the levels of G^R
        g = semicircle(poles - self.potential, self.half_width, self.states)
        # sum over levels of G^R and of G^R X G^A
        self.spectral = np.einsum("ij,wj,jk->wik", vectors, g, inverse)
        gap = poles[:, :, None] - poles[:, None, :].conj()
        product = (g[:, None, :].conj() - g[:, :, None]) / gap
        self.lead = np.array(
            [
                np.tanh((self.omega[:, None] + SPIN * self.phi_dot / 2) / (2 * t))
                for t in self.temperatures
            ]
        )
        self_energy = -2j * np.einsum("ls,lws->ws", self.rates, self.lead)
        inner = np.einsum("ij,wj,kj->wik", inverse, self_energy, inverse.conj())
        self.keldysh = np.einsum("ij,wjk,wjk,lk->wil", vectors, inner, product, vectors.conj())

    def integrate(self, values):
        return np.einsum("w...,w->...", values, self.weights)

    def spin(self):
        """The sum over electrons of <sigma_x>, <sigma_y>, <sigma_z> in the turning frame."""
        return np.array(
            [self.integrate(np.einsum("wij,ji->w", -0.5j * self.keldysh, s)).real for s in PAULI]
        )

    def currents(self):
        """Particle currents into the dot, (lead, spin along z)."""
        occupied = 1j * np.einsum("wii->wi", self.keldysh)
        levels = -2 * np.einsum("wii->wi", self.spectral).imag
        return np.array(
            [
                rate * self.integrate(occupied - lead * levels).real
                for rate, lead in zip(self.rates, self.lead, strict=True)
            ]
        )

    def torques(self):
        """What theta_q and phi_q feel: M_0 times half the spin along theta, and along phi."""
        x, y, z = self.spin()
        along_theta = x * np.cos(self.theta) - z * np.sin(self.theta)
        return self.magnetization / 2 * np.array([along_theta, np.sin(self.theta) * y])
