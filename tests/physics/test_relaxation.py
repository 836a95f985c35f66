from dataclasses import replace

import numpy as np
import pytest
import sympy
from hypothesis import given

from models import COSINES, PAPER, PARAMETERS, random_parameters
from thermal_stt.full_dynamics import relaxation
from thermal_stt.parameters import ParameterError


def printed(p, c):
    """The matrix of (A17)-(A18) letter by letter."""
    g_up = 2 * p.rho_up * (p.gamma_sum + p.gamma_delta * c)
    g_down = 2 * p.rho_down * (p.gamma_sum - p.gamma_delta * c)
    j, cap = p.exchange, p.capacitance
    return [
        [
            g_up / 2 * (j - 1 / p.rho_up) + g_down / 2 * (j - 1 / p.rho_down),
            -(g_up * (1 + cap / (2 * p.rho_up)) - g_down * (1 + cap / (2 * p.rho_down))) * j,
        ],
        [
            (g_up * (1 - 1 / (p.rho_up * j)) - g_down * (1 - 1 / (p.rho_down * j))) / (2 * cap),
            -(g_up * (1 / cap + 1 / (2 * p.rho_up)) + g_down * (1 / cap + 1 / (2 * p.rho_down))),
        ],
    ]


def printed_rates(up, down, g_up, g_down, j, cap, m, v):
    """The right-hand sides of (A17) and (A18), letter by letter, of symbols."""
    gu, gd = 2 * up * g_up, 2 * down * g_down
    a17 = (gu / 2 * (j - 1 / up) + gd / 2 * (j - 1 / down)) * m - (
        gu * (1 + cap / (2 * up)) - gd * (1 + cap / (2 * down))
    ) * j * v
    a18 = (
        -(gu * (1 / cap + 1 / (2 * up)) + gd * (1 / cap + 1 / (2 * down))) * v
        + (gu * (1 - 1 / (up * j)) - gd * (1 - 1 / (down * j))) / (2 * cap) * m
    )
    return a17, a18


def test_matrix_is_the_printed_one():
    p, c = random_parameters(31, 40), np.linspace(-1, 1, 40)
    ours = relaxation.relaxation_matrix(p, c)
    np.testing.assert_allclose(np.moveaxis(ours, 0, -1), printed(p, c), rtol=1e-12)


def test_populations_are_a17_and_a18_symbolically():
    """dn/dt = -2 Gamma (n - rho X), written for delta_M and delta_V, is (A17)-(A18)."""
    up, down, g_up, g_down, j, cap, m, v = sympy.symbols("r_u r_d G_u G_d J C m v", positive=True)
    rate = {}
    for sigma, rho, gamma in ((1, up, g_up), (-1, down, g_down)):
        count = (cap * v + sigma * m / j) / 2
        rate[sigma] = -2 * gamma * (count - rho * (sigma * m / 2 - v))
    a17, a18 = printed_rates(up, down, g_up, g_down, j, cap, m, v)
    assert sympy.simplify(j * (rate[1] - rate[-1]) - a17) == 0
    assert sympy.simplify((rate[1] + rate[-1]) / cap - a18) == 0


def test_laplace_transform_recasts_the_history_symbolically():
    """(A10)-(A14) to (A16)-(A18): with R^(s) = X^/(s + 2 Gamma) the factor s cancels.

    What cancels is the count of charge and spin: with it the printed (A17)-(A18) follow.
    """
    up, down, g_up, g_down, j, cap, m, v, s, g = sympy.symbols(
        "r_u r_d G_u G_d J C m v s G", positive=True
    )
    # (A11)-(A12) transformed, at zero start: 2 Gamma R = 2 Gamma/(s + 2 Gamma) X
    fresh = {1: s / (s + 2 * g_up), -1: s / (s + 2 * g_down)}
    rho, gamma = {1: up, -1: down}, {1: g_up, -1: g_down}
    spins = (1, -1)
    a11 = sum(rho[k] * gamma[k] * fresh[k] * (m - k * 2 * v) for k in spins)
    a12 = sum(rho[k] * gamma[k] * fresh[k] * (k * m - 2 * v) for k in spins)
    counted = {k: 2 * rho[k] * gamma[k] / (s + 2 * gamma[k]) * (k * m / 2 - v) for k in spins}
    # s delta_M/J = a11 and s C delta_V = a12, divided by s
    solution = sympy.solve(
        [sympy.together(a11 / s) - m / j, sympy.together(a12 / s) - cap * v], [j, cap], dict=True
    )[0]
    # then s n = -2 Gamma (n - rho X), whose sums are (A17)-(A18), for every s
    a17, a18 = printed_rates(up, down, g_up, g_down, j, cap, m, v)
    assert sympy.simplify((a17 - s * m).subs(solution)) == 0
    assert sympy.simplify((a18 - s * v).subs(solution)) == 0
    # the torque of (A10) is that of (A16)
    a10 = sum(g * rho[k] * fresh[k] * (v - k * m / 2) for k in spins)
    a16 = g * (up + down + cap) * v - (up - down) * g / 2 * m
    assert sympy.simplify((a10 - a16).subs(solution)) == 0
    assert sympy.simplify(sum(counted.values()) - (cap * v).subs(solution)) == 0


def test_torque_of_a10_is_that_of_a16_symbolically():
    """(A10) with 2 Gamma R = n/rho is (A16)."""
    up, down, j, cap, m, v, g = sympy.symbols("r_u r_d J C m v G", positive=True)
    torque = 0
    for sigma, rho in ((1, up), (-1, down)):
        count = (cap * v + sigma * m / j) / 2
        # sum over (delta_V - 2 Gamma R_V) and (delta_M - 2 Gamma R_M), as they come together
        torque += -g * (rho * (sigma * m / 2 - v) - count)
    a16 = g * (up + down + cap) * v - (up - down) * g / 2 * m
    assert sympy.simplify(torque - a16) == 0
    p = PAPER.parameters
    ours = relaxation.deviation_torque(p, 0.3, 0.7)
    assert ours == pytest.approx(float(p.gamma_delta * 20.1 * 0.7))


def test_special_case_of_equal_densities_and_rates():
    p = replace(PAPER.parameters, gamma_left_up=0.05, gamma_left_down=0.05)
    g = 2 * 10 * p.gamma_sum
    slow, fast = relaxation.relaxation_rates(p, 0.4)
    assert slow == pytest.approx(g * (0.08 - 1 / 10))  # (A19)
    assert fast == pytest.approx(-2 * g * (1 / 0.1 + 1 / 20))  # (A20)
    matrix = relaxation.relaxation_matrix(p, 0.4)
    np.testing.assert_allclose(matrix[[0, 1], [1, 0]], 0, atol=1e-15)


@given(PARAMETERS, COSINES)
def test_rates_are_the_eigenvalues(p, c):
    eigenvalues = np.sort(np.linalg.eigvals(relaxation.relaxation_matrix(p, c)).real)
    fast, slow = np.sort(relaxation.relaxation_rates(p, c))
    np.testing.assert_allclose(
        [fast, slow], eigenvalues, rtol=1e-7, atol=1e-9 * abs(eigenvalues[0])
    )


@given(PARAMETERS, COSINES)
def test_counting_and_back(p, m):
    n = relaxation.populations(p, m, 0.3)
    # the sum and the difference of two counts lose what the smaller has less of
    size = np.abs(n).max() * np.array([p.exchange, 1 / p.capacitance])
    error = np.abs(np.array(relaxation.deviations(p, *n)) - [m, 0.3])
    assert np.all(error <= 1e-15 * size + 1e-12)


@given(PARAMETERS, COSINES)
def test_a_model_is_refused_exactly_where_it_must_be(p, c):
    if p.exchange * max(p.rho_up, p.rho_down) < 1:
        relaxation.require_minimum(p)
        assert relaxation.relaxation_rates(p, c)[0] < 0  # then nothing grows, at any angle
    else:
        with pytest.raises(ParameterError, match="not a minimum"):
            relaxation.require_minimum(p)


def test_a_growing_mode_grows():
    p = replace(PAPER.parameters, exchange=0.12)
    assert relaxation.relaxation_rates(p, 0.0)[0] > 0
    with pytest.raises(ParameterError, match=r"1/rho_up, else .* J rho_up = 1.2"):
        relaxation.require_minimum(p)


def test_torque_of_the_deviations_is_what_the_populations_lack():
    """Gamma_Delta sum_sigma (n_sigma - rho_sigma X_sigma), for any densities."""
    p = random_parameters(33, 30)
    m, v = 0.7, -0.2
    up, down = relaxation.populations(p, m, v)
    lacking = up - p.rho_up * (m / 2 - v) + down - p.rho_down * (-m / 2 - v)
    np.testing.assert_allclose(
        relaxation.deviation_torque(p, m, v), p.gamma_delta * lacking, rtol=1e-12
    )
