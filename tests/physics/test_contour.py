"""III: the action as a determinant, against traces in Fock space and expectation values."""

from functools import reduce

import numpy as np
import pytest
from finite_system import LEVELS, free
from scipy.linalg import expm

from thermal_stt.effective_action import contour, hamiltonian
from thermal_stt.effective_action.rotating_frame import (
    frame_generator,
    gauge_transformation,
    phase_rates,
    rotation,
)

STEPS, STEP = 24, 0.05
TIMES = (np.arange(STEPS) + 0.5) * STEP
T0 = 0.8  # temperature of the initial state


def with_fields(matrix, states, magnetizations, potentials, levels=1):
    """Hamiltonians at each step: the free one and -M sigma/2 + V_d on the dot."""
    return np.array(
        [
            matrix + hamiltonian.magnetization_term(levels, states, m, v)
            for m, v in zip(magnetizations, potentials, strict=True)
        ]
    )


def wandering(seed):
    """Fields M(t), V(t) that move at random but smoothly."""
    rng = np.random.default_rng(seed)
    wave = rng.normal(size=(4, 3)), rng.uniform(0, 6, (4, 3))
    values = sum(
        a[:, None] * np.cos((k + 1) * TIMES + b[:, None])
        for k, (a, b) in enumerate(zip(wave[0].T, wave[1].T, strict=True))
    )
    return values[:3].T, values[3]


def system(polarised=(0.8, 0.3, 1.5)):
    """A level between two leads; it starts polarised, so that its spin has every component."""
    matrix, states = free(3, levels=LEVELS[:1])
    start = matrix + hamiltonian.magnetization_term(1, states, polarised)
    return matrix, states, contour.fermi_occupation(start, T0)


def branches(seed, same=False):
    matrix, states, occupation = system()
    steps = [
        contour.propagators(with_fields(matrix, states, *wandering(s)), STEP)
        for s in (seed, seed if same else seed + 50)
    ]
    return occupation, *steps


def fock_trace(occupation, forward, backward):
    """Tr[rho_0 U_-^dagger U_+] over all numbers of electrons."""
    operators = hamiltonian.annihilators(len(occupation) // 2)

    def lifted(matrix):
        # the many-electron operator whose action on one electron is `matrix`
        values, vectors = np.linalg.eig(matrix)
        logarithm = (vectors * np.log(values.astype(complex))) @ np.linalg.inv(vectors)
        return expm(hamiltonian.second_quantized(logarithm, operators))

    hole = np.eye(len(occupation)) - occupation
    state = lifted(occupation @ np.linalg.inv(hole))
    evolved = reduce(lambda a, u: lifted(u) @ a, forward, np.eye(len(state)))
    returned = reduce(lambda a, u: lifted(u) @ a, backward, np.eye(len(state)))
    return np.trace(state @ returned.conj().T @ evolved) / np.trace(state)


def test_initial_occupation_is_the_fermi_function():
    rotated = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    energies = np.array([-0.7, 0.2, 1.5])
    h = rotated @ np.diag(energies) @ rotated.T
    filled = contour.fermi_occupation(h, 0.6, 0.3)
    expected = 1 / (np.exp((energies - 0.3) / 0.6) + 1)
    np.testing.assert_allclose(rotated.T @ filled @ rotated, np.diag(expected), atol=1e-14)


def test_generating_function_is_the_trace_over_all_electrons():
    """(6): what the path integral stands for, with other fields on each branch."""
    occupation, forward, backward = branches(1)
    z = contour.generating_function(occupation, forward[:6], backward[:6])
    assert abs(z - 1) > 1e-3
    assert z == pytest.approx(fock_trace(occupation, forward[:6], backward[:6]), abs=1e-9)


def test_without_quantum_components_it_is_one():
    occupation, forward, backward = branches(2, same=True)
    assert contour.generating_function(occupation, forward, backward) == pytest.approx(1)


def test_quadratic_form_has_the_same_determinant():
    """(7) on the discrete contour; its inverse is the Green's function."""
    occupation, forward, backward = branches(4)
    matrix = contour.inverse_green_function(occupation, forward, backward)
    empty = np.linalg.det(np.eye(len(occupation)) - occupation)
    z = contour.generating_function(occupation, forward, backward)
    assert np.linalg.det(matrix) * empty == pytest.approx(z, abs=1e-10)


def test_its_inverse_counts_the_electrons():
    """Without quantum components G^< at equal times is i times the density matrix at that time."""
    occupation, forward, backward = branches(5, same=True)
    size = len(occupation)
    matrix = contour.inverse_green_function(occupation, forward, backward)
    blocks = np.linalg.inv(matrix).reshape(2 * STEPS + 2, size, 2 * STEPS + 2, size)
    evolved = np.eye(size)
    for point in range(STEPS + 1):
        density = evolved @ occupation @ evolved.conj().T
        # the annihilator on the upper branch, the creator later on the contour, on the lower one
        lesser = blocks[point, :, 2 * STEPS + 1 - point, :]
        np.testing.assert_allclose(-lesser, density, atol=1e-10)
        if point < STEPS:
            evolved = forward[point] @ evolved


def test_leads_are_integrated_out_exactly():
    """(8): the dot's determinant with its self-energy, times that of the leads alone."""
    occupation, forward, backward = branches(6)
    matrix = contour.inverse_green_function(occupation, forward, backward)
    size = len(occupation)
    on_dot = np.tile(np.arange(size) < 2, 2 * STEPS + 2)
    kept, self_energy = contour.integrate_out(matrix, on_dot)
    alone = np.linalg.slogdet(matrix[np.ix_(~on_dot, ~on_dot)])
    reduced = np.linalg.slogdet(kept - self_energy)
    full = np.linalg.slogdet(matrix)
    assert full[1] == pytest.approx(alone[1] + reduced[1])
    assert full[0] == pytest.approx(alone[0] * reduced[0])
    # and the dot's Green's function is the inverse of (i d_t - Sigma - H_dot)
    whole = np.linalg.inv(matrix)[np.ix_(on_dot, on_dot)]
    np.testing.assert_allclose(np.linalg.inv(kept - self_energy), whole, atol=1e-10)


def smooth(seed, count, scale=1.0):
    """`count` smooth functions of time and their derivatives, callables of t."""
    rng = np.random.default_rng(seed)
    a, w, b = rng.normal(size=(count, 3)), rng.uniform(0.3, 1.5, (count, 3)), rng.normal(size=(3,))

    def value(t):
        return scale * (a * np.sin(w * t + b)).sum(axis=1)

    def rate(t):
        return scale * (a * w * np.cos(w * t + b)).sum(axis=1)

    return value, rate


def on_dot(matrix, transformation):
    """Transform the dot's level alone: D on its spin, 1 on the leads."""
    whole = np.eye(len(matrix), dtype=complex)
    whole[:2, :2] = transformation
    return whole.conj().T @ matrix @ whole


@pytest.mark.parametrize("refine", [1, 2])
def test_rotating_frame_leaves_the_action(refine):
    """(13): M sigma becomes M sigma_z, R^dagger Sigma R and Q, on both branches alike."""
    matrix, states, occupation = system()
    steps, step = 60 * refine, 1.2 / (60 * refine)
    times = (np.arange(steps) + 0.5) * step
    angles, rates = smooth(11, 3)
    laboratory, rotating = [], []
    for branch in (1, -1):
        here, there = [], []
        for t in times:
            # the length differs between the branches, the direction does not
            length = 2.0 + branch * 0.3 * np.sin(2 * t)
            potential = 0.4 * np.cos(t) + branch * 0.2
            theta, phi, _ = angles(t)
            m = length * np.array(
                [np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)]
            )
            here.append(matrix + hamiltonian.magnetization_term(1, states, m, potential))
            turned = on_dot(matrix, rotation(*angles(t)))
            along = hamiltonian.magnetization_term(1, states, [0, 0, length], potential)
            generator = sum(frame_generator(*angles(t), rates(t)))
            along[:2, :2] += generator
            there.append(turned + along)
        laboratory.append(contour.propagators(here, step))
        rotating.append(contour.propagators(there, step))
    z = contour.generating_function(occupation, *laboratory)
    whole = np.eye(2 * states, dtype=complex)
    whole[:2, :2] = rotation(*angles(0.0))
    z_rotating = contour.generating_function(whole.conj().T @ occupation @ whole, *rotating)
    assert abs(z - 1) > 0.01
    assert z_rotating == pytest.approx(z, abs=3e-4 / refine**2)


def gauged(sign):
    """ln Z in the frame D = RU of (19), and in the laboratory; `sign` is that of (18) below."""
    matrix, states, occupation = system()
    steps, step = 300, 1.5 / 300
    times = (np.arange(steps) + 0.5) * step
    span = steps * step
    bump = np.sin(np.pi * times / span) ** 2  # quantum components end at zero
    angles, rates = smooth(21, 2, 0.6)
    q_rate = np.pi / span * np.sin(2 * np.pi * times / span)
    deviations = [0.5 * np.sin(2 * times) + b * (0.3 + 0.4 * times) for b in (1, -1)]
    voltages = [0.2 * np.cos(times) + b * (0.1 - 0.2 * times) for b in (1, -1)]
    eta_rates, zero_m = phase_rates(*deviations)[:2], phase_rates(*deviations)[2]
    psi_rates, zero_v = phase_rates(*voltages)[:2], phase_rates(*voltages)[2]
    m_0, v_0 = 1.7, 0.25
    laboratory, rotating = [], []
    for branch, b in enumerate((1, -1)):
        eta = np.cumsum(eta_rates[branch]) * step - eta_rates[branch] * step / 2
        psi = np.cumsum(psi_rates[branch]) * step - psi_rates[branch] * step / 2
        here, there = [], []
        for k, t in enumerate(times):
            theta, phi = angles(t) + np.array([1.0, 0.0]) + b * 0.3 * bump[k]
            theta_dot, phi_dot = rates(t) + b * 0.3 * q_rate[k]
            m = m_0 + deviations[branch][k]
            direction = [np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)]
            potential = v_0 + voltages[branch][k]
            here.append(
                matrix
                + hamiltonian.magnetization_term(1, states, m * np.array(direction), potential)
            )
            d = gauge_transformation(theta, phi, 0.0, eta[k], psi[k])
            u = np.diag([np.exp(0.5j * eta[k]), np.exp(-0.5j * eta[k])])
            moved = (
                u.conj().T @ sum(frame_generator(theta, phi, 0.0, (theta_dot, phi_dot, 0.0))) @ u
            )
            turned = on_dot(matrix, d)
            static = hamiltonian.magnetization_term(
                1, states, [0, 0, m_0 + sign(b) * zero_m / 2], v_0 + sign(b) * zero_v / 2
            )
            static[:2, :2] += moved
            there.append(turned + static)
        laboratory.append(contour.propagators(here, step))
        rotating.append(contour.propagators(there, step))
    d = np.eye(2 * states, dtype=complex)
    d[:2, :2] = gauge_transformation(angles(0.0)[0] + 1.0, angles(0.0)[1], 0.0, 0.0, 0.0)
    return (
        contour.generating_function(d.conj().T @ occupation @ d, *rotating),
        contour.generating_function(occupation, *laboratory),
    )


def test_full_gauge_leaves_the_action_up_to_the_zero_modes():
    """(18): what eta and psi can't remove is +-delta_M_0^q/2 on the upper and lower branch."""
    z, expected = gauged(lambda branch: branch)
    assert abs(expected - 1) > 0.05
    assert z == pytest.approx(expected, abs=2e-4)
    as_printed, _ = gauged(lambda branch: 1)  # the same sign on both branches
    assert abs(as_printed - expected) > 0.01


# (22)-(26): what each quantum component couples to, as a matrix on the dot's spin
SIGMA_X, _, SIGMA_Z = hamiltonian.PAULI


def first_order_of(change, spin_diagonal=False):
    """d ln Z/dq for h_+- = h +- q/2 change, by tr[G delta] and by the density matrix."""
    across = 0 if spin_diagonal else 1
    matrix, states, occupation = system(polarised=(0.8 * across, 0.3 * across, 1.5))
    magnetizations, potentials = wandering(7)
    magnetizations = magnetizations * [across, across, 1]
    here = with_fields(matrix, states, magnetizations, potentials)
    size = len(matrix)
    coupling = np.zeros((size, size), dtype=complex)
    coupling[:2, :2] = change
    q = 1e-4
    up, down = (contour.propagators(here + s * q / 2 * coupling, STEP) for s in (1, -1))
    classical = contour.propagators(here, STEP)
    at = contour.inverse_green_function(occupation, classical, classical)
    moved = contour.inverse_green_function(occupation, up, down)
    back = contour.inverse_green_function(occupation, down, up)
    by_trace = contour.first_order(at, (moved - back) / (2 * q))
    exact = np.log(
        contour.generating_function(occupation, up, down)
        / contour.generating_function(occupation, down, up)
    ) / (2 * q)
    density, total = occupation, 0.0
    for h in here:  # trapezoid within each step
        half = contour.propagators([h], STEP / 2)[0]
        for part in (half, half):
            before = np.trace(coupling @ density)
            density = part @ density @ part.conj().T
            total += (before + np.trace(coupling @ density)) / 2 * STEP / 2
    return by_trace, exact, -1j * total


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (-SIGMA_Z / 2, "(22): i S for each unit of delta_M_0^q"),
        (np.eye(2), "(23): -i N for each unit of delta_V_0^q"),
        (SIGMA_Z / 2, "(24): -i S for delta Q_parallel"),
        (SIGMA_X / 2, "(25): the spin across for delta Q_perpendicular"),
    ],
)
def test_first_order_in_a_quantum_component_is_an_expectation_value(change, says):
    """(20), (22)-(25): tr[G delta] is -i int <delta h>, so -1/2 tr[G delta Q] and its like."""
    by_trace, exact, expected = first_order_of(change)
    assert abs(expected) > 0.01, says
    assert by_trace == pytest.approx(exact, rel=1e-6)
    assert by_trace == pytest.approx(expected, rel=2e-3)


def test_transitions_drop_out_where_the_green_function_is_diagonal():
    """(25) is 0 without spin-off-diagonal elements, to the last digit."""
    by_trace, exact, _ = first_order_of(SIGMA_X / 2, spin_diagonal=True)
    assert abs(by_trace) < 1e-10
    assert abs(exact) < 1e-10


def test_first_order_in_the_tunneling_is_the_current():
    """(26), (52): d ln Z/d psi_q(t) = i I(t), the current into the dot at that time."""
    matrix, states, occupation = system()
    here = with_fields(matrix, states, *wandering(8))
    q = 1e-4
    classical = contour.propagators(here, STEP)
    at = contour.inverse_green_function(occupation, classical, classical)
    by_trace, arrived, density = [], [], occupation
    for index in range(STEPS):
        tilted = []
        for sign in (1, -1):
            # a -> exp(-i psi) a on the dot multiplies t a^dagger c by exp(i psi), at one step
            turn = np.exp(0.5j * sign * q)
            other = here.copy()
            other[index, :2, 2:] *= turn
            other[index, 2:, :2] *= np.conj(turn)
            tilted.append(contour.propagators(other, STEP))
        one, other = (
            contour.inverse_green_function(occupation, *pair) for pair in (tilted, tilted[::-1])
        )
        by_trace.append(contour.first_order(at, (one - other) / (2 * q)))
        after = classical[index] @ density @ classical[index].conj().T
        arrived.append(np.trace((after - density)[:2, :2]).real)
        density = after
    assert np.abs(arrived).max() > 5e-5
    np.testing.assert_allclose(by_trace, 1j * np.array(arrived), atol=2e-3 * np.abs(arrived).max())


def test_expansion_in_the_difference_of_self_energies():
    """(31): the error of G_s + G_s X G_s is of second order in X."""
    occupation, forward, backward = branches(9, same=True)
    inverse = contour.inverse_green_function(occupation, forward, backward)
    rng = np.random.default_rng(9)
    difference = 1e-3 * rng.normal(size=inverse.shape)
    slow = np.linalg.inv(inverse)
    errors = [
        np.abs(
            np.linalg.inv(inverse - s * difference)
            - contour.expand_green_function(slow, s * difference)
        ).max()
        for s in (1.0, 0.5)
    ]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)


def test_mean_fields_of_two_branches_enter_as_the_trace_says():
    """(11): M sigma/2 - V_d in tr ln, level by level, against Fock space with two levels."""
    matrix, states = free(12)
    occupation = contour.fermi_occupation(matrix, T0)
    steps = [
        contour.propagators(with_fields(matrix, states, *wandering(s), levels=2)[:4], 0.2)
        for s in (31, 32)
    ]
    z = contour.generating_function(occupation, *steps)
    assert z == pytest.approx(fock_trace(occupation, *steps), abs=1e-8)
