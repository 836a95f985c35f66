"""Each slip of the paper: its right form is true, its printed form is not."""

import pytest
from errata_proofs import PROOFS

# What steps and broadenings leave of a right form, and what a wrong one must exceed
RIGHT = {"zero_modes_on_both_branches": 1e-4, "shift_of_the_fermi_energy": 0.01}
EXACT, WRONG = 1e-6, 0.02


@pytest.mark.parametrize("name", PROOFS)
def test_right_form_is_true(name):
    assert PROOFS[name]("right") < RIGHT.get(name, EXACT)


@pytest.mark.parametrize("name", PROOFS)
def test_printed_form_is_not(name):
    assert PROOFS[name]("printed") > max(WRONG, 10 * RIGHT.get(name, EXACT))
