"""B 2: Wigner transforms of products, on functions for which both sides are known."""

from functools import cache

import numpy as np
import pytest
import sympy

from thermal_stt.effective_action import gradient_expansion as ge

T, W = sympy.symbols("t omega", real=True)


def derivatives(expression, t, omega):
    """A symbolic factor as `gradient_expansion` takes it, at one point."""

    @cache
    def factor(in_time, in_omega):
        d = expression
        if in_time:
            d = d.diff(T, in_time)
        if in_omega:
            d = d.diff(W, in_omega)
        return complex(d.subs({T: t, W: omega}).evalf())

    return factor


def gaussian(width, slope, centre=0.0):
    """A function of two times, Gaussian in mean and difference, that precesses a little."""

    def function(t, u):
        mean, apart = (t + u) / 2, t - u
        return np.exp(-((mean - centre) ** 2) / (2 * width**2) - apart**2 / 2 + 1j * slope * apart)

    # int dt~ exp(i omega t~ - t~^2/2 + i slope t~)
    wigner = sympy.sqrt(2 * sympy.pi) * sympy.exp(
        -((T - centre) ** 2) / (2 * width**2) - (W + slope) ** 2 / 2
    )
    return function, wigner


def slow(scale):
    """Three Gaussians, the slower the larger `scale`."""
    return (
        gaussian(2.0 * scale, 0.3),
        gaussian(1.7 * scale, -0.2, 0.4 * scale),
        gaussian(2.3 * scale, 0.1, -0.3 * scale),
    )


def product_of(centre, *functions):
    """int dt' ... of such functions, by trapezoidal sums about `centre`."""
    grid = centre + np.arange(-14, 14.001, 0.2)
    step = grid[1] - grid[0]
    if len(functions) == 2:
        g, h = functions
        return lambda t, u: step * np.sum(g(t[..., None], grid) * h(grid, u[..., None]), axis=-1)
    g, h, k = functions
    inner = product_of(centre, h, k)
    return lambda t, u: (
        step
        * np.sum(
            g(t[..., None], grid)
            * inner(np.broadcast_to(grid, (*t.shape, grid.size)), u[..., None] + 0 * grid),
            axis=-1,
        )
    )


def test_wigner_transform_of_a_gaussian():
    function, symbol = slow(3.0)[0]
    ours = ge.wigner_transform(function, 0.7, np.array([-0.4, 0.5]), 12.0, 301)
    exact = [complex(symbol.subs({T: 0.7, W: w}).evalf()) for w in (-0.4, 0.5)]
    np.testing.assert_allclose(ours, exact, rtol=1e-12)


@pytest.mark.parametrize(("factors", "expand"), [(2, ge.product), (3, ge.product_of_three)])
def test_each_order_is_right_to_the_next_power_of_slowness(factors, expand):
    """(B7)-(B13): twice as slow, the error of order n is 2^(n + 1) times smaller."""
    omega, errors = 0.9, []
    for scale in (4.0, 8.0):
        pieces, t = slow(scale)[:factors], 0.8 * scale
        functions, symbols = zip(*pieces, strict=True)
        exact = ge.wigner_transform(product_of(t, *functions), t, np.array([omega]), 12.0, 121)[0]
        parts = [derivatives(symbol, t, omega) for symbol in symbols]
        series = [expand(*parts, order) for order in range(4)]
        assert series[0] == pytest.approx(np.prod([part(0, 0) for part in parts]))  # (B10), (B13)
        errors.append(np.abs(np.array(series) - exact) / abs(exact))
    np.testing.assert_allclose(np.log2(errors[0] / errors[1]), [1, 2, 3, 4], atol=0.35)


def shifted(exponents):
    """The exact product of plane waves exp(i a t + i b omega), (B8) and (B11) done by hand.

    exp(i b omega) is a delta function of the difference, t - t' = b: each factor moves the mean
    time of the others by half of its own b, forward of those before it, back of those behind.
    """
    total = 1.0 + 0j
    for i, (a, _) in enumerate(exponents):
        move = sum(b for _, b in exponents[i + 1 :]) - sum(b for _, b in exponents[:i])
        total *= np.exp(0.5j * a * move)
    return total


@pytest.mark.parametrize("factors", [2, 3])
def test_expansion_of_plane_waves_is_the_series_of_a_phase(factors):
    rng = np.random.default_rng(factors)
    exponents = rng.normal(size=(factors, 2)) * 0.5
    expand = ge.product if factors == 2 else ge.product_of_three
    waves = [lambda m, n, a=a, b=b: (1j * a) ** m * (1j * b) ** n for a, b in exponents]  # at 0, 0
    phase = np.log(shifted(exponents))
    assert abs(phase) > 0.05
    for order in range(4):
        partial = sum(phase**n / np.prod(np.arange(1, n + 1)) for n in range(order + 1))
        assert expand(*waves, order) == pytest.approx(partial, rel=1e-12)


def test_plane_waves_by_the_delta_functions_of_their_times():
    """The same phase from the definition: t - t' = b_1 and so on, mean times as in (B8), (B11)."""
    exponents = np.random.default_rng(9).normal(size=(3, 2))
    (a1, b1), (a2, b2), (a3, b3) = exponents
    # t_bar = 0: the outer times are +-(t1 + t2 + t3)/2 with t_i = b_i
    t1, t2, t3 = b1, b2, b3
    means = (t2 + t3) / 2, (t3 - t1) / 2, -(t1 + t2) / 2
    phase = np.exp(1j * (a1 * means[0] + a2 * means[1] + a3 * means[2]))
    assert shifted(exponents) == pytest.approx(phase)


CUBIC = (T**3 - 2 * T * W + W**2, 1 + T * W**2 - 3 * T**2)
THREE = (T**2 * W - 1, T + W, W**3 - T)


@pytest.mark.parametrize(
    ("pieces", "expand", "order"), [(CUBIC, ge.product, 6), (THREE, ge.product_of_three, 4)]
)
def test_expansion_of_polynomials_is_a_product_of_operators(pieces, expand, order):
    """Weyl-ordered operators of t and omega = i d/dt, multiplied: the series ends, and is exact."""
    x = sympy.symbols("x")
    test = sympy.Function("f")(x)

    def act(symbol, function):
        """Apply the Weyl operator of t^m omega^n: sum_k binom(m, k)/2^m t^k omega^n t^(m-k)."""
        total = 0
        for (m, n), value in sympy.Poly(symbol, T, W).terms():
            for k in range(m + 1):
                part = x ** (m - k) * function
                for _ in range(n):
                    part = sympy.I * part.diff(x)
                total += value * sympy.binomial(m, k) / sympy.Integer(2) ** m * x**k * part
        return sympy.expand(total)

    # the series is a polynomial with coefficients in quarters: read it off at integer points
    monomials = [(m, n) for m in range(6) for n in range(6)]
    points = [(t, w) for t in range(-3, 3) for w in range(-3, 3)]
    values = [expand(*(derivatives(piece, t, w) for piece in pieces), order) for t, w in points]
    matrix = np.array([[t**m * w**n for m, n in monomials] for t, w in points], dtype=float)
    series = 0
    for (m, n), value in zip(monomials, np.linalg.solve(matrix, values), strict=True):
        parts = [sympy.Rational(round(32 * part), 32) for part in (value.real, value.imag)]
        series += (parts[0] + sympy.I * parts[1]) * T**m * W**n
    left = test
    for piece in reversed(pieces):
        left = act(piece, left)
    assert sympy.expand(act(series, test) - left) == 0
