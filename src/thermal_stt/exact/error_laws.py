"""How the errors of the theory grow, and with which ratio: `error_laws.csv`, `error_orders.csv`.

In a dot that is held at M_0, V, an angle and phi_dot = -B one cause is told from another: of Gamma,
B, T one is varied, the others are next to nothing.  The angle is where the exact torque of the
field balances the thermal torque of the theory; the current is that of the field.  Gamma is the
largest rate.

- `broadening`, Gamma/M_0: first order.
- `field`, B/M_0: first order, and purely kinematic: (51) is of the angle of S, which is along
  M + phi_dot z, and of the splitting |M + phi_dot z| = 2 J S.  So repaired it is of second order.
- `temperature`, T/M_0: second order.  It is repaired by (pi^2/6) rho'' T^2 in each density.

States that solve all equations show the field delta_B that (43) drops, of the order of Gamma:

- `dropped_field`, Gamma/B at B/M_0 = FINE, repaired by B + delta_B;
- `shrinking`, B/M_0 at Gamma/B = ROUGH.  Without delta_B the error does not fall.

Each for V as it is in the scenario's dot, `own`, and V + M_0/10, `shifted`.  Where the theory has
no such precession there is no number, nan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from thermal_stt.charge_current import charge_currents
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.precessions import precession
from thermal_stt.exact.self_consistent import Dot, NoState
from thermal_stt.exact.theory import dropped_field, parameters_of, torque_of_theory
from thermal_stt.exact.turning_frame import Frame, turning_dot
from thermal_stt.exact.validity import at_drive, coldest_of
from thermal_stt.magnet import kernel
from thermal_stt.magnet.precession import stationary_angle
from thermal_stt.magnet.spin_torque import spin_torque_thermal
from thermal_stt.mean_field.leads import imbalances
from thermal_stt.mean_field.zero_modes import NotMagnetic
from thermal_stt.parameters import SPINS
from thermal_stt.scenario.scenario import Scenario

COS_THETA = 0.4  # orders are those of every angle
SHIFT = 0.1  # of V, in M_0
NOTHING = (1e-10, 1e-7, 1e-6)  # next to it: Gamma, B and T in M_0
FINE, ROUGH = 1e-6, 3.0  # B/M_0 and Gamma/B of the states
COLDER = 0.1  # temperature of the colder lead of a state over that of the hotter one
HELD = 1e9  # a capacitance that holds V, in states over M_0
STEP = 1e-4  # of a derivative by cos(theta)
CHORDS = 4  # steps to an angle, each of which multiplies its error with that of the theory
RATIOS = {
    "broadening": np.geomspace(1e-4, 0.03, 8),
    "field": np.geomspace(1e-4, 0.1, 8),
    "temperature": np.geomspace(5e-3, 0.1, 8),
    "dropped_field": np.geomspace(0.03, 10.0, 8),
    "shrinking": 1e-3 * 4.0 ** np.arange(-5, 1),
}
ASYMPTOTIC = 3  # points, those with the smallest ratios, of which an order is the slope
POWERS = {"broadening": 1, "field": 1, "temperature": 2, "dropped_field": 1, "shrinking": 0}
SEEN = 1e-6  # an error that is not next to nothing
QUANTITIES = ("angle", "current")


class Held(NamedTuple):
    """A dot in which M_0, V and the rates over the largest one are given; the rest is varied."""

    dot: Dot
    frame: Frame
    rates: tuple[float, float, float]

    def at(self, gamma: float, field: float, temperature: float) -> tuple[Dot, Frame]:
        """Return dot and frame with these ratios to M_0, both leads at one temperature."""
        m0 = float(self.frame.magnetization)
        rates = (gamma * m0 * rate for rate in self.rates)
        leads = replace(self.dot.leads, **dict(zip(RATES, rates, strict=True)))
        temperatures = dict.fromkeys(("temperature_left", "temperature_right"), temperature * m0)
        dot = replace(self.dot, leads=replace(leads, **temperatures), field=field * m0)
        return dot, self.frame._replace(phi_dot=np.asarray(-field * m0))


RATES = ("gamma_left_up", "gamma_left_down", "gamma_right")


def held_dots(scenario: Scenario) -> dict[str, Held]:
    """Return the dots of a scenario whose errors are looked at, `own` and `shifted`.

    J is what gives M_0 at that V with leads that are next to nothing.  The band is that of
    `validity.csv`.
    """
    m0 = float(scenario.parameters.magnetization)
    fitted = dot_for(scenario, coldest_of(scenario))
    rates = [getattr(fitted.dot.leads, name) for name in RATES]
    over_largest = tuple(rate / max(rates) for rate in rates)
    capacitance = HELD * fitted.dot.band.states / m0
    found = {}
    for name, shift in (("own", 0.0), ("shifted", SHIFT * m0)):
        potential = fitted.potential + shift
        # the laws are those of the paper's theory
        dot = replace(
            fitted.dot,
            leads=replace(fitted.dot.leads, voltage=0.0),
            anisotropy=0.0,
            own_damping=0.0,
            capacitance=capacitance,
            electrons=-capacitance * potential,
        )
        frame = Frame(*map(np.asarray, (m0, COS_THETA, 0.0, potential)))
        one = Held(dot, frame, over_largest)
        up, down = imbalances(dot.band, one.at(*NOTHING)[0].leads, m0, potential)
        found[name] = one._replace(dot=replace(dot, exchange=2 * m0 / (down - up)))
    return found


def held_errors(
    held: Held, gamma: float, field: float, temperature: float, repaired: str = ""
) -> tuple[float, float]:
    """Return the errors of angle and current, repaired of a cause if one is named; numbers."""
    dot, start = held.at(gamma, field, temperature)
    cos_exact, current, drive = COS_THETA, np.nan, np.nan
    for _ in range(CHORDS):
        frame = start._replace(cos_theta=np.asarray(cos_exact))
        exact = turning_dot(dot.band, dot.leads, frame)
        seen = _of_spin(frame) if repaired == "field" else frame
        cos_theta, p = float(seen.cos_theta), parameters_of(dot, seen)
        if repaired == "temperature":
            p = _rounded_off(dot, seen, p)
        if np.isnan(current):
            theory = float(charge_currents(p, cos_theta, 0.0).total_left)
            current = _relative(theory, float(exact.currents[0].sum()))
            drive = _drive(p)
        sin2 = (1 - cos_exact**2) / (1 - cos_theta**2)
        missing = float(exact.torque) * sin2 + float(spin_torque_thermal(p, cos_theta, drive))
        around = cos_theta + STEP * np.array([-1, 1])
        slope = np.diff(torque_of_theory(p, around, drive))[0] / (2 * STEP)
        with np.errstate(divide="ignore", invalid="ignore"):
            cos_exact -= missing / slope
        if not abs(cos_exact) < 1:
            return np.nan, current
    return COS_THETA - cos_theta, current


def state_errors(held: Held, gamma: float, field: float) -> Iterator[tuple[float, float]]:
    """Yield the errors of angle and current of a state, without the dropped field and with it.

    The drive is the one at which the theory with that field has COS_THETA; nan where it has none.
    """
    dot, frame = held.at(gamma, field, np.sqrt(field))
    p = parameters_of(dot, frame)
    whole = replace(p, field=p.field + dropped_field(dot, frame))
    drive = _drive(whole)
    exact = _exact(dot, frame, drive)
    for model in (p, whole):
        angle = stationary_angle(model, drive if np.isfinite(drive) else 0.0)
        if exact is None or not angle.exists:
            yield np.nan, np.nan
            continue
        current = float(charge_currents(model, angle.cos_theta0, drive).total_left)
        current = _relative(current, exact.current_left)
        yield float(angle.cos_theta0) - exact.cos_theta_spin, current


def _relative(theory, exact):
    # where nothing flows, or round-off alone, nothing is said
    return theory / exact - 1 if theory and exact else np.nan


def _exact(dot, frame, drive):
    # the precession at a drive, None where there is none
    if drive == 0 or not np.isfinite(drive):
        return None
    hotter = np.sqrt(abs(drive) / (kernel.SOMMERFELD * (1 - COLDER**2)))
    driven = replace(dot, leads=at_drive(dot, drive, float(COLDER * hotter)))
    try:
        return precession(driven, COS_THETA, frame)
    except (NoState, NotMagnetic):
        return None


def laws(scenario: Scenario) -> list[dict[str, object]]:
    """Return the rows of `error_laws.csv`.

    Keys law, filling, quantity, ratio, and the errors `bare` and `repaired`: of the angle the
    difference in cos(theta_0), of the current relative to itself.
    """
    rows = []
    for filling, held in held_dots(scenario).items():
        for law, ratios in RATIOS.items():
            for ratio in ratios:
                bare, repaired = _errors(held, law, float(ratio))
                for quantity, one, other in zip(QUANTITIES, bare, repaired, strict=True):
                    rows.append(
                        {
                            "law": law,
                            "filling": filling,
                            "quantity": quantity,
                            "ratio": float(ratio),
                            "bare": one,
                            "repaired": other,
                        }
                    )
    return rows


def orders(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return the rows of `error_orders.csv` for those of `laws`.

    Keys law, filling, quantity; the orders d(log error)/d(log ratio) of the bare and the repaired
    error over the smallest ratios, and the coefficient, error over ratio to the power of the law.
    Of `dropped_field` order and coefficient are those of what the repair takes away.  nan where no
    error is seen.
    """
    curves: dict[tuple, list] = {}
    for row in rows:
        key = row["law"], row["filling"], row["quantity"]
        curves.setdefault(key, []).append((row["ratio"], row["bare"], row["repaired"]))
    found = []
    for (law, filling, quantity), curve in curves.items():
        ratio, bare, repaired = np.array(curve).T
        own = bare - repaired if law == "dropped_field" else bare
        order, coefficient = _order(ratio, own, POWERS[law])
        found.append(
            {
                "law": law,
                "filling": filling,
                "quantity": quantity,
                "order": order,
                "order_repaired": _order(ratio, repaired)[0],
                "coefficient": coefficient,
            }
        )
    return found


def _order(ratio, error, power=0):
    # the slope over the smallest ratios at which there is an error, and error/ratio^power there
    seen = np.flatnonzero(np.abs(error) > SEEN)[:ASYMPTOTIC]
    if len(seen) < ASYMPTOTIC:
        return np.nan, np.nan
    ratio, error = ratio[seen], error[seen]
    slope = np.polyfit(np.log(ratio), np.log(np.abs(error)), 1)[0]
    return float(slope), float(error[0] / ratio[0] ** power)


def _errors(held, law, ratio):
    # without what repairs it, and with it
    gamma, field, temperature = NOTHING
    if law == "dropped_field":
        return state_errors(held, ratio * FINE, FINE)
    if law == "shrinking":
        return state_errors(held, ROUGH * ratio, ratio)
    if law == "broadening":
        return held_errors(held, ratio, field, temperature), (np.nan, np.nan)
    values = (gamma, ratio, temperature) if law == "field" else (gamma, field, ratio)
    return held_errors(held, *values), held_errors(held, *values, law)


def _drive(p):
    # at which the theory has COS_THETA; the torque is linear in it
    still, driven = (float(torque_of_theory(p, COS_THETA, d)) for d in (0.0, 1.0))
    return -still / (driven - still) if driven != still else np.nan


def _of_spin(frame):
    # the angle of S, which is along M + phi_dot z, and the length of that
    m, cos_theta, phi_dot, _ = frame
    along = m * cos_theta + phi_dot
    splitting = np.hypot(m * np.sqrt(1 - cos_theta**2), along)
    return frame._replace(magnetization=splitting, cos_theta=along / splitting)


def _rounded_off(dot, frame, p):
    # densities with what a temperature makes of their curvature
    m, _, _, potential = map(float, frame)
    step = 1e-3 * m
    zero = np.array(SPINS) * m / 2 - potential
    density = dot.band.density(zero + step * np.array([[-1.0], [0.0], [1.0]]))
    curvature = (density[0] - 2 * density[1] + density[2]) / step**2
    up, down = np.pi**2 / 6 * curvature * dot.leads.temperature_left**2
    return replace(p, rho_up=p.rho_up + up, rho_down=p.rho_down + down)
