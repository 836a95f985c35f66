import numpy as np
import pytest
from energy_integrals import Junctions

from models import PAPER, one_of, random_parameters
from thermal_stt.magnet import kernel
from thermal_stt.parameters import ParameterError


def draw(seed):
    rng = np.random.default_rng(100 + seed)
    p = one_of(random_parameters(seed, 1), 0)
    return p, rng.uniform(0.1, 3.0), rng.normal(), rng.uniform(0.5, 6.0, 2), rng.normal()


@pytest.mark.parametrize("seed", range(8))
def test_kernel_is_the_energy_integral(seed):
    p, theta, phi_dot, leads, omega = draw(seed)
    d = kernel.thermal_drive(*leads)
    ours = kernel.retarded_kernel(p, np.cos(theta), phi_dot, d, omega)
    theirs = Junctions(p, theta, phi_dot, leads).kernel(omega)
    np.testing.assert_allclose(ours, theirs, atol=1e-9 * np.abs(theirs).max())


@pytest.mark.parametrize("seed", range(8))
def test_what_the_kernel_drops_is_a_slope_times_shifts_squared(seed):
    p, theta, phi_dot, leads, omega = draw(seed)
    junctions = Junctions(p, theta, phi_dot, leads)
    dropped = junctions.kernel(omega, linear=True) - junctions.kernel(omega)
    rates = junctions.rates.sum(axis=0)
    for sigma in (0, 1):
        weight = rates * junctions.weight[:, sigma]
        squared = np.sum(weight * junctions.shift[:, sigma] ** 2) / weight.sum()
        # int x [F(x - a) - F(x - b)] dx = b^2 - a^2
        expected = junctions.slope[sigma] * rates * (omega**2 - squared)
        np.testing.assert_allclose(dropped[sigma], expected, atol=1e-8)


def test_conductance_is_the_slope_of_the_kernel():
    p = random_parameters(5, 10)
    change = kernel.retarded_kernel(p, 0.3, -1.0, 5.0, 1.0) - kernel.retarded_kernel(
        p, 0.3, -1.0, 5.0, 0.0
    )
    np.testing.assert_allclose(change, kernel.conductance(p), rtol=1e-9)


def test_drive_and_temperature_are_inverse():
    left = np.array([0.1, 3.0, 20.0])
    for d in (-700.0, 0.0, 0.02):
        right = kernel.temperature_right(d, left)
        np.testing.assert_allclose(kernel.thermal_drive(left, right), d, atol=1e-11)


@pytest.mark.parametrize(("d", "left"), [(100.0, 1.0), (np.pi**2 / 3, 1.0), (-1.0, -2.0)])
def test_no_temperature_where_none_belongs_to_the_drive(d, left):
    with pytest.raises(ParameterError, match="temperature_left"):
        kernel.temperature_right(d, left)


def test_arrays_of_models_and_of_angles_broadcast():
    p = random_parameters(6, 7)
    shape = kernel.retarded_kernel(p, np.linspace(-1, 1, 5)[:, None], -1.0, 3.0, 0.0).shape
    assert shape == (2, 2, 5, 7)
    assert kernel.conductance(PAPER.parameters).shape == (2, 2)
