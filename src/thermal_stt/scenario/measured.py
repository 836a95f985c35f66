"""Numbers with a unit, such as 0.35 T, 2 K or 10 1/meV: to natural units and back, through pint.

A quantity is a power of one energy.  What counts as that energy depends on the unit: kelvin stand
for k_B T, hertz for h nu, tesla for the Zeeman energy g mu_B B.  Each of these units has a
dimension of its own here, so that none is taken for another: 1/s is no hertz, it differs by 2 pi.
"""

import math
import re
from functools import cache
from typing import NamedTuple

from thermal_stt.scenario.units import BOHR_MAGNETON, BOLTZMANN, ELEMENTARY_CHARGE, HBAR, PLANCK

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
MEASURED = re.compile(rf"\s*({NUMBER})\s*(\S+)\s*")
UNIT = re.compile(r"(1?/)?([A-Za-z]{1,20})(?:\^(-?\d))?")
# What is typed or copied for the same: both signs of micro, minus, and raised digits
RAISED_DIGITS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b"
SUPERSCRIPTS = str.maketrans(RAISED_DIGITS, "0123456789-")
RAISED = re.compile(f"[{RAISED_DIGITS}]+")
SAME = str.maketrans({"\u00b5": "u", "\u03bc": "u", "\u2212": "-"})
PREFIXES = {
    "yocto": "1e-24 = y",
    "zepto": "1e-21 = z",
    "atto": "1e-18 = a",
    "femto": "1e-15 = f",
    "pico": "1e-12 = p",
    "nano": "1e-9 = n",
    "micro": "1e-6 = u",
    "milli": "1e-3 = m",
    "kilo": "1e3 = k",
    "mega": "1e6 = M",
    "giga": "1e9 = G",
    "tera": "1e12 = T",
    "peta": "1e15 = P",
}
# The units, and how many joule an energy of one of them is
ENERGIES = {"J": 1.0, "eV": ELEMENTARY_CHARGE, "K": BOLTZMANN, "Hz": PLANCK}


class Kind(NamedTuple):
    """A kind of quantity: a power of an energy, and what else may stand for it."""

    words: str
    power: int
    unit: str | None = None
    constant: float = 1.0  # joule^power per `unit`
    zeeman: bool = False
    energies: bool = True


KINDS = {
    "energy": Kind("an energy", 1),
    "zeeman": Kind("an energy or a field", 1, zeeman=True),
    "drive": Kind("an energy squared", 2),
    "per_energy": Kind("an inverse energy", -1),
    "per_energy_squared": Kind("an inverse energy squared", -2),
    "temperature": Kind("a temperature", 1),
    "time": Kind("a time or an inverse energy", -1, "s", 1 / HBAR),
    "capacitance": Kind("a capacitance or an inverse energy", -1, "F", ELEMENTARY_CHARGE**-2),
    "potential": Kind("a voltage or an energy", 1, "V", ELEMENTARY_CHARGE),
    "frequency": Kind("a frequency or an energy", 1),
    "rate": Kind("a rate or an energy", 1, "1/s", HBAR),
    "current": Kind("a current", 1, "A", HBAR / ELEMENTARY_CHARGE, energies=False),
    "power": Kind("a power", 2, "W", HBAR, energies=False),
}


def in_natural_units(text: str, kind: str, energy: float, g_factor: float | None = None) -> float:
    """Return what `text` ("0.35 T") is in natural units, for a `kind` of KINDS; a power of energy.

    `energy` is the natural unit of energy in joule.  Raises ValueError that says what is allowed.
    """
    match = split(text)
    if match is None:
        raise ValueError(allowed(kind))
    try:
        return float(match[0]) * factor(match[1], kind, g_factor) / energy ** KINDS[kind].power
    except (OverflowError, ZeroDivisionError):
        raise ValueError("a number in the range of a double") from None


def split(text: str) -> tuple[str, str] | None:
    """Return number and unit of a `text` such as "-3 K^2", None where it is none such."""
    match = MEASURED.fullmatch(plain(text))
    return None if match is None else (match[1], match[2])


def plain(text: str) -> str:
    """Return `text` with units as they are written here: K^2 for a raised 2, u for micro."""
    raised = RAISED.sub(lambda match: "^" + match[0].translate(SUPERSCRIPTS), text)
    return raised.translate(SAME)


def per_natural_unit(unit: str, kind: str, energy: float) -> float:
    """Return what 1 of a `kind` in natural units is in `unit`; raises ValueError in words."""
    return energy ** KINDS[kind].power / factor(unit, kind)


def allowed(kind: str) -> str:
    """Return in words what a quantity of a `kind` may be."""
    known = KINDS[kind]
    power = "" if known.power == 1 else f"^{known.power}"
    units = [f"{name}{power}" for name in ENERGIES] * known.energies
    units += [unit for unit in (known.unit, "T" * known.zeeman) if unit]
    return f"{known.words}: a number, or one with a unit, {', '.join(units)}, or a prefix before it"


def factor(unit: str, kind: str, g_factor: float | None = None) -> float:
    """Return one `unit` of a `kind` as a power of joule; raises ValueError in words."""
    from pint.errors import UndefinedUnitError  # only who has units needs pint

    match, known = UNIT.fullmatch(plain(unit)), KINDS[kind]
    if match is None:
        raise ValueError(allowed(kind))
    power = int(match[3] or 1) * (-1 if match[1] else 1)
    try:
        parsed = _registry().parse_units(match[2])
    except UndefinedUnitError:
        raise ValueError(allowed(kind)) from None
    if match[2] == f"{parsed:~}s":  # pint has plurals, of symbols too; eVs is no eV
        raise ValueError(allowed(kind))
    given = (1 * parsed) ** power
    for base, constant in _forms(known, g_factor).items():
        base_unit = _registry().parse_units(base.removeprefix("1/"))
        base_power = -1 if base.startswith("1/") else 1
        reference = base_unit ** (known.power if base in (*ENERGIES, "T") else base_power)
        if given.dimensionality == reference.dimensionality:
            value = given.to(reference).magnitude * constant
            if math.isnan(value):
                raise ValueError(
                    "an energy, as 2 GHz or 0.1 meV; a field in tesla becomes one by "
                    "magnet.g_factor, which has to be given beside it (2 for a free electron)"
                )
            return value
    raise ValueError(allowed(kind))


def _forms(known, g_factor):
    forms = {base: energy**known.power for base, energy in ENERGIES.items() if known.energies}
    if known.unit is not None:
        forms[known.unit] = known.constant
    if known.zeeman:
        forms["T"] = math.nan if g_factor is None else g_factor * BOHR_MAGNETON
    return forms


@cache
def _registry():
    from pint import UnitRegistry

    registry = UnitRegistry(None)
    for prefix, size_and_symbol in PREFIXES.items():
        registry.define(f"{prefix}- = {size_and_symbol}-")
    for name, definition in (
        ("joule", "[energy] = J"),
        ("electron_volt", f"{ELEMENTARY_CHARGE!r} * joule = eV"),
        ("kelvin", "[temperature] = K"),
        ("hertz", "[frequency] = Hz"),
        ("tesla", "[field] = T"),
        ("second", "[time] = s"),
        ("volt", "[potential] = V"),
        ("farad", "[capacitance] = F"),
        ("ampere", "[current] = A"),
        ("watt", "[power] = W"),
    ):
        registry.define(f"{name} = {definition}")
    return registry
