"""What a scenario has, and whether it can be solved: known before anything is made."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline import described, scenarios
from thermal_stt.scenario import axes
from thermal_stt.scenario.scenario import MOST_ONE_BY_ONE, Scenario, ScenarioError

MAPS = tuple(axes.IN_CHUNK)  # what a map may be of


@cache
def read(path: str) -> Scenario:
    """Return a scenario that can be computed, or leave with one line.

    A band is solved, and the dropped field, so that one without a solution is found at once.
    """
    scenario = scenarios.read(path)
    solve(scenario)
    return scenario


def solve(scenario: Scenario) -> None:
    """Leave with one line if the scenario waits for a solution, and has none that is a model."""
    if scenario.solved:
        return
    from thermal_stt.exact import theory  # others need not wait for it
    from thermal_stt.mean_field import zero_modes

    try:
        theory.solved(scenario)
    except zero_modes.NotMagnetic as finding:
        sys.exit(f"{scenario.source}: {finding}")
    except ScenarioError as error:
        sys.exit(str(error))


def file_of_map(path: str, of: str) -> str:
    """Return the name of the file of a scenario's map of `of`: map.nc, if it is the only one."""
    scenarios.require(path, [f"map of {of}", few_enough(of)])
    return _named(read(path), of)


def few_enough(of: str) -> str:
    """Return in words what a map needs whose runs go one by one."""
    return f"map of {of} within {MOST_ONE_BY_ONE} sets, as its runs go one by one"


def drawn_map(path: str, of: str) -> str:
    """Return the file of a map that is to be drawn; a run is refused where it has no plane."""
    file = file_of_map(path, of)
    scenarios.require(path, [f"two axes with points in the map of {of}"])
    return file


def chunks_of_map(path: str, suffix: str) -> tuple[str, int]:
    """Return what map is in the file map`suffix`.nc of a scenario, and how many chunks it has."""
    scenarios.require(path, ["map"])
    files = {_named(read(path), asked.of): asked for asked in read(path).maps}
    name = f"map{suffix}.nc"
    if name not in files:
        sys.exit(f"{path}: {name}: must be one of {', '.join(files)}")
    scenarios.require(path, [few_enough(files[name].of)])
    return files[name].of, files[name].chunks


def _named(scenario, of):
    return "map.nc" if len(scenario.maps) == 1 else f"map_{of}.nc"


@cache
def everything_of(name: str, tables: Iterable[str]) -> list[str]:
    """Return the tables and figures of a scenario; those that it lacks a section for are told."""
    config, folder, needs = scenarios.file_of(name), f"results/{name}", described.needs()
    wanted: dict[str, Sequence[str]]
    wanted = {f"{folder}/{table}.csv": needs[table] for table in ("zero_modes", *tables)}
    for figure, drawn_from in described.figures().items():
        if drawn_from:
            maps = described.constant(f"draw_{figure}.py", "MAPS")
            own = [
                f"{what} of {of}"
                for of in maps
                for what in ("map", "two axes with points in the map")
            ] + [few_enough(of) for of in maps]
            wanted[f"{folder}/{figure}.pdf"] = [*own, *(n for t in drawn_from for n in needs[t])]
    in_units = described.constant("express_in_units.py", "NEEDS")
    for table in tables:
        wanted[f"{folder}/in_units/{table}.csv"] = [*in_units, *needs[table]]
    for asked in read(config).maps:
        wanted[f"{folder}/{_named(read(config), asked.of)}"] = [few_enough(asked.of)]
    lacks = {path: scenarios.lacks(config, sections) for path, sections in wanted.items()}
    if left := left_out(lacks):
        print(f"{folder}: left out, as {config} has {left}", file=sys.stderr)
    return [path for path, sections in lacks.items() if not sections]


def left_out(lacks: Mapping[str, Sequence[str]]) -> str:
    """Return in words which results a scenario has not, by the first section that each lacks."""
    # tables in units are one entry, where there is none of them: else their own says enough
    none = all(sections for path, sections in lacks.items() if "/in_units/" in path)
    found: dict[str, list[str]] = {}
    for path, sections in lacks.items():
        name = "in_units" if "/in_units/" in path else Path(path).stem
        for section in sections[:1]:
            if none or name != "in_units":
                found.setdefault(section, []).append(name)
    return ", ".join(f"no {s} ({', '.join(dict.fromkeys(names))})" for s, names in found.items())
