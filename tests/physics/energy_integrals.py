"""An independent route to (36), (43) and (52): rotation matrices and energy integrals.

Nothing here is shared with the package but the `Parameters`.  The weights and shifts of the lead
distributions come from the rotation R(t) itself, differentiated numerically; the integrals are
trapezoidal sums, which converge exponentially for these functions.
"""

import numpy as np
from scipy.linalg import expm

SIGMA_Y = np.array([[0, -1j], [1j, 0]])
SIGMA_Z = np.diag([1.0, -1.0])
SPINS = (0, 1)  # up, down


def rotation(theta, phi, chi):
    """Eq. (14) with the last factor about z (the printed sigma_x is a slip)."""
    return (
        expm(-0.5j * phi * SIGMA_Z)
        @ expm(-0.5j * theta * SIGMA_Y)
        @ expm(0.5j * (phi - chi) * SIGMA_Z)
    )


def weights_and_shifts(theta, phi_dot, chi_dot):
    """|R_(sigma' sigma)|^2 and nu of its phase, R ~ exp(i nu t); indices (sigma', sigma)."""
    step = 1e-3
    before, after = (rotation(theta, phi_dot * t, chi_dot * t) for t in (-step, step))
    return np.abs(before) ** 2, np.angle(after / before) / (2 * step)


class Junctions:
    """The dot between its leads at one angle and one precession frequency."""

    def __init__(self, parameters, theta, phi_dot, temperatures, voltage=0.0):
        self.parameters = parameters
        self.temperatures = temperatures  # left, right
        self.potentials = (voltage, 0.0)  # of the leads, where they are not asked to be grounded
        self.rates = np.array(
            [
                [parameters.gamma_left_up, parameters.gamma_left_down],
                [parameters.gamma_right, parameters.gamma_right],
            ],
            dtype=float,
        )  # lead, sigma'
        self.rho = np.array([parameters.rho_up, parameters.rho_down], dtype=float)
        self.slope = np.array([parameters.rho_slope_up, parameters.rho_slope_down], dtype=float)
        # the gauge (27) keeps the diagonal of Q zero
        self.weight, self.shift = weights_and_shifts(theta, phi_dot, phi_dot * (1 - np.cos(theta)))
        step = min(temperatures) / 2.5
        reach = 45 * max(temperatures) + 4 * abs(phi_dot) + abs(voltage) + 2
        count = int(np.ceil(reach / step))
        self.omega = np.arange(-count, count + 1) * step
        self.step = step

    def lead(self, lead, at, grounded=False):
        """F of a lead, from its definition 1 - 2n."""
        potential = 0.0 if grounded else self.potentials[lead]
        return np.tanh((at - potential) / (2 * self.temperatures[lead]))

    def distribution(self, sigma, shifted=True, omega=None, grounded=False):
        """F_s^sigma: every channel into sigma, weighted by its rate, over their sum."""
        omega = self.omega if omega is None else omega
        total, norm = 0.0, 0.0
        for lead in (0, 1):
            for lead_spin in SPINS:
                rate = self.rates[lead, lead_spin] * self.weight[lead_spin, sigma]
                nu = self.shift[lead_spin, sigma] if shifted else 0.0
                total = total + rate * self.lead(lead, omega - nu, grounded)
                norm = norm + rate
        return total / norm

    def integrate(self, values):
        return self.step * np.sum(values)

    def kernel(self, omega, linear=False):
        """Eq. (43), (2, 2); with `linear`, the slope of rho in full, else only as (44) keeps it."""
        result = np.zeros((2, 2))
        for sigma in SPINS:
            for lead_spin in SPINS:
                for lead in (0, 1):
                    rate = self.rates[lead, lead_spin]
                    driven = self.distribution(sigma) - self.lead(lead, self.omega - omega)
                    slope = self.slope[sigma] * self.omega
                    if linear:
                        part = (self.rho[sigma] + slope) * driven
                    else:
                        still = self.distribution(sigma, shifted=False) - self.lead(
                            lead, self.omega
                        )
                        part = self.rho[sigma] * driven + slope * still
                    result[sigma, lead_spin] += rate * self.integrate(part)
        return result

    def current(self, lead, part):
        """The particle current from a lead into the dot; `part` is thermal, hybrid or pumping.

        hybrid: the shift of F_s alone; pumping: the shift of the lead's own F alone.
        """
        total = 0.0
        for sigma in SPINS:
            own = self.distribution(sigma)
            still = self.distribution(sigma, shifted=False)
            for lead_spin in SPINS:
                rate = self.rates[lead, lead_spin] * self.weight[lead_spin, sigma]
                plain = self.lead(lead, self.omega)
                shifted = self.lead(lead, self.omega - self.shift[lead_spin, sigma])
                integrand = {
                    "thermal": self.slope[sigma] * self.omega * (still - plain),
                    "hybrid": self.rho[sigma] * (own - still),
                    "pumping": self.rho[sigma] * (plain - shifted),
                }[part]
                total += rate * self.integrate(integrand)
        return total

    def of_spin(self, lead, lead_spin, linear=False):
        """Particles and energy of one spin of a lead into the dot: (to the order of (44), exact).

        The slope of the density, whose products with shifts and voltages (44) drops, is in the
        particles alone; with `linear` it is in full in both.
        """
        particles = energy = 0.0
        for sigma in SPINS:
            rate = self.rates[lead, lead_spin] * self.weight[lead_spin, sigma]
            nu = self.shift[lead_spin, sigma]
            driven = self.distribution(sigma) - self.lead(lead, self.omega - nu)
            still = self.distribution(sigma, shifted=False, grounded=True)
            still = still - self.lead(lead, self.omega, grounded=True)
            slope = self.slope[sigma] * self.omega
            rest = slope * (driven if linear else still)
            particles += rate * self.integrate(self.rho[sigma] * driven + rest)
            density = self.rho[sigma] + (slope if linear else 0.0)
            energy += rate * self.integrate((self.omega - nu) * density * driven)
        return particles, energy

    def of_lead(self, lead, linear=False):
        """Particles, spin along z and energy of a lead into the dot."""
        (up, energy_up), (down, energy_down) = (self.of_spin(lead, spin, linear) for spin in SPINS)
        return up + down, (up - down) / 2, energy_up + energy_down


def net_torque(parameters, theta, temperatures, field):
    """g~ phi_dot - I_s of (47) at phi_dot = -B, from energy integrals alone."""
    junctions = Junctions(parameters, theta, -field, temperatures)
    at_zero = junctions.kernel(0.0)
    conductance = junctions.kernel(1.0) - at_zero
    parallel, antiparallel = np.cos(theta / 2) ** 2, np.sin(theta / 2) ** 2
    dissipation = (
        antiparallel * (conductance[0, 0] + conductance[1, 1])
        + parallel * (conductance[0, 1] + conductance[1, 0])
    ) / 4
    spin_current = (at_zero[:, 0] - at_zero[:, 1]).sum() / 4
    return -dissipation * field - spin_current
