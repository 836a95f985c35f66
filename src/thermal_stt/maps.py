"""V C, VI, A 2: what becomes of many parameter sets, each a point of a map.

A map of "attractor" has the stable state at each point, one of "switching" where the magnet ends
from each start, and when, one of "exact" the exact precession, `exact.along`, and the error of the
theory.  `VARIABLES` says what is in each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thermal_stt.charge_current import stable_states
from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.full_dynamics.relaxation import is_minimum
from thermal_stt.full_dynamics.switching import THERE, switching
from thermal_stt.magnet import precession
from thermal_stt.parameters import Parameters
from thermal_stt.scenario.quantities import QUANTITIES

NUMBERED = [f"{number} {name}" for number, name in enumerate(precession.BRANCHES)]
# The states of the paper, and those that only an anisotropy or an own damping of the magnet adds
STATES, MORE_STATES = ", ".join(NUMBERED[:3]), ", " + ", ".join(NUMBERED[3:])

ERROR = "the theory's less the exact one, over the exact"


class Variable(NamedTuple):
    """How the paper writes a number of a map, its kind of `units.DIMENSIONS`, and what it is.

    `kind` is that of `measured.KINDS` where the dimension does not tell it.
    """

    symbol: str
    dimension: str
    equation: str
    meaning: str
    kind: str = ""


VARIABLES = {
    "attractor": {
        "branch": Variable(
            "-", "number", "(51)", f"{STATES}; of two stable poles the one along the field"
        ),
        "cos_theta0": Variable(
            "cos(theta_0)",
            "number",
            "(51)",
            "the stable angle; of two poles the one along the field",
        ),
        "growth_rate": Variable(
            "d ln(delta theta)/dt", "rate", "(46)", "of a small deviation of the angle"
        ),
        "current": Variable(
            "I_(l->dot)",
            "rate",
            "(59)",
            "particle current from the left lead into the dot",
            "current",
        ),
        "enhancement": Variable(
            "I_(l->dot)/I_d^l", "number", "(53)", "over the current of a magnet held at that angle"
        ),
    },
    "switching": {
        "end": Variable("-", "number", "(51)", f"{STATES}: where the magnet ends"),
        "cos_theta_end": Variable("cos(theta_0)", "number", "(51)", "the angle of the end"),
        "time": Variable(
            "t", "time", "(A15)", f"until cos(theta) is within {THERE} of that of the end"
        ),
        "met": Variable("-", "number", "A 2", "1 where time and way are as exact as asked for"),
    },
    "exact": {
        "exists": Variable("-", "number", "V C", "1 where there is an exact precession, else 0"),
        "cos_theta0": Variable("cos(theta_0)", "number", "V C", "the angle of M on it"),
        "current": Variable(
            "I_(l->dot)",
            "rate",
            "VI",
            "particle current from the left lead into the dot",
            "current",
        ),
        "phi_dot": Variable("phi_dot", "rate", "V C", "how fast it precesses", "frequency"),
        "magnetization": Variable("M", "energy", "A 3", "the length of the magnetization"),
        "error_exists": Variable(
            "-", "number", "(51)", "1 where the theory alone has a precession, -1 where it has none"
        ),
        "error_cos_theta0": Variable(
            "-", "number", "(51)", "cos(theta_0) of the theory less the exact one"
        ),
        "error_current": Variable("-", "number", "(59)", f"{ERROR} current"),
        "error_phi_dot": Variable("-", "number", "(46)", f"{ERROR} frequency"),
        "error_magnetization": Variable("-", "number", "A 3", f"{ERROR} magnetization"),
    },
    # the way, at each of its times
    "way": {
        "theta_of_t": Variable("theta(t)", "number", "(A15)", "polar angle"),
        "delta_magnetization_of_t": Variable("delta_M(t)", "energy", "(A17)", "M - M_0"),
        "delta_potential_of_t": Variable(
            "delta_V(t)", "energy", "(A18)", "V_d - V_d0", "potential"
        ),
    },
}
AXES = {
    quantity.name: Variable(
        quantity.symbol, quantity.dimension, quantity.equation, quantity.meaning
    )
    for quantity in QUANTITIES
} | {
    "d": Variable("d", "energy_squared", "(44)", "thermal drive, (pi^2/3)(T_l^2 - T_r^2)"),
    "temperature_coldest": Variable("T", "temperature", "II", "temperature of the colder lead"),
    "theta": Variable("theta", "number", "(A15)", "polar angle at the start"),
    "delta_magnetization": Variable("delta_M", "energy", "(A17)", "M - M_0 at the start"),
    "delta_potential": Variable(
        "delta_V", "energy", "(A18)", "V_d - V_d0 at the start", "potential"
    ),
    "t": Variable("t", "time", "(A15)", "time since the start"),
}


def attractor(parameters: Parameters, d: ArrayLike) -> dict[str, NDArray]:
    """Return `stable_states` of the family at `d` by name, as VARIABLES["attractor"]."""
    return stable_states(parameters, d)._asdict()


def switch(
    parameters: Parameters,
    d: ArrayLike,
    theta: ArrayLike,
    delta_magnetization: ArrayLike,
    delta_potential: ArrayLike,
    way: NDArray,
) -> dict[str, NDArray]:
    """Return where every member of the family ends, as VARIABLES["switching"].

    With times on the `way`, also VARIABLES["way"], of shape family + (times,).
    """
    start = theta, delta_magnetization, delta_potential
    found = switching(parameters, d, start)
    table: dict[str, NDArray]
    table = {"end": found.branch, "cos_theta_end": found.cos_theta_end, "time": found.time}
    met = found.met
    if way.size:
        values, met = _way(parameters, d, start, way, met)
        table |= dict(zip(VARIABLES["way"], values, strict=True))
    return table | {"met": met.astype(np.int8)}


def _way(parameters, d, start, way, met):
    # of those whose M_0 is a minimum
    minimum, d, *start = parameters.broadcast(is_minimum(parameters), d, *start)
    minimum = minimum.astype(bool)
    values, met = np.full((3, *d.shape, way.size), np.nan), met.copy()
    if minimum.any():
        family = parameters.flattened(d.shape)[minimum.ravel()]
        theta, *rest = (array[minimum] for array in start)
        run = integrate_family(family, d[minimum], (theta, 0.0, *rest), way)
        values[:, minimum] = run.theta, run.delta_magnetization, run.delta_potential
        met[minimum] &= run.met
    return values, met
