"""B 2: functions of two times, their Wigner transforms, and the gradient expansion of products.

A slow function of two times t, t' is written by its mean time and by the frequency of its
difference.  A factor enters as a callable that returns its partial derivative of given orders in
time and in frequency, `factor(in_time, in_omega)`, so that the series is exact term by term.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product as all_of
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

Complex = NDArray[np.complex128]
Derivatives = Callable[[int, int], ArrayLike]


def wigner_transform(
    function: Callable[[NDArray, NDArray], ArrayLike],
    mean_time: float,
    omega: ArrayLike,
    reach: float,
    points: int,
) -> Complex:
    """Return f~(t, omega) = int dt~ exp(i omega t~) f(t + t~/2, t - t~/2), before (B7).

    By the trapezoidal sum over |t~| < `reach`, which converges exponentially for functions that
    have died there.  `omega` one-dimensional.
    """
    difference = np.linspace(-reach, reach, points)
    values = np.asarray(function(mean_time + difference / 2, mean_time - difference / 2))
    step = difference[1] - difference[0]
    return step * np.exp(1j * np.multiply.outer(omega, difference)) @ values


def product(g: Derivatives, h: Derivatives, order: int) -> Complex:
    """Return the expansion of f(t, t'') = int dt' g(t, t') h(t', t'') up to `order`, eq. (B9).

    The integral (B8) term by term: f~ = exp[-(i/2)(d_t^g d_omega^h - d_omega^g d_t^h)] g~ h~, the
    bar, a factor -1, on the time derivative of h alone.  Order 0 is (B10); the same exponential
    stands in (B16).
    """
    pairs = ((1.0, (1, 0), (0, 1)), (-1.0, (0, 1), (1, 0)))
    return _expand((g, h), pairs, order)


def product_of_three(g: Derivatives, h: Derivatives, k: Derivatives, order: int) -> Complex:
    """Return the expansion of int dt' dt'' g(t, t') h(t', t'') k(t'', t''') up to `order`, (B12).

    The integral (B11) term by term: f~ = exp[-(i/2)(d_t^(hbar kbar) d_omega^g
    + d_t^(g kbar) d_omega^h + d_t^(g h) d_omega^k)] g~ h~ k~, a bar a factor -1.  Order 0 is
    (B13); (B18) is the same with R, K, A for g, h, k.
    """
    time, omega, still = (1, 0), (0, 1), (0, 0)
    terms = (
        (-1.0, omega, time, still),
        (-1.0, omega, still, time),
        (1.0, time, omega, still),
        (-1.0, still, omega, time),
        (1.0, time, still, omega),
        (1.0, still, time, omega),
    )
    return _expand((g, h, k), terms, order)


def _expand(factors, terms, order):
    # the exponential as a multinomial series: every choice of `terms`, each to some power
    total = 0.0
    for powers in all_of(range(order + 1), repeat=len(terms)):
        if sum(powers) > order:
            continue
        weight = (-0.5j) ** sum(powers)
        derivatives = np.zeros((len(factors), 2), dtype=int)
        for power, (sign, *moves) in zip(powers, terms, strict=True):
            weight *= sign**power / factorial(power)
            derivatives += power * np.array(moves)
        part = weight
        for factor, (in_time, in_omega) in zip(factors, derivatives.tolist(), strict=True):
            part = part * np.asarray(factor(in_time, in_omega))
        total = total + part
    return np.asarray(total, dtype=complex)
