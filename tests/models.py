"""Parameter sets for the tests: the paper's, and random ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from thermal_stt.parameters import Parameters
from thermal_stt.scenario import scenario

ROOT = Path(__file__).resolve().parents[1]
PAPER = scenario.parse((ROOT / "config/paper.yaml").read_bytes(), "config/paper.yaml")


def random_parameters(seed: int, size: int) -> Parameters:
    """General models (rho_Delta, rho'_Sigma not zero), `size` of them in one object.

    The slopes are mostly opposite, so that many of the models have a precession.
    """
    rng = np.random.default_rng(seed)
    rate, density = rng.uniform(0.005, 0.1, (3, size)), rng.uniform(3, 20, (2, size))
    slope = rng.normal(0, 0.3, size) * np.stack([np.ones(size), -rng.uniform(0.6, 1.4, size)])
    return Parameters(
        *rate,
        *density,
        *slope,
        field=rng.uniform(0.3, 3, size) * rng.choice([-1, 1], size),
        spin=rng.uniform(20, 2000, size),
        exchange=rng.uniform(0.01, 0.1, size),
        capacitance=rng.uniform(0.01, 1, size),
    )


def one_of(parameters: Parameters, index: int) -> Parameters:
    """The model with this index out of many."""
    return Parameters(**{name: getattr(parameters, name)[index] for name in FIELDS})


def flipped(parameters: Parameters) -> Parameters:
    """The same system turned over by pi about x: theta becomes pi - theta.

    The densities stay as they are: their spin is counted along the magnetization, not along z.
    """
    return replace(
        parameters,
        gamma_left_up=parameters.gamma_left_down,
        gamma_left_down=parameters.gamma_left_up,
        field=-parameters.field,
    )


FIELDS = tuple(Parameters.__dataclass_fields__)


def _number(low, high):
    return st.floats(low, high, allow_nan=False)


# Rates may be zero, densities differ by orders of magnitude, the drive has either sign
PARAMETERS = st.builds(
    Parameters,
    gamma_left_up=_number(1e-9, 1) | st.just(0.0),
    gamma_left_down=_number(1e-9, 1) | st.just(0.0),
    gamma_right=_number(1e-4, 1),
    rho_up=_number(1e-2, 1e3),
    rho_down=_number(1e-2, 1e3),
    rho_slope_up=_number(-10, 10).filter(lambda x: x == 0 or abs(x) > 1e-9),
    rho_slope_down=_number(-10, 10).filter(lambda x: x == 0 or abs(x) > 1e-9),
    field=_number(1e-2, 10) | _number(-10, -1e-2),
    spin=_number(0.5, 1e5),
    exchange=_number(1e-4, 1),
    capacitance=_number(1e-4, 1),
)
# no subnormal numbers: a drive of 1e-308 has no digits left to compare
DRIVES = _number(-1e5, -1e-9) | st.just(0.0) | _number(1e-9, 1e5)
COSINES = _number(-1, 1)
