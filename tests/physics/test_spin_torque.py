from dataclasses import replace

import numpy as np
import pytest
from energy_integrals import net_torque
from hypothesis import given

from models import COSINES, DRIVES, PAPER, PARAMETERS, flipped, one_of, random_parameters
from thermal_stt.magnet import kernel, spin_torque


def printed_forms(p, c):
    """g~ and g~' as defined with the conductances per pair of spins, below (45) and (49)."""
    parallel, antiparallel = (1 + c) / 2, (1 - c) / 2
    (uu, ud), (du, dd) = kernel.conductance(p)
    conductance = (uu + dd) / 4 * antiparallel + (ud + du) / 4 * parallel
    ratio = p.rho_slope_up / p.rho_up, p.rho_slope_down / p.rho_down
    slope = (uu * ratio[0] + dd * ratio[1]) / 4 * antiparallel + (
        ud * ratio[0] + du * ratio[1]
    ) / 4 * parallel
    return conductance, slope


def solve_as_they_stand(p, theta, d):
    """theta_dot, phi_dot from (46) and (47) as two linear equations in both."""
    sin, c = np.sin(theta), np.cos(theta)
    damping, slope = printed_forms(p, c)
    gammas = (p.gamma_sum + p.gamma_delta * c) * (p.gamma_sum - p.gamma_delta * c)
    hybrid = p.gamma_delta**2 * sin**2 / gammas * damping
    thermal = p.gamma_right * p.gamma_delta / gammas * slope * d
    matrix = [[damping / p.spin, sin], [sin, -(sin**2) / p.spin * (damping - hybrid)]]
    return np.linalg.solve(matrix, [-sin * p.field, -(sin**2) / p.spin * thermal])


def test_angular_conductances_are_the_printed_ones():
    p, c = random_parameters(2, 30), np.linspace(-1, 1, 30)
    conductance, slope = printed_forms(p, c)
    np.testing.assert_allclose(spin_torque.angular_conductance(p, c), conductance)
    np.testing.assert_allclose(spin_torque.angular_conductance_slope(p, c), slope, atol=1e-12)
    np.testing.assert_allclose(
        spin_torque.angular_conductance(p, c),
        (p.rho_sum * p.gamma_sum - p.rho_delta * p.gamma_delta * c) / 2,
    )
    np.testing.assert_allclose(spin_torque.gilbert_damping(p, c), conductance / p.spin)


@given(PARAMETERS, COSINES, DRIVES)
def test_torques_are_the_kernel_s_combination(p, c, d):
    for torque, current in (
        (spin_torque.spin_torque_hybrid(p, c, 0.7), kernel.hybrid_current(p, c, 0.7)),
        (spin_torque.spin_torque_thermal(p, c, d), kernel.thermal_current(p, c, d)),
    ):
        combined = (current[:, 0] - current[:, 1]).sum() / 4
        np.testing.assert_allclose(torque, combined, rtol=1e-9, atol=1e-12 * np.abs(current).max())


@pytest.mark.parametrize("seed", range(8))
def test_velocities_solve_the_equations_as_they_stand(seed):
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    for theta, d in zip(rng.uniform(0.01, 3.13, 20), rng.normal(0, 500, 20), strict=True):
        ours = spin_torque.angular_velocities(p, theta, d)
        np.testing.assert_allclose(ours, solve_as_they_stand(p, theta, d), rtol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_net_torque_is_that_of_the_energy_integrals(seed):
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    theta, leads = rng.uniform(0.2, 2.9), rng.uniform(0.5, 6, 2)
    c, d, phi_dot = np.cos(theta), kernel.thermal_drive(*leads), -p.field
    ours = (
        spin_torque.angular_conductance(p, c) * phi_dot
        - spin_torque.spin_torque_hybrid(p, c, phi_dot)
        - spin_torque.spin_torque_thermal(p, c, d)
    )
    assert ours == pytest.approx(net_torque(p, theta, leads, float(p.field)), rel=1e-8)


def test_vector_form_is_the_angular_form():
    p = random_parameters(4, 200)
    rng = np.random.default_rng(4)
    theta, phi = np.arccos(rng.uniform(-1, 1, 200)), rng.uniform(0, 2 * np.pi, 200)
    d = rng.normal(0, 500, 200)
    theta_dot, phi_dot = spin_torque.angular_velocities(p, theta, d)
    m, along_theta, along_phi = frame(theta, phi)
    expected = theta_dot * along_theta + np.sin(theta) * phi_dot * along_phi
    ours = spin_torque.magnetization_velocity(p, m.T, d).T
    np.testing.assert_allclose(ours, expected, atol=1e-13)
    np.testing.assert_allclose((ours * m).sum(axis=0), 0, atol=1e-15)


def test_vector_form_satisfies_the_printed_llgs_equation():
    p = random_parameters(9, 100)
    rng = np.random.default_rng(9)
    theta, phi = np.arccos(rng.uniform(-1, 1, 100)), rng.uniform(0, 2 * np.pi, 100)
    m = frame(theta, phi)[0].T
    d = rng.normal(0, 500, 100)
    v = spin_torque.magnetization_velocity(p, m, d)
    c = m[:, 2]
    phi_dot = (m[:, 0] * v[:, 1] - m[:, 1] * v[:, 0]) / (1 - c**2)
    current = spin_torque.spin_torque_hybrid(p, c, phi_dot) + spin_torque.spin_torque_thermal(
        p, c, d
    )
    z = np.array([0, 0, 1.0])
    right = (
        np.cross(m, p.field[:, None] * z)
        - spin_torque.gilbert_damping(p, c)[:, None] * np.cross(m, v)
        + np.cross(m, np.cross(current[:, None] * z, m)) / p.spin[:, None]
    )
    np.testing.assert_allclose(v, right, atol=1e-12)


def test_the_terms_of_the_llgs_equation_add_up_to_the_velocity():
    p, rng = random_parameters(9, 100), np.random.default_rng(9)
    p = replace(p, anisotropy=rng.normal(size=100), own_damping=0.01, voltage=rng.normal(size=100))
    theta, phi, d = rng.uniform(0, np.pi, 100), rng.normal(size=100), rng.normal(0, 500, 100)
    m = frame(theta, phi)[0].T
    found = spin_torque.torques(p, m, d)
    velocity = spin_torque.magnetization_velocity(p, m, d)
    np.testing.assert_allclose(sum(found), velocity, atol=1e-13)
    # each along its own: the thermal one is -I_d^s sin(theta)/S along theta, the hybrid one as well
    phi_dot = spin_torque.angular_velocities(p, theta, d)[1]
    for vector, torque in (
        (found.thermal, spin_torque.spin_torque_thermal(p, m[:, 2], d)),
        (found.hybrid, spin_torque.spin_torque_hybrid(p, m[:, 2], phi_dot)),
        (found.electrical, spin_torque.spin_torque_electrical(p, m[:, 2])),
    ):
        size = np.sqrt(1 - m[:, 2] ** 2) * torque / p.spin
        np.testing.assert_allclose(vector[:, 2], size * np.sqrt(1 - m[:, 2] ** 2), atol=1e-14)
        np.testing.assert_allclose(np.linalg.norm(vector, axis=1), np.abs(size), atol=1e-14)
    np.testing.assert_allclose((found.damping * velocity).sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize("pole", [1.0, -1.0])
def test_vector_form_at_and_near_a_pole(pole):
    p, d = PAPER.parameters, -700.0
    at = spin_torque.magnetization_velocity(p, [0.0, 0.0, pole], d)
    np.testing.assert_array_equal(at, 0)
    # linearised about the pole: growth and frequency as eigenvalues of the 2 x 2 matrix
    step = 1e-6
    columns = [
        spin_torque.magnetization_velocity(p, [x, y, pole * np.sqrt(1 - step**2)], d)[:2] / step
        for x, y in ((step, 0), (0, step))
    ]
    eigenvalue = np.linalg.eigvals(np.transpose(columns))
    rate = spin_torque.polar_rate(p, pole, d)
    frequency = -p.field - spin_torque.gilbert_damping(p, pole) * rate
    np.testing.assert_allclose(eigenvalue.real, pole * rate, rtol=1e-6)
    np.testing.assert_allclose(np.sort(eigenvalue.imag), [frequency, -frequency], rtol=1e-9)


def test_turning_everything_over_turns_the_motion_over():
    p, theta, d = random_parameters(11, 50), np.linspace(0.1, 3.0, 50), 300.0
    theta_dot, phi_dot = spin_torque.angular_velocities(p, theta, d)
    turned, phi_turned = spin_torque.angular_velocities(flipped(p), np.pi - theta, d)
    np.testing.assert_allclose(turned, -theta_dot, rtol=1e-9)
    np.testing.assert_allclose(phi_turned, -phi_dot, rtol=1e-12)


def frame(theta, phi):
    sin, cos = np.sin(theta), np.cos(theta)
    zero = np.zeros_like(theta)
    return (
        np.array([sin * np.cos(phi), sin * np.sin(phi), cos]),
        np.array([cos * np.cos(phi), cos * np.sin(phi), -sin]),
        np.array([-np.sin(phi), np.cos(phi), zero]),
    )
