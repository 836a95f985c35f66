"""A 3: the magnetization M_0 and the potential V_d0 of the dot, from (A21)-(A22).

With the broadened density of states of (39)-(40) and the distribution (36) at given leads,

    M_0 - B cos(theta) = 2 J S,    S = -(1/4) int [rho_up F_up - rho_down F_down],
    C V_d0 = N - N_0,              N - N_half = -(1/2) int [rho_up F_up + rho_down F_down].

The first keeps the B cos(theta) that (A3) carries and (A21) drops; with an anisotropy B is
B + B_K cos(theta).  N_0 is counted from half
filling.  The second has one solution V_d0 for each M_0, because the charge falls with the
potential; of the solutions of the first the largest stable one is taken, at which 2 J S grows
more slowly than M_0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.optimize.elementwise import find_root

from thermal_stt.magnet.spin_torque import effective_field
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, dot_of, imbalances
from thermal_stt.parameters import POSITIVE, SPINS, one_number, together
from thermal_stt.scenario.scenario import Scenario
from thermal_stt.scenario.tasks import ZERO_MODES

COLUMNS_OF_LEADS = ("temperature_left", "temperature_right", "cos_theta")
# Where roots are looked for: enough that two of them in one interval would need structure in the
# density of states finer than a hundredth of the band
SCAN = 100
ROUGH = 1e-9  # to which the potential is solved meanwhile, in half widths
# The smallest magnetization that counts as one, in units of the largest possible, J times states
LEAST = 1e-6
ROUND_OFF = 1e-14  # of the largest possible M_0, and of W for V_d0, to which roots are solved


class NotMagnetic(ValueError):  # noqa: N818 - it is a finding, in the field's words
    """No spontaneous magnetization: the message says how far the Stoner criterion is missed."""


@dataclass(frozen=True)
class ZeroModes:
    """The solution: M_0 and V_d0, and what follows from them at the electrochemical potential.

    `spin` is S, `charge` N - N_0; `rho_*` and `rho_slope_*` belong to `Parameters`; `residual` is
    what is left of (A21)-(A22), relative to M_0 and to the number of states.
    """

    magnetization: float
    potential: float
    spin: float
    charge: float
    rho_up: float
    rho_down: float
    rho_slope_up: float
    rho_slope_down: float
    residual: float


def solve(
    band: Band,
    leads: Leads,
    *,
    field: float,
    exchange: float,
    capacitance: float,
    electrons: float = 0.0,
) -> ZeroModes:
    """Return the self-consistent M_0 and V_d0 of one dot, (A21)-(A22).

    `electrons` is N_0 relative to half filling.  Raises NotMagnetic where the dot has no
    spontaneous magnetization at B = 0 (for a small field that is J rho < 1), or where the field
    against it leaves none.
    """
    field = one_number("field", field)
    exchange = one_number("exchange", exchange, POSITIVE)
    capacitance = one_number("capacitance", capacitance, POSITIVE)
    electrons = one_number("electrons", electrons)
    largest = exchange * band.states

    def settle(magnetization):
        return _potential(band, leads, magnetization, capacitance, electrons)

    def excess(magnetization, zeeman):
        up, down = imbalances(band, leads, magnetization, settle(magnetization))
        return magnetization - zeeman + exchange * (up - down) / 2

    scan = largest * np.union1d(np.geomspace(LEAST, 1, SCAN // 4), np.linspace(LEAST, 1.0, SCAN))
    spontaneous = excess(scan, 0.0)
    if not np.any(spontaneous < 0):
        rho = sum(
            float(band.broadened_density(-settle(0.0), sum(r for r, _, _ in leads.channels(s))))
            for s in SPINS
        )
        raise NotMagnetic(
            f"no magnetic solution: J rho = {exchange * rho / 2:.6g} without magnetization, must "
            "be greater than 1 by more than temperature and broadening take away"
        )
    zeeman = field * leads.cos_theta
    scan = np.append(scan, largest + 2 * abs(zeeman))
    values = np.append(spontaneous, excess(scan[-1], 0.0)) - zeeman
    rises = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if rises.size == 0:
        raise NotMagnetic(
            f"no magnetic solution: the field energy B cos(theta) = {zeeman:.6g} is against the "
            "magnetization, and stronger"
        )
    low, high = scan[rises[-1] : rises[-1] + 2]
    magnetization = _root(lambda m: excess(m, zeeman), low, high, ROUND_OFF * largest)
    return _solution(
        band, leads, magnetization, settle(magnetization), field, exchange, capacitance, electrons
    )


def solve_family(
    band: Band,
    leads: Mapping[str, ArrayLike],
    *,
    field: ArrayLike,
    exchange: ArrayLike,
    capacitance: ArrayLike,
    electrons: ArrayLike = 0.0,
) -> dict[str, NDArray[np.float64]]:
    """Return `solve` of each dot of a family, as arrays: the fields of `ZeroModes` by their names.

    `leads` has those of `Leads`; they and the numbers of the dot broadcast against one another.
    Where a dot is not magnetic every entry is NaN, and `solve` says why.
    """
    dot = {"field": field, "exchange": exchange, "capacitance": capacitance, "electrons": electrons}
    names = [entry.name for entry in fields(ZeroModes)]

    def member(*values: float) -> tuple[float, ...]:
        given = dict(zip((*leads, *dot), values, strict=True))
        here = Leads(**{name: given[name] for name in leads})
        try:
            return astuple(solve(band, here, **{name: given[name] for name in dot}))
        except NotMagnetic:
            return (np.nan,) * len(names)

    arrays = together({name: np.asarray(value) for name, value in {**leads, **dot}.items()})
    columns = np.vectorize(member, otypes=[float] * len(names))(*arrays)
    return dict(zip(names, columns, strict=True))


def _solution(band, leads, magnetization, potential, field, exchange, capacitance, electrons):
    up, down = imbalances(band, leads, magnetization, potential).tolist()
    spin, charge = (down - up) / 4, -(up + down) / 2 - electrons
    rho, slope = [], []
    for sigma in SPINS:
        gamma = sum(rate for rate, _, _ in leads.channels(sigma))
        fermi = sigma * magnetization / 2 - potential  # of the band, where omega = mu
        rho.append(float(band.broadened_density(fermi, gamma)))
        slope.append(float(band.broadened_slope(fermi, gamma)))
    residual = max(
        abs(magnetization - field * leads.cos_theta - 2 * exchange * spin) / magnetization,
        abs(capacitance * potential - charge) / band.states,
    )
    return ZeroModes(magnetization, potential, spin, charge, *rho, *slope, residual)


def _potential(band, leads, magnetization, capacitance, electrons):
    def surplus(potential, magnetization):
        up, down = imbalances(band, leads, magnetization, potential)
        return capacitance * potential + (up + down) / 2 + electrons

    at_zero = surplus(0.0, magnetization)
    # the surplus grows with the potential: widen from zero, where half filling is neutral, until it
    # changes its sign; at the limit it must have, the imbalances being within -2 and 2 states
    limit = (band.states + abs(electrons)) / capacitance
    low, step = 0.0 * at_zero, -np.sign(at_zero) * min(limit, 1e-6 * band.half_width)
    while np.any(further := surplus(step, magnetization) * at_zero > 0):
        low = np.where(further, step, low)
        step = np.where(further, np.sign(step) * np.minimum(16 * np.abs(step), limit), step)
    if np.ndim(magnetization) == 0:
        error = ROUND_OFF * max(band.half_width, abs(step))
        return _root(surplus, low, step, error, float(magnetization))
    rough = {"xatol": ROUGH * band.half_width}
    return find_root(surplus, (low, step), args=(magnetization,), tolerances=rough).x


def _root(function: Callable[..., float], low: float, high: float, error: float, *given) -> float:
    return brentq(function, low, high, args=given, xtol=error, rtol=1e-15, maxiter=500)


def table(scenario: Scenario) -> list[dict[str, float]]:
    """Return the one row of `zero_modes.csv` for the `band` of a scenario.

    Keys temperature_left, temperature_right, cos_theta, magnetization, potential, spin, charge,
    density_of_states_up, density_of_states_down, slope_up, slope_down, residual.
    """
    parameters = scenario.parameters
    band, leads = dot_of(scenario)
    found = solve(
        band,
        leads,
        field=float(effective_field(parameters, leads.cos_theta)),
        exchange=float(parameters.exchange),
        capacitance=float(parameters.capacitance),
        electrons=scenario.required_band().electrons,
    )
    given = {name: getattr(leads, name) for name in COLUMNS_OF_LEADS}
    return [given | {column: getattr(found, name) for column, name in ZERO_MODES.items()}]
