"""III B, A 1: the Hubbard-Stratonovich fields, against the interactions that they replace."""

import numpy as np
import pytest
import sympy
from scipy.linalg import expm

from models import random_parameters
from thermal_stt.effective_action import decoupling, hamiltonian


def test_gaussians_replace_the_interactions():
    """(9)-(10): completing the square leaves J S^2 and -E_c (N - N_0)^2, and no other term."""
    b, s, j, v, n, e = sympy.symbols("b s J v n E", positive=True)
    exchange = b * s - b**2 / (4 * j)
    assert sympy.expand(exchange + (b - 2 * j * s) ** 2 / (4 * j) - j * s**2) == 0
    charging = v**2 / (4 * e) - v * n
    assert sympy.expand(charging - (v - 2 * e * n) ** 2 / (4 * e) + e * n**2) == 0
    spin = np.array([0.3, -0.7, 1.1])
    at_saddle = decoupling.exchange_decoupled(2 * 0.4 * spin, spin, 0.4)
    assert at_saddle == pytest.approx(0.4 * spin @ spin)
    aside = decoupling.exchange_decoupled(2 * 0.4 * spin + [0.1, 0, 0], spin, 0.4)
    assert at_saddle - aside == pytest.approx(0.1**2 / (4 * 0.4))
    assert decoupling.charging_decoupled(2 * 0.5 * 1.7, 1.7, 0.5) == pytest.approx(-0.5 * 1.7**2)


def gaussian_nodes(count):
    """Nodes and weights of int exp(-x^2/2) f(x) dx / sqrt(2 pi)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / np.sqrt(2 * np.pi)


def test_exchange_of_operators_over_a_short_time():
    """(9) in Fock space, where the spin's components do not commute: right to O(dt^2)."""
    spin = hamiltonian.spin_operators(hamiltonian.annihilators(1))
    exchange, errors = 0.7, []
    squared = sum(s @ s for s in spin)
    nodes, weights = gaussian_nodes(12)
    cube = np.stack(np.meshgrid(nodes, nodes, nodes), axis=-1).reshape(-1, 3)
    weight = np.einsum("i,j,k->ijk", weights, weights, weights).ravel()
    values, states = np.linalg.eigh(np.tensordot(cube, spin, 1))
    for step in (0.1, 0.05):
        # the Gaussian along the steepest descent: <b_i b_j> = -2 i J/dt delta_ij
        scale = np.sqrt(2 * exchange / (1j * step))
        weighted = weight[:, None] * np.exp(1j * step * scale * values)
        total = np.einsum("nij,nj,nkj->ik", states, weighted, states.conj())
        errors.append(np.abs(total - expm(1j * step * exchange * squared)).max())
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)
    assert errors[1] < 1e-3


def test_charging_of_operators_over_any_time():
    """(10) in Fock space: one operator commutes with itself, so it is exact."""
    operators = hamiltonian.annihilators(1)
    excess = hamiltonian.second_quantized(np.eye(2), operators) - 0.6 * np.eye(4)
    step, charging = 0.8, 0.5
    nodes, weights = gaussian_nodes(60)
    scale = np.sqrt(2 * charging / (-1j * step))
    total = sum(
        w * expm(-1j * step * scale * x * excess) for x, w in zip(nodes, weights, strict=True)
    )
    np.testing.assert_allclose(total, expm(-1j * step * charging * excess @ excess), atol=1e-10)


def test_fields_of_the_trace_carry_what_is_left():
    """(12) from (9)-(10): with M = B + B_exc the electrons see M.S - V_d N, the rest is (12)."""
    rng = np.random.default_rng(0)
    spin, exchange_field, field = rng.normal(size=(3, 50, 3))
    number, potential, background = rng.normal(size=(3, 50))
    exchange, capacitance = 0.3, 0.7
    magnetization = field + exchange_field
    # what stands in the exponent beside H_0, with the Zeeman energy of (2)
    whole = decoupling.exchange_decoupled(exchange_field, spin, exchange)
    whole = whole + decoupling.charging_decoupled(
        potential, number - background, 1 / (2 * capacitance)
    )
    whole = whole + (field * spin).sum(axis=-1)
    electrons = (magnetization * spin).sum(axis=-1) - potential * number
    rest = decoupling.field_action(
        magnetization,
        potential,
        field,
        exchange=exchange,
        capacitance=capacitance,
        background=background,
    )
    np.testing.assert_allclose(electrons + rest, whole, atol=1e-12)


def expanded_and_exact(p, seed):
    """(A3), and (12) on the upper branch less the lower, at random fields."""
    rng = np.random.default_rng(seed)
    size = p.field.size
    theta, theta_q, phi, phi_q, m_c, m_q, v_c, v_q, v_0, n_0 = rng.normal(size=(10, size))
    m_0 = p.magnetization
    branches = []
    for sign in (0.5, -0.5):
        t, f = theta + sign * theta_q, phi + sign * phi_q
        direction = np.array([np.sin(t) * np.cos(f), np.sin(t) * np.sin(f), np.cos(t)]).T
        branches.append(
            decoupling.field_action(
                (m_0 + m_c + sign * m_q)[:, None] * direction,
                v_0 + v_c + sign * v_q,
                p.field[:, None] * [0, 0, 1],
                exchange=p.exchange,
                capacitance=p.capacitance,
                background=n_0,
            )
        )
    ours = decoupling.field_action_expanded(
        p,
        theta,
        theta_q,
        (m_c, m_q),
        (v_c, v_q),
        magnetization=m_0,
        potential=v_0,
        background=n_0,
    )
    return ours, branches[0] - branches[1], np.abs(branches[0])


def test_expansion_of_the_fields_action_is_exact():
    """(A3) is (12) on both branches, to round-off and at any quantum component."""
    ours, exact, size = expanded_and_exact(random_parameters(51, 100), 0)
    np.testing.assert_allclose(ours, exact, atol=1e-13 * size.max())


def test_without_deviations_it_is_the_field_s_torque():
    """(37): the derivative of (A3) by theta_q, at delta_M = delta_V = 0."""
    p, step = random_parameters(52, 20), 1e-6
    theta, rest = np.linspace(0.2, 3.0, 20), (0.0, 0.0)
    expanded = decoupling.field_action_expanded(
        p, theta, step, rest, rest, magnetization=p.magnetization, potential=0.3, background=2.0
    )
    ours = decoupling.field_lagrangian(p, theta, 1.0)
    np.testing.assert_allclose(expanded / step, ours, rtol=1e-9)
    np.testing.assert_allclose(ours, -p.spin * p.field * np.sin(theta))
