"""Each section of a scenario, checked, as what the scenario asks for.

A function has the name of its section, and returns None for one that the scenario has not.  Every
failure is a ScenarioError, one line that names the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from thermal_stt.magnet import kernel
from thermal_stt.parameters import FINITE, NON_ZERO, POSITIVE, ParameterError
from thermal_stt.scenario.limits import ANGLE, MOST_POINTS, between, check, count, different
from thermal_stt.scenario.requests import (
    EngineSection,
    NoiseSection,
    NumericsSection,
    ScenarioShape,
)
from thermal_stt.scenario.schema import NOTHING, ScenarioError, Source, as_written
from thermal_stt.scenario.tasks import Approach, BandModel, Distribution, Dynamics

ReadTable = Callable[[str], tuple[Iterable[float], Iterable[float]]]

COSINE = "between -1 and 1"
TOLERANCES, TOLERANCE = (1e-13, 1e-3), "between 1e-13 and 1e-3"  # LSODA takes no smaller one


def measures(shape: ScenarioShape, source: Source) -> None:
    """Refuse an energy unit, units or a g factor that are none."""
    if shape.energy_unit is not None:
        check(source, "energy_unit.value", shape.energy_unit.value, POSITIVE)
    elif shape.units is not None:
        raise ScenarioError(source, "energy_unit", NOTHING, "given, for `units` to refer to")
    if shape.magnet.g_factor is not None:
        check(source, "magnet.g_factor", shape.magnet.g_factor, POSITIVE)


def band(shape: ScenarioShape, source: Source, read_table: ReadTable | None) -> BandModel | None:
    """Return the band and the leads beside it; `read_table` gives the columns of a table."""
    band, leads = shape.band, shape.leads
    if band is None:
        if leads is not None:
            raise ScenarioError(source, "leads", NOTHING, "left out without a band")
        return None
    if leads is None:
        raise ScenarioError(source, "leads", NOTHING, "given; it is required with a band")
    for key in ("half_width", "states_per_spin"):
        check(source, f"band.{key}", getattr(band, key), POSITIVE)
    check(source, "band.electrons", band.electrons, FINITE)
    if abs(band.electrons) >= band.states_per_spin:
        allowed = f"between -{band.states_per_spin!r} and {band.states_per_spin!r}, states_per_spin"
        raise ScenarioError(source, "band.electrons", band.electrons, allowed)
    for key in ("temperature_left", "temperature_right"):
        check(source, f"leads.{key}", getattr(leads, key), POSITIVE)
    between(source, "leads.cos_theta", leads.cos_theta, -1, 1, COSINE)
    check(source, "leads.precession", leads.precession, FINITE)
    table = None
    if band.shape == "table":
        if band.table is None:
            allowed = "given, a CSV of energy and density, with the shape table"
            raise ScenarioError(source, "band.table", NOTHING, allowed)
        if read_table is None:
            allowed = "left out where `parse` has no `read_table`"
            raise ScenarioError(source, "band.table", band.table, allowed)
        try:
            energies, densities = read_table(band.table)
        except ValueError as error:
            raise ScenarioError(source, f"band.table, {error}", NOTHING, "a table") from None
        table = tuple(energies), tuple(densities)
    elif band.table is not None:
        raise ScenarioError(source, "band.table", band.table, "left out unless the shape is table")
    return BandModel(
        band.shape,
        band.half_width,
        band.states_per_spin,
        band.electrons,
        band.table,
        table,
        **dict(leads),
    )


def drive(shape: ScenarioShape, source: Source) -> NDArray[np.float64]:
    """Return the drives of the sweep; energy."""
    section = shape.thermal_drive
    count(source, "thermal_drive.points", section.points)
    for key in ("start", "stop"):
        check(source, f"thermal_drive.{key}", getattr(section, key), FINITE)
    if not section.start < section.stop:
        start = as_written(source, "thermal_drive.start", section.start)
        allowed = f"greater than thermal_drive.start = {start}"
        raise ScenarioError(source, "thermal_drive.stop", section.stop, allowed)
    if section.temperature_coldest is not None:
        key = "thermal_drive.temperature_coldest"
        check(source, key, section.temperature_coldest, POSITIVE)
    return np.linspace(section.start, section.stop, section.points)


def distributions(shape: ScenarioShape, source: Source) -> tuple[Distribution, ...]:
    """Return the distributions, each with the temperatures of both leads."""
    found: list[Distribution] = []
    for index, entry in enumerate(shape.distributions):
        key = f"distributions[{index}]"
        _new_label(source, key, entry.label, found)
        check(source, f"{key}.d", entry.d, FINITE)
        try:
            right = float(kernel.temperature_right(entry.d, entry.temperature_left))
        except ParameterError as error:
            name = f"{key}.{error.name}"
            raise ScenarioError(source, name, error.value, error.allowed) from None
        found.append(Distribution(entry.label, entry.d, entry.temperature_left, right))
    return tuple(found)


def dynamics(shape: ScenarioShape, source: Source) -> Dynamics | None:
    """Return the trajectories of the full dynamics."""
    section = shape.dynamics
    if section is None:
        return None
    check(source, "dynamics.d", section.d, FINITE)
    _run_length(source, "dynamics", section)
    different(source, "dynamics.formulations", section.formulations)
    for index, start in enumerate(section.starts):
        key = f"dynamics.starts[{index}]"
        _new_label(source, key, start.label, section.starts[:index])
        between(source, f"{key}.theta", start.theta, 0, np.pi, ANGLE)
        for name in ("phi", "delta_magnetization", "delta_potential"):
            check(source, f"{key}.{name}", getattr(start, name), FINITE)
    return Dynamics(
        section.d,
        section.t_end,
        section.points,
        tuple(section.formulations),
        tuple(section.starts),
    )


def approach(shape: ScenarioShape, source: Source) -> Approach | None:
    """Return the trajectories of the slow dynamics."""
    section = shape.approach
    if section is None:
        return None
    _run_length(source, "approach", section)
    for index, d in enumerate(section.d):
        check(source, f"approach.d[{index}]", d, FINITE)
    for index, cos_theta in enumerate(section.cos_theta):
        between(source, f"approach.cos_theta[{index}]", cos_theta, -1, 1, COSINE)
    for name in ("d", "cos_theta"):
        different(source, f"approach.{name}", getattr(section, name))
    return Approach(tuple(section.d), tuple(section.cos_theta), section.t_end, section.points)


def validity(shape: ScenarioShape, source: Source) -> tuple[float, ...] | None:
    """Return the drives at which the theory is compared with the exact one; energy."""
    if shape.validity is None:
        return None
    for index, d in enumerate(shape.validity.d):
        check(source, f"validity.d[{index}]", d, FINITE)
    different(source, "validity.d", shape.validity.d)
    return tuple(shape.validity.d)


def exact(shape: ScenarioShape, source: Source) -> bool:
    """Return whether figures show the exact states."""
    if shape.exact:
        _require_coldest(shape, source, "exact: true")
    return shape.exact


def engine(shape: ScenarioShape, source: Source) -> EngineSection | None:
    """Return the heat engine's section."""
    section = shape.engine
    if section is not None:
        check(source, "engine.d", section.d, NON_ZERO)
        count(source, "engine.points", section.points, low=3)  # at both ends no work is done
    return section


def noise(shape: ScenarioShape, source: Source) -> NoiseSection | None:
    """Return the section of the trajectories that fluctuate."""
    section = shape.noise
    if section is None:
        return None
    _require_coldest(shape, source, "noise")
    between(source, "noise.seed", section.seed, 0, MOST_POINTS, f"from 0 to {MOST_POINTS}")
    count(source, "noise.samples", section.samples)
    key = "noise.temperature_lattice"
    if section.temperature_lattice is not None:
        check(source, key, section.temperature_lattice, POSITIVE)
    elif shape.magnet.damping > 0:
        raise ScenarioError(source, key, NOTHING, "given, as magnet.damping makes noise, too")
    return section


def numerics(shape: ScenarioShape, source: Source) -> NumericsSection:
    """Return how finely is computed."""
    section = shape.numerics
    between(source, "numerics.tolerance", section.tolerance, *TOLERANCES, TOLERANCE)
    if not 3 <= section.energies <= MOST_POINTS or section.energies % 2 == 0:
        allowed = f"an odd number from 3 to {MOST_POINTS}, which puts one on mu"
        raise ScenarioError(source, "numerics.energies", section.energies, allowed)
    return section


def _require_coldest(shape, source, section):
    if shape.thermal_drive.temperature_coldest is None:
        key, allowed = "thermal_drive.temperature_coldest", f"given, for the leads of `{section}`"
        raise ScenarioError(source, key, NOTHING, allowed)


def _run_length(source, key, section):
    check(source, f"{key}.t_end", section.t_end, POSITIVE)
    count(source, f"{key}.points", section.points)


def _new_label(source, key, label, others):
    if label in (other.label for other in others):
        raise ScenarioError(source, f"{key}.label", label, "different from the others'")
