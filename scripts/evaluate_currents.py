"""VI: what flows at each fixed point, charge by eqs. (53)-(58), spin, heat -> currents.csv."""

from pipeline import command, models, tables
from thermal_stt import charge_current, spin_and_heat

SECTIONS = ("model", "thermal_drive.temperature_coldest")
KEYS = {"currents": ("d", "branch")}
KINDS = {
    "thermal_left": "current",
    "hybrid_left": "current",
    "pumping_left": "current",
    "total_left": "current",
    "thermal_right": "current",
    "hybrid_right": "current",
    "total_right": "current",
    "total_left_without_precession": "current",
    "electrical_left": "current",
    "electrical_right": "current",
    "spin_left": "rate",
    "spin_right": "rate",
    "energy_left": "power",
    "energy_right": "power",
    "entropy_production": "rate",
}

STATE = ["d", "d_over_d0", "branch", "cos_theta0", "stable"]


def evaluate_currents(
    config: str, stability: str, table: command.Made, zero_modes: str | None = None
) -> None:
    """Write the currents at each row of `stability`; entropy where temperatures are given."""
    states = tables.read(stability)
    scenario = models.read(config, SECTIONS, zero_modes)
    parameters, coldest = scenario.parameters, scenario.temperature_coldest
    cos_theta0, d = states["cos_theta0"], states["d"]
    currents = charge_current.charge_currents(parameters, cos_theta0, d)
    spins = spin_and_heat.spin_currents(parameters, cos_theta0, d)
    energies = spin_and_heat.energy_currents(parameters, cos_theta0, d)
    entropy = None
    if coldest is not None:
        temperatures = spin_and_heat.temperatures_at(d, coldest)
        entropy = spin_and_heat.entropy_production(parameters, cos_theta0, *temperatures)
    beside = {
        "spin_left": spins.left,
        "spin_right": spins.right,
        "energy_left": energies.left,
        "energy_right": energies.right,
        "entropy_production": entropy,
    }
    charge = {name: getattr(currents, name) for name in KINDS if name not in beside}
    tables.write(states[STATE].assign(**charge, **beside), table)


if __name__ == "__main__":
    command.run(evaluate_currents)
