"""A 2: formulations of the full dynamics, as velocities with their Jacobians.

Each holds one parameter set at one drive, in plain floats, because an integrator calls it many
times.  What is beyond the paper is as in `spin_torque`; a voltage fills the populations
(`relaxation.bias_populations`).  The coordinates are theta - `origin` (pi for a run that
starts in the south, as theta has no digits next to pi), phi, and what the formulation remembers:

- `Llgs`: nothing; (46)-(47), delta_M = delta_V = 0.
- `Recast`: delta_M, delta_V; (A15)-(A18).
- `Populations`: n_up, n_down; the same in the variables that are counted (see `relaxation`).
- `retarded.Retarded`: delta_M, delta_V and their whole history; (A9)-(A14) as printed.
- `retarded.Embedded`: delta_M, delta_V, R_up, R_down with dR/dt = X - 2 Gamma(theta(t)) R, which
  is (A13)-(A14) with Gamma inside the integral at its own time; `Retarded` up to O(1/S).
"""

from __future__ import annotations

from math import cos, sin

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.history import History
from thermal_stt.full_dynamics.relaxation import (
    deviations,
    population_matrix,
    populations,
    relaxation_matrix,
)
from thermal_stt.parameters import SPINS, Parameters, for_one_set, one_number

Start = tuple[float, float, float, float]  # theta, phi, delta_M, delta_V


class Llgs:
    """The slow coordinates alone, (46)-(47): theta, phi."""

    @for_one_set
    def __init__(self, parameters: Parameters, d: float, origin: float = 0.0) -> None:
        self.parameters = parameters
        self.origin, self.side = origin, cos(origin)
        p = parameters
        self.field, self.spin = float(p.field), float(p.spin)
        self.anisotropy, self.own_damping = float(p.anisotropy), float(p.own_damping)
        self.gamma_sum, self.gamma_delta = float(p.gamma_sum), float(p.gamma_delta)
        self.gamma_product = float(p.gamma_product)
        # twice the net torque N(c) of `torque_balance`, by powers; and g~ = (constant + slope c)/2
        drive = float(p.lambda_) * one_number("d", d)
        field = self.field + 2 * float(p.lambda_) * float(p.voltage)
        constant = self.gamma_sum * (float(p.rho_sum) * field + drive * float(p.rho_slope_sum))
        slope = -self.gamma_delta * (float(p.rho_delta) * field + drive * float(p.rho_slope_delta))
        easy = self.anisotropy
        own = 2 * self.spin * self.own_damping / self.gamma_product
        self.torque = (
            constant + own * self.gamma_sum**2 * self.field,
            slope + (self.gamma_sum * float(p.rho_sum) + own * self.gamma_sum**2) * easy,
            -self.gamma_delta * (float(p.rho_delta) * easy + own * self.gamma_delta * self.field),
            -own * self.gamma_delta**2 * easy,
        )
        self.damping = (
            self.gamma_sum * float(p.rho_sum) / (2 * self.spin),
            -self.gamma_delta * float(p.rho_delta) / (2 * self.spin),
        )

    def initial(self, start: Start, history: History) -> NDArray[np.float64]:
        """Return the coordinates of a start; delta_M and delta_V have no place here."""
        return np.array(self._angles(start), dtype=float)

    def velocity(self, _t: float, y: NDArray[np.float64]) -> list[float] | NDArray[np.float64]:
        """Return d(theta, phi)/dt from (46)-(47) solved for both."""
        s, c = self._direction(y)
        rate, _ = self._slow_rate(c)
        share, _ = self._share(c)
        damping, own = self.damping[0] + self.damping[1] * c, self.own_damping
        rate /= 1 + share * damping**2 + own * (damping * (1 + share) + own)
        return [s * rate, self._turn(c) - (damping + own) * rate]

    def jacobian(self, _t: float, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the derivative of `velocity`."""
        s, c = self._direction(y)
        slow, slow_slope = self._slow_rate(c)
        share, share_slope = self._share(c)
        damping, damping_slope = self.damping[0] + self.damping[1] * c, self.damping[1]
        own = self.own_damping
        norm = 1 + share * damping**2 + own * (damping * (1 + share) + own)
        norm_slope = share_slope * damping**2 + 2 * share * damping * damping_slope
        norm_slope += own * (damping_slope * (1 + share) + damping * share_slope)
        rate = slow / norm
        slope = (slow_slope - rate * norm_slope) / norm
        turn = self.anisotropy + damping_slope * rate + (damping + own) * slope
        return np.array([[c * rate - s * s * slope, 0.0], [s * turn, 0.0]])

    def deviations(self, y: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
        """Return delta_M and delta_V of the coordinates, (coordinates, ...)."""
        return np.zeros_like(y[0]), np.zeros_like(y[0])

    def _angles(self, start):
        # of a start as coordinates
        return start[0] - self.origin, start[1]

    def _direction(self, y):
        # sin(theta) and cos(theta)
        return self.side * sin(y[0]), self.side * cos(y[0])

    def _turn(self, c):
        # phi_dot where theta rests
        return -self.field - self.anisotropy * c

    def _share(self, c):
        # 1 - h of (48) and its derivative by cos(theta)
        product = self.gamma_sum**2 - (self.gamma_delta * c) ** 2
        share = self.gamma_product / product
        return share, 2 * share * self.gamma_delta**2 * c / product

    def _slow_rate(self, c):
        # theta_dot/sin(theta) of (A10) without delta_M, delta_V, and its derivative by cos(theta)
        share, share_slope = self._share(c)
        a0, a1, a2, a3 = self.torque
        torque, slope = a0 + c * (a1 + c * (a2 + c * a3)), a1 + c * (2 * a2 + 3 * a3 * c)
        scale = -1 / (2 * self.spin)
        return scale * share * torque, scale * (share_slope * torque + share * slope)


class Recast(Llgs):
    """(A15)-(A18): theta, phi, delta_M, delta_V, without memory."""

    def __init__(self, parameters: Parameters, d: float, origin: float = 0.0) -> None:
        super().__init__(parameters, d, origin)
        north, south = relaxation_matrix(parameters, 1.0), relaxation_matrix(parameters, -1.0)
        self.matrix, self.matrix_slope = (north + south) / 2, (north - south) / 2
        p = parameters
        self.sigma = np.array(SPINS, dtype=float)
        self.weights = self.gamma_delta * np.array(
            [-float(p.rho_delta) / 2, float(p.rho_sum + p.capacitance)]
        )
        self.voltage, self.gamma_right = float(p.voltage), float(p.gamma_right)
        self.densities = np.array([float(p.rho(sigma)) for sigma in SPINS])
        # what is kept of dn_sigma/dt
        self.counted = np.stack(
            [float(p.exchange) * self.sigma, np.full(2, 1 / float(p.capacitance))]
        )

    def initial(self, start: Start, history: History) -> NDArray[np.float64]:
        """Return the coordinates of a start."""
        kept = self._kept(*start[2:])
        return np.array([*self._angles(start), *kept], dtype=float)

    def velocity(self, _t: float, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the time derivative of the coordinates."""
        s, c = self._direction(y)
        pull, remembered = self._memory(y, c)
        if self.voltage:
            filled, filling, _, _ = self._bias(c)
            pull, remembered = pull - filled, remembered + self.counted @ filling
        rate = self._slow_rate(c)[0] + pull / self.spin
        return np.concatenate(([s * rate, self._turn(c)], remembered))

    def jacobian(self, _t: float, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the derivative of `velocity`."""
        s, c = self._direction(y)
        rate, slope = self._slow_rate(c)
        pull = self._memory(y, c)[0]
        pull_by_c, pull_by_memory, by_c, by_memory = self._memory_slopes(y, c)
        if self.voltage:
            filled, _, filled_by_c, filling_by_c = self._bias(c)
            pull, pull_by_c = pull - filled, pull_by_c - filled_by_c
            by_c = by_c + self.counted @ filling_by_c
        jacobian = np.zeros((len(y), len(y)))
        jacobian[0, 0] = c * (rate + pull / self.spin)
        jacobian[0, 0] -= s * s * (slope + pull_by_c / self.spin)
        jacobian[1, 0] = s * self.anisotropy
        jacobian[0, 2:] = s * pull_by_memory / self.spin
        jacobian[2:, 0] = -s * by_c
        jacobian[2:, 2:] = by_memory
        return jacobian

    def deviations(self, y: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
        """Return delta_M and delta_V of the coordinates, (coordinates, ...)."""
        return y[2], y[3]

    def _bias(self, c):
        # of a voltage: what it fills takes of the torque, how it fills n_sigma, and both by c
        gammas, change = self._gammas(c), self.gamma_delta * self.sigma
        drive = self.voltage * self.densities
        share = 1 - self.gamma_right / gammas
        share_by_c = self.gamma_right * change / gammas**2
        filled, filled_by_c = (self.gamma_delta * (drive @ one) for one in (share, share_by_c))
        return filled, 2 * drive * (gammas - self.gamma_right), filled_by_c, 2 * drive * change

    def _gammas(self, c):
        return self.gamma_sum + self.sigma * self.gamma_delta * c

    # What differs between the formulations that have a memory: what is kept of a start, its torque
    # in (A10), how it moves itself, and the derivatives of both by cos(theta) and by the memory.
    def _kept(self, delta_magnetization, delta_potential):
        return delta_magnetization, delta_potential

    def _memory(self, y, c):
        return self.weights @ y[2:], (self.matrix + c * self.matrix_slope) @ y[2:]

    def _memory_slopes(self, y, c):
        matrix = self.matrix + c * self.matrix_slope
        return 0.0, self.weights, self.matrix_slope @ y[2:], matrix


class Populations(Recast):
    """theta, phi, n_up, n_down: dn_sigma/dt = -2 Gamma_sigma (n_sigma - rho_sigma X_sigma)."""

    def __init__(self, parameters: Parameters, d: float, origin: float = 0.0) -> None:
        super().__init__(parameters, d, origin)
        self.excess = population_matrix(parameters)  # n - rho X
        self.counted = np.eye(2)

    def deviations(self, y: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
        """Return delta_M and delta_V of the coordinates, (coordinates, ...)."""
        return deviations(self.parameters, y[2], y[3])

    def _kept(self, delta_magnetization, delta_potential):
        return populations(self.parameters, delta_magnetization, delta_potential)

    def _memory(self, y, c):
        excess = self.excess @ y[2:]
        return self.gamma_delta * excess.sum(), -2 * self._gammas(c) * excess

    def _memory_slopes(self, y, c):
        by_c = -2 * self.gamma_delta * self.sigma * (self.excess @ y[2:])
        by_memory = -2 * self._gammas(c)[:, None] * self.excess
        return 0.0, self.gamma_delta * self.excess.sum(axis=0), by_c, by_memory
