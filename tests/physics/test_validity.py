"""The table that says how wrong the theory is, and the band that it takes where none is given."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from exact_dots import frame_of, symmetric_dot

from models import PAPER, ROOT
from thermal_stt.exact import fitted_band, theory, validity
from thermal_stt.exact.fitted_band import SHAPES, dot_for, fitted_dot
from thermal_stt.exact.precessions import precession
from thermal_stt.exact.self_consistent import pole
from thermal_stt.exact.theory import parameters_of
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet import kernel
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads, imbalances
from thermal_stt.parameters import ParameterError, Parameters
from thermal_stt.scenario import scenario
from thermal_stt.scenario.scenario import ScenarioError

AT = (-1000.0, "precession")
DEVICE = scenario.parse((ROOT / "config/device.yaml").read_bytes(), "device.yaml")
SEMICIRCLE = scenario.parse((ROOT / "config/semicircle.yaml").read_bytes(), "semicircle.yaml")


class TestFittedBand:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_a_band_is_found_again(self, shape):
        """From two densities and two slopes, which the shapes do not share."""
        dot = replace(symmetric_dot(), band=Band(shape, 1.0, 1300.0), electrons=0.0)
        at = frame_of(0.9, 0.0, -dot.field, 0.07)
        p = parameters_of(dot, at)
        spin = dot_spin(dot, at)
        found = fitted_dot(replace(p, spin=spin, exchange=0.9 / (2 * spin)), 0.005)
        assert found.words.startswith(f"fitted: {shape}, ")
        assert found.dot.band.half_width == pytest.approx(1.0, rel=1e-5)
        assert found.dot.band.states == pytest.approx(1300.0, rel=1e-5)
        assert found.dot.exchange == pytest.approx(0.9 / (2 * spin), rel=1e-4)

    def test_the_paper_has_the_densities_that_it_gives(self):
        """All shapes have them, of a symmetric one; the semicircle has nearly the spin as well."""
        found = fitted_dot(PAPER.parameters, 0.5)
        p = parameters_of(found.dot, frame_of(100.0, 0.0, 0.0, 0.0))
        np.testing.assert_allclose([p.rho_up, p.rho_down], 10.0, rtol=1e-5)
        np.testing.assert_allclose([p.rho_slope_up, p.rho_slope_down], [-0.2, 0.2], rtol=1e-4)
        # W = sqrt(2) M_0/2 of a sharp one, from rho'/rho = -x/(W (1 - x^2))
        assert found.dot.band.half_width == pytest.approx(50 * np.sqrt(2), rel=1e-3)
        assert found.words.startswith("fitted: semicircle")
        assert found.spin_ratio == pytest.approx(642.7 / 625, rel=1e-3)
        at_rest = found.dot.start(1.0)
        # B on top of M_0, enhanced by the exchange
        assert at_rest.magnetization == pytest.approx(100.0, rel=0.06)

    @pytest.mark.parametrize("slope", [0.02, 0.1, 0.4])
    def test_from_every_width_it_is_the_same(self, slope, monkeypatch):
        """So that the first that fits is enough."""
        p = replace(PAPER.parameters, rho_slope_up=-slope, rho_slope_down=slope)
        bands = []
        for width in fitted_band.WIDTHS:
            monkeypatch.setattr(fitted_band, "WIDTHS", (width,))
            fitted_band._best_fit.cache_clear()
            bands.append(fitted_dot(p, 0.5).dot.band)
        assert len({band.shape for band in bands} - {"table"}) == 1
        for band in bands[1:]:
            assert band.half_width == pytest.approx(bands[0].half_width, rel=1e-9)
            assert band.states == pytest.approx(bands[0].states, rel=1e-9)

    @pytest.mark.parametrize("model", [PAPER.parameters, DEVICE.parameters])
    def test_what_no_shape_has_is_a_table(self, model):
        """With all that is known: two densities, two slopes, and S."""
        rates = ("gamma_left_up", "gamma_left_down", "gamma_right")
        sharp = {name: 1e-3 * getattr(model, name) for name in rates}
        odd = replace(model, rho_slope_up=1.5 * model.rho_slope_up, **sharp)
        m0 = float(odd.magnetization)
        found = fitted_dot(odd, 1e-4 * m0)
        assert found.words.startswith("fitted: table, ")
        for sigma in (1, -1):
            around = sigma * m0 / 2 + 1e-3 * m0 * np.array([-1, 1])
            low, high = found.dot.band.density(around)
            assert (low + high) / 2 == pytest.approx(float(odd.rho(sigma)))
            slope = (high - low) / (2e-3 * m0)
            assert slope == pytest.approx(float(odd.rho_slope(sigma)))
        assert found.spin_ratio == pytest.approx(1, abs=1e-5)

    def test_a_shape_that_has_the_densities_is_taken_before_one_that_is_near(self):
        """However far its spin is from S: here one seven times larger."""
        rates, band = (0.002, 0.001, 0.001), Band("lorentzian", 0.7, 50.0)
        zero = np.array([0.5, -0.5]) - 0.001
        up, down = imbalances(band, Leads(*rates, 0.01, 0.01), 1.0, 0.001)
        spin = float(down - up) / 40
        p = Parameters(
            *rates,
            *band.broadened_density(zero, 0.0025),
            *band.broadened_slope(zero, 0.0025),
            field=0.01,
            spin=spin,
            exchange=0.5 / spin,
            capacitance=1.0,
        )
        found = fitted_dot(p, 0.01)
        assert found.dot.band.shape == "lorentzian"
        assert found.dot.band.half_width == pytest.approx(0.7, rel=1e-3)
        assert found.spin_ratio == pytest.approx(10, rel=1e-2)

    def test_a_given_band_is_taken(self):
        found = dot_for(SEMICIRCLE, 8.0)
        assert found.words == "given"
        assert found.dot.band.half_width == 100.0
        assert found.dot.leads.temperature_right == 8.0


def dot_spin(dot, frame):
    cold = replace(dot.leads, temperature_left=0.005, temperature_right=0.005)
    upright = frame._replace(cos_theta=np.array(1.0), phi_dot=np.array(0.0))
    return float(turning_dot(dot.band, cold, upright).spin_along)


class TestTable:
    d = (-1000.0, 500.0)

    def rows(self):
        return validity.table(replace(PAPER, validity=self.d))

    def test_it_is_the_exact_state_beside_the_theory(self):
        found = fitted_dot(PAPER.parameters, 6.0)
        dot = replace(found.dot, leads=at_drive(found.dot, -1000.0, 6.0))
        state = precession(dot, 0.36)
        rows = {r["quantity"]: r for r in self.rows() if (r["d"], r["branch"]) == AT}
        assert [*rows] == [*validity.UNITS]
        for name, exact in {
            "cos_theta0": state.frame.cos_theta,
            "precession_frequency": state.frame.phi_dot,
            "magnetization": state.frame.magnetization,
            "total_left": state.current_left,
        }.items():
            assert rows[name]["exact"] == pytest.approx(float(exact), rel=1e-9), name
        assert rows["cos_theta0"]["quasi_classical"] == pytest.approx(0.3609375)
        assert rows["total_left"]["quasi_classical"] == pytest.approx(-0.7)
        assert rows["total_left"]["relative_error"] == pytest.approx(
            (-0.7 - state.current_left) / abs(state.current_left)
        )

    def test_a_state_that_is_not_there_is_a_row(self):
        """At d = 500 the theory has an unstable precession, the exact one in this band none."""
        rows = [r for r in self.rows() if (r["d"], r["branch"]) == (500.0, "precession")]
        assert [(r["quantity"], r["quasi_classical"], r["exact"]) for r in rows] == [
            ("exists", 1.0, 0.0)
        ]
        assert rows[0]["relative_error"] == 1.0

    @pytest.mark.parametrize("voltage", [0.0, 0.3])
    def test_poles_do_not_pump(self, voltage):
        """In neither of the theories: what the magnet held still lets through is all."""
        biased = replace(PAPER.parameters, voltage=voltage)
        found = validity.table(replace(PAPER, parameters=biased, validity=self.d))
        for d, branch in product(self.d, ("north_pole", "south_pole")):
            rows = {r["quantity"]: r for r in found if (r["d"], r["branch"]) == (d, branch)}
            still, total = rows["total_left_without_precession"], rows["total_left"]
            assert still["quasi_classical"] == pytest.approx(total["quasi_classical"], rel=1e-12)
            assert still["exact"] == pytest.approx(total["exact"], rel=1e-10)

    def test_errors_vanish_in_the_limit(self):
        """A model made from a band, small energies: every number of the table is right."""
        dot = symmetric_dot(1e-3)
        leads = dot.leads
        d = float(kernel.thermal_drive(leads.temperature_left, leads.temperature_right))
        p = parameters_of(dot, dot.start(1.0))
        given = replace(
            PAPER, parameters=p, temperature_coldest=leads.temperature_left, validity=(d,)
        )
        rows = validity.table(given)
        precessing = [r for r in rows if r["branch"] == "precession"]
        assert len(precessing) == len(validity.UNITS)
        assert max(abs(r["relative_error"]) for r in precessing) < 5e-3

    def test_a_band_of_the_scenario(self):
        solved = theory.solved(SEMICIRCLE)
        rows = validity.table(replace(solved, validity=(-1000.0,)))
        dot = dot_for(solved, 8.0).dot
        end = pole(replace(dot, leads=at_drive(dot, -1000.0, 8.0)), "south_pole")
        [found] = [
            r["exact"]
            for r in rows
            if (r["branch"], r["quantity"]) == ("south_pole", "magnetization")
        ]
        assert found == pytest.approx(float(end.frame.magnetization), rel=1e-10)

    @pytest.mark.parametrize("d", [-700.0, 0.0, 700.0])
    def test_leads_have_the_temperatures_of_d(self, d):
        leads = at_drive(symmetric_dot(), d, 6.0)
        temperatures = leads.temperature_left, leads.temperature_right
        assert min(temperatures) == 6.0
        assert kernel.thermal_drive(*temperatures) == pytest.approx(d, abs=1e-9)

    def test_without_a_temperature_it_is_words(self):
        with pytest.raises(ScenarioError, match=r"thermal_drive\.temperature_coldest"):
            validity.table(replace(PAPER, temperature_coldest=None, validity=(1.0,)))

    @pytest.mark.parametrize(
        ("name", "value"), [("voltage", 0.5), ("anisotropy", -0.2), ("own_damping", 1e-4)]
    )
    def test_what_is_beyond_the_paper_is_in_the_exact_numbers_too(self, name, value):
        """It moves both angles, and alike."""
        beyond = replace(PAPER, parameters=replace(PAPER.parameters, **{name: value}))
        moved = {}
        for column in ("quasi_classical", "exact"):
            one, other = (
                next(
                    row[column]
                    for row in validity.table(scenario)
                    if (row["d"], row["branch"], row["quantity"])
                    == (-500.0, "precession", "cos_theta0")
                )
                for scenario in (PAPER, beyond)
            )
            moved[column] = other - one
        assert abs(moved["quasi_classical"]) > 0.01
        assert moved["exact"] == pytest.approx(moved["quasi_classical"], rel=0.3)


def test_a_family_is_refused_in_words():
    family = replace(PAPER.parameters, gamma_right=[0.02, 0.03])
    with pytest.raises(ParameterError, match="one parameter set"):
        fitted_dot(family, 6.0)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{d: [1.0, 1.0]}", "validity.d[1] = 1.0: must be different from the others"),
        ("{d: [.inf]}", "validity.d[0] = .inf: must be a finite number"),
        ("{d: []}", "validity.d"),
        ("{e: [1.0]}", "validity.e"),
    ],
)
def test_a_section_that_is_wrong_is_one_line(said, words):
    text = (ROOT / "config/paper.yaml").read_text()
    before, after = text.split("validity:\n")
    changed = f"{before}validity: {said}\n{after.split(chr(10), 1)[1]}"
    with pytest.raises(ScenarioError) as refused:
        scenario.parse(changed, "changed.yaml")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
