"""V A: the kernel of a band against frequency integrals, and the size of its imaginary part."""

from dataclasses import replace

import numpy as np
import pytest
from energy_integrals import Junctions
from quadrature import panels

from models import PAPER, random_parameters
from thermal_stt.magnet import full_kernel, kernel
from thermal_stt.mean_field.bands import SHAPES, Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import Parameters

TABLE = ((-1.0, -0.2, 0.3, 1.1), (0.1, 1.0, 0.4, 0.0))
RATES = (0.5, 3.0, 1.0)
LEADS = Leads(*RATES, 5.0, 12.0, 0.4, -4.0)
M_0, V_0 = 130.0, 7.0


def band(shape):
    return Band(shape, 100.0, 2000.0, TABLE if shape == "table" else None)


class Rates:
    gamma_left_up, gamma_left_down, gamma_right = RATES
    rho_up = rho_down = 1.0
    rho_slope_up = rho_slope_down = 0.0


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("temperature", "gamma"), [(0.5, 0.01), (3.0, 0.6)])
def test_dispersion_is_the_frequency_integral(shape, temperature, gamma):
    """Re g against tanh, up to the logarithm of the cut-off that is common to all."""
    one, zero, cut = band(shape), 12.0, 1e7

    edges = {"table": 100 * np.array(TABLE[0])}.get(shape, np.array([-100.0, 100.0]))
    x, weights = panels(np.abs(edges - zero), 1e-3, 500.0, cut, symmetric=False)
    # the part of Re g that tanh does not cancel
    even = one.hilbert(zero + x, gamma).real - one.hilbert(zero - x, gamma).real
    total = weights @ (even * np.tanh(x / (2 * temperature)))
    expected = total - 2 * one.states * np.log(cut)
    # at the cut-off the integrand is 2 states/x and its next term smaller by (band/cut)^2
    tail = 1e-3 if shape == "lorentzian" else 1e-7
    assert one.dispersion(zero, temperature, gamma) == pytest.approx(expected, rel=1e-9, abs=tail)


def in_time_or_frequency(omega):
    """(42) by its definition: int domega'/2pi [G^R Sigma^K(omega' - omega) + G^K Sigma^A]."""
    one = band("semicircle")
    junctions = Junctions(Rates, np.arccos(0.4), -4.0, (5.0, 12.0))
    rates = junctions.rates
    result = np.zeros((2, 2), dtype=complex)
    edges = [V_0 + a * 100.0 - s * M_0 / 2 for a in (1, -1) for s in (1, -1)]
    grid, weights = panels([0.0, omega, *edges], 1e-3, 500.0, 1e8)
    for i, (sigma, gamma) in enumerate(
        ((1, 0.7 * 0.5 + 0.3 * 3 + 1), (-1, 0.7 * 3 + 0.3 * 0.5 + 1))
    ):
        retarded = one.hilbert(grid + sigma * M_0 / 2 - V_0, gamma)
        keldysh = 2j * retarded.imag * junctions.distribution(i, omega=grid)
        for j in (0, 1):
            lead = sum(rates[k, j] * junctions.lead(k, grid - omega) for k in (0, 1))
            integrand = retarded * (-2j * lead) + keldysh * 1j * rates[:, j].sum()
            result[i, j] = weights @ integrand / (2 * np.pi)
    # the constant that the docstring leaves out
    rest = 2 / np.pi * one.states * np.log(1e8) * rates.sum(axis=0)
    return result + 1j * rest


@pytest.mark.parametrize("omega", [0.0, -3.0, 6.0])
def test_kernel_is_the_integral_of_green_functions_and_self_energies(omega):
    ours = full_kernel.full_kernel(band("semicircle"), LEADS, M_0, V_0, omega)
    theirs = in_time_or_frequency(omega)
    np.testing.assert_allclose(ours.real, theirs.real, rtol=1e-7)
    np.testing.assert_allclose(ours.imag, theirs.imag, rtol=1e-7)


def test_real_part_is_the_linear_kernel_where_the_density_is_linear():
    """(43) is (44), up to what bends within the temperatures: (T/M_0)^2."""
    missing = []
    for scale in (1, 10):
        one, leads = Band("semicircle", 100.0 * scale, 2000.0 * scale), replace(LEADS, phi_dot=-1.0)
        gammas = (0.7 * 0.5 + 0.3 * 3 + 1, 0.7 * 3 + 0.3 * 0.5 + 1)
        at = [s * M_0 * scale / 2 - V_0 * scale for s in (1, -1)]
        p = Parameters(
            *RATES,
            *(float(one.broadened_density(e, g)) for e, g in zip(at, gammas, strict=True)),
            *(float(one.broadened_slope(e, g)) for e, g in zip(at, gammas, strict=True)),
            field=1.0,
            spin=1.0,
            exchange=0.1,
            capacitance=1.0,
        )
        d = kernel.thermal_drive(5.0, 12.0)
        linear = kernel.retarded_kernel(p, 0.4, -1.0, d, 0.5)
        found = full_kernel.full_kernel(one, leads, M_0 * scale, V_0 * scale, 0.5)
        missing.append(np.abs(found.real - linear).max() / np.abs(linear).max())
    assert missing[0] < 0.05
    assert missing[1] < missing[0] / 8


def test_renormalised_field_and_spin_are_the_kernel_s():
    """The definitions of S delta_B and delta_S, the derivative by frequency taken numerically."""
    one, step = band("parabola"), 1e-3
    at = [full_kernel.full_kernel(one, LEADS, M_0, V_0, w).imag for w in (-step, 0.0, step)]
    torque, spin = full_kernel.renormalization(one, LEADS, M_0, V_0)
    (uu, ud), (du, dd) = at[1]
    assert torque == pytest.approx((ud - uu + du - dd) / 4, rel=1e-12)
    (uu, ud), (du, dd) = (at[2] - at[0]) / (2 * step)
    # the edges of the band lie within the lead's temperature: quadrature across a kink
    assert spin == pytest.approx((0.3 * uu + 0.7 * ud - 0.3 * dd - 0.7 * du) / 4, rel=1e-4)


def test_symmetric_band_gives_no_field():
    """Half filling: the levels above mu push as much as those below, spin by spin."""
    one = band("semicircle")
    half = Leads(*RATES, 5.0, 5.0, 0.0)
    assert abs(full_kernel.renormalization(one, half, M_0, 0.0)[0]) < 1e-9
    assert abs(full_kernel.renormalization(one, half, M_0, 20.0)[0]) > 10


def test_right_lead_gives_no_field():
    one, equal = band("parabola"), Leads(0.7, 0.7, 1.0, 5.0, 12.0, 0.4, -1.0)
    assert full_kernel.renormalization(one, equal, M_0, V_0)[0] == pytest.approx(0, abs=1e-9)


def test_estimate_is_exact_for_a_linear_density_within_m_0():
    """Tables that are linear within M_0 of mu and empty beyond, leads cut there too: T << M_0."""
    p = replace(PAPER.parameters, rho_up=12.0, rho_down=8.0, rho_slope_up=-0.05)
    p = replace(p, rho_slope_down=0.03)
    reach, delta = float(p.magnetization), float(p.gamma_delta)
    temperature = reach / 2000
    x = np.linspace(-1, 1, 3)
    torque = spin = 0.0
    for sigma, rho, slope in ((1, 12.0, -0.05), (-1, 8.0, 0.03)):
        one = Band("table", reach, 2 * rho * reach, (tuple(x), tuple(rho + slope * reach * x)))
        assert float(one.density(0.0)) == pytest.approx(rho)

        def attracted(w, one=one):
            return one.hilbert(w, 1e-6).real * np.tanh(w / (2 * temperature))

        w, weights = panels([0.0, reach, -reach], 1e-6, reach, reach)
        torque += sigma * delta / (2 * np.pi) * (weights @ attracted(w))
        # Gamma_sigmabar(theta), at theta = pi/2
        spin += sigma * float(one.hilbert(0.0, 1e-6).real) / (2 * np.pi) * float(p.gamma_sum)
    ours = full_kernel.estimated_renormalization(p, 0.0)
    assert float(ours[0]) == pytest.approx(torque, rel=2e-3)
    assert float(ours[1]) == pytest.approx(spin, rel=1e-6)


def test_estimate_broadcasts_and_is_none_for_a_symmetric_density():
    p = random_parameters(81, 6)
    torque, spin = full_kernel.estimated_renormalization(p, np.linspace(-1, 1, 3)[:, None])
    assert torque.shape == spin.shape == (3, 6)
    assert full_kernel.estimated_renormalization(PAPER.parameters, 0.3)[0] == 0
