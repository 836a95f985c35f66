"""What a scenario asks for of many parameter sets: maps over its own numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thermal_stt.parameters import (
    ALLOWED,
    FINITE,
    POSITIVE,
    ParameterError,
    Parameters,
)
from thermal_stt.scenario.limits import ANGLE, KEYS, between, check, count
from thermal_stt.scenario.requests import AxisSection, MapSection, RandomSection, ScenarioShape
from thermal_stt.scenario.schema import NOTHING, ScenarioError, Source

Array = NDArray[np.float64]

# What a run has besides its model, by key: the names in the package
DRIVE, COLDEST = "thermal_drive.d", "thermal_drive.temperature_coldest"
START = {f"start.{name}": name for name in ("theta", "delta_magnetization", "delta_potential")}
RUN = {DRIVE: "d", COLDEST: "temperature_coldest"} | START
NAMES = RUN | {key: name for name, key in KEYS.items()}
# Axes whose values are drawn have one dimension together
SAMPLE = "sample"
# Sets that are computed together, whatever the chunks are: so those change no number
UNIT = 4096
SAMPLES = 64  # of "exact", where they are no row
# Sets in a chunk, where the scenario does not say how many chunks there are
IN_CHUNK = {"attractor": 512 * UNIT, "switching": 64 * UNIT, "exact": 5000}
# What a run of each kind of map has besides its model
RUNS = {"attractor": (DRIVE,), "switching": (DRIVE, *START), "exact": (DRIVE, COLDEST)}
MOST_SETS, MOST_CHUNKS = 20_000_000, 10_000  # a file of a gigabyte


class Axis(NamedTuple):
    """One axis: the key in the scenario, its name in the package, its dimension, its values."""

    key: str
    name: str
    dimension: str
    values: Array


@dataclass(frozen=True, eq=False)
class Map:
    """A map of one of RUNS over `axes`; what a run has besides is in `fixed`.

    That is d and, for "switching", theta, delta_magnetization, delta_potential, for "exact"
    temperature_coldest.  `way` has the times at which the way is shown; none if it is not.
    """

    of: str
    axes: tuple[Axis, ...]
    fixed: Mapping[str, float]
    way: Array
    chunks: int

    @property
    def dimensions(self) -> dict[str, int]:
        """The length of each dimension, in the order of the axes."""
        return {axis.dimension: axis.values.size for axis in self.axes}

    @property
    def plane(self) -> bool:
        """Whether it can be drawn: two axes or more that are no samples."""
        return len([name for name in self.dimensions if name != SAMPLE]) > 1

    @property
    def size(self) -> int:
        """The number of parameter sets."""
        return int(np.prod(list(self.dimensions.values())))

    @property
    def unit(self) -> int:
        """The number of sets that are computed together: a row of "exact", else UNIT.

        A row is along the last axis; of samples there are SAMPLES.
        """
        if self.of != "exact":
            return UNIT
        return [*self.dimensions.values()][-1] if self.in_rows else SAMPLES

    @property
    def in_rows(self) -> bool:
        """Whether what is next to a set along the last axis is near to it: a sample is not."""
        return [*self.dimensions][-1] != SAMPLE

    def chunk(self, number: int) -> list[range]:
        """Return the sets of chunk `number`, counted from 0, in C order, in whole units."""
        units = -(-self.size // self.unit)
        first, last = (units * edge // self.chunks for edge in (number, number + 1))
        edges = [min(unit * self.unit, self.size) for unit in range(first, last + 1)]
        return [range(*ends) for ends in pairwise(edges)]

    def members(self, parameters: Parameters, sets: range) -> tuple[Parameters, dict[str, Array]]:
        """Return some sets: their models as a family, and their drive and start by name."""
        lengths = self.dimensions
        places = np.unravel_index(np.arange(sets.start, sets.stop), tuple(lengths.values()))
        place = dict(zip(lengths, places, strict=True))
        values = {axis.name: axis.values[place[axis.dimension]] for axis in self.axes}
        own = {name: value for name, value in values.items() if name in ALLOWED}
        run = {name: np.full(len(sets), value) for name, value in self.fixed.items()}
        run |= {name: value for name, value in values.items() if name not in ALLOWED}
        return replace(parameters, **own), run


def read_maps(shape: ScenarioShape, source: Source, model: Parameters) -> tuple[Map, ...]:
    """Return the maps that a scenario asks for; raises ScenarioError.

    `model` is that of the scenario, which every value of an axis has to go into.
    """
    maps: list[Map] = []
    for index, section in enumerate(shape.map or ()):
        # one map may stand there without a list
        one = isinstance(source.look_up("map", "safe"), dict)
        key = "map" if one else f"map[{index}]"
        if section.of in (other.of for other in maps):
            raise ScenarioError(source, f"{key}.of", section.of, "different from the others")
        maps.append(_map(section, key, source, shape, model))
    return tuple(maps)


def _map(section: MapSection, key: str, source: Source, shape: ScenarioShape, model: Parameters):
    axes = tuple(
        _axis(axis, section.of, f"{key}.axes[{number}]", source, shape, model)
        for number, axis in enumerate(section.axes)
    )
    _agree(section.axes, f"{key}.axes", source)
    fixed = _fixed(section, key, source, {axis.key for axis in axes})
    way = np.zeros(0)
    if section.way is not None:
        _only(section.of == "switching", source, f"{key}.way")
        check(source, f"{key}.way.t_end", section.way.t_end, POSITIVE)
        count(source, f"{key}.way.points", section.way.points, high=10_000)
        way = np.linspace(0.0, section.way.t_end, section.way.points)
    found = Map(section.of, axes, fixed, way, 1)
    if found.size * max(way.size, 1) > MOST_SETS:
        allowed = f"of at most {MOST_SETS} sets together, each time of a way counted"
        sets = found.size * max(way.size, 1)
        raise ScenarioError(source, f"{key}.axes", NOTHING, f"{allowed}, not {sets}")
    chunks = section.chunks
    if chunks is None:
        chunks = -(-found.size // IN_CHUNK[section.of])
    count(source, f"{key}.chunks", chunks, 1, MOST_CHUNKS)
    return replace(found, chunks=chunks)


def _fixed(section, key, source, swept):
    fixed = {}
    start = section.start
    for run, allowed in ((DRIVE, FINITE), (COLDEST, POSITIVE)):
        name = RUN[run]
        value = getattr(section, name)
        if run not in RUNS[section.of]:
            _only(value is None, source, f"{key}.{name}", "exact")
        elif run not in swept:
            if value is None:
                raise ScenarioError(source, f"{key}.{name}", NOTHING, f"given, or {run} an axis")
            check(source, f"{key}.{name}", value, allowed)
            fixed[name] = value
        elif value is not None:
            raise ScenarioError(source, f"{key}.{name}", value, f"left out, as {run} is an axis")
    if section.of != "switching":
        _only(start is None, source, f"{key}.start")
        return fixed
    for run, name in START.items():
        if run in swept:
            if start is not None and name in start.model_fields_set:
                allowed = f"left out, as {run} is an axis"
                raise ScenarioError(source, f"{key}.{run}", getattr(start, name), allowed)
            continue
        value = getattr(start, name, None if name == "theta" else 0.0)
        if value is None:
            raise ScenarioError(source, f"{key}.{run}", NOTHING, f"given, or {run} an axis")
        if name == "theta":
            between(source, f"{key}.{run}", value, 0, np.pi, ANGLE)
        check(source, f"{key}.{run}", value, FINITE)
        fixed[name] = value
    return fixed


def _axis(
    axis: AxisSection, of: str, key: str, source: Source, shape: ScenarioShape, model: Parameters
):
    name, own = NAMES[axis.key], ", ".join(RUNS[of])
    if axis.key in RUN and axis.key not in RUNS[of]:
        allowed = f"of the model or one of {own}, which is all that a map of {of} has besides"
        raise ScenarioError(source, f"{key}.key", axis.key, allowed)
    if shape.band is not None and name in ALLOWED:
        allowed = f"one of {own} with a band, whose solution the others change"
        raise ScenarioError(source, f"{key}.key", axis.key, allowed)
    if shape.model.dropped_field and name in ALLOWED:
        allowed = f"one of {own} with model.dropped_field, which the others change"
        raise ScenarioError(source, f"{key}.key", axis.key, allowed)
    for end in ("start", "stop"):
        allowed = POSITIVE if axis.key == COLDEST else FINITE
        check(source, f"{key}.{end}", getattr(axis, end), allowed)
    if axis.start == axis.stop:
        raise ScenarioError(source, f"{key}.stop", axis.stop, f"other than {key}.start")
    ends = np.array([axis.start, axis.stop])
    if axis.spacing == "logarithmic":
        for end in ("start", "stop"):
            allowed = POSITIVE + ", as the axis is logarithmic"
            if getattr(axis, end) <= 0:
                raise ScenarioError(source, f"{key}.{end}", getattr(axis, end), allowed)
        ends = np.log(ends)
    if (axis.random is None) == (axis.points is None):
        value = NOTHING if axis.points is None else axis.points
        allowed = "left out beside random" if axis.random else "given, or random instead"
        raise ScenarioError(source, f"{key}.points", value, allowed)
    if axis.points is not None:
        count(source, f"{key}.points", axis.points)
        place = np.linspace(0.0, 1.0, axis.points)
    elif axis.random is not None:
        if axis.random.seed < 0:
            raise ScenarioError(source, f"{key}.random.seed", axis.random.seed, "0 or greater")
        count(source, f"{key}.random.samples", axis.random.samples, 1, MOST_SETS)
        place = np.random.default_rng(axis.random.seed).random(axis.random.samples)
    values = ends[0] + (ends[1] - ends[0]) * place
    if axis.spacing == "logarithmic":
        values = np.exp(values)
    if axis.random is None:
        values[[0, -1]] = axis.start, axis.stop
    _go_into_the_model(axis.key, name, values, key, source, model)
    return Axis(axis.key, name, name if axis.random is None else SAMPLE, values)


def _go_into_the_model(key, name, values, axis, source, model):
    if name in ALLOWED:
        try:
            replace(model, **{name: values})
        except ParameterError as error:
            allowed = f"such that none of its values is {error.value!r}: {key} must be "
            raise ScenarioError(source, axis, NOTHING, allowed + error.allowed) from None
    if name == "theta":
        for end in (values.min(), values.max()):
            between(source, axis, end, 0, np.pi, f"{key} {ANGLE}")


def _agree(axes: Sequence[AxisSection], key: str, source: Source):
    drawn: list[RandomSection] = []
    for number, axis in enumerate(axes):
        here = f"{key}[{number}]"
        if axis.key in (other.key for other in axes[:number]):
            raise ScenarioError(source, f"{here}.key", axis.key, "another than before")
        if axis.random is None:
            continue
        if drawn and axis.random.samples != drawn[0].samples:
            allowed = f"{drawn[0].samples}, as before: axes at random are drawn together"
            raise ScenarioError(source, f"{here}.random.samples", axis.random.samples, allowed)
        if axis.random.seed in (other.seed for other in drawn):
            allowed = "another than before, or the axes are drawn alike"
            raise ScenarioError(source, f"{here}.random.seed", axis.random.seed, allowed)
        drawn.append(axis.random)


def _only(holds, source, key, of="switching"):
    if not holds:
        raise ScenarioError(source, key, NOTHING, f"left out: it belongs to `of: {of}`")
