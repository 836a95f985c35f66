"""VI: the charge currents at each fixed point, eqs. (53)-(58) -> currents.csv."""

from pipeline import command, models, tables
from thermal_stt import charge_current

SECTIONS = ("model",)
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
}
# Not in the paper: of a voltage, where there is one
BEYOND = ("electrical_left", "electrical_right")

STATE = ["d", "d_over_d0", "branch", "cos_theta0", "stable"]


def evaluate_currents(
    config: str, stability: str, table: command.Made, zero_modes: str | None = None
) -> None:
    """Write the contributions to the currents at each row of `stability`."""
    states = tables.read(stability)
    parameters = models.read(config, SECTIONS, zero_modes).parameters
    currents = charge_current.charge_currents(parameters, states["cos_theta0"], states["d"])
    shown = [name for name in KINDS if name not in BEYOND or parameters.voltage]
    tables.write(states[STATE].assign(**{name: getattr(currents, name) for name in shown}), table)


if __name__ == "__main__":
    command.run(evaluate_currents)
