"""A 2, without its slowness: a dot in time, exactly but for the mean fields M and V.

Between leads whose densities are constant the occupation of all levels less one half,
D = N/2 + S.sigma, obeys an equation of its own: the levels' energies drop out of

    dD/dt = -i (H D - D H^+) - (i/2 pi) sum_k Gamma_k (L_k |s><s| - h.c.),
    H = V - (M + phi_dot z).sigma/2 - i diag(Gamma_l^sigma + Gamma_r),

in a frame that turns with a constant `phi_dot`, with the channels k = (lead, spin s) of
`turning_frame`.  What enters from them remembers the past, as far back as 1/(pi T).  With the poles
of F (`poles`), i omega_p = i xi_p T, each level e has one vector for each pole and channel,

    L_k |s> = 4 pi T sum_e nu_e sum_p r_p b_kp(e),
    db_kp/dt = -[omega_p + i (e + H(t) - u_k)] b_kp + |s>,    u_k = V_a - s phi_dot/2,

and M = 2 J S + B, C V = N - N_0 at every moment.  So S x M is S x B: nothing moves with M_0 but
the vectors.  Their distance from where they would settle in H(t) goes in steps that are exact if H
is constant, and that point moves evenly; D goes by the trapezoidal rule.  All is of second order,
however many turns of M_0 a step has.

A dot that is held in a frame by fields from outside, stationary for any M, theta, phi_dot, V, and
is let go at t = 0, is a start: `held`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.exact.poles import levels_of_band, poles_of_step
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import LEAD_SPIN, Frame
from thermal_stt.parameters import ParameterError

FEWEST = 4
SPIN_OF = np.array([0, 1, 0, 1])  # index of the spin of a channel


class Resolution(NamedTuple):
    """How finely a run is made: poles of a step, levels of the band, the longest step in time.

    Between two times of a run there are FEWEST steps at least, `fewest`.
    """

    poles: int
    levels: int
    step: float
    fewest: int = FEWEST

    def coarser(self, name: str) -> Resolution:
        """Return half as many poles or levels, or steps that are twice as long."""
        if name == "step":
            return self._replace(step=2 * self.step, fewest=self.fewest // 2)
        return self._replace(**{name: getattr(self, name) // 2})


class Moment(NamedTuple):
    """What moves: N less half filling, the vector S in the turning frame, and the vectors b_kp."""

    charge: float
    spin: NDArray[np.float64]
    entering: NDArray[np.complex128]


@dataclass(frozen=True)
class Run:
    """One run: at the times t, in the frame that turns with phi_dot.

    `charge` is N less half filling, `spin` has shape (times, 3), `potential` is V, `currents` are
    those into the dot by lead, shape (times, 2).  Numbers and energies.
    """

    t: NDArray[np.float64]
    charge: NDArray[np.float64]
    spin: NDArray[np.float64]
    potential: NDArray[np.float64]
    currents: NDArray[np.float64]
    phi_dot: float
    exchange: float = field(repr=False)

    @property
    def magnetization(self) -> NDArray[np.float64]:
        """2 J |S|, the length of B_exc; energy."""
        return 2 * self.exchange * np.linalg.norm(self.spin, axis=-1)

    @property
    def theta(self) -> NDArray[np.float64]:
        """The angle between S and z; radian."""
        return np.arctan2(np.hypot(self.spin[:, 0], self.spin[:, 1]), self.spin[:, 2])

    @property
    def phi(self) -> NDArray[np.float64]:
        """The azimuth of S, in the frame of the laboratory; radian."""
        return np.unwrap(np.arctan2(self.spin[:, 1], self.spin[:, 0])) + self.phi_dot * self.t


class DotInTime:
    """A dot, its poles and levels, in the frame that turns with `phi_dot`."""

    def __init__(self, dot: Dot, phi_dot: float, resolution: Resolution) -> None:
        if dot.own_damping:
            raise ParameterError("own_damping", dot.own_damping, "0 for a dot in time")
        self.dot, self.phi_dot, self.resolution = dot, float(phi_dot), resolution
        leads = dot.leads
        left = (leads.gamma_left_up, leads.gamma_left_down)
        self.rates = np.array([*left, leads.gamma_right, leads.gamma_right])
        up, down = self.rates[:2] + self.rates[2:]
        self.mean_rate, self.half_difference = (up + down) / 2, (up - down) / 2
        temperatures = np.repeat([leads.temperature_left, leads.temperature_right], 2)
        xi, residues = poles_of_step(resolution.poles)
        energies, weights = levels_of_band(dot.band, resolution.levels)
        shifts = leads.voltage * np.array([1, 1, 0, 0]) - LEAD_SPIN * self.phi_dot / 2
        # omega_p + i (e - u_k), by channel and by level and pole in one
        free = 1j * (energies - shifts[:, None])[..., None] + xi * temperatures[:, None, None]
        self.free = free.reshape(4, -1)
        self.weights = np.multiply.outer(weights, residues).ravel().astype(complex)
        self.scale = 4 * np.pi * temperatures

    def held(self, frame: Frame) -> Moment:
        """Return the stationary state of a dot that is held in a frame with this phi_dot."""
        m, cos_theta, _, potential = map(float, frame)
        magnetization = m * np.array([np.sqrt(1 - cos_theta**2), 0, cos_theta])
        entering, _ = self._settled(*self._parts(magnetization, potential))
        # the equation of (N, S) is linear in them
        fed = self._velocity(np.zeros(4), entering, magnetization)
        columns = [self._velocity(one, 0 * entering, magnetization) for one in np.eye(4)]
        charge, *spin = np.linalg.solve(np.transpose(columns), -fed)
        return Moment(float(charge), np.array(spin), entering)

    def run(
        self, start: Moment, times: ArrayLike, watch: Callable[[Iterable], Iterable] = iter
    ) -> Run:
        """Return the run from a start at ascending `times`; see `Run`.

        `watch` may wrap the iteration over the times to show progress.
        """
        times = np.asarray(times, dtype=float)
        y, entering = np.array([start.charge, *start.spin]), start.entering
        velocity = before = self._velocity(y, entering)
        settled, _ = self._settled(*self._parts(*self._fields(y)))
        last = np.inf  # the first step has none before it
        rows = [(y, self._currents(y, entering))]
        for interval in watch(np.diff(times)):
            steps = max(self.resolution.fewest, int(np.ceil(interval / self.resolution.step)))
            dt = interval / steps
            fading = np.exp(-self.free * dt)
            for _ in range(steps):
                ahead = y + dt * (velocity + dt / (2 * last) * (velocity - before))
                away = entering - settled
                middle, end = self._fields((y + ahead) / 2), self._fields(ahead)
                away, settled = self._step(away, settled, middle, end, dt, fading)
                entering = settled + away
                y = y + dt / 2 * (velocity + self._velocity(ahead, entering))
                before, last, velocity = velocity, dt, self._velocity(y, entering)
            rows.append((y, self._currents(y, entering)))
        states, currents = (np.array(column) for column in zip(*rows, strict=True))
        return Run(
            t=times,
            charge=states[:, 0],
            spin=states[:, 1:],
            potential=(states[:, 0] - self.dot.electrons) / self.dot.capacitance,
            currents=currents,
            phi_dot=self.phi_dot,
            exchange=self.dot.exchange,
        )

    def _field(self, spin):
        return self.dot.field + self.dot.anisotropy * spin[2] / np.sqrt(spin @ spin)

    def _fields(self, y):
        # M and V that a state makes
        magnetization = 2 * self.dot.exchange * y[1:]
        magnetization[2] += self._field(y[1:])
        return magnetization, (y[0] - self.dot.electrons) / self.dot.capacitance

    def _velocity(self, y, entering, held=None):
        # of (N, S), in the field that it makes or in the M that holds it
        charge, spin = y[0], y[1:]
        across = np.zeros(3)
        across[2] = self.phi_dot
        if held is None:
            across[2] += self._field(spin)  # S x S is nothing
        else:
            across += held
        incoming = np.zeros((2, 2), dtype=complex)
        for k, column in enumerate(self._entering(entering)):
            incoming[:, SPIN_OF[k]] += self.rates[k] * column
        incoming = -1j / (2 * np.pi) * (incoming - incoming.conj().T)
        (uu, ud), (_, dd) = incoming
        change = np.array([(uu + dd).real, ud.real, -ud.imag, (uu - dd).real / 2])
        change -= 2 * self.mean_rate * y
        change[0] -= 4 * self.half_difference * spin[2]
        change[3] -= self.half_difference * charge
        x, y, z = spin
        change[1] += y * across[2] - z * across[1]
        change[2] += z * across[0] - x * across[2]
        change[3] += x * across[1] - y * across[0]
        return change

    def _entering(self, entering):
        # L_k |s>, by channel
        return self.scale[:, None] * (entering @ self.weights)

    def _currents(self, y, entering):
        held = y[0] / 2 + LEAD_SPIN * y[3]
        injected = self._entering(entering)[np.arange(4), SPIN_OF].imag / np.pi
        return (self.rates * (injected - 2 * held)).reshape(2, 2).sum(axis=1)

    def _parts(self, magnetization, potential):
        # H = centre + root (turn): the eigenvalues' middle, half their distance, and turn^2 = 1
        x, y, z = -magnetization / 2
        z = z - self.phi_dot / 2 - 1j * self.half_difference
        root = np.sqrt(x * x + y * y + z * z)
        turn = np.array([[z, x - 1j * y], [x + 1j * y, -z]]) / root
        return potential - 1j * self.mean_rate, root, turn

    def _settled(self, centre, root, turn):
        # b_kp in a constant H, (channel, component, level and pole), and 1/K of both eigenvalues
        plus = 1 / (self.free + 1j * (centre + root))
        minus = 1 / (self.free + 1j * (centre - root))
        mean, half = (plus + minus) / 2, (plus - minus) / 2
        settled = turn.T[SPIN_OF][..., None] * half[:, None]
        settled[np.arange(4), SPIN_OF] += mean
        return settled, (plus, minus)

    def _step(self, away, settled, middle, end, dt, fading):
        # what b is away from where it would settle, which itself moves evenly meanwhile
        target, (plus, minus) = self._settled(*self._parts(*end))
        centre, root, turn = self._parts(*middle)
        up, down = (np.exp(-1j * (centre + sign * root) * dt) for sign in (1, -1))
        onward = (up + down) / 2 * np.eye(2) + (up - down) / 2 * turn
        plus, minus = (1 - up * fading) * plus / dt, (1 - down * fading) * minus / dt
        moved = target - settled
        away = onward @ (away * fading[:, None])
        away -= ((plus + minus) / 2)[:, None] * moved
        away -= ((plus - minus) / 2)[:, None] * (turn @ moved)
        return away, target
