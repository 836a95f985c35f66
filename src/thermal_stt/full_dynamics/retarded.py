"""A 2: the formulations that remember, (A9)-(A14) with their history integrals.

R_sigma is the history integral of X_sigma = sigma delta_M/2 - delta_V.  Each holds
one parameter set at one drive; see `formulations` for the others and for what they share.
"""

from __future__ import annotations

from math import cos, sqrt

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.formulations import Recast, Start
from thermal_stt.full_dynamics.harmonics import series_terms
from thermal_stt.full_dynamics.history import History
from thermal_stt.parameters import ParameterError, Parameters


class _WithHistory(Recast):
    """(A10)-(A12) on history integrals R_sigma = `_integrals(c)` @ memory."""

    def __init__(self, parameters: Parameters, d: float, origin: float = 0.0) -> None:
        super().__init__(parameters, d, origin)
        if self.voltage:
            allowed = f"0 for {type(self).__name__.lower()}: (A13)-(A14) have the paper's history"
            raise ParameterError("voltage", self.voltage, allowed)
        # X_sigma = drives (delta_M, delta_V)
        self.drives = np.stack([self.sigma / 2, -np.ones(2)], axis=1)

    def _memory(self, y, c):
        gammas = self._gammas(c)
        excess = 2 * gammas * (self._integrals(c) @ y[4:]) - self.drives @ y[2:4]
        currents = -2 * self.densities * gammas * excess
        moved = np.concatenate([self.counted @ currents, self._forget(y, c)])
        return self.gamma_delta * (self.densities @ excess), moved

    def _memory_slopes(self, y, c):
        gammas, integrals = self._gammas(c), self._integrals(c)
        kept = integrals @ y[4:]
        # of the excess 2 Gamma_sigma R_sigma - X_sigma
        excess = 2 * gammas * kept - self.drives @ y[2:4]
        by_c = 2 * self.gamma_delta * self.sigma * kept
        by_c = by_c + 2 * gammas * (self._integrals_slope(c) @ y[4:])
        by_memory = np.concatenate([-self.drives, 2 * gammas[:, None] * integrals], axis=1)
        # of the currents -2 rho_sigma Gamma_sigma excess
        moved = gammas * by_c + self.gamma_delta * self.sigma * excess
        currents_by_c = -2 * self.densities * moved
        currents = -2 * (self.densities * gammas)[:, None] * by_memory
        forget_by_c, forget = self._forget_slopes(y, c)
        return (
            self.gamma_delta * (self.densities @ by_c),
            self.gamma_delta * (self.densities @ by_memory),
            np.concatenate([self.counted @ currents_by_c, forget_by_c]),
            np.concatenate([self.counted @ currents, forget]),
        )


class Embedded(_WithHistory):
    """theta, phi, delta_M, delta_V, R_up, R_down with dR/dt = X - 2 Gamma_sigma(theta(t)) R."""

    def initial(self, start: Start, history: History) -> NDArray[np.float64]:
        """Return the coordinates of a start; `history` gives the integrals before t = 0."""
        c = cos(start[0])
        kept = [
            history(gamma) @ drive
            for gamma, drive in zip(self._gammas(c), self.drives, strict=True)
        ]
        return np.array([*self._angles(start), *start[2:], *kept], dtype=float)

    def _integrals(self, c):
        return np.eye(2)

    def _integrals_slope(self, c):
        return np.zeros((2, 2))

    def _forget(self, y, c):
        return self.drives @ y[2:4] - 2 * self._gammas(c) * y[4:]

    def _forget_slopes(self, y, c):
        by_c = -2 * self.gamma_delta * self.sigma * y[4:]
        return by_c, np.concatenate([self.drives, np.diag(-2 * self._gammas(c))], axis=1)


class Retarded(_WithHistory):
    """theta, phi, delta_M, delta_V and their history, as (A13)-(A14) have it: literally.

    The integral with the rate Gamma_sigma(theta(t)) of its upper end is a function of time and
    rate.  At a fixed rate it obeys dR/dt = X - 2 Gamma R; as a function of the rate Gamma_Sigma +
    Gamma_Delta x it is the series sum_k r_k(t) T_k(x) in Chebyshev polynomials, whose coefficients
    obey dr_k/dt = X delta_k0 - 2 Gamma_Sigma r_k - Gamma_Delta ((1 + delta_k1) r_(k-1) + r_(k+1)).
    Its value is wanted at x = sigma cos(theta), where T_k(x) = sigma^k cos(k theta).  The series
    converges like (Gamma_Delta / (Gamma_Sigma + sqrt(Gamma_Sigma^2 - Gamma_Delta^2)))^k and is cut
    at SERIES_ERROR.  So no history is stored, theta may move as it likes, and the velocity has a
    Jacobian.  The memory is r_k of delta_M, then r_k of delta_V.
    """

    def __init__(self, parameters: Parameters, d: float, origin: float = 0.0) -> None:
        super().__init__(parameters, d, origin)
        self.terms = series_terms(parameters)
        order = np.arange(self.terms)
        # for the series of delta_M and then of delta_V: k, and X_sigma of each spin times sigma^k
        self.order = np.tile(order, 2)
        signs = self.sigma[:, None] ** order
        self.pattern = np.concatenate([self.drives[:, [column]] * signs for column in (0, 1)], 1)
        one = np.diag(np.full(self.terms, -2 * self.gamma_sum))
        one -= self.gamma_delta * (np.eye(self.terms, k=1) + np.eye(self.terms, k=-1))
        one[1, 0] -= self.gamma_delta
        fed = np.zeros((self.terms, 1))
        fed[0] = 1
        self.forget = np.block(
            [
                [fed, np.zeros_like(fed), one, np.zeros_like(one)],
                [np.zeros_like(fed), fed, np.zeros_like(one), one],
            ]
        )

    def initial(self, start: Start, history: History) -> NDArray[np.float64]:
        """Return the coordinates of a start; `history` gives the integrals before t = 0."""
        # Chebyshev's own nodes: the coefficients are a cosine transform of the values
        angles = (np.arange(self.terms) + 0.5) * np.pi / self.terms
        values = np.array([history(self.gamma_sum + self.gamma_delta * cos(a)) for a in angles])
        transform = 2 / self.terms * np.cos(np.outer(np.arange(self.terms), angles))
        transform[0] /= 2
        series = transform @ values
        return np.concatenate([self._angles(start), start[2:], series[:, 0], series[:, 1]])

    def _integrals(self, c):
        theta = np.arccos(min(max(c, -1.0), 1.0))
        return self.pattern * np.cos(self.order * theta)

    def _integrals_slope(self, c):
        # d cos(k theta) / d cos(theta) = k U_(k-1)(cos(theta)), k^2 and its signs at the poles
        c = min(max(c, -1.0), 1.0)
        s, order = sqrt(1 - c * c), self.order
        slope = order * np.sin(order * np.arccos(c)) / s if s > 0 else order**2 * c ** (order + 1.0)
        return self.pattern * slope

    def _forget(self, y, c):
        return self.forget @ y[2:]

    def _forget_slopes(self, y, c):
        return np.zeros(2 * self.terms), self.forget
