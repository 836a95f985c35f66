"""Changes of a scenario, as in tunneling_rates.right=0.03,0.04 magnet.field=2: scenarios from them.

A key is written as in the words of an error: SECTION.KEY, with [0] for the first entry of a list.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from itertools import product

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from thermal_stt.scenario import measured
from thermal_stt.scenario.quantities import QUANTITIES
from thermal_stt.scenario.scenario import KEYS
from thermal_stt.scenario.schema import NOTHING, ScenarioError

SOURCE = "SET"
TABLE_OF_BAND = "band.csv"  # beside a changed scenario, where no result has this name
KEY = re.compile(r"[A-Za-z_]\w*(\[\d{1,4}\])?(\.[A-Za-z_]\w*(\[\d{1,4}\])?)*")
PARTS = re.compile(r"\s+(?=[^\s=]+\s*=)")  # what is between the changes: units may have spaces
NUMBER = re.compile(measured.NUMBER)
PLAIN = re.compile(
    r"[^\s#,:&*!|>'\"%@`\[\]{}]+"
)  # what needs no quotes in YAML, a number among them
MOST_CURVES = 8  # that can be told apart
LONGEST = 120  # of a folder's name
GREEK = ("Gamma", "rho", "lambda", "alpha")
SYMBOLS = {KEYS[q.name]: q.symbol for q in QUANTITIES if q.name in KEYS}

Change = tuple[str, list[str]]


def read(text: str) -> list[Change]:
    """Return the keys in `text`, each with the values that it shall have; raises ScenarioError.

    A unit behind the last of several numbers is that of all.
    """
    changes: list[Change] = []
    for part in PARTS.split(text.strip()) if text.strip() else ():
        key, equals, values = map(str.strip, part.partition("="))
        if not equals or not KEY.fullmatch(key):
            _refuse(part, "KEY=VALUE, such as tunneling_rates.right=0.03 or magnet.field=2GHz")
        if key in dict(changes):
            _refuse(key, "given once; several values are separated by commas")
        chosen = _with_unit(part, [value.strip() for value in values.split(",")])
        if "" in chosen or len({value.replace(" ", "") for value in chosen}) < len(chosen):
            _refuse(part, "one value, or different ones separated by commas")
        changes.append((key, chosen))
    several = [key for key, values in changes if len(values) > 1]
    if not changes:
        _refuse("the change", "given, such as SET='tunneling_rates.right=0.03'")
    if len(several) > 1:
        _refuse(several[1], f"one value, since {several[0]} has several already")
    if several and len(dict(changes)[several[0]]) > MOST_CURVES:
        _refuse(several[0], f"at most {MOST_CURVES} values")
    return changes


def _with_unit(part, values):
    units = [None if NUMBER.fullmatch(value) else measured.split(value) for value in values]
    if not any(units) or all(units):
        return values
    if any(units[:-1]) or not all(map(NUMBER.fullmatch, values[:-1])):
        _refuse(part, "values that have a unit each, or one unit behind the last of the numbers")
    unit = values[-1][NUMBER.match(values[-1]).end() :]
    return [value + unit for value in values[:-1]] + values[-1:]


def folder(base: str, changes: list[Change]) -> str:
    """Return the name of the folder of these changes of the scenario `base`."""
    said = ",".join(f"{key}={','.join(values)}" for key, values in changes)
    said = said if base == "paper" else f"{base},{said}"
    # brackets in a path are a pattern to too many tools
    said = re.sub(r"\[(\d+)\]", r".\1", said)
    name = re.sub(r"[^\w.,=+-]", "-", said, flags=re.ASCII)[:LONGEST]
    if name != said:
        name += f"-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    return name


def variants(changes: list[Change]) -> list[dict[str, str]]:
    """Return the value of each key, for every curve."""
    keys = [key for key, _ in changes]
    found = product(*(values for _, values in changes))
    return [dict(zip(keys, values, strict=True)) for values in found]


def label(variant: Mapping[str, str], changes: list[Change]) -> str:
    """Return what the legend says: what varies, or all that is changed; symbols as in the paper."""
    several = [key for key, values in changes if len(values) > 1]
    return _said(several or variant, variant)


def shared(changes: list[Change]) -> str:
    """Return what else is changed, alike in all curves; "" where the labels say everything."""
    alone = {key: values[0] for key, values in changes if len(values) == 1}
    return "" if len(alone) == len(changes) else _said(alone, alone)


def without_effect(changes: list[Change], known: Iterable[str]) -> list[str]:
    """Return the keys of `changes` that are not among the keys and sections `known`.

    Where a section as a whole is not, that section.
    """
    found = []
    for key, _ in changes:
        plain = re.sub(r"\[\d+\]", "", key)
        section = plain.split(".")[0]
        if not any(f"{plain}.".startswith(f"{k}.") or k.startswith(f"{plain}.") for k in known):
            found.append(key if any(k.startswith(f"{section}.") for k in known) else section)
    return list(dict.fromkeys(found))


def apply(text: str, variant: Mapping[str, str], *, beside: bool = False) -> str:
    """Return the scenario `text` with these values; the rest stays as it is written there.

    The table of a band is `beside` it, if so asked.  Raises ScenarioError.
    """
    yaml = YAML()
    yaml.width = 1000
    content = yaml.load(text)
    kept = {f"as-written-{number}": value for number, value in enumerate(variant.values())}
    for (key, value), place_holder in zip(variant.items(), kept, strict=True):
        _set(content, key, value, yaml, place_holder)
    band = content.get("band")
    if beside and isinstance(band, dict) and isinstance(band.get("table"), str):
        band["table"] = TABLE_OF_BAND
    changed = io.StringIO()
    yaml.dump(content, changed)
    return re.sub(r"as-written-\d+", lambda found: kept.get(found[0], found[0]), changed.getvalue())


def _set(content, key, value, yaml, place_holder):
    *sections, last = re.findall(r"\w+", key)
    at = ""
    for name in sections:
        content, at = _entry(content, name, key, at)
    _entry(content, last, key, at)
    try:
        found = YAML(typ="safe", pure=True).load(value)  # knows no tags
        # a number, or another plain word, stays as it is written
        plain = PLAIN.fullmatch(value) and not isinstance(found, str)
        content[_index(content, last)] = place_holder if plain else yaml.load(value)
    except (YAMLError, ValueError):
        raise ScenarioError(SOURCE, key, value, "a value in YAML") from None


def _entry(content, name, key, at):
    """Return what `content` has under `name`; an empty section where there is none yet."""
    if isinstance(content, list):
        if not name.isdecimal() or int(name) >= len(content):
            raise ScenarioError(SOURCE, key, NOTHING, f"{at}[0] to {at}[{len(content) - 1}]")
        return content[int(name)], f"{at}[{name}]"
    if not isinstance(content, dict) or name.isdecimal():
        raise ScenarioError(SOURCE, key, NOTHING, f"a key of a scenario; {at} has none like it")
    if content.get(name) is None:
        content[name] = {}
    return content[name], f"{at}.{name}".lstrip(".")


def _index(content, name):
    return int(name) if isinstance(content, list) else name


def _said(keys, values):
    return ", ".join(f"{_symbol(key)} = {values[key]}" for key in keys)


def _symbol(key):
    symbol = SYMBOLS.get(key)
    if symbol is None:
        return key
    symbol = re.sub(r"\b(up|down)\b|(?<=[_^])(up|down)\b", r"{\\\g<0>arrow}", symbol)
    for name in GREEK:
        symbol = symbol.replace(name, f"\\{name}")
    return f"${symbol}$"


def _refuse(key, allowed):
    raise ScenarioError(SOURCE, key, NOTHING, allowed)
