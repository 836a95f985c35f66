"""II, III A: the Hamiltonian in Fock space, and the rates that wide leads give."""

import numpy as np
import pytest
from finite_system import LEVELS, M_FIX, free, leads

from thermal_stt.effective_action import hamiltonian

OPERATORS = hamiltonian.annihilators(2)


def commutator(a, b):
    return a @ b - b @ a


def test_electrons_anticommute():
    flat = hamiltonian.annihilators(3).reshape(-1, 64, 64)
    for i, a in enumerate(flat):
        for j, b in enumerate(flat):
            np.testing.assert_array_equal(a @ b + b @ a, 0)
            np.testing.assert_array_equal(a @ b.T + b.T @ a, np.eye(64) * (i == j))


def test_spin_operators_are_a_spin():
    x, y, z = hamiltonian.spin_operators(OPERATORS)
    np.testing.assert_allclose(commutator(x, y), 1j * z, atol=1e-14)
    np.testing.assert_allclose(commutator(y, z), 1j * x, atol=1e-14)
    up = OPERATORS[:, 0]
    down = OPERATORS[:, 1]
    counted = sum(u.T @ u for u in up) - sum(d.T @ d for d in down)
    np.testing.assert_allclose(z, counted / 2, atol=1e-14)


def test_dot_s_energies_are_those_of_the_universal_hamiltonian():
    """(2): -J S(S+1) + E_c (N - N_0)^2 - B S_z on top of the levels, multiplet by multiplet."""
    exchange, charging, background, field = 0.3, 0.5, 1.2, 0.2
    h0 = hamiltonian.second_quantized(np.kron(np.diag(LEVELS), np.eye(2)), OPERATORS)
    h = h0 + hamiltonian.interaction(
        OPERATORS, exchange=exchange, charging=charging, background=background, field=field
    )
    e1, e2 = LEVELS
    expected = []
    # (levels' energy, N, S) of every multiplet of two levels
    multiplets = [(0, 0, 0), (e1, 1, 0.5), (e2, 1, 0.5), (2 * e1, 2, 0), (2 * e2, 2, 0)]
    multiplets += [(e1 + e2, 2, 0), (e1 + e2, 2, 1), (2 * e1 + e2, 3, 0.5), (e1 + 2 * e2, 3, 0.5)]
    multiplets += [(2 * e1 + 2 * e2, 4, 0)]
    for levels, number, spin in multiplets:
        for projection in np.arange(-spin, spin + 1):
            expected.append(
                levels
                - exchange * spin * (spin + 1)
                + charging * (number - background) ** 2
                - field * projection
            )
    np.testing.assert_allclose(np.linalg.eigvalsh(h), np.sort(expected), atol=1e-13)


def test_interaction_is_isotropic_without_a_field():
    h = hamiltonian.interaction(OPERATORS, exchange=0.3, charging=0.5, background=1.0, field=0.0)
    for spin in hamiltonian.spin_operators(OPERATORS):
        np.testing.assert_allclose(commutator(h, spin), 0, atol=1e-13)


def test_exchange_magnetises_two_levels_where_it_exceeds_their_distance():
    """The Stoner criterion of A 2 in its smallest instance: J S(S+1) = 2 J against the spacing."""
    h0 = hamiltonian.second_quantized(np.kron(np.diag(LEVELS), np.eye(2)), OPERATORS)
    spacing = LEVELS[1] - LEVELS[0]
    squared = sum(s @ s for s in hamiltonian.spin_operators(OPERATORS))
    for exchange, spin in ((0.49 * spacing, 0.0), (0.51 * spacing, 2.0)):
        # two electrons, held there by charging
        h = h0 + hamiltonian.interaction(
            OPERATORS, exchange=exchange, charging=50.0, background=2.0, field=0.0
        )
        ground = np.linalg.eigh(h)[1][:, 0]
        assert ground.conj() @ squared @ ground == pytest.approx(spin, abs=1e-9)


def test_leads_and_tunneling_in_fock_space_are_the_one_electron_matrix():
    """(1) and (3)-(5): the energies of one electron are those of the matrix, of two their sums."""
    matrix, states = free(1)
    h = hamiltonian.second_quantized(matrix, hamiltonian.annihilators(states))
    number = hamiltonian.second_quantized(np.eye(2 * states), hamiltonian.annihilators(states))
    np.testing.assert_allclose(commutator(h, number), 0, atol=1e-12)
    np.testing.assert_allclose(h, h.conj().T, atol=1e-14)
    one = np.linalg.eigvalsh(matrix)
    filled = np.diag(number).real.round().astype(int)
    sector = h[np.ix_(filled == 1, filled == 1)]
    np.testing.assert_allclose(np.linalg.eigvalsh(sector), one, atol=1e-12)
    sector = h[np.ix_(filled == 2, filled == 2)]
    pairs = (one[:, None] + one)[np.triu_indices(len(one), 1)]
    np.testing.assert_allclose(np.linalg.eigvalsh(sector), np.sort(pairs), atol=1e-12)


def test_magnetic_lead_splits_its_spins_and_tunneling_keeps_them():
    (left, amplitudes), (right, _) = leads(1, (3, 2))
    np.testing.assert_allclose(left[:, 1] - left[:, 0], M_FIX)  # down lies higher, (3)
    np.testing.assert_array_equal(right[:, 0], right[:, 1])  # (4)
    matrix = free(1, (3, 2))[0].reshape(7, 2, 7, 2)
    np.testing.assert_array_equal(matrix[:, 0, :, 1], 0)  # (5) flips no spin
    np.testing.assert_array_equal(matrix[:2, 0, 2:5, 0], amplitudes)


def test_green_function_of_the_dot_is_that_with_the_self_energy():
    """Below (8): the dot's block of 1/(omega - H) is 1/(omega - H_dot - t G t^dagger)."""
    sides = leads(2, (3, 4))
    matrix = hamiltonian.one_electron_hamiltonian(LEVELS, sides).reshape(9, 2, 9, 2)
    omega = np.array([0.3 + 0.1j, -1.0 + 0.2j])
    for spin in (0, 1):
        full = np.linalg.inv(omega[:, None, None] * np.eye(9) - matrix[:, spin, :, spin])
        sigma = sum(
            hamiltonian.lead_self_energy(amplitudes, energies[:, spin], omega)
            for energies, amplitudes in sides
        )
        reduced = np.linalg.inv(omega[:, None, None] * np.eye(2) - np.diag(LEVELS) - sigma)
        np.testing.assert_allclose(full[:, :2, :2], reduced, rtol=1e-10)


def test_wide_lead_gives_a_rate_and_nothing_else():
    """III A: Sigma^R = -i Gamma, Gamma = pi |t|^2 nu, at any energy well inside the lead's band."""
    states, width, amplitude = 20001, 1000.0, 0.05
    energies = np.linspace(-width, width, states)
    density = (states - 1) / (2 * width)
    omega = np.array([-20.0, 0.0, 35.0]) + 2j * width / states * 20
    sigma = hamiltonian.lead_self_energy(np.full((1, states), amplitude), energies, omega)
    gamma = hamiltonian.tunneling_rate(amplitude, density)
    np.testing.assert_allclose(sigma[:, 0, 0].imag, -gamma, rtol=2e-3)
    np.testing.assert_allclose(sigma[:, 0, 0].real, 0, atol=0.03 * gamma)


def test_a_level_empties_at_twice_its_rate():
    """The amplitude decays like exp(-Gamma t), the occupation like exp(-2 Gamma t)."""
    states, width, amplitude = 801, 8.0, 0.02
    lead = hamiltonian.lead_energies(np.linspace(-width, width, states))
    h = hamiltonian.one_electron_hamiltonian([0.0], [(lead, np.full((1, states), amplitude))])
    h = h[::2, ::2]  # one spin
    gamma = float(hamiltonian.tunneling_rate(amplitude, (states - 1) / (2 * width)))
    energies, vectors = np.linalg.eigh(h)
    times = np.array([5.0, 10.0, 20.0])
    survival = [abs(vectors[0] ** 2 @ np.exp(-1j * energies * t)) ** 2 for t in times]
    np.testing.assert_allclose(survival, np.exp(-2 * gamma * times), rtol=0.03)
