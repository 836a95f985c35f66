"""Voltage, anisotropy and own damping against the exact precession, and its laws with them."""

from dataclasses import replace

import numpy as np
import pytest

from thermal_stt.charge_current import total_current
from thermal_stt.exact.precessions import precession, torque_curve
from thermal_stt.exact.self_consistent import Dot, pole
from thermal_stt.exact.theory import parameters_of
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.magnet import kernel
from thermal_stt.magnet.precession import (
    growth_rate_of_precession,
    precession_frequency,
    stationary_angle,
)
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads

FIELD = 1.25e-4
BEYOND = {
    "voltage": (2.0, 0.0, 0.0),
    "easy axis": (0.0, 0.3, 0.0),
    "easy plane": (0.0, -0.6, 0.0),
    "own damping": (0.0, 0.0, 2e-5),
    "all": (1.0, -0.3, 1e-5),
}


def dot_of(name, eps=1.0):
    """All of Gamma, B, V, B_K, alpha_0 as eps, T as its root; a symmetric band."""
    voltage, easy, own = BEYOND[name]
    rates = np.array([1.25e-4, 6.25e-4, 3.75e-4]) * eps
    leads = Leads(*rates, *np.array([0.005, 0.045]) * eps**0.5, voltage=voltage * FIELD * eps)
    return Dot(
        Band("parabola", 1.0, 4000 / 3),
        leads,
        field=FIELD * eps,
        exchange=1 / (1000 * (1 - 1 / 12)),
        capacitance=10.0,
        anisotropy=easy * FIELD * eps,
        own_damping=own * eps,
    )


def compared(name, eps):
    """Errors of angle, current, frequency and rate of the theory for its own densities."""
    dot = dot_of(name, eps)
    exact = precession(dot, 0.2)
    p = parameters_of(dot, exact.frame)
    d = float(kernel.thermal_drive(dot.leads.temperature_left, dot.leads.temperature_right))
    angle = stationary_angle(p, d)
    assert angle.exists
    c = angle.cos_theta0
    frequency = precession_frequency(p, d, "precession", c)
    rate = growth_rate_of_precession(p, d, c)
    return np.abs(
        [
            c - exact.frame.cos_theta,
            total_current(p, c, d) / exact.current_left - 1,
            frequency / exact.frame.phi_dot - 1,
            rate / exact.growth_rate - 1,
        ]
    )


def test_the_numbers_of_another_program():
    exact = precession(dot_of("voltage"), 0.06)
    assert round(float(exact.frame.cos_theta), 4) == 0.0589
    assert float(f"{exact.current_left:.5g}") == 7.1665e-5


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_left_falls_as_all_energies_shrink(name):
    rough, fine = compared(name, 1 / 4), compared(name, 1 / 16)
    assert (fine < 0.005).all()
    np.testing.assert_allclose(rough / fine, 4, rtol=0.25)


@pytest.mark.parametrize("name", BEYOND)
def test_conservation(name):
    dot = dot_of(name)
    exact = precession(dot, 0.2)
    frame, found = exact.frame, exact.dot
    assert abs(found.currents.sum()) < 1e-12 * abs(exact.current_left)
    # what the leads put in along z the magnet's own damping takes, and the field its energy
    sin2 = 1 - exact.cos_theta_spin**2
    taken = dot.own_damping * exact.spin * frame.phi_dot * sin2
    spin = (found.currents[:, 0].sum() - found.currents[:, 1].sum()) / 2
    scale = np.abs(found.currents).max()
    assert abs(spin - taken) < 1e-9 * scale
    assert abs(sum(exact.energy_currents) - frame.phi_dot * taken) < 1e-11 * abs(
        exact.energy_currents[0]
    )
    if not taken:
        assert abs(spin) < 1e-11 * scale


@pytest.mark.parametrize("easy", [0.0, 0.4, -0.4])
def test_no_current_and_no_torque_in_equilibrium(easy):
    dot = replace(dot_of("all"), anisotropy=easy * FIELD)
    level = replace(dot.leads, temperature_left=0.02, temperature_right=0.02, voltage=0.0)
    frame = replace(dot, leads=level).start(0.3)._replace(phi_dot=np.zeros(()))
    found = turning_dot(dot.band, level, frame)
    assert abs(found.torque) < 1e-15
    assert np.abs(found.currents).max() < 1e-14


def test_torque_at_all_angles_is_that_of_the_states():
    dot = dot_of("all")
    exact = precession(dot, 0.2)
    curve = torque_curve(dot, [1.0, float(exact.frame.cos_theta), -1.0])
    assert abs(curve.torque[1]) < 1e-9 * np.abs(curve.torque).max()
    assert curve.torque[0] < 0 < curve.torque[2]  # it is stable, both poles are not
    for name, torque in zip(("north_pole", "south_pole"), curve.torque[[0, 2]], strict=True):
        found = pole(dot, name)
        sign = 1 if name == "north_pole" else -1
        # S is along M - B z: its angle is the larger one at the pole along B
        angles = 1 - (sign * dot.field + dot.anisotropy) / found.frame.magnetization
        rate = -sign * torque / found.spin * angles**2
        np.testing.assert_allclose(found.growth_rate, rate, rtol=1e-9)
