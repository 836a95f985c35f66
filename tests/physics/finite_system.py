"""A dot of two levels between leads of a few states: small enough to be exact in Fock space."""

import numpy as np

from thermal_stt.effective_action import hamiltonian

LEVELS = np.array([-0.4, 0.7])
M_FIX = 0.6


def amplitudes(rng, levels, states):
    return rng.normal(size=(levels, states)) + 1j * rng.normal(size=(levels, states))


def leads(seed, sizes=(1, 1), levels=2, strength=0.3):
    """A magnetic and a normal lead: energies (n, 2) and amplitudes of each."""
    rng = np.random.default_rng(seed)
    left, right = (rng.normal(size=size) for size in sizes)
    return [
        (hamiltonian.lead_energies(left, M_FIX), strength * amplitudes(rng, levels, sizes[0])),
        (hamiltonian.lead_energies(right), strength * amplitudes(rng, levels, sizes[1])),
    ]


def free(seed, sizes=(1, 1), levels=LEVELS):
    """The one-electron matrix of (1) without interactions, and how many states there are."""
    matrix = hamiltonian.one_electron_hamiltonian(levels, leads(seed, sizes, len(levels)))
    return matrix, len(matrix) // 2
