"""The text of a scenario to its sections, and the words for what does not fit.

What a number may be is the business of the physics that uses it; see `scenario`.
"""

import re
import reprlib
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from thermal_stt.scenario.requests import ScenarioShape
from thermal_stt.scenario.sections import EnergyUnit, Standards
from thermal_stt.scenario.units import energy_in_joule

# pydantic's names of errors, in this project's words; the rest keep pydantic's message
ALLOWED = {
    "missing": "given; it is required",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "too_short": "a list of one entry or more",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_pattern_mismatch": "1 to 40 letters, digits, spaces or _.+-, a letter or digit first",
}
LARGEST_TEXT = 1_000_000  # bytes; a scenario has a few thousand
NOTHING = object()  # stands for the value of a key that has none


@dataclass(frozen=True)
class Source:
    """Where a scenario comes from: its name in errors, and its text, to show values as written."""

    name: str
    text: str | bytes

    def __str__(self) -> str:
        return self.name

    def look_up(self, key: str, kind: str) -> object:
        """Return what stands under `key` for YAML of that kind, None if nothing does."""
        try:
            content = _loaded(self.text, kind)
        except RecursionError:  # deeper than Python is, just so
            return None
        for part in re.findall(r"\w+", re.split(r"[^\w.\[\]]", key, maxsplit=1)[0]):
            try:
                content = content[int(part) if isinstance(content, list) else part]
            except (LookupError, TypeError, ValueError):
                return None
        return content


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message is the one line to show.

    With a Source the value is shown as it was written, "-5 ueV" and not what that is.
    """

    def __init__(self, source: str | Source, key: str, value: object, allowed: str) -> None:
        shown = "" if value is NOTHING else f" = {as_written(source, key, value)}"
        super().__init__(f"{source}: {key}{shown}: must be {allowed}")


def read_shape(text: str | bytes, source: str | Source) -> ScenarioShape:
    """Return the sections of the YAML 1.2 `text`; raises ScenarioError."""
    content = _read_yaml(text, source)
    try:
        return ScenarioShape.model_validate(content, context=_standards(content))
    except ValidationError as error:
        # one line: the first error, missing keys last, since a misspelt key is missing as well
        first = min(error.errors(), key=lambda found: found["type"] == "missing")
        unvalued = first["type"] in ("missing", "extra_forbidden")
        value = NOTHING if unvalued else first["input"]
        place = first["loc"]
        if place[:2] == ("map", 0) and not isinstance(content["map"], list):
            place = ("map", *place[2:])  # one map stands there without a list
        raise ScenarioError(source, _dotted(place), value, _allowed(first)) from None


@lru_cache(maxsize=4)  # it is asked for several times, and takes longer than all else
def _loaded(text, kind):
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    return YAML(typ=kind, pure=True).load(text)


def _read_yaml(text, source):
    if len(text) > LARGEST_TEXT:
        raise ScenarioError(source, "the file", NOTHING, f"at most {LARGEST_TEXT} bytes long")
    try:
        content = _loaded(text, "safe")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = "" if mark is None else f"line {mark.line + 1}: "
        problem = " ".join(str(error.problem).split())
        problem = problem.split(" with value")[0]  # of a key that is there twice
        raise ScenarioError(source, f"{line}{problem}", NOTHING, "YAML") from None
    except UnicodeDecodeError:
        raise ScenarioError(source, "the file", NOTHING, "UTF-8 text") from None
    except AssertionError:  # what ruamel.yaml makes of %YAML 1.3
        raise ScenarioError(source, "the version of YAML", NOTHING, "1.1 or 1.2") from None
    except LookupError:  # and of !!bool 3
        raise ScenarioError(source, "a tag (!!)", NOTHING, "one that its value fits") from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise ScenarioError(source, problem, NOTHING, "YAML") from None
    if content is None:
        raise ScenarioError(
            source, "the file is empty", NOTHING, "a scenario, see config/paper.yaml"
        )
    if not isinstance(content, dict):
        raise ScenarioError(source, "the file", content, "a mapping of sections")
    return content


def _standards(content):
    # a faulty standard has an error of its own; until that is found, 1 does
    try:
        unit = EnergyUnit.model_validate(content["energy_unit"])
        energy = energy_in_joule(unit.value, unit.unit)
        energy = energy if 0 < energy < float("inf") else 1.0
    except (KeyError, TypeError, ValidationError):
        energy = None if content.get("energy_unit") is None else 1.0
    magnet = content.get("magnet")
    g_factor = magnet.get("g_factor") if isinstance(magnet, dict) else None
    return Standards(energy, g_factor if isinstance(g_factor, float | int | None) else 1.0)


def _dotted(location):
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        else:  # a key that is none of ours may hold anything
            key += f".{part}" if part.isprintable() and len(part) < 60 else f".{_shorten(part)}"
    return key.lstrip(".")


def _allowed(error):
    if error["type"] == "extra_forbidden":
        return f"one of the keys {', '.join(_section(error['loc'][:-1]).model_fields)}"
    if error["type"] == "literal_error":
        return "one of " + error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    return ALLOWED.get(error["type"], " ".join(error["msg"].split()))


def _section(location):
    section = ScenarioShape
    for part in location:
        if isinstance(part, str):
            kinds = [section.model_fields[part].annotation]
            while not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
                kinds = [*get_args(kinds[0]), *kinds[1:]]
            section = kinds[0]
    return section


def as_written(source: str | Source, key: str, value: object) -> str:
    """Return the `value` of `key` as it stands in the text of a Source, otherwise as it is."""
    if isinstance(source, Source):
        value_there = source.look_up(key, "safe")
        text = source.look_up(key, "base")  # reads every scalar as the text that it is
        if isinstance(value_there, str):
            value = value_there
        elif isinstance(text, str | list | dict) and text:
            return _cut(" ".join(_AsWritten().repr(text).split()))
    return _shorten(value)


class _AsWritten(reprlib.Repr):
    """Shows texts without quotes, in lists and mappings too."""

    def repr_str(self, x: str, level: int) -> str:
        """Return a text as it is, without quotes."""
        return x


def _shorten(value):
    # of a value that refers to itself a million times, too
    return _cut(" ".join(reprlib.repr(value).split()))


def _cut(shown):
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
