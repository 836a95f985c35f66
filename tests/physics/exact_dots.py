"""Dots for the tests of the exact theory."""

import numpy as np

from thermal_stt.exact.self_consistent import Dot
from thermal_stt.exact.turning_frame import Frame
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads

TABLE = ((-1.0, -0.2, 0.3, 1.1), (0.1, 1.0, 0.4, 0.0))
RATES = (1.25e-4, 6.25e-4, 3.75e-4)


def band_of(shape, states=1000.0, half_width=1.0):
    return Band(shape, half_width, states, TABLE if shape == "table" else None)


def frame_of(*numbers):
    return Frame(*map(np.asarray, numbers))


def symmetric_dot(scale=1.0):
    """The parabola of another program: J rho(0) = 12/11."""
    rates = (rate * scale for rate in RATES)
    leads = Leads(*rates, 0.005 * np.sqrt(scale), 0.045 * np.sqrt(scale))
    band = Band("parabola", 1.0, 4000 / 3)
    return Dot(band, leads, 1.25e-4 * scale, exchange=1 / (1000 * (1 - 1 / 12)), capacitance=10.0)
