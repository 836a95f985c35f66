"""A Monte Carlo of single electrons, leads and a spin: how the angle diffuses without a formula.

The dot has levels of both spins, along the magnet and against it, empty or filled.  An electron
goes between the spin s' of the lead a and an s on the dot with the golden-rule rate
2 Gamma_a^s' (1 + s s' c)/2, from a filled place to an empty one.  All that the magnet knows is what
is conserved: its spin along z changes by s'/2 and its length by s/2, c is one over the other, and
the electron pays what -B S_z changes at that length.

A trial is a level and a channel, drawn evenly and by Gamma; with what is left of the probability it
is an event.  So trials come at a constant rate, whatever the state, and time is their number.
"""

from dataclasses import replace

import numpy as np
import pytest

from models import PAPER
from thermal_stt.magnet.spin_torque import unshared
from thermal_stt.noise.diffusion import Surroundings, angle_diffusion, angle_drift
from thermal_stt.parameters import SPINS

# So large a spin that the angle stays what it is
P = replace(PAPER.parameters, rho_slope_up=0.0, rho_slope_down=0.0, field=0.1, spin=1e5)
COPIES, WINDOWS, REACH = 10_000, 100, 8.0
# A window is 3.5 times of the slower occupation, which is forgotten after two
WINDOW, FORGOTTEN = 3.5, 3


class Electrons:
    """Copies of a dot, a spin and leads; levels are 1/rho apart, up to 8 temperatures away."""

    def __init__(self, p, cos_theta, around, seed):
        self.draw, self.field = np.random.default_rng(seed), float(p.field)
        unit = float(p.gamma_left(1))  # of which the other rates are multiples
        slots, energies = [], []
        for spin in SPINS:
            spacing = 1 / float(p.rho(spin))
            count = np.ceil((REACH * max(around[:2]) + abs(float(p.voltage))) / spacing)
            for energy in (np.arange(-count, count) + 0.5) * spacing:
                for temperature, voltage, rates in (
                    (around.temperature_left, p.voltage, [p.gamma_left(s) for s in SPINS]),
                    (around.temperature_right, 0.0, [p.gamma_right] * 2),
                ):
                    step = (energy - float(voltage)) / temperature
                    for lead_spin, rate in zip(SPINS, rates, strict=True):
                        slot = (len(energies), spin / 2, lead_spin / 2, step, 1 / temperature)
                        slots += [slot] * round(float(rate) / unit)
                energies.append(energy)
        level, *places = zip(*slots, strict=True)
        self.level = np.array(level)
        # single precision: a spin of 1e5 has its halves, a rate six digits
        self.slots = np.array(places, dtype=np.float32).T.copy()
        self.rate = 2 * unit * self.level.size
        self.rows = np.arange(COPIES) * len(energies)
        # 1 where a place is empty, -1 where it is filled
        self.empty = np.tile(np.sign(energies).astype(np.float32), COPIES)
        self.length = np.full(COPIES, p.spin, dtype=np.float32)
        self.along = np.float32(cos_theta) * self.length

    def cos_theta(self):
        return self.along.astype(float) / self.length

    def run(self, trials):
        for _ in range(trials):
            drawn = self.draw.integers(self.level.size, size=COPIES, dtype=np.int32)
            place = self.rows + self.level.take(drawn)
            spin, lead_spin, step, beta = self.slots.take(drawn, axis=0).T
            c, enters = self.along / self.length, self.empty.take(place)
            paid = step - beta * self.field * (lead_spin - spin * c)
            overlap = 0.5 + 2 * spin * lead_spin * c
            happens = self.draw.random(COPIES) * (1 + np.exp(enters * paid)) < overlap
            moved = enters * happens
            self.along += moved * lead_spin
            self.length += moved * spin
            self.empty[place] = enters - 2 * moved


def measured(p, cos_theta, around, seed):
    """Drift and diffusion of cos(theta) with their standard errors, from equal windows in time."""
    electrons = Electrons(p, cos_theta, around, seed)
    slower = 2 * (float(p.gamma_sum) - abs(float(p.gamma_delta) * cos_theta))
    trials = round(WINDOW / slower * electrons.rate)
    time = trials / electrons.rate
    electrons.run(4 * trials)
    angles = [electrons.cos_theta()]
    for _ in range(WINDOWS):
        electrons.run(trials)
        angles.append(electrons.cos_theta())
    steps = np.diff(angles, axis=0)
    mean, count = steps.mean(), steps.size
    steps = steps - mean
    # what a window knows of those before it counts, too, and that a time has more or fewer trials
    spread = np.mean(steps**2) + mean**2 / trials
    for lag in range(1, FORGOTTEN):
        spread += 2 * np.mean(steps[lag:] * steps[:-lag])
    drift, diffusion = mean / time, spread / (2 * time)
    errors = np.sqrt(spread / count) / time, diffusion * np.sqrt((4 * FORGOTTEN - 2) / count)
    return (drift, errors[0]), (diffusion, errors[1])


@pytest.mark.long
@pytest.mark.parametrize(
    ("rho_down", "voltage", "cos_theta", "around"),
    [(0.5, 0.0, 0.1, Surroundings(1.0, 2.0)), (0.8, -3.0, -0.5, Surroundings(1.5, 1.0))],
)
def test_the_angle_diffuses_as_single_electrons_make_it(rho_down, voltage, cos_theta, around):
    p = replace(P, rho_up=0.5, rho_down=rho_down, voltage=voltage)
    (drift, drift_error), (diffusion, error) = measured(p, cos_theta, around, seed=1)
    closed = angle_diffusion(p, cos_theta, around)
    assert error < 0.0035 * closed
    assert diffusion == pytest.approx(closed, rel=0.01, abs=0)
    assert abs(drift - angle_drift(p, cos_theta, 0.0)) < 4 * drift_error
    # of the Keldysh part of the kernel alone, to which no occupation answers
    assert closed / unshared(p, cos_theta) > diffusion + 50 * error
