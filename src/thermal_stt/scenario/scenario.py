"""The text of a scenario to validated objects, with errors in words.

`schema` has the shape; here the numbers meet the physics that uses them.  Every failure is one
ScenarioError, one line that names the source, the key, the value and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.harmonics import series_terms
from thermal_stt.full_dynamics.relaxation import require_minimum
from thermal_stt.magnet import kernel
from thermal_stt.parameters import FINITE, NON_ZERO, POSITIVE, ParameterError, Parameters
from thermal_stt.scenario.axes import Map, read_maps
from thermal_stt.scenario.limits import ANGLE, KEYS, MOST_POINTS, between, check, count, different
from thermal_stt.scenario.requests import EngineSection, NoiseSection, NumericsSection
from thermal_stt.scenario.schema import NOTHING, ScenarioError, Source, as_written, read_shape
from thermal_stt.scenario.sections import EnergyUnit, UnitsSection
from thermal_stt.scenario.tasks import ZERO_MODES, Approach, BandModel, Distribution, Dynamics
from thermal_stt.scenario.units import energy_in_joule

__all__ = ["Scenario", "ScenarioError", "parse"]

# What a band has to be solved for, before there are Parameters
SOLVED = {"rho_up": 1.0, "rho_down": 1.0, "rho_slope_up": 0.0, "rho_slope_down": 0.0, "spin": 1.0}
COSINE = "between -1 and 1"
MOST_WITH_VOLTAGE = 5000  # runs that go one by one, at 0.1 s
TOLERANCES, TOLERANCE = (1e-13, 1e-3), "between 1e-13 and 1e-3"  # LSODA takes no smaller one


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated scenario: the model, the sweep of the thermal drive, and what else is asked.

    With a `band`, `parameters` holds stand-ins for what the band has to be solved for, until
    `with_zero_modes`; `solved` tells, and `mean_fields` are then M_0 and V_d0.  So it is with
    `dropped_field`, which `model: {dropped_field: true}` adds to B in `parameters`: None where it
    is not asked for.
    `temperature_coldest` is that of the colder lead along the sweep, where it is given; `validity`
    has the drives at which the theory is compared with the exact one, `engine` that of the engine,
    `noise` the trajectories of a fluctuating magnet; with `exact` figures show the exact states.
    """

    parameters: Parameters
    solved: bool
    band: BandModel | None
    mean_fields: tuple[float, float] | None
    dropped_field: float | None
    drive: NDArray[np.float64]
    temperature_coldest: float | None
    distributions: tuple[Distribution, ...]
    dynamics: Dynamics | None
    approach: Approach | None
    validity: tuple[float, ...] | None
    exact: bool
    engine: EngineSection | None
    noise: NoiseSection | None
    maps: tuple[Map, ...]
    energy_unit: EnergyUnit | None
    units: UnitsSection | None
    numerics: NumericsSection
    source: Source

    @property
    def joule_per_energy(self) -> float | None:
        """The natural unit of energy in joule, None where the scenario does not say."""
        unit = self.energy_unit
        return None if unit is None else energy_in_joule(unit.value, unit.unit)

    @property
    def bare_field(self) -> NDArray[np.float64]:
        """B as it is written; energy.  It is that of mean field and of the exact theory."""
        return self.parameters.field - (self.dropped_field or 0.0)

    @property
    def temperature_lattice(self) -> float | None:
        """That of the lattice, None where the scenario does not say; energy."""
        return None if self.noise is None else self.noise.temperature_lattice

    def has(self, section: str) -> bool:
        """Whether there is a `section` or "SECTION.KEY".

        "map of OF" is a map of that, "two axes ... OF" one that can be drawn, "map of OF within
        ..." one that does not take hours, "bias without a voltage" what (A13)-(A14) are for.
        """
        if section == "bias without a voltage":
            return not self.parameters.voltage
        if " within " in section:
            return all(self._runs_fast(asked) for asked in self.maps if f" {asked.of} " in section)
        if section.startswith("two axes"):
            return any(section.endswith(asked.of) and asked.plane for asked in self.maps)
        if section.startswith("map"):
            return any(section in ("map", f"map of {asked.of}") for asked in self.maps)
        return getattr(self, section.split(".")[-1]) is not None

    def _runs_fast(self, asked):
        biased = self.parameters.voltage or "voltage" in (axis.name for axis in asked.axes)
        return not (asked.of == "switching" and biased) or asked.size <= MOST_WITH_VOLTAGE

    def map_of(self, of: str) -> Map:
        """Return the map of that, one of `axes.RUNS`; raises ScenarioError without one."""
        for found in self.maps:
            if found.of == of:
                return found
        raise ScenarioError(self.source, "map", NOTHING, f"given, with `of: {of}`")

    def required_band(self) -> BandModel:
        """Return the band; raises ScenarioError where there is none."""
        if self.band is None:
            raise ScenarioError(self.source, "band", NOTHING, "given")
        return self.band

    def with_zero_modes(self, found: Mapping[str, Any]) -> Scenario:
        """Return the scenario with the solution of its band, a row of `zero_modes.csv`.

        And with the field that (43) drops, where it is a row of `dropped_field.csv`.  Raises
        ScenarioError where they are no model, or none with dynamics.
        """
        solution, fields, dropped = {}, None, self.dropped_field
        if self.band is not None:
            rows = ZERO_MODES.items()
            solution = {name: np.asarray(found[at]) for at, name in rows if name in SOLVED}
            fields = float(found["magnetization"]), float(found["potential"])
        if "dropped_field" in found:
            dropped = float(found["dropped_field"])
            solution["field"] = np.asarray(self.bare_field + dropped)
        try:
            parameters = replace(self.parameters, **solution)
        except ParameterError as error:
            key = f"the solution for the band, {error.name}"
            if error.name == "field":
                key = "B with the dropped field"
            raise ScenarioError(self.source, key, error.value, error.allowed) from None
        scenario = replace(
            self, parameters=parameters, solved=True, mean_fields=fields, dropped_field=dropped
        )
        _require_dynamics(scenario)
        return scenario


def parse(
    text: str | bytes,
    source: str = "scenario",
    read_table: Callable[[str], tuple[Iterable[float], Iterable[float]]] | None = None,
) -> Scenario:
    """Return the scenario that the YAML 1.2 `text` describes; bytes are read as UTF-8.

    `source` names it in errors, usually its path.  `read_table` returns the two columns of the
    table that a band names; it may raise ValueError in words.  Raises ScenarioError.
    """
    origin = Source(source, text)
    shape = read_shape(text, origin)
    _measures(shape, origin)
    sections = shape.model_dump()
    if (shape.band is None) == (shape.density_of_states is None):
        allowed = "given, or band instead" if shape.band is None else "left out beside band"
        allowed += ": exactly one of the two"
        raise ScenarioError(origin, "density_of_states", NOTHING, allowed)
    if (shape.band is None) == (shape.magnet.spin is None):
        value = shape.magnet.spin if shape.band else NOTHING
        allowed = "left out with a band, from which it follows" if shape.band else "given"
        raise ScenarioError(origin, "magnet.spin", value, allowed)
    stand_ins = SOLVED if shape.band else {}
    values = {
        name: stand_ins[name] if name in stand_ins else _look_up(sections, key)
        for name, key in KEYS.items()
    }
    try:
        parameters = Parameters(**values)
    except ParameterError as error:
        raise ScenarioError(origin, KEYS[error.name], error.value, error.allowed) from None
    scenario = Scenario(
        parameters=parameters,
        solved=shape.band is None and not shape.model.dropped_field,
        band=_band(shape, origin, read_table),
        mean_fields=None,
        dropped_field=0.0 if shape.model.dropped_field else None,
        drive=_drive(shape.thermal_drive, origin),
        temperature_coldest=shape.thermal_drive.temperature_coldest,
        distributions=_distributions(shape.distributions, origin),
        dynamics=_dynamics(shape.dynamics, origin),
        approach=_approach(shape.approach, origin),
        validity=_validity(shape, origin),
        exact=_exact(shape, origin),
        engine=_engine(shape.engine, origin),
        noise=_noise(shape, origin),
        maps=read_maps(shape, origin, parameters),
        energy_unit=shape.energy_unit,
        units=shape.units,
        numerics=_numerics(shape.numerics, origin),
        source=origin,
    )
    if scenario.solved:
        _require_dynamics(scenario)
    return scenario


def _measures(shape, source):
    if shape.energy_unit is not None:
        check(source, "energy_unit.value", shape.energy_unit.value, POSITIVE)
    elif shape.units is not None:
        raise ScenarioError(source, "energy_unit", NOTHING, "given, for `units` to refer to")
    if shape.magnet.g_factor is not None:
        check(source, "magnet.g_factor", shape.magnet.g_factor, POSITIVE)


def _band(shape, source, read_table):
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


def _drive(section, source):
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


def _distributions(entries, source):
    found = []
    for index, entry in enumerate(entries):
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


def _dynamics(section, source):
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


def _approach(section, source):
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


def _validity(shape, source):
    if shape.validity is None:
        return None
    for index, d in enumerate(shape.validity.d):
        check(source, f"validity.d[{index}]", d, FINITE)
    different(source, "validity.d", shape.validity.d)
    return tuple(shape.validity.d)


def _exact(shape, source):
    if shape.exact:
        _require_coldest(shape, source, "exact: true")
    return shape.exact


def _engine(section, source):
    if section is not None:
        check(source, "engine.d", section.d, NON_ZERO)
        count(source, "engine.points", section.points)
    return section


def _noise(shape, source):
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


def _require_coldest(shape, source, section):
    if shape.thermal_drive.temperature_coldest is None:
        key, allowed = "thermal_drive.temperature_coldest", f"given, for the leads of `{section}`"
        raise ScenarioError(source, key, NOTHING, allowed)


def _run_length(source, key, section):
    check(source, f"{key}.t_end", section.t_end, POSITIVE)
    count(source, f"{key}.points", section.points)


def _numerics(section, source):
    between(source, "numerics.tolerance", section.tolerance, *TOLERANCES, TOLERANCE)
    if not 3 <= section.energies <= MOST_POINTS or section.energies % 2 == 0:
        allowed = f"an odd number from 3 to {MOST_POINTS}, which puts one on mu"
        raise ScenarioError(source, "numerics.energies", section.energies, allowed)
    return section


def _require_dynamics(scenario):
    if scenario.dynamics is not None:
        try:
            require_minimum(scenario.parameters)
            if "retarded" in scenario.dynamics.formulations:
                series_terms(scenario.parameters)
        except ParameterError as error:
            key = f"{KEYS[error.name]} (for dynamics)"
            raise ScenarioError(scenario.source, key, error.value, error.allowed) from None


def _new_label(source, key, label, others):
    if label in (other.label for other in others):
        raise ScenarioError(source, f"{key}.label", label, "different from the others'")


def _look_up(sections, key):
    section, name = key.split(".")
    return sections[section][name]
