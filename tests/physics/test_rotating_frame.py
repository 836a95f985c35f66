"""III C-D, IV A: the rotation and its generator, symbolically; the gauge and its ends."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from thermal_stt.effective_action import rotating_frame
from thermal_stt.effective_action.hamiltonian import PAULI

ANGLE = st.floats(-7, 7)
T = sympy.symbols("t", real=True)
THETA, PHI, CHI = (sympy.Function(name, real=True)(T) for name in ("theta", "phi", "chi"))
SX, SY, SZ = (sympy.Matrix(np.array(s).tolist()) for s in PAULI)


def turn(angle, sigma):
    """exp(i angle sigma)."""
    return sympy.cos(angle) * sympy.eye(2) + sympy.I * sympy.sin(angle) * sigma


def eq_14(last):
    """R of eq. (14) with its last factor about the given Pauli matrix."""
    return turn(-PHI / 2, SZ) * turn(-THETA / 2, SY) * turn((PHI - CHI) / 2, last)


def printed_generator():
    """Q_parallel + Q_perpendicular below (14)."""
    parallel = (PHI.diff(T) * (1 - sympy.cos(THETA)) - CHI.diff(T)) * SZ / 2
    middle = PHI.diff(T) * sympy.sin(THETA) * SX / 2 - THETA.diff(T) * SY / 2
    return parallel + turn(CHI, SZ) * middle * turn(PHI, SZ)


RATES = sympy.symbols("theta_dot phi_dot chi_dot", real=True)
COORDINATES = sympy.symbols("theta phi chi", real=True)


def as_function(matrix):
    """A symbolic matrix as a function of theta, phi, chi and their rates."""
    rates = zip((THETA.diff(T), PHI.diff(T), CHI.diff(T)), RATES, strict=True)
    matrix = matrix.subs(list(rates)).subs(list(zip((THETA, PHI, CHI), COORDINATES, strict=True)))
    return sympy.lambdify([*COORDINATES, *RATES], matrix)


EXACT_ROTATION, EXACT_GENERATOR = as_function(eq_14(SZ)), as_function(printed_generator())


def is_zero(matrix):
    """Whether every element simplifies to 0."""
    return all(sympy.simplify(entry.rewrite(sympy.exp)) == 0 for entry in matrix)


def test_rotation_turns_the_magnetization_onto_z():
    """(14): R^dagger (m.sigma) R = sigma_z."""
    r = eq_14(SZ)
    m = (
        sympy.sin(THETA) * sympy.cos(PHI) * SX
        + sympy.sin(THETA) * sympy.sin(PHI) * SY
        + sympy.cos(THETA) * SZ
    )
    assert is_zero(r.H * m * r - SZ)


def test_its_generator_is_the_printed_one():
    """Q = -i R^dagger dR/dt = Q_parallel + Q_perpendicular, symbolically."""
    r = eq_14(SZ)
    assert is_zero(-sympy.I * r.H * r.diff(T) - printed_generator())


@given(ANGLE, ANGLE, ANGLE, ANGLE, ANGLE, ANGLE)
def test_functions_are_the_symbolic_matrices(theta, phi, chi, theta_dot, phi_dot, chi_dot):
    given = theta, phi, chi, theta_dot, phi_dot, chi_dot
    ours = rotating_frame.rotation(theta, phi, chi)
    np.testing.assert_allclose(ours, EXACT_ROTATION(*given), atol=1e-12)
    parallel, across = rotating_frame.frame_generator(
        theta, phi, chi, (theta_dot, phi_dot, chi_dot)
    )
    np.testing.assert_allclose(parallel + across, EXACT_GENERATOR(*given), atol=1e-12)
    np.testing.assert_array_equal([parallel[0, 1], parallel[1, 0], across[0, 0], across[1, 1]], 0)


def test_phases_remove_the_deviations():
    """(15): i U^dagger dU/dt = -eta_dot sigma_z/2 + psi_dot, which cancels delta_M and delta_V."""
    eta, psi = (sympy.Function(name, real=True)(T) for name in ("eta", "psi"))
    u = turn(eta / 2, SZ) * sympy.exp(-sympy.I * psi)
    left = sympy.I * u.H * u.diff(T)
    assert is_zero(left + eta.diff(T) * SZ / 2 - psi.diff(T) * sympy.eye(2))
    exact = np.array(u.subs({eta: 0.7, psi: -0.4}).evalf().tolist(), dtype=complex)
    ours = rotating_frame.phase_transformation(0.7, -0.4)
    np.testing.assert_allclose(ours, exact, atol=1e-14)
    whole = rotating_frame.gauge_transformation(0.3, 1.0, 0.2, 0.7, -0.4)  # (19)
    np.testing.assert_allclose(whole, rotating_frame.rotation(0.3, 1.0, 0.2) @ ours, atol=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_phases_return_to_their_start_round_the_contour(seed):
    """(16)-(17): k = l = 0, and what is left is the zero mode, +-delta_0^q/2."""
    rng = np.random.default_rng(seed)
    upper, lower = rng.normal(size=(2, 50))
    step = 0.1
    rate_up, rate_down, zero_mode = rotating_frame.phase_rates(upper, lower)
    around = (rate_up.sum() - rate_down.sum()) * step  # eta_-(-T_K) - eta_+(-T_K)
    assert around == pytest.approx(0, abs=1e-13)
    np.testing.assert_allclose(upper - rate_up, zero_mode / 2, atol=1e-15)
    np.testing.assert_allclose(lower - rate_down, -zero_mode / 2, atol=1e-15)
    # the plain choice eta_dot = delta_M comes round with 2 T_K times the zero mode
    assert (upper - lower).sum() * step == pytest.approx(len(upper) * step * zero_mode)


def test_gauge_leaves_nothing_along_the_magnetization():
    """(27)-(28): Q_parallel is 0 classically and sin(theta)(phi_dot theta_q - theta_dot phi_q)."""
    theta_q, phi_q = (sympy.Function(name, real=True)(T) for name in ("theta_q", "phi_q"))
    small = sympy.symbols("epsilon")
    branch = {}
    chi_q = phi_q * (1 - sympy.cos(THETA))
    chi_dot = PHI.diff(T) * (1 - sympy.cos(THETA))
    for sign in (1, -1):
        theta, phi_dot = THETA + sign * small * theta_q / 2, PHI.diff(T)
        phi_dot = phi_dot + sign * small * phi_q.diff(T) / 2
        rate = chi_dot + sign * small * chi_q.diff(T) / 2
        branch[sign] = phi_dot * (1 - sympy.cos(theta)) - rate
    classical = (branch[1] + branch[-1]) / 2
    quantum = (branch[1] - branch[-1]).diff(small).subs(small, 0)
    assert sympy.simplify(classical.subs(small, 0)) == 0
    expected = sympy.sin(THETA) * (PHI.diff(T) * theta_q - THETA.diff(T) * phi_q)
    assert sympy.simplify(quantum - expected) == 0
    values = rotating_frame.berry_generator(0.7, 0.3, -1.2, 0.01, 0.02)
    assert values == pytest.approx(np.sin(0.7) * (-1.2 * 0.01 - 0.3 * 0.02))
    assert rotating_frame.gauge_rate(0.7, -1.2) == pytest.approx(-1.2 * (1 - np.cos(0.7)))
    assert rotating_frame.gauge_quantum(0.7, 0.0) == 0  # at the ends of the contour
    assert rotating_frame.gauge_quantum(0.7, 0.02) == pytest.approx(0.02 * (1 - np.cos(0.7)))
    parallel, _ = rotating_frame.frame_generator(
        0.7, 0.1, 0.2, (0.3, -1.2, rotating_frame.gauge_rate(0.7, -1.2))
    )
    np.testing.assert_array_equal(parallel, 0)


def test_phase_left_by_the_gauge_is_half_the_solid_angle():
    """chi_dot over one turn at a fixed angle: 2 pi (1 - cos(theta)), Berry's solid angle."""
    theta = np.linspace(0, np.pi, 7)
    chi = 2 * np.pi / 1.3 * rotating_frame.gauge_rate(theta, 1.3)
    np.testing.assert_allclose(chi, 2 * np.pi * (1 - np.cos(theta)))
