"""Every function of the package scales as its docstring says, if all energies are scaled.

In units hbar = k_B = e = 1 a quantity is a power of one energy.  The power of an argument follows
from its name, which means the same in every module; that of a result is the last word of the first
sentence, or the paragraph, of the docstring, "; energy^2".  The factor is a power of two, so that a
right power is right to the last digits.  This finds slips that no limit finds.
"""

from dataclasses import replace

import numpy as np
import pytest
from dimensions import (
    COLUMNS,
    ELSEWHERE,
    FIELDS,
    FUNCTIONS,
    GATES,
    PAIR,
    RNG,
    SCALE,
    SIZE,
    UNITS,
    WITHOUT,
    assert_scales,
    call,
    powers_of,
    scaled,
    scaled_parameters,
    some,
)

from models import PAPER, ROOT, random_parameters
from thermal_stt import maps
from thermal_stt.exact import (
    along,
    band_integrals,
    error_laws,
    kicks,
    newton,
    precessions,
    self_consistent,
    sweep,
    theory,
    torque_curves,
    turning_frame,
    validity,
)
from thermal_stt.exact.poles import levels_of_band, poles_of_step
from thermal_stt.exact.self_consistent import Dot
from thermal_stt.full_dynamics import family, history, integration, runs
from thermal_stt.full_dynamics.switching import switching
from thermal_stt.magnet import direction
from thermal_stt.magnet.approach import approach
from thermal_stt.magnet.slow_dynamics import slow_dynamics
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import SHAPES, Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.noise.diffusion import Surroundings
from thermal_stt.parameters import Parameters
from thermal_stt.scenario import quantities
from thermal_stt.scenario.tasks import ZERO_MODES, Distribution
from thermal_stt.scenario.units import DIMENSIONS

POLE, ENERGIES = 0.3 - 0.01j, ("magnetization", "phi_dot", "potential")
AUTOMATIC = [n for n in FUNCTIONS if n not in ELSEWHERE and n not in WITHOUT and n not in GATES]


@pytest.mark.parametrize("name", AUTOMATIC)
def test_function_scales_as_its_docstring_says(name):
    function = FUNCTIONS[name]
    assert_scales(call(function, name, 1.0), call(function, name, SCALE), powers_of(function), name)


def test_every_public_function_is_scaled_somewhere():
    assert not set(ELSEWHERE) & set(WITHOUT)
    assert set(ELSEWHERE) | set(WITHOUT) <= set(FUNCTIONS)
    here = (ROOT / "tests/physics/test_dimensions.py").read_text()
    below = here[here.index("class TestOneModelAtATime") :]
    for name in ELSEWHERE:
        assert name.split(".")[1] in below, name
    there = (ROOT / "tests/physics/test_laws.py").read_text()
    for name in GATES:
        assert name.split(".")[1] in there, name


@pytest.mark.parametrize("name", [n for n, f in vars(Parameters).items() if hasattr(f, "func")])
def test_combinations_scale(name):
    model = random_parameters(4, SIZE)
    unit = {q.name: DIMENSIONS[q.dimension].power for q in quantities.QUANTITIES}
    power = unit.get(name, 2 if name == "gamma_product" else None)
    one, other = getattr(model, name), getattr(scaled_parameters(model), name)
    np.testing.assert_allclose(one * SCALE**power, other, rtol=1e-12)


class TestOneModelAtATime:
    p = PAPER.parameters
    q = scaled_parameters(PAPER.parameters)
    d, start = -600.0, (1.2, 0.3, 0.5, 0.02)

    def starts(self):
        return self.start, (*self.start[:2], *(SCALE * x for x in self.start[2:]))

    def assert_tables_scale(self, one, other, rtol=1e-9, **powers):
        assert list(one) == list(other)
        for name, column in one.items():
            if np.asarray(column).dtype.kind != "f":
                np.testing.assert_array_equal(column, other[name])
                continue
            power = {**COLUMNS, **powers}[name]
            size = np.nanmax(np.abs(other[name]))
            np.testing.assert_allclose(
                column * SCALE**power, other[name], rtol=rtol, atol=rtol * size, err_msg=name
            )

    def test_criteria_of_slowness(self):
        function, theta = FUNCTIONS["slowness.criteria"], some(0.2, 2.9)
        one = function(random_parameters(3, SIZE), theta, (PAIR[0], PAIR[1], PAIR[0]), 2.0)
        rates = (SCALE * PAIR[0], SCALE * PAIR[1], SCALE**2 * PAIR[0])
        model = scaled_parameters(random_parameters(3, SIZE))
        other = function(model, theta, rates, SCALE * 2.0)
        assert_scales(one, other, powers_of(function), "criteria")

    def test_phase_lines_and_diagrams(self):
        beyond = {"anisotropy": 2.086, "own_damping": 1.19e-3, "voltage": 0.3}
        rates = {"gamma_left_up": 0.0995, "gamma_left_down": 0.0054, "gamma_right": 0.0091}
        densities = {"rho_up": 2.63, "rho_down": 8.23}
        slopes = {"rho_slope_up": -0.2326, "rho_slope_down": 0.593}
        p = replace(self.p, **beyond, **rates, **densities, **slopes)
        q = scaled_parameters(p)
        for name, power in (("folds", (0, 2)), ("largest_own_damping", (0,))):
            function = FUNCTIONS[f"phase_lines.{name}"]
            arguments = [()] * 2 if name == "folds" else [(self.d,), (SCALE**2 * self.d,)]
            one, other = function(p, *arguments[0]), function(q, *arguments[1])
            assert np.size(one) > 0
            assert_scales(one, other, list(power), name)
        powers = {"voltage": 1, "anisotropy": 1, "d_from": 2, "d_to": 2}
        powers |= {f"growth_{pole}": 1 for pole in ("north", "south")}
        powers |= {f"current_{pole}": 1 for pole in ("north", "south")}
        of_conductance = ("scale", "conductance_left", "conductance_right")
        powers |= dict.fromkeys((*of_conductance, "damping_largest", "damping_of_leads"), 0)
        for name in ("over_voltage", "over_anisotropy", "over_conductance"):
            function = FUNCTIONS[f"diagrams.{name}"]
            one, other = function(p, [self.d, 500.0]), function(q, SCALE**2 * np.r_[self.d, 500.0])
            for table in zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]:
                self.assert_tables_scale(*table, **powers)

    def test_finite_hamiltonian(self):
        function = FUNCTIONS["hamiltonian.one_electron_hamiltonian"]
        levels, energies = np.array([0.3, -0.2]), RNG.normal(size=(4, 2))
        hopping = RNG.normal(size=(2, 4))
        one = function(levels, [(energies, hopping)])
        other = function(SCALE * levels, [(SCALE * energies, SCALE * hopping)])
        assert_scales(one, other, powers_of(function), "one_electron_hamiltonian")

    @pytest.mark.parametrize("shape", SHAPES)
    def test_bands_and_their_kernel(self, shape):
        table = ((-1.0, -0.2, 0.3, 1.1), (0.1, 1.0, 0.4, 0.0)) if shape == "table" else None
        results = []
        for s in (1.0, SCALE):
            band = Band(shape, 100.0 * s, 2000.0, table)
            leads = Leads(0.5 * s, 3.0 * s, 1.0 * s, 5.0 * s, 12.0 * s, 0.4, -4.0 * s)
            at = 130.0 * s, 7.0 * s
            results.append(
                {
                    "density": (-1, band.density(20.0 * s)),
                    "broadened_density": (-1, band.broadened_density(20.0 * s, 0.3 * s)),
                    "broadened_slope": (-2, band.broadened_slope(20.0 * s, 0.3 * s)),
                    "hilbert": (-1, band.hilbert(20.0 * s, 0.3 * s)),
                    "imbalance": (0, band.imbalance(20.0 * s, 2.0 * s, 0.3 * s)),
                    "imbalances": (0, FUNCTIONS["leads.imbalances"](band, leads, *at)),
                    "full_kernel": (1, FUNCTIONS["full_kernel.full_kernel"](band, leads, *at, s)),
                    "field": (1, FUNCTIONS["full_kernel.renormalization"](band, leads, *at)[0]),
                    "spin": (0, FUNCTIONS["full_kernel.renormalization"](band, leads, *at)[1]),
                }
            )
        shift = 2 / np.pi * 2000.0 * np.log(SCALE)  # of the constant that full_kernel leaves out
        for name, (power, value) in results[0].items():
            other = results[1][name][1]
            if name == "full_kernel":
                rates = np.array([0.5 + 1.0, 3.0 + 1.0])
                other = other - 1j * SCALE * shift * rates
            np.testing.assert_allclose(np.asarray(value) * SCALE**power, other, rtol=1e-9)

    def test_zero_modes(self):
        """`zero_modes.solve`, its `solve_family` and its `table`."""
        found = []
        for s in (1.0, SCALE):
            band = Band("semicircle", 100.0 * s, 2150.0)
            leads = Leads(0.01 * s, 0.09 * s, 0.02 * s, 8.0 * s, 9.0 * s)
            found.append(
                zero_modes.solve(
                    band, leads, field=s, exchange=0.08 * s, capacitance=0.1 / s, electrons=3.0
                )
            )
        powers = {"magnetization": 1, "potential": 1, "spin": 0, "charge": 0}
        powers |= {"rho_up": -1, "rho_down": -1, "rho_slope_up": -2, "rho_slope_down": -2}
        for name, power in powers.items():
            one, other = (getattr(solution, name) for solution in found)
            assert one * SCALE**power == pytest.approx(other, rel=1e-9), name
        assert set(powers) | {"residual"} == set(ZERO_MODES.values())

    def test_exact_theory(self):
        """`band_integrals`, `turning_dot`, states and what the theory takes of them."""
        results = []
        for s in (1.0, SCALE):
            band, leads = Band("parabola", s, 4000 / 3), Leads(*np.array(self.exact_leads) * s)
            dot = Dot(band, leads, 2e-4 * s, 1.09e-3 * s, 1000.0 / s, electrons=20.0)
            integrals = band_integrals.band_integrals(band, s * POLE, 0.0, s * np.array([0.1, 0.2]))
            state = precessions.precession(dot, 0.3)
            [scanned] = precessions.precessions(dot)
            pole = self_consistent.pole(dot, "south_pole")
            held = turning_frame.turning_dot(band, leads, state.frame)
            curve = precessions.torque_curve(dot, [0.5, -0.5])
            [whole] = precessions.torque_curves([dot], [dot.start(1.0)], precessions.ANGLES)
            both = precessions.torque_from_poles(dot, np.array([0.5, -0.5]))
            [lost] = precessions.torques_from_poles([dot], [None], [dot.start(-1.0)], curve[1])
            [followed] = precessions.precessions_on(dot, whole)
            there = self_consistent.state_at(dot, pole.branch, pole.frame)
            torque = newton.torque_of(0.0, pole.frame, pole.dot)
            p = theory.parameters_of(dot, state.frame)
            frames = [state.frame, scanned.frame, followed.frame, pole.frame]
            frames += [curve, whole, both, lost]
            results.append(
                [
                    # less a constant, -2 states ln(2 pi T)
                    (0, np.diff(integrals.value)),
                    (-1, integrals.slope),
                    (1, torque),
                    (0, [state.cos_theta_spin, state.spin, state.damping, pole.spin]),
                    (1, [state.growth_rate, pole.growth_rate, state.current_left]),
                    (1, there.growth_rate),
                    (2, state.energy_currents),
                    (0, [held.charge, held.spin_across, held.spin_along]),
                    (1, [held.torque_out, *held.currents.ravel()]),
                    (2, held.energies),
                    (1, [np.sum(getattr(f, n)) for f in frames for n in ENERGIES]),
                    (0, [np.sum(f.cos_theta) for f in frames]),
                    (1, [curve.torque, curve.current_left]),
                    (1, theory.dropped_field(dot, state.frame)),
                    *((power, getattr(p, name)) for name, power in FIELDS.items()),
                ]
            )
        for (power, one), (_, other) in zip(*results, strict=True):
            one = np.asarray(one) * SCALE**power
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11 * np.abs(other).max())

    def test_table_of_validity(self):
        """`validity.table` with its `dot_for`, `fitted_dot` and `at_drive`, by its own units."""
        tables = []
        for p, s in ((self.p, 1.0), (self.q, SCALE)):
            given = replace(PAPER, parameters=p, temperature_coldest=6.0 * s)
            tables.append(validity.table(replace(given, validity=(self.d * s**2,))))
        for one, other in zip(*tables, strict=True):
            power = UNITS["a number" if one["unit"] == "number" else one["unit"]]
            assert one["exact"] * SCALE**power == pytest.approx(other["exact"], rel=1e-6)
            expected = one["quasi_classical"] * SCALE**power
            assert other["quasi_classical"] == pytest.approx(expected, rel=1e-12)

    def test_tables_of_errors(self):
        """`error_laws.laws` with its `held_dots`, `held_errors` and `state_errors`; `orders`.

        They are numbers; `curves` has its units.
        """
        powers = {"d": 2, "cos_theta": 0}  # all others are energies
        given = replace(PAPER, parameters=self.p, validity=(self.d,))
        scaled = replace(
            given,
            parameters=self.q,
            temperature_coldest=SCALE * given.temperature_coldest,
            validity=(self.d * SCALE**2,),
        )
        one, other = map(torque_curves.curves, (given, scaled))
        for name, column in one.items():
            expected = column * SCALE ** powers.get(name, 1)
            np.testing.assert_allclose(other[name], expected, rtol=1e-5, err_msg=name)
        one, other = map(error_laws.laws, (given, scaled))
        for kind in ("bare", "repaired"):
            errors = [[row[kind] for row in rows] for rows in (one, other)]
            np.testing.assert_allclose(*errors, rtol=0.01, atol=1e-6)
        one, other = map(error_laws.orders, (one, other))
        np.testing.assert_allclose(
            [row["order"] for row in one], [row["order"] for row in other], atol=0.01
        )

    def test_kicks(self):
        """`kicks.answer` of its `dot_of` and `larger`; `flat_dot`, `errors`, `moved`, `poles`.

        With `levels_of_band` of a band, and `poles_of_step`, which are numbers.
        """
        answers = []
        for p, s in ((self.p, 1.0), (self.q, SCALE)):
            # a charge that is as slow as all else, so that steps may be long
            p = replace(p, capacitance=20.0 / s, voltage=0.0)
            given = replace(PAPER, parameters=p, temperature_coldest=6.0 * s)
            given = replace(given, dynamics=replace(PAPER.dynamics, d=self.d * s**2))
            dots = kicks.dot_of(given, "own", 2.0), kicks.larger(kicks.flat_dot(p), 2.0)
            answers.append(
                [kicks.answer(dot, (1.2, 2.0 * s, 0.02 * s), "step") for dot in dots]
                + [levels_of_band(dot.band, 9)[0] for dot in dots]
            )
        powers = {"formulation": None, "t": -1, "delta_theta": 0}
        for one, other in zip(answers[0][:2], answers[1][:2], strict=True):
            for name, column in one.items():
                power = powers.get(name, 1)
                if power is not None:
                    size = SCALE**power * np.abs(column).max()
                    np.testing.assert_allclose(
                        other[name], column * SCALE**power, atol=1e-4 * size, err_msg=name
                    )
            assert max(kicks.moved(one, one).values()) == 0
            since = float(one["t"].max()) / 2
            errors = kicks.errors(one, since), kicks.errors(other, since / SCALE)
            for row, larger in zip(*errors, strict=True):
                assert row["retarded"] == pytest.approx(larger["retarded"], abs=1e-3)
        for one, other in zip(answers[0][2:], answers[1][2:], strict=True):
            np.testing.assert_allclose(other, one * SCALE, rtol=1e-6)
        xi, residues = poles_of_step(4)
        assert np.all(np.isfinite(xi) & np.isfinite(residues))

    def test_exact_states_over_many(self, monkeypatch):
        """`sweep.table`, `along`, `theory.table` and `theory.solved`.

        With what is below: `precessions_near`, `currents`; `families`, `family_of`, `follow`;
        `settle`, `linearised`, `torque_of`, `spin_of`; `channels_of`.
        """
        monkeypatch.setattr(sweep, "DRIVES", 3)  # with a precession, and without
        tables = []
        for p, s in ((self.p, 1.0), (self.q, SCALE)):
            given = replace(
                PAPER, parameters=p, temperature_coldest=6.0 * s, drive=PAPER.drive * s**2
            )
            d = np.array([-900.0, -800.0, 0.0]) * s**2
            row = along.along(given, p, d, np.full(3, 6.0 * s))
            tables.append((sweep.table(given), row, theory.table(given)[0]))
            asked = theory.solved(replace(given, dropped_field=0.0, solved=False))
            shift = float(asked.parameters.field - p.field)
            assert shift == pytest.approx(tables[-1][2]["dropped_field"], abs=1e-12 * s)
        for one, other in zip(tables[0][:2], tables[1][:2], strict=True):
            for name, column in one.items():
                if column.dtype.kind == "f":
                    expected = column * SCALE ** COLUMNS.get(name, 0)
                    size = np.nanmax(np.abs(expected))
                    np.testing.assert_allclose(other[name], expected, rtol=1e-5, atol=1e-7 * size)
        dropped = [row["dropped_field"] for _, _, row in tables]
        assert dropped[0] * SCALE == pytest.approx(dropped[1], abs=1e-7 * SCALE)

    exact_leads = (1.25e-4, 6.25e-4, 3.75e-4, 0.005, 0.045)

    def test_fixed_points(self):
        """`precession.with_branch_points`, `fixed_points`, what is `listed`, and `attractor`."""
        sweep = np.linspace(-900, 900, 11)
        tables = []
        for p, s in ((self.p, 1.0), (self.q, SCALE)):
            d = FUNCTIONS["precession.with_branch_points"](p, s**2 * sweep)
            tables.append(FUNCTIONS["precession.fixed_points"](p, d))
        self.assert_tables_scale(*tables)
        one = FUNCTIONS["precession.attractor"](self.p, sweep)
        other = FUNCTIONS["precession.attractor"](self.q, SCALE**2 * sweep)
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_allclose(one[1], other[1], rtol=1e-12)

    def test_engine(self):
        """`heat_engine.open_circuit` and `loads`."""
        circuit, loads = (FUNCTIONS[f"heat_engine.{name}"] for name in ("open_circuit", "loads"))
        sweep = np.linspace(-900, 900, 11)
        self.assert_tables_scale(circuit(self.p, sweep), circuit(self.q, SCALE**2 * sweep))
        one = loads(self.p, self.d, 6.0, 7)
        self.assert_tables_scale(one, loads(self.q, SCALE**2 * self.d, SCALE * 6.0, 7))

    def test_tables_of_noise(self):
        """`tabulated.distributions`, `lifetimes` and `linewidths`; `passage_times` is in them."""
        d = np.array([-720.0, 720.0])
        one = Surroundings(np.array([6.0, 16.0]), np.array([16.0, 6.0]))
        other = scaled(one, 1)
        for name in ("distributions", "lifetimes"):
            function = FUNCTIONS[f"tabulated.{name}"]
            tables = function(self.p, one, d, 3, 20), function(self.q, other, SCALE**2 * d, 3, 20)
            self.assert_tables_scale(*tables)
        function = FUNCTIONS["tabulated.linewidths"]
        self.assert_tables_scale(function(self.p, one, d), function(self.q, other, SCALE**2 * d))

    def test_occupations(self):
        """`occupation_energies` and `settled_occupations`."""
        function = FUNCTIONS["occupation.occupation_energies"]
        assert_scales(function(self.p, 7), function(self.q, 7), powers_of(function), "energies")
        asked = [Distribution("a", -500.0, 0.1, 12.3), Distribution("b", -900.0, 6.0, 17.6)]
        more = [
            Distribution(
                e.label, SCALE**2 * e.d, SCALE * e.temperature_left, SCALE * e.temperature_right
            )
            for e in asked
        ]
        function = FUNCTIONS["occupation.settled_occupations"]
        self.assert_tables_scale(function(self.p, asked, 7), function(self.q, more, 7))

    def test_quantities_have_their_units(self):
        """`quantities.table`, with the conditions of the regime, by its own column of units."""
        power = {kind.unit: kind.power for kind in DIMENSIONS.values()}
        changed = replace(
            PAPER,
            parameters=self.q,
            drive=SCALE**2 * PAPER.drive,
            temperature_coldest=SCALE * PAPER.temperature_coldest,
            distributions=tuple(
                Distribution(
                    e.label, SCALE**2 * e.d, SCALE * e.temperature_left, SCALE * e.temperature_right
                )
                for e in PAPER.distributions
            ),
        )
        one, other = quantities.table(PAPER), quantities.table(changed)
        for before, after in zip(one, other, strict=True):
            assert before["name"] == after["name"]
            expected = before["value"] * SCALE ** power[before["unit"]]
            assert after["value"] == pytest.approx(expected, rel=1e-9), before["name"]
        assert {
            "regime_field_below_magnetization",  # conditions_of_the_model
            "regime_density_linear[far hot]",  # conditions_at_temperatures
            "regime_barrier_high",  # conditions_of_states
        } <= {row["name"] for row in one}

    def test_relaxation(self):
        """`population_matrix` is of numbers, and `require_minimum` the same verdict."""
        function = FUNCTIONS["relaxation.population_matrix"]
        assert_scales(function(self.p), function(self.q), powers_of(function), "matrix")
        FUNCTIONS["relaxation.require_minimum"](self.q)

    @pytest.mark.parametrize("name", integration.FORMULATIONS)
    def test_equations_of_motion(self, name):
        """Velocities of each formulation, whatever it remembers, and `integrate`."""
        pair = []
        for p, s, start in zip((self.p, self.q), (1.0, SCALE), self.starts(), strict=True):
            system = integration.FORMULATIONS[name](p, self.d * s**2)
            past = history.consistent_history(p, start[0], *start[2:])
            y = system.initial(start, past)
            pair.append((y, np.asarray(system.velocity(0, y)), system.deviations(y)))
        (y, v, deviations), (y2, v2, deviations2) = pair
        moved = v != 0
        # a coordinate's power is 0 or 1 here; its velocity has one more
        power = np.log(np.abs(y2[y != 0] / y[y != 0])) / np.log(SCALE)
        np.testing.assert_allclose(power, np.round(power), atol=1e-9)
        whole = np.zeros(len(y))
        whole[y != 0] = np.round(power)
        if name == "retarded":  # those that are still zero: series of delta_M and delta_V
            whole[4:] = whole[4]
        np.testing.assert_allclose(v[moved] * SCALE ** (whole[moved] + 1), v2[moved], rtol=1e-9)
        assert_scales(tuple(deviations), tuple(deviations2), [1], name)
        times = np.array([0.0, 2.0, 30.0])
        one, other = (
            integration.integrate(p, self.d * s**2, name, start, times / s)
            for p, s, start in zip((self.p, self.q), (1.0, SCALE), self.starts(), strict=True)
        )
        np.testing.assert_allclose(one.theta, other.theta, rtol=1e-9)
        rates, faster = one.rates(), other.rates()
        np.testing.assert_allclose(rates[:2] * SCALE, faster[:2], rtol=1e-6)
        np.testing.assert_allclose(rates[2:] * SCALE**2, faster[2:], rtol=1e-5, atol=1e-12)

    def test_times_and_directions(self):
        """`logarithmic_times` and `integrate_direction`."""
        function = FUNCTIONS["integration.logarithmic_times"]
        one, other = function(self.p, 1000.0, 9), function(self.q, 1000.0 / SCALE, 9)
        assert_scales(one, other, powers_of(function), "times")
        m = [np.sin(1.2), 0.0, np.cos(1.2)]
        one = direction.integrate_direction(self.p, self.d, m, 8.0, 40)
        other = direction.integrate_direction(self.q, self.d * SCALE**2, m, 8.0 / SCALE, 40)
        np.testing.assert_allclose(one, other, atol=1e-12)

    def test_histories(self):
        """`consistent_history`, `history_of`, `history_of_samples`: numbers, as integrals."""
        one = history.consistent_history(self.p, 1.2, 0.5, 0.02)
        other = history.consistent_history(self.q, 1.2, 0.5 * SCALE, 0.02 * SCALE)
        np.testing.assert_allclose(one(0.07), other(0.07 * SCALE), rtol=1e-12)
        history.require_consistent(self.q, 1.2, 0.5 * SCALE, 0.02 * SCALE, other)
        one = history.history_of(lambda t: np.exp(0.1 * t) * np.array([1, 2]), 0.03)
        other = history.history_of(
            lambda t: SCALE * np.exp(0.1 * SCALE * t) * np.array([1, 2]), 0.03 * SCALE
        )
        np.testing.assert_allclose(one(0.07), other(0.07 * SCALE), rtol=1e-9)
        times, values = np.array([-3.0, -1.0, 0.0]), np.array([0.1, 0.4, 0.2])
        one = history.history_of_samples(times, values, -values)
        other = history.history_of_samples(times / SCALE, SCALE * values, -SCALE * values)
        np.testing.assert_allclose(one(0.07), other(0.07 * SCALE), rtol=1e-12)

    def test_families_of_runs(self):
        """`integrate_family`, `slow_dynamics`, `switching` and the maps made of them."""
        d, times = self.d * np.array([1.0, -0.4]), np.array([1.0, 50.0, 3000.0])
        tables = []
        for p, s, start in zip((self.p, self.q), (1.0, SCALE), self.starts(), strict=True):
            run = family.integrate_family(p, d * s**2, start, times / s)
            slow = slow_dynamics(p, d * s**2, start[0], times / s)
            from_rest = [start[0], *start[2:]]
            ends = switching(p, d * s**2, from_rest)
            assert run.met.all()
            tables.append(
                {
                    "theta": run.theta,
                    "delta_magnetization": run.delta_magnetization,
                    "delta_potential": run.delta_potential,
                    "phi": slow.phi,
                    "cos_theta": np.cos(slow.theta),
                    "cos_theta_end": ends.cos_theta_end,
                    "time": ends.time,
                }
                | maps.attractor(p, d * s**2)
                | {
                    name: value
                    for name, value in maps.switch(p, d * s**2, *from_rest, np.zeros(0)).items()
                    if name == "time"
                }
            )
        # errors are relative to 1 and to the largest deviation
        self.assert_tables_scale(*tables, rtol=1e-6)

    def test_tables_of_runs(self):
        """`runs.trajectories`, `runs.retardation` and `approach.approach`."""
        times, formulations = np.array([0.0, 1.0, 20.0]), ["llgs", "recast"]
        tables = [
            runs.trajectories(
                p, self.d * s**2, formulations, {"a": start}, times / s, temperature=6.0 * s
            )
            for p, s, start in zip((self.p, self.q), (1.0, SCALE), self.starts(), strict=True)
        ]
        for one, other in zip(*tables, strict=True):
            self.assert_tables_scale(one, other, rtol=1e-7)
        one, other = (
            runs.retardation(p, self.d * s**2, start, 1)
            for p, s, start in zip((self.p, self.q), (1.0, SCALE), self.starts(), strict=True)
        )
        numbers = {"delta_magnetization": 0, "delta_potential": 0}  # relative to the largest
        self.assert_tables_scale(one, other, rtol=1e-4, **numbers)
        tables = [
            approach(p, [self.d * s**2], [0.3], 500.0 / s, 5)
            for p, s in ((self.p, 1.0), (self.q, SCALE))
        ]
        for one, other in zip(*tables, strict=True):
            self.assert_tables_scale(one, other, rtol=1e-7, start=0)


def test_printed_forms_are_caught():
    """(51) and (B24) as printed do not scale, though each agrees with a limit of the right one."""
    model = random_parameters(3, SIZE)

    def eq_51_as_printed(p, d):
        above = p.gamma_sum * p.rho_sum * p.field + p.lambda_ * p.rho_slope_sum * d
        return above / (p.gamma_delta * p.rho_delta * p.field + p.lambda_ * p.rho_slope_delta * d)

    d = some(-900, 900)
    one = eq_51_as_printed(model, d)
    other = eq_51_as_printed(scaled_parameters(model), SCALE**2 * d)
    with pytest.raises(AssertionError, match=r"\(51\)"):
        assert_scales(one, other, [0], "(51)")


def test_a_docstring_without_a_unit_is_caught():
    with pytest.raises(AssertionError, match="units"):
        powers_of(scaled)
