"""V-VI, A 3: how errors grow, and with which ratio -> error_laws.csv and error_orders.csv."""

from pipeline import command, models, tables
from thermal_stt.exact import error_laws

# The laws are those of the band, which has the spin of the model at this temperature
SECTIONS = ("model", "thermal_drive.temperature_coldest")
NEEDS = ("validity", "thermal_drive.temperature_coldest")
KEYS = {
    "error_laws": ("law", "filling", "quantity", "ratio"),
    "error_orders": ("law", "filling", "quantity"),
}
KINDS = {
    "ratio": "number",
    "bare": "number",
    "repaired": "number",
    "order": "number",
    "order_repaired": "number",
    "coefficient": "number",
}


def measure_error_laws(
    config: str, table: command.Made, orders: command.Made, zero_modes: str | None = None
) -> None:
    """Write the errors of angle and current in the scenario's band, and the orders fitted."""
    rows = error_laws.laws(models.read(config, SECTIONS, zero_modes, NEEDS))
    tables.write(rows, table)
    tables.write(error_laws.orders(rows), orders)


if __name__ == "__main__":
    command.run(measure_error_laws)
