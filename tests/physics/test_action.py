"""V A-B, VI: from the retarded action (41) with the kernel (44) to the equations of motion."""

from functools import cache

import numpy as np
import pytest
import sympy
from test_rotating_frame import CHI, PHI, SZ, THETA, T, eq_14

from models import one_of, random_parameters
from thermal_stt import charge_current
from thermal_stt.effective_action import action, decoupling, rotating_frame
from thermal_stt.full_dynamics import memory
from thermal_stt.magnet import kernel
from thermal_stt.magnet.spin_torque import angular_velocities

GAMMA = sympy.symbols("G_u G_d G_r", positive=True)
RHO = dict(zip((1, -1), sympy.symbols("r_u r_d", positive=True), strict=True))
SLOPE = dict(zip((1, -1), sympy.symbols("s_u s_d", real=True), strict=True))
D = sympy.symbols("d", real=True)
SPINS = (1, -1)


def conductance(sigma, lead_spin):
    return 2 * RHO[sigma] * (GAMMA[0 if lead_spin > 0 else 1] + GAMMA[2])


def broadening(sigma):
    left = GAMMA[:2] if sigma > 0 else GAMMA[1::-1]
    return sympy.cos(THETA / 2) ** 2 * left[0] + sympy.sin(THETA / 2) ** 2 * left[1] + GAMMA[2]


def constant(sigma, lead_spin):
    """I_h + I_d of (44)."""
    delta = (GAMMA[0] - GAMMA[1]) / 2
    thermal = GAMMA[2] * delta / broadening(sigma)
    thermal *= (lead_spin - sigma * sympy.cos(THETA)) * SLOPE[sigma] * D
    hybrid = conductance(sigma, lead_spin) * delta * sympy.sin(THETA) ** 2
    return thermal + hybrid / (2 * broadening(sigma)) * PHI.diff(T)


def im_of_product(left, right):
    """Im(left conj(right)) of expressions whose imaginary unit is explicit."""
    return sympy.im(sympy.expand(left * sympy.conjugate(right), complex=True))


@cache
def retarded_action():
    """(41) with (44), to first order in theta_q and phi_q, and its coefficients of both."""
    theta_q, phi_q, small = sympy.symbols("theta_q phi_q epsilon", real=True)
    r = eq_14(SZ)
    # the quantum component of R: its derivative along (theta_q, phi_q, chi_q), chi_q of (28)
    chi_q = phi_q * (1 - sympy.cos(THETA))
    moved = r.subs(
        [(CHI, CHI + small * chi_q), (PHI, PHI + small * phi_q), (THETA, THETA + small * theta_q)]
    )
    quantum = moved.diff(small).subs(small, 0)
    rate = r.diff(T).subs(CHI.diff(T), PHI.diff(T) * (1 - sympy.cos(THETA)))
    total = 0
    for column, sigma in enumerate(SPINS):
        for row, lead_spin in enumerate(SPINS):
            stay = im_of_product(quantum[row, column], r[row, column])
            # i g d/dt on conj(R): Im(i x) = Re(x)
            move = im_of_product(sympy.I * quantum[row, column], rate[row, column])
            total -= stay * constant(sigma, lead_spin) + move * conductance(sigma, lead_spin)
    return sympy.expand(total), theta_q, phi_q


SYMBOLS = [*GAMMA, *RHO.values(), *SLOPE.values(), D]


def numbers(seed):
    """Values of all symbols, and the model that they are."""
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    d, theta, phi, theta_dot, phi_dot = rng.normal(size=5) * [300, 1, 2, 1, 1] + [0, 1.5, 0, 0, 0]
    values = [
        p.gamma_left_up,
        p.gamma_left_down,
        p.gamma_right,
        p.rho_up,
        p.rho_down,
        p.rho_slope_up,
        p.rho_slope_down,
        d,
    ]
    at = dict(zip(SYMBOLS, map(float, values), strict=True))
    rates = {THETA.diff(T): theta_dot, PHI.diff(T): phi_dot}
    return p, d, theta, phi, theta_dot, phi_dot, at, rates, {THETA: theta, PHI: phi, CHI: 0.3}


@pytest.mark.parametrize("seed", range(4))
def test_retarded_action_is_the_explicit_one(seed):
    """(41) with (44), differentiated symbolically, is (45)."""
    p, d, theta, _, theta_dot, phi_dot, at, rates, here = numbers(seed)
    written, *fields = retarded_action()
    for q, quantum in zip(fields, ((1.0, 0.0), (0.0, 1.0)), strict=True):
        value = written.coeff(q).subs(rates).subs(here).subs(at).evalf()
        ours = action.tunneling_lagrangian(p, theta, theta_dot, phi_dot, d, *quantum)
        assert complex(value) == pytest.approx(float(ours), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_numerical_contraction_is_the_symbolic_one(seed):
    """`kernel_lagrangian`, which takes any D, on R: (41) to (45) once more, in numbers."""
    p, d, theta, phi, theta_dot, phi_dot, *_ = numbers(seed)
    c, step = np.cos(theta), 1e-5
    chi_dot = float(rotating_frame.gauge_rate(theta, phi_dot))

    def r(theta_q=0.0, phi_q=0.0, t=0.0):
        chi_q = rotating_frame.gauge_quantum(theta, phi_q)
        return rotating_frame.rotation(
            theta + theta_dot * t + theta_q, phi + phi_dot * t + phi_q, 0.3 + chi_dot * t + chi_q
        )

    rate = (r(t=step) - r(t=-step)) / (2 * step)
    pairs = kernel.hybrid_current(p, c, phi_dot) + kernel.thermal_current(p, c, d)
    for quantum in ((1.0, 0.0), (0.0, 1.0)):
        q = [s * step * np.array(quantum) for s in (1, -1)]
        moved = (r(*q[0]) - r(*q[1])) / (2 * step)
        ours = action.kernel_lagrangian(moved, r(), rate, pairs, kernel.conductance(p))
        explicit = action.tunneling_lagrangian(p, theta, theta_dot, phi_dot, d, *quantum)
        scale = np.abs(pairs).max() + np.abs(kernel.conductance(p)).max()
        assert ours == pytest.approx(explicit, abs=1e-8 * scale)


def whole_action(p, theta, theta_dot, phi_dot, d, theta_q, phi_q):
    """(37) + (38) + (45)."""
    return (
        decoupling.field_lagrangian(p, theta, theta_q)
        + action.berry_lagrangian(p, theta, theta_dot, phi_dot, theta_q, phi_q)
        + action.tunneling_lagrangian(p, theta, theta_dot, phi_dot, d, theta_q, phi_q)
    )


def test_varied_action_vanishes_on_the_equations_of_motion():
    """(37) + (38) + (45), varied by theta_q and by phi_q, vanish where (46)-(47) hold."""
    p, rng = random_parameters(61, 300), np.random.default_rng(61)
    theta, d = rng.uniform(0.05, 3.1, 300), rng.normal(0, 500, 300)
    theta_dot, phi_dot = angular_velocities(p, theta, d)
    for quantum in ((1.0, 0.0), (0.0, 1.0)):
        left = whole_action(p, theta, theta_dot, phi_dot, d, *quantum)
        np.testing.assert_allclose(left, 0, atol=1e-11 * np.abs(p.spin * p.field).max())


def test_varied_action_is_the_printed_equations_symbolically():
    """The coefficient of theta_q is -S times (46), that of phi_q is S times (47)."""
    theta, theta_dot, phi_dot, b, s, j = sympy.symbols("theta theta_dot phi_dot B S J")
    g, torque, theta_q, phi_q = sympy.symbols("g I_s theta_q phi_q")
    lagrangian = (
        -(2 * j * s) * b / (2 * j) * theta_q * sympy.sin(theta)  # (37) with M_0 = 2 J S
        - s * sympy.sin(theta) * (theta_q * phi_dot - phi_q * theta_dot)  # (38)
        - theta_q * g * theta_dot
        - phi_q * sympy.sin(theta) ** 2 * (g * phi_dot - torque)  # (45)
    )
    eq_46 = sympy.sin(theta) * phi_dot + sympy.sin(theta) * b + g / s * theta_dot
    eq_47 = sympy.sin(theta) * theta_dot - sympy.sin(theta) ** 2 / s * (g * phi_dot - torque)
    assert sympy.simplify(lagrangian.diff(theta_q) + s * eq_46) == 0
    assert sympy.simplify(lagrangian.diff(phi_q) - s * eq_47) == 0


def test_vector_equation_is_the_angular_ones_symbolically():
    """(50) along theta and along phi are (47)/sin(theta) and (46)."""
    alpha, b, torque, s = sympy.symbols("alpha B I_s S")
    m = sympy.Matrix(
        [sympy.sin(THETA) * sympy.cos(PHI), sympy.sin(THETA) * sympy.sin(PHI), sympy.cos(THETA)]
    )
    z = sympy.Matrix([0, 0, 1])
    v = m.diff(T)
    right = m.cross(b * z) - alpha * m.cross(v) + m.cross((torque * z).cross(m)) / s
    along_theta, along_phi = m.diff(THETA), m.diff(PHI) / sympy.sin(THETA)
    theta_dot, phi_dot = THETA.diff(T), PHI.diff(T)
    eq_46 = sympy.sin(THETA) * (phi_dot + b) + alpha * theta_dot
    eq_47 = theta_dot - sympy.sin(THETA) * (alpha * phi_dot - torque / s)
    assert sympy.simplify((v - right).dot(along_phi) - eq_46) == 0
    assert sympy.simplify((v - right).dot(along_theta) - eq_47) == 0
    assert sympy.simplify((v - right).dot(m)) == 0


def varied(p, theta, phi_dot, d, eta_dot, psi_dot, coordinate, remembered=None):
    """(A4) with the local kernel, varied by one of theta, phi, eta, psi at steady angles.

    `remembered` are the integrals of (A8), where there is a past.
    """
    step, c = 1e-5, np.cos(theta)
    chi_dot = float(rotating_frame.gauge_rate(theta, phi_dot))

    def full(quantum=(0.0, 0.0, 0.0, 0.0), t=0.0):
        theta_q, phi_q, eta_q, psi_q = quantum
        chi_q = rotating_frame.gauge_quantum(theta, phi_q)
        return rotating_frame.gauge_transformation(
            theta + theta_q,
            phi_dot * t + phi_q,
            chi_dot * t + chi_q,
            eta_dot * t + eta_q,
            psi_dot * t + psi_q,
        )

    rate = (full(t=step) - full(t=-step)) / (2 * step)
    ends = [full(tuple(s * step * (coordinate == i) for i in range(4))) for s in (1, -1)]
    pairs = kernel.hybrid_current(p, c, phi_dot) + kernel.thermal_current(p, c, d)
    if remembered is not None:
        pairs = pairs + memory.memory_kernel(p, c, remembered)
    quantum = (ends[0] - ends[1]) / (2 * step)
    return action.kernel_lagrangian(quantum, full(), rate, pairs, kernel.conductance(p))


@pytest.mark.parametrize("seed", range(6))
def test_variation_by_the_potential_s_phase_is_the_charge_current(seed):
    """(52) varied by psi_q: I_(l -> dot) + I_(r -> dot), which vanishes; by lead, (53)-(54)."""
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    theta, d = rng.uniform(0.2, 2.9), rng.normal(0, 300)
    i = charge_current.charge_currents(p, np.cos(theta), d)
    total = varied(p, theta, -float(p.field), d, 0.0, 0.0, 3)
    scale = np.abs(i.thermal_left) + np.abs(i.pumping_left) + np.abs(i.hybrid_left)
    assert total == pytest.approx(0, abs=1e-7 * scale)
    # spin by spin as well: nothing drives the length of the magnetization
    assert varied(p, theta, -float(p.field), d, 0.0, 0.0, 2) == pytest.approx(0, abs=1e-7 * scale)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kept", [0.0, 0.6])
def test_variation_with_deviations_is_that_of_a9_to_a12(seed, kept):
    """(A4) with (A8), eta_dot = delta_M, psi_dot = delta_V: the terms of (A9)-(A12).

    2 Gamma_sigma R_X^sigma is the part `kept` of X_sigma; (A9) and the spin get nothing from it.
    """
    p = one_of(random_parameters(seed, 1), 0)
    rng = np.random.default_rng(seed)
    theta, d, m, v = rng.uniform(0.2, 2.9), rng.normal(0, 300), rng.normal(), rng.normal()
    phi_dot, c = -float(p.field), np.cos(theta)
    rho = np.array([p.rho_up, p.rho_down], dtype=float)
    gamma = float(p.gamma_sum) + np.array(SPINS) * float(p.gamma_delta) * c
    x = np.array([s * m / 2 - v for s in SPINS])
    remembered = 1j * kept * x / (2 * gamma)  # conj(U) dU/dt = i X
    change = [
        varied(p, theta, phi_dot, d, m, v, i, remembered)
        - varied(p, theta, phi_dot, d, 0.0, 0.0, i)
        for i in range(4)
    ]
    fresh = (1 - kept) * x  # X - 2 Gamma R
    driven = 2 * rho * gamma * fresh  # into each spin, right-hand sides of (A11) and (A12)
    scale = np.abs(2 * rho * gamma * x).sum()
    assert change[3] == pytest.approx(driven.sum(), abs=1e-7 * scale)
    # eta counts half a spin, with the opposite sign of a phase
    assert change[2] == pytest.approx(-(driven * SPINS).sum() / 2, abs=1e-7 * scale)
    torque = float(p.gamma_delta) * (rho * fresh).sum()  # less the last two lines of (A10)
    assert change[1] == pytest.approx(np.sin(theta) ** 2 * torque, abs=1e-7 * scale)
    assert change[0] == pytest.approx(0, abs=1e-7 * scale)
