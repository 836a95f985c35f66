from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from models import FIELDS, PAPER, random_parameters
from thermal_stt.parameters import ParameterError, Parameters


def test_combinations_of_the_paper():
    p = random_parameters(1, 50)
    lu, ld, r = p.gamma_left_up, p.gamma_left_down, p.gamma_right
    np.testing.assert_allclose(p.gamma_sum, (lu + ld) / 2 + r)
    np.testing.assert_allclose(p.gamma_delta, (lu - ld) / 2)
    np.testing.assert_allclose(p.gamma_product, p.gamma_sum**2 - p.gamma_delta**2)
    np.testing.assert_allclose(p.lambda_, r * p.gamma_delta / p.gamma_product)
    np.testing.assert_allclose(p.magnetization, 2 * p.exchange * p.spin)
    np.testing.assert_array_equal(p.rho_sum - p.rho_delta, p.rho_sum - (p.rho_up - p.rho_down))


def test_frozen_and_read_only():
    p = PAPER.parameters
    with pytest.raises(FrozenInstanceError):
        p.field = 2.0
    given = np.array([1.0, 2.0])
    model = replace(p, field=given)
    given[0] = 5.0
    assert model.field[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        model.field[0] = 3.0


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("gamma_right", -0.1, "0 or greater"),
        ("gamma_left_up", np.nan, "0 or greater"),
        ("rho_up", 0.0, "greater than 0"),
        ("rho_slope_up", np.inf, "finite"),
        ("field", 0.0, "other than 0"),
        ("spin", [1.0, -2.0], "greater than 0"),
        ("exchange", "much", "greater than 0"),
        ("capacitance", 1e-40, "between 1e-30 and 1e"),
        ("rho_down", 1e31, "between 1e-30 and 1e"),
    ],
)
def test_refuses_in_words(name, value, allowed):
    with pytest.raises(ParameterError) as caught:
        replace(PAPER.parameters, **{name: value})
    assert caught.value.name == name
    assert allowed in caught.value.allowed
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_refuses_a_spin_that_no_lead_reaches():
    with pytest.raises(ParameterError, match="no lead reaches"):
        replace(PAPER.parameters, gamma_right=0.0, gamma_left_down=0.0)
    replace(PAPER.parameters, gamma_right=0.0)  # one lead is enough


def test_arguments_are_doubles_or_words_of_one_shape():
    words = np.array(["precession", "north_pole"])
    for family, shape in ((PAPER.parameters, (2,)), (PAPER.parameters[None, None], (1, 2))):
        whole, half, flag, number, name, of_pandas, waves = family.broadcast(
            [1, 2], np.float32(0.1), True, 3, words, words.astype(object), [1j, 2]
        )
        for array in (whole, half, flag, number):
            assert array.dtype == np.float64
        assert waves.dtype == np.complex128
        for array in (whole, half, flag, number, name, of_pandas, waves):
            assert array.shape == shape
        np.testing.assert_array_equal(np.ravel(name), words)
        np.testing.assert_array_equal(np.ravel(of_pandas), words)


def test_refuses_shapes_that_do_not_broadcast():
    with pytest.raises(ParameterError, match="broadcastable"):
        replace(PAPER.parameters, spin=np.ones(3), field=np.ones(4))


def test_every_field_is_named_in_the_docstring():
    assert all(f"`{name}`" in Parameters.__doc__ for name in FIELDS)
