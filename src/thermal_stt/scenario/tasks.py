"""What a scenario asks for besides its model: distributions, a band's solution, trajectories."""

from dataclasses import dataclass

from thermal_stt.scenario.requests import StartSection

# Columns of zero_modes.csv, and what they are in `zero_modes.ZeroModes` and `Parameters`
ZERO_MODES = {
    "magnetization": "magnetization",
    "potential": "potential",
    "spin": "spin",
    "charge": "charge",
    "density_of_states_up": "rho_up",
    "density_of_states_down": "rho_down",
    "slope_up": "rho_slope_up",
    "slope_down": "rho_slope_down",
    "residual": "residual",
}


@dataclass(frozen=True)
class Distribution:
    """One non-equilibrium distribution to evaluate: a drive `d` and the leads' temperatures."""

    label: str
    d: float
    temperature_left: float
    temperature_right: float


@dataclass(frozen=True)
class BandModel:
    """A band to be solved for: what `bands.Band` and `leads.Leads` need."""

    shape: str
    half_width: float
    states: float
    electrons: float
    file: str | None
    table: tuple[tuple[float, ...], tuple[float, ...]] | None
    temperature_left: float
    temperature_right: float
    cos_theta: float
    precession: float


@dataclass(frozen=True)
class Dynamics:
    """Trajectories of the full dynamics: each of `starts` in each of `formulations`, at `d`."""

    d: float
    t_end: float
    points: int
    formulations: tuple[str, ...]
    starts: tuple[StartSection, ...]


@dataclass(frozen=True)
class Approach:
    """Trajectories of the slow dynamics from each of `cos_theta` at each drive of `d`."""

    d: tuple[float, ...]
    cos_theta: tuple[float, ...]
    t_end: float
    points: int
