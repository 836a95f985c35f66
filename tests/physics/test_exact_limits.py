"""How the error of the theory falls: the exact precession against V-VI, order by order.

The torque and the current of a dot that is held tell one cause from another; of a state that solves
all equations the errors fall together, if the field that the paper drops is kept.
"""

from dataclasses import replace

import numpy as np
import pytest
from exact_dots import RATES, band_of, frame_of, symmetric_dot

from thermal_stt.charge_current import charge_currents
from thermal_stt.exact.precessions import precession
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.theory import dropped_field, parameters_of
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.magnet import kernel
from thermal_stt.magnet.precession import growth_rate_of_precession, stationary_angle
from thermal_stt.magnet.spin_torque import (
    angular_conductance,
    broadening_product,
    gilbert_damping,
    spin_torque_hybrid,
    spin_torque_thermal,
)
from thermal_stt.mean_field.leads import Leads

M, COS_THETA = 0.9, 0.4
TINY = 1e-9
FINE = np.array([4.0, 2.0, 1.0])


def orders(errors):
    """Of what falls as the second axis halves."""
    return np.log2(np.abs(errors[:-1] / errors[1:]))


def errors_of_held_dot(gamma, field, temperatures, potential=0.0, kinematic=False):
    """Relative errors of torque and current; with the angle of S and M + phi_dot z if asked."""
    leads = Leads(*(gamma * rate for rate in (0.2, 1.0, 0.6)), *temperatures)
    dot = Dot(band_of("parabola"), leads, field, 1e-3, 10.0)
    frame = frame_of(M, COS_THETA, -field, potential)
    exact = turning_dot(dot.band, leads, frame)
    sin2, at = 1 - COS_THETA**2, frame
    if kinematic:
        across = np.sqrt(sin2) * exact.spin_across
        cos_spin = exact.spin_along / np.hypot(across, exact.spin_along)
        splitting = np.hypot(np.sqrt(sin2) * M, COS_THETA * M - field)
        at = frame_of(splitting, cos_spin, -field, potential)
    p, c = parameters_of(dot, at), float(at.cos_theta)
    d = kernel.thermal_drive(*temperatures)
    torque = spin_torque_hybrid(p, c, -field) + spin_torque_thermal(p, c, d)
    torque = (angular_conductance(p, c) * field + torque) * (1 - c**2) / sin2
    current = charge_currents(p, c, d).total_left
    return exact.torque / torque - 1, exact.currents[0].sum() / current - 1


@pytest.mark.parametrize("potential", [0.0, 0.2])
class TestHeldDot:
    def test_field_is_of_first_order_and_purely_kinematic(self, potential):
        bare, repaired = (
            np.array(
                [
                    errors_of_held_dot(TINY, field, (1e-6, 1e-6), potential, kinematic)
                    for field in 0.01 * FINE
                ]
            )
            for kinematic in (False, True)
        )
        np.testing.assert_allclose(orders(bare), 1, atol=0.05)
        np.testing.assert_allclose(bare[-1], 0.01, rtol=0.1)  # 1.0 B/M_0, at M_0 = .9
        np.testing.assert_allclose(orders(repaired), 2, atol=0.02)
        assert np.abs(repaired[-1]).max() < 2e-5

    def test_temperature_is_of_second_order(self, potential):
        """(pi^2/6) (rho''/rho) T^2, a number without a free parameter."""
        errors = np.array([errors_of_held_dot(TINY, 1e-7, (t, t), potential) for t in 0.01 * FINE])
        np.testing.assert_allclose(orders(errors), 2, atol=0.01)
        # of both spins, weighted as their share of torque and current
        density = [1 - (s * M / 2 - potential) ** 2 for s in (1, -1)]
        width = [1.2 - s * 0.4 * COS_THETA for s in (1, -1)]
        share = np.array([r / w for r, w in zip(density, width, strict=True)])
        share /= share.sum()
        expected = np.pi**2 / 6 * share @ [-2 / r for r in density]
        np.testing.assert_allclose(errors[-1] / 0.01**2, expected, rtol=1e-3)

    def test_broadening_is_of_first_order(self, potential):
        errors = np.array(
            [errors_of_held_dot(g, 1e-7, (1e-6, 1e-6), potential) for g in 0.001 * FINE]
        )
        np.testing.assert_allclose(orders(errors), 1, atol=0.02)
        assert np.abs(errors[-1]).max() < 2e-3


def theory_near(dot, d, *, dropped):
    """cos(theta_0) of (51), with the densities of that angle, and `Parameters` with that field."""
    cos_theta, frame = 0.3, None
    for _ in range(40):
        frame = dot.start(cos_theta) if frame is None else frame
        frame = frame._replace(cos_theta=np.asarray(cos_theta))
        p = parameters_of(dot, frame)
        if dropped:
            p = replace(p, field=dot.field + dropped_field(dot, frame))
        before, cos_theta = cos_theta, float(stationary_angle(p, d).cos_theta0)
        if abs(cos_theta - before) < 1e-12:
            return cos_theta, p
    raise AssertionError("no stationary angle")


def scaled_dot(scale, asymmetric):
    """All small energies by `scale`, the drive as the field; N_0 off half filling if asymmetric."""
    dot = symmetric_dot(scale)
    if asymmetric:
        dot = replace(dot, field=1.6 * dot.field, capacitance=1000.0, electrons=20.0)
    return dot, float(kernel.thermal_drive(dot.leads.temperature_left, dot.leads.temperature_right))


def errors_of_state(scale, *, asymmetric, dropped):
    dot, d = scaled_dot(scale, asymmetric)
    cos_theta, p = theory_near(dot, d, dropped=dropped)
    exact = precession(dot, cos_theta)
    share = p.gamma_product / broadening_product(p, cos_theta)
    damping = share * gilbert_damping(p, cos_theta)
    return np.array(
        [
            exact.cos_theta_spin - cos_theta,
            exact.current_left / charge_currents(p, cos_theta, d).total_left - 1,
            exact.frame.phi_dot / -p.field - 1,
            exact.growth_rate / growth_rate_of_precession(p, d, cos_theta) - 1,
            exact.damping / damping - 1,
        ]
    )


SCALES = (1.0, 1 / 4, 1 / 16)


class TestStates:
    @pytest.mark.parametrize("asymmetric", [False, True])
    def test_all_errors_fall_as_everything_shrinks(self, asymmetric):
        """cos(theta_0), current, phi_dot, growth rate, alpha: of first order."""
        dot, _ = scaled_dot(1.0, asymmetric)
        assert (RATES[1] + RATES[2]) / dot.field > 4  # at any Gamma/B
        errors = np.array(
            [errors_of_state(scale, asymmetric=asymmetric, dropped=True) for scale in SCALES]
        )
        # a factor of 4 in every step
        np.testing.assert_allclose(orders(errors) / 2, 1, atol=0.08)
        assert np.abs(errors[-1]).max() < 5e-4

    def test_without_the_dropped_field_an_asymmetric_band_stays_wrong(self):
        errors = np.array(
            [errors_of_state(scale, asymmetric=True, dropped=False)[:3] for scale in SCALES]
        )
        assert np.abs(errors[-1]).min() > 0.009
        np.testing.assert_allclose(errors[-1], errors[-2], rtol=0.05)

    def test_theory_beside_the_other_program(self):
        """With sharp densities at the M of the exact state: 0.238 and -2.145e-4."""
        dot, d = scaled_dot(1.0, asymmetric=False)
        sharp = Leads(*(1e-6 * rate for rate in RATES), 0.005, 0.045)
        p = parameters_of(replace(dot, leads=sharp), frame_of(0.97424, 0.238, -dot.field, 0.0))
        cos_theta = stationary_angle(p, d).cos_theta0
        assert cos_theta == pytest.approx(0.238, abs=5e-4)
        current = charge_currents(p, cos_theta, d).total_left
        assert current == pytest.approx(-2.145e-10, abs=1e-13)
