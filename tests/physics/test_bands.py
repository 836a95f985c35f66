from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from quadrature import panels
from scipy.integrate import quad

from thermal_stt.mean_field.band_table import TableError, read_table
from thermal_stt.mean_field.bands import SHAPES, Band
from thermal_stt.mean_field.leads import Leads, imbalances

TABLE = ((-1.0, -0.2, 0.3, 1.1), (0.1, 1.0, 0.4, 0.0))


def band(shape, half_width=2.0, states=7.0):
    return Band(shape, half_width, states, TABLE if shape == "table" else None)


def over_band(one, function, at=()):
    """The integral of nu times a function, by adaptive quadrature over the pieces of nu."""
    edges = {
        "table": 2 * np.array(TABLE[0]),
        "gaussian": np.array([-25.0, 25.0]),
        "lorentzian": np.array([-1e5, -100, 100, 1e5]),
    }.get(one.shape, np.array([-2.0, 2.0]))
    inside = [x for x in at if edges[0] < x < edges[-1]]
    cuts = np.unique([*edges, *inside])
    return sum(
        quad(
            lambda e: one.density(e) * function(e), low, high, epsabs=1e-13, epsrel=1e-12, limit=500
        )[0]
        for low, high in pairwise(cuts)
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_norm_and_half_width(shape):
    one = band(shape)
    missing = 2 * 7 * 2 / np.pi / 1e5 if shape == "lorentzian" else 0  # its tails
    assert over_band(one, lambda e: 1.0) == pytest.approx(7.0 - missing, rel=1e-9)
    if shape in ("lorentzian", "gaussian"):
        assert one.density(2.0) == pytest.approx(one.density(0.0) / 2)
    elif shape != "table":
        assert one.density(2.0) == one.density(-2.5) == 0


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("omega", "gamma"), [(0.37, 0.13), (-1.9, 0.02), (3.0, 0.5), (0.0, 1.0)])
def test_broadened_density_is_the_sum_of_lorentzians(shape, omega, gamma):
    one = band(shape)
    around = [omega - 5 * gamma, omega, omega + 5 * gamma]
    expected = over_band(one, lambda e: gamma / np.pi / ((omega - e) ** 2 + gamma**2), around)
    assert one.broadened_density(omega, gamma) == pytest.approx(expected, rel=1e-9)
    step = 1e-5
    slope = (
        one.broadened_density(omega + step, gamma) - one.broadened_density(omega - step, gamma)
    ) / (2 * step)
    assert one.broadened_slope(omega, gamma) == pytest.approx(slope, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("shape", SHAPES)
def test_vanishing_broadening_leaves_the_density(shape):
    for energy in (-1.7, -0.3, 0.0, 0.5):
        found = band(shape).broadened_density(energy, 1e-9)
        assert found == pytest.approx(band(shape).density(energy), rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("zero", [0.0, 0.2, -1.99, 2.7])
@pytest.mark.parametrize(("temperature", "gamma"), [(0.05, 0.13), (0.5, 0.01), (0.02, 0.6)])
def test_imbalance_is_the_frequency_integral(shape, zero, temperature, gamma):
    """Against the definition: integrate over frequency, not over the band."""
    one = band(shape)
    edges = 2 * np.array(TABLE[0]) if shape == "table" else np.array([-2.0, 2.0])
    # even and odd parts apart, so that what decays slowly is odd and drops out
    bends = np.abs(edges - zero), abs(zero), 0.0
    x, weights = panels(np.hstack(bends), min(temperature, gamma) / 2, 30.0, 1e7, symmetric=False)
    near = one.broadened_density(zero + x, gamma) - one.broadened_density(zero - x, gamma)
    expected = weights @ (near * np.tanh(x / (2 * temperature)))
    assert one.imbalance(zero, temperature, gamma) == pytest.approx(expected, abs=1e-12 * 7)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("gamma", [1e-6, 1e-3, 1.0])
@pytest.mark.parametrize("temperature", [1e-6, 1e-3, 1.0])
def test_imbalance_converges_at_any_ratio_of_scales(shape, gamma, temperature, monkeypatch):
    """Halved panels and more nodes change nothing, at Gamma : T : W between 1e-6 and 1."""
    one = band(shape, half_width=1.0, states=1.0)
    zeros = (0.0, 1e-7, 0.3, -0.999999, 1.0, 1.3)
    normal = [one.imbalance(zero, temperature, gamma) for zero in zeros]
    nodes, weights = np.polynomial.legendre.leggauss(40)
    monkeypatch.setattr("thermal_stt.bands.NODES", nodes)
    monkeypatch.setattr("thermal_stt.bands.WEIGHTS", weights)
    finer = [one.imbalance(zero, temperature, gamma) for zero in zeros]
    np.testing.assert_allclose(normal, finer, atol=1e-12, rtol=0)


@pytest.mark.parametrize("shape", SHAPES)
def test_nodes_of_many_steps_are_those_of_each(shape):
    """Of one band, and of a family with a width and a norm for each step."""
    zeros, widths = np.array([-2.5, -0.3, 0.0, 1.9, 40.0]), np.array([1e-5, 1.0, 0.02, 3e-3, 0.1])
    sizes = (2.0, 7.0) if shape == "table" else (np.arange(1.0, 6.0), np.arange(5.0, 10.0))
    energies, weights, counts = band(shape, *sizes).nodes_of_steps(zeros, widths)
    ends = np.cumsum(counts)
    for number, step in enumerate(zip(zeros, widths, strict=True)):
        own = band(shape, *(np.broadcast_to(size, 5)[number] for size in sizes))
        here = slice(ends[number] - counts[number], ends[number])
        np.testing.assert_allclose(energies[here], own.nodes(*step)[0], rtol=1e-14)
        np.testing.assert_allclose(weights[here], own.nodes(*step)[1], rtol=1e-14)
    assert ends[-1] == energies.size == weights.size


@pytest.mark.parametrize("shape", SHAPES)
def test_what_many_dots_hold_is_what_each_holds(shape):
    """And a dot that no lead reaches holds as much as a half filled one."""
    one, leads = band(shape), Leads(0.1, 0.3, 0.2, 0.05, 0.02, cos_theta=0.4, phi_dot=-0.03)
    magnetizations, potentials = np.array([[0.0, 1.3, 40.0]]), np.array([[-0.2], [3.0]])
    found = imbalances(one, leads, magnetizations, potentials)
    each = [[imbalances(one, leads, m, v) for m in (0.0, 1.3, 40.0)] for v in (-0.2, 3.0)]
    np.testing.assert_array_equal(found, np.moveaxis(each, -1, 0))
    assert imbalances(one, leads, np.empty(0), 0.1).shape == (2, 0)
    alone = replace(leads, gamma_left_up=0.0, gamma_left_down=0.0, gamma_right=0.0)
    np.testing.assert_array_equal(imbalances(one, alone, magnetizations, potentials), 0.0)


def test_sharp_step_counts_states():
    # T = Gamma = 0: states below less states above
    for zero, below in ((0.0, 0.5), (1.0, 27 / 32), (-2.0, 0.0), (5.0, 1.0)):
        found = Band("parabola", 2.0, 1.0).imbalance(zero, 1e-9, 1e-9)
        assert found == pytest.approx(1 - 2 * below, abs=1e-7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 rows: must be two or more"),
        ("energy,density\n0,1\n", "1 rows: must be two or more"),
        ("0,1\n0,2\n", "row 2, energy = 0.0: must be greater than the one before"),
        ("0,1\n1,2\n0.5,1\n", "row 3, energy = 0.5: must be greater"),
        ("0,1\n1,-2\n", "row 2, density = -2.0: must be 0 or greater"),
        ("0,0\n1,0\n", "must not all be 0"),
        ("0,1\n1,x\n", "line 2, '1,x': must be two numbers"),
        ("0,1\n1,2,3\n", "line 2, '1,2,3': must be two numbers"),
        ("0,1\n1,nan\n", "row 2, density = nan"),
        ("a\n0,1\n1,1", "line 1, 'a': must be two numbers"),
    ],
)
def test_a_table_that_is_none(text, words):
    with pytest.raises(TableError, match="must") as caught:
        read_table(text)
    assert words in str(caught.value).replace("np.float64(nan)", "nan")


def test_a_table_is_read_with_or_without_names():
    for text in ("energy,density\n0,1\n2,3\n", "0,1\n\n2, 3\n"):
        energies, densities = read_table(text)
        np.testing.assert_array_equal(energies, [0, 2])
        np.testing.assert_array_equal(densities, [1, 3])
