"""The scale and the label of each axis: ratios as in the paper, or the scenario's `units`."""

import re
from collections.abc import Sequence
from math import floor, log10

import numpy as np
import pandas as pd

from pipeline import tables

EXACT = 12  # digits, of what is written as if it were exact


def natural_unit(parameters: pd.DataFrame, kind: str) -> tuple[float, str] | None:
    """Return what the natural unit of a `kind` of quantity is where it is shown, and that unit.

    None for a scenario without `units`, which is shown in ratios, as the paper's.
    """
    rows = parameters[parameters["name"] == f"unit_of_{kind}"]
    if rows.empty:
        return None
    unit = re.sub(r"\^(-?\d)", r"$^{\1}$", rows["unit"].iloc[0])
    return float(rows["value"].iloc[0]), unit


def drive_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the d axis and its label: d_0, or 1 where d_0 is infinite."""
    shown = natural_unit(parameters, "drive")
    if shown is not None:
        return 1 / shown[0], f"$d$ ({shown[1]})"
    d_0 = float(parameters.set_index("name")["value"]["d_0"])
    return (d_0, "$d/d_0$") if np.isfinite(d_0) else (1.0, "$d$ (energy$^2$)")


def current_scale(parameters: pd.DataFrame, currents: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the current's axis and its label: what flows at -d_0, if it does."""
    # the current where the precession meets the north pole, in the paper at -d_0
    meets = currents[tables.precesses(currents) & (currents["cos_theta0"] == 1)]
    current = r"I_{l\to\mathrm{dot}}"
    shown = natural_unit(parameters, "current")
    if shown is not None:
        return 1 / shown[0], f"${current}$ ({shown[1]})"
    if meets.empty or meets["total_left"].iloc[0] == 0:
        return 1.0, f"${current}$ (energy)"
    d_0 = parameters.set_index("name")["value"]["d_0"]
    place = "-d_0" if meets["d"].iloc[0] == -d_0 else "d_N"
    return abs(meets["total_left"].iloc[0]), rf"${current}\,/\,|{current}({place})|$"


def energy_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the energy axis and its label: |B|, or one of the scenario's `units`."""
    shown = natural_unit(parameters, "energy")
    if shown is not None:
        return 1 / shown[0], rf"$\omega-\mu$ ({shown[1]})"
    return field(parameters), r"$(\omega-\mu)/|B|$"


def voltage_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the voltage axis and its label: |B|, or one of the scenario's `units`."""
    return _over_field(parameters, "potential", "V")


def anisotropy_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the anisotropy's axis and its label: |B|, or one of the `units`."""
    return _over_field(parameters, "energy", "B_K")


def current_over_field(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of a current and its label where it flows at any d: |B|, or of `units`."""
    return _over_field(parameters, "current", r"I_{l\to\mathrm{dot}}")


def linewidth_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of a linewidth and its label: |B|, or a frequency of the `units`."""
    symbol = r"\Delta\omega" if natural_unit(parameters, "frequency") is None else r"\Delta f"
    return _over_field(parameters, "frequency", symbol)


def _over_field(parameters, kind, symbol):
    shown = natural_unit(parameters, kind)
    if shown is not None:
        return 1 / shown[0], f"${symbol}$ ({shown[1]})"
    return field(parameters), f"${symbol}/|B|$"


def temperature_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of temperatures, and what stands behind their numbers."""
    shown = natural_unit(parameters, "temperature")
    return (1 / shown[0], f" {shown[1]}") if shown else (field(parameters), r"$\,|B|$")


def time_scale(parameters: pd.DataFrame) -> tuple[float, str]:
    """Return the unit of the time axis and its label: tau_theta, or one of the `units`."""
    shown = natural_unit(parameters, "time")
    if shown is not None:
        return 1 / shown[0], f"$t$ ({shown[1]})"
    return parameters.set_index("name")["value"]["time_theta"], r"$t/\tau_\theta$"


def drive_labels(parameters: pd.DataFrame, drives: Sequence[float]) -> list[str]:
    """Return what says which of several `drives` is meant, in the unit of the d axis.

    Two digits, or as many as tell them from one another and from the +-d_0 of a symmetric dot.
    """
    scale, label = drive_scale(parameters)
    name, _, unit = label.partition(" (")
    values = [d / scale for d in drives]
    apart = {1.0, -1.0, *values}
    few = (n for n in range(2, EXACT) if len({number(value, n) for value in apart}) == len(apart))
    digits = next(few, EXACT)
    labels = []
    for value in values:
        shown = number(value, digits)
        sign = "=" if shown == number(value, EXACT) else r"\approx"
        labels.append(f"{name[:-1]} {sign} {{{shown}}}$ {unit.removesuffix(')')}".rstrip())
    return labels


def number(value: float, digits: int) -> str:
    r"""Return `value` to `digits` digits, in TeX: 1725, 0.1, 1.5\times10^{6}.

    A number of moderate size keeps all digits before its point.
    """
    power = floor(log10(abs(value))) if value else 0
    if -3 <= power < 5:
        rounded = round(value, max(digits - 1 - power, 0))
        return np.format_float_positional(rounded, trim="-")
    return rf"{number(value / 10.0**power, digits)}\times10^{{{power}}}"


def field(parameters: pd.DataFrame) -> float:
    """Return |B|."""
    return abs(parameters.set_index("name")["value"]["field"])
