"""The text of a scenario to validated objects, with errors in words.

`schema` has the shape, `reading` each section; here the numbers meet the physics that uses them.
Every failure is one ScenarioError, one line that names the source, the key, the value and what is
allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thermal_stt.full_dynamics.harmonics import series_terms
from thermal_stt.full_dynamics.relaxation import require_minimum
from thermal_stt.parameters import ParameterError, Parameters
from thermal_stt.scenario import reading
from thermal_stt.scenario.axes import Map, read_maps
from thermal_stt.scenario.limits import KEYS
from thermal_stt.scenario.reading import ReadTable
from thermal_stt.scenario.requests import EngineSection, NoiseSection, NumericsSection
from thermal_stt.scenario.schema import NOTHING, ScenarioError, Source, read_shape
from thermal_stt.scenario.sections import EnergyUnit, UnitsSection
from thermal_stt.scenario.tasks import ZERO_MODES, Approach, BandModel, Distribution, Dynamics
from thermal_stt.scenario.units import energy_in_joule

__all__ = ["Scenario", "ScenarioError", "parse"]

# What a band has to be solved for, before there are Parameters
SOLVED = {"rho_up": 1.0, "rho_down": 1.0, "rho_slope_up": 0.0, "rho_slope_down": 0.0, "spin": 1.0}
MOST_ONE_BY_ONE = 5000  # runs of switching, at 0.1 to 0.5 s


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated scenario: the model, the sweep of the thermal drive, and what else is asked.

    With a `band`, `parameters` holds stand-ins for what the band has to be solved for, until
    `with_zero_modes` (`exact.theory.solved`); `solved` tells, and `mean_fields` are then M_0 and
    V_d0.  So it is with `dropped_field`, which `model: {dropped_field: true}` adds to B in
    `parameters`: None where it is not asked for.
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
        ..." one that does not take hours, "bias without a voltage" what (A13)-(A14) are for, and
        so "formulations without ..." those of `dynamics`.
        """
        if section == "bias without a voltage":
            return not self.parameters.voltage
        if section.startswith("formulations without"):
            asked = self.dynamics.formulations if self.dynamics else ()
            return not (self.parameters.voltage and {"retarded", "embedded"} & {*asked})
        if " within " in section:
            return all(self._runs_fast(asked) for asked in self.maps if f" {asked.of} " in section)
        if section.startswith("two axes"):
            return any(section.endswith(asked.of) and asked.plane for asked in self.maps)
        if section.startswith("map"):
            return any(section in ("map", f"map of {asked.of}") for asked in self.maps)
        return getattr(self, section.split(".")[-1]) is not None

    def _runs_fast(self, asked):
        # as `integrate_family` does, which `switching` asks for a way and for deviations
        if asked.of != "switching" or asked.size <= MOST_ONE_BY_ONE:
            return True
        given = vars(self.parameters) | asked.fixed
        on = {axis.name for axis in asked.axes} | {name for name, number in given.items() if number}
        followed = asked.way.size or on & {"delta_magnetization", "delta_potential"}
        return not ("voltage" in on or (followed and on & {"anisotropy", "own_damping"}))

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
    read_table: ReadTable | None = None,
) -> Scenario:
    """Return the scenario that the YAML 1.2 `text` describes; bytes are read as UTF-8.

    `source` names it in errors, usually its path.  `read_table` returns the two columns of the
    table that a band names; it may raise ValueError in words.  Raises ScenarioError.
    """
    origin = Source(source, text)
    shape = read_shape(text, origin)
    reading.measures(shape, origin)
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
        band=reading.band(shape, origin, read_table),
        mean_fields=None,
        dropped_field=0.0 if shape.model.dropped_field else None,
        drive=reading.drive(shape, origin),
        temperature_coldest=shape.thermal_drive.temperature_coldest,
        distributions=reading.distributions(shape, origin),
        dynamics=reading.dynamics(shape, origin),
        approach=reading.approach(shape, origin),
        validity=reading.validity(shape, origin),
        exact=reading.exact(shape, origin),
        engine=reading.engine(shape, origin),
        noise=reading.noise(shape, origin),
        maps=read_maps(shape, origin, parameters),
        energy_unit=shape.energy_unit,
        units=shape.units,
        numerics=reading.numerics(shape, origin),
        source=origin,
    )
    if scenario.solved:
        _require_dynamics(scenario)
    return scenario


def _require_dynamics(scenario):
    if scenario.dynamics is not None:
        try:
            require_minimum(scenario.parameters)
            if "retarded" in scenario.dynamics.formulations:
                series_terms(scenario.parameters)
        except ParameterError as error:
            key = f"{KEYS[error.name]} (for dynamics)"
            raise ScenarioError(scenario.source, key, error.value, error.allowed) from None


def _look_up(sections, key):
    section, name = key.split(".")
    return sections[section][name]
