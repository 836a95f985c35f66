"""V, VI against the exact precession: no adiabatic and no gradient expansion, any M_0.

What the theory leaves out is of the order of energies over M_0: each difference falls as M_0 and
the band grow together, and is small where M_0 is large.
"""

import numpy as np
import pytest
from exact_precession import ExactPrecession

from thermal_stt import charge_current
from thermal_stt.electrons.distribution import level_broadening, slow_distribution
from thermal_stt.magnet import full_kernel, kernel
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    spin_torque_hybrid,
    spin_torque_thermal,
)
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import Parameters

THETA, RATES, TEMPERATURES = 1.1, (0.01, 0.09, 0.02), (3.0, 5.0)
D = float(kernel.thermal_drive(*TEMPERATURES))
HALF_WIDTH, STATES, M_0 = 100.0, 2150.0, 130.0
SMALL, LARGE = 1.0, 100.0  # how many times these the dot is


def exact(scale, phi_dot=-1.0, rates=RATES, theta=THETA):
    return ExactPrecession(
        HALF_WIDTH * scale, STATES * scale, M_0 * scale, theta, phi_dot, rates, TEMPERATURES
    )


def model(scale, theta=THETA, rates=RATES):
    """The numbers that the slow theory takes of that dot."""
    band = Band("semicircle", HALF_WIDTH * scale, STATES * scale)
    left = sum(rates[:2]) / 2 + rates[2], (rates[0] - rates[1]) / 2 * np.cos(theta)
    at = [(sigma * M_0 * scale / 2, left[0] + sigma * left[1]) for sigma in (1, -1)]
    return Parameters(
        *rates,
        *(float(band.broadened_density(*place)) for place in at),
        *(float(band.broadened_slope(*place)) for place in at),
        field=1.0,
        spin=500.0,
        exchange=0.01,
        capacitance=0.1,
    )


def falls(differences, allowed):
    """Small at the paper's size, and gone in a dot that is a hundred times as large."""
    small, large = np.abs(differences)
    assert small < allowed
    assert large < allowed / 50


@pytest.mark.parametrize("theta", [0.5, 1.1, 2.3])
@pytest.mark.parametrize("phi_dot", [-1.0, 0.7])
def test_torque_is_the_exact_one(theta, phi_dot):
    """(45)-(49): what phi_q feels, -sin^2(theta) [g~ phi_dot - I_h^s - I_d^s]."""
    relative = []
    for scale in (SMALL, LARGE):
        p, c = model(scale, theta), np.cos(theta)
        torque = spin_torque_hybrid(p, c, phi_dot) + spin_torque_thermal(p, c, D)
        ours = -(np.sin(theta) ** 2) * (angular_conductance(p, c) * phi_dot - torque)
        dissipation = np.sin(theta) ** 2 * abs(angular_conductance(p, c) * phi_dot)
        found = exact(scale, phi_dot, theta=theta).torques()[1]
        relative.append((found - ours) / dissipation)
    falls(relative, 0.03)


@pytest.mark.parametrize("theta", [0.5, 1.1, 2.3])
def test_current_is_the_exact_one(theta):
    """(53)-(59) at phi_dot = -B: thermal, hybrid and pumped current together."""
    relative = []
    for scale in (SMALL, LARGE):
        ours = charge_current.charge_currents(model(scale, theta), np.cos(theta), D)
        found = exact(scale, theta=theta).currents().sum(axis=1)
        assert found[0] == pytest.approx(-found[1], abs=1e-8)  # charge is conserved
        parts = np.abs(ours.thermal_left) + np.abs(ours.pumping_left)
        relative.append((found[0] - ours.total_left) / parts)
        assert found[0] * ours.total_left > 0
    falls(relative, 0.02)


def test_hybrid_and_pumping_go_with_the_precession_and_the_thermal_current_stays():
    """VI: "for a fixed magnetization ... I_d would remain unchanged"."""
    relative = []
    for scale in (SMALL, LARGE):
        ours = charge_current.charge_currents(model(scale), np.cos(THETA), D)
        found = exact(scale, phi_dot=0.0).currents().sum(axis=1)
        relative.append((found[0] - ours.thermal_left) / ours.thermal_left)
    falls(relative, 0.06)  # the band is bent over the temperature


def test_transitions_between_the_spins_are_suppressed():
    """(21), (25), (29): what is off-diagonal along m is small like B/M_0, and what is neglected."""
    across = []
    for scale in (SMALL, LARGE):
        x, y, z = exact(scale).spin()
        along = x * np.sin(THETA) + z * np.cos(THETA)
        off = np.hypot(x * np.cos(THETA) - z * np.sin(THETA), y)
        across.append(off / along)
        # it follows the field of the turning frame, phi_dot z on top of M_0 m
        assert off / along == pytest.approx(np.sin(THETA) / (M_0 * scale), rel=0.02)
    falls(across, 0.01)


def test_distribution_is_the_exact_one():
    """(34)-(36): the four shifted steps of the leads, from the exact Green's function."""
    one, omega = exact(LARGE), np.linspace(-2, 2, 9) + 0.03
    up = np.array([np.cos(THETA / 2), np.sin(THETA / 2)])  # along m
    keldysh = 1j * np.einsum("i,wij,j->w", up, one.keldysh, up)
    spectral = -2 * np.einsum("i,wij,j->w", up, one.spectral, up).imag
    # in the frame that turns about z the up spin lies phi_dot cos(theta)/2 lower than with (27)
    at = omega - one.phi_dot * np.cos(THETA) / 2
    order = np.argsort(one.omega)
    found = np.interp(at, one.omega[order], (keldysh / spectral).real[order])
    ours = slow_distribution(model(LARGE), np.cos(THETA), -1.0, omega, *TEMPERATURES)[0]
    np.testing.assert_allclose(found, ours, atol=1e-4)


class TestDroppedImaginaryPart:
    """What (43) drops is a field along z, and a length of spin."""

    def leads(self, phi_dot=0.0):
        return Leads(*RATES, *TEMPERATURES, np.cos(THETA), phi_dot)

    @pytest.mark.parametrize("potential", [0.2, -0.1])
    def test_its_field_is_the_exact_static_torque(self, potential):
        relative = []
        for scale in (SMALL, LARGE):
            shift = potential * HALF_WIDTH * scale
            band = Band("semicircle", HALF_WIDTH * scale, STATES * scale)
            field, _ = full_kernel.renormalization(band, self.leads(), M_0 * scale, shift)
            found = exact_shifted(scale, 0.0, shift).torques()
            relative.append(found[0] / (-field * np.sin(THETA)) - 1)
            assert abs(found[1]) < abs(found[0])  # the torque of d, which is not in the field
        falls(relative, 0.005)

    def test_its_length_is_the_exact_inertia(self):
        """theta_q feels -sin(theta) phi_dot (S + delta_S): odd in phi_dot, both signs compared."""
        missing = []
        for scale in (SMALL, LARGE):
            band = Band("semicircle", HALF_WIDTH * scale, STATES * scale)
            _, extra = full_kernel.renormalization(band, self.leads(), M_0 * scale, 0.0)
            pair = [exact(scale, phi_dot) for phi_dot in (0.3, -0.3)]
            felt = (pair[0].torques()[0] - pair[1].torques()[0]) / 0.6
            x, _, z = (pair[0].spin() + pair[1].spin()) / 2
            spin = (x * np.sin(THETA) + z * np.cos(THETA)) / 2
            assert abs(extra) > 0.3  # it is there
            missing.append(-felt / np.sin(THETA) - spin - extra)
        assert abs(missing[0]) < 0.05 * abs(extra)
        assert abs(missing[1]) < 0.05 * abs(extra)


def exact_shifted(scale, phi_dot, potential):
    """The same with all levels shifted by V_d0: frequencies count from mu."""
    return ExactPrecession(
        HALF_WIDTH * scale,
        STATES * scale,
        M_0 * scale,
        THETA,
        phi_dot,
        RATES,
        TEMPERATURES,
        potential,
    )


def test_width_of_the_levels_is_the_golden_rule_s():
    """(34): -Im of the exact poles is Gamma_sigma(theta)."""
    one = exact(LARGE)
    direction = np.array([[np.cos(THETA), np.sin(THETA)], [np.sin(THETA), -np.cos(THETA)]])
    static = one.magnetization / 2 * direction + one.phi_dot / 2 * np.diag([1, -1])
    poles = np.linalg.eigvals(static + 1j * np.diag(one.rates.sum(axis=0)))
    widths = poles.imag[np.argsort(-poles.real)]  # +M_0/2 belongs to the up spin
    np.testing.assert_allclose(widths, level_broadening(model(LARGE), np.cos(THETA)), rtol=1e-3)
