"""A 2: what is left of delta_M and delta_V as a shift of where the magnet starts.

With the fast mode gone, delta_M goes as exp(mu t).  Where mu, k = pull (1, r) and the slope f' of
the slow flow V may be taken as they are, the magnet is at

    v = V(t; v_0 + shift) - shift exp(mu t),   shift = pull y/(mu - f').

What that leaves out is of second order: by how much v moves meanwhile times how much it is shifted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.two_modes import Sets

Array = NDArray[np.float64]

# How much of itself a slope changes by, at most, where v does by so much
BEND = 4.0
# An estimate of how far v moves is none beyond this
FAR_OFF = 0.25
# A shift by so much or less, with a slope so much less than mu, is a place to start from
SMALL, FLAT = 0.1, 0.5


class Rest(NamedTuple):
    """The shift at some states of many sets, and the errors of going on with it; (sets,)."""

    slow: Array  # mu
    shift: Array
    steady: Array  # the shift, 0 where it is no place to start from
    reach: Array  # of theta, by as much of delta_M as its scale
    doubt: Array  # error of theta
    changes: Array  # of delta_M and delta_V by what v moves, (2, sets)

    @classmethod
    def of(cls, sets: Sets, state: Array, scales: Array) -> Rest:
        """Return that of `state` = (v, delta_M, delta_V); `scales` of the latter two."""
        v, delta_m, delta_v = state
        x, sine, size = np.tanh(v), 1 / np.cosh(v), np.abs(state[1:])
        modes = sets.modes(x)
        slow, speed, r = modes.slow, np.abs(modes.slow), np.abs(modes.r)
        rate, slope = sets.rate_and_slope(x)
        pulled = sets.pull_m * delta_m + sets.pull_v * delta_v
        shift = pulled / (slow - slope)
        shifted = np.abs(shift)
        steady = np.where((np.abs(slope) < FLAT * speed) & (shifted < SMALL), shift, 0.0)
        pull = np.abs(sets.pull_m + sets.pull_v * modes.r)
        reach = pull * np.maximum(scales[0], size[0]) * (sine / speed)
        # v moves until the last of delta_M, or until it is at its end
        off = np.maximum(shifted, np.abs(pulled) / speed)
        moves = (np.abs(rate) + np.maximum(slope, 0)) / np.maximum(speed, -slope)
        moves = np.minimum(moves, FAR_OFF) + off
        r_by_v, mu_by_v = (slopes * (sine * sine) for slopes in sets.slopes(x, modes))
        doubt = BEND * sine * moves * (off + np.abs(sets.pull_v) * r_by_v * size[0] / speed)
        moved = size[0] * moves
        change = moved * (mu_by_v / speed + moves)
        changes = np.array([change, r * change + moved * (r_by_v + r * moves)])
        return cls(slow, shift, steady, reach, doubt, np.minimum(2 * changes, size))

    def counts(self, aim: float, small: Array) -> NDArray[np.bool_]:
        """Return where theta would be off by more than `aim`, or the deviations by `small`."""
        return (self.changes > small).any(axis=0) | (self.doubt > aim)
