"""The laws of the theory's errors in the bands of scenarios; what exact states keep of it."""

import re
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from exact_dots import symmetric_dot

from models import PAPER, ROOT
from thermal_stt.exact import error_laws, theory, torque_curves, validity
from thermal_stt.exact.fitted_band import dot_for
from thermal_stt.exact.precessions import precession, precessions
from thermal_stt.exact.self_consistent import NoState, pole
from thermal_stt.exact.theory import dropped_field, parameters_of
from thermal_stt.exact.validity import at_drive
from thermal_stt.magnet import kernel
from thermal_stt.magnet.precession import (
    POLES,
    PRECESSION,
    growth_rate,
    growth_rate_of_precession,
    stationary_angle,
)
from thermal_stt.scenario import scenario
from thermal_stt.scenario.scenario import ScenarioError

BAND = scenario.parse((ROOT / "config/semicircle.yaml").read_bytes(), "semicircle.yaml")
BAND = theory.solved(BAND)
# The order of the error, and of what is left of it when it is repaired
ORDERS = {
    "broadening": (1, None),
    "field": (1, 2),
    "temperature": (2, 4),
    "dropped_field": (1, 0),
    "shrinking": (0, 1),
}
SYMMETRIC = {"dropped_field": (None, 0), "shrinking": (1, 1)}


def broken(rows, symmetric=()):
    """The laws that a table does not obey, as (law, column)."""
    found = set()
    for one in error_laws.orders(rows):
        expected = ORDERS[one["law"]]
        if one["filling"] in symmetric:
            expected = SYMMETRIC.get(one["law"], expected)
        for column, order in zip(("order", "order_repaired"), expected, strict=True):
            if order is not None and not abs(one[column] - order) < 0.1 * max(order, 1):
                found.add((one["law"], column))
    return found


@pytest.fixture(scope="module")
def paper():
    return error_laws.laws(PAPER)


PLANTED = {
    # a wrong factor of a torque, of the current, and of what repairs an error
    ("theory", "spin_torque_hybrid"): ("field", "order"),
    ("error_laws", "charge_currents"): ("broadening", "order"),
    ("error_laws", "dropped_field"): ("shrinking", "order_repaired"),
    ("error_laws", "_of_spin"): ("field", "order_repaired"),
    ("error_laws", "_rounded_off"): ("temperature", "order_repaired"),
}


class TestLaws:
    def test_each_has_its_order(self, paper):
        assert broken(paper, symmetric=("own",)) == set()

    def test_so_in_a_band_of_the_scenario(self):
        rows = [row for row in error_laws.laws(BAND) if row["filling"] == "shifted"]
        assert broken(rows) == set()

    def test_coefficients(self, paper):
        """Of the current: (pi^2/6) rho''/rho, and 1.0 B/M_0 less what the densities change."""
        held = error_laws.held_dots(PAPER)["own"]
        found = {
            one["law"]: one["coefficient"]
            for one in error_laws.orders(paper)
            if (one["filling"], one["quantity"]) == ("own", "current")
        }
        m0, width = held.frame.magnetization, held.dot.band.half_width
        # a semicircle: rho''/rho = -1/(W^2 (1 - x^2)^2)
        curvature = -1 / (width * (1 - (m0 / 2 / width) ** 2)) ** 2
        expected = -(np.pi**2) / 6 * curvature * m0**2
        assert found["temperature"] == pytest.approx(expected, rel=0.01)
        assert found["field"] == pytest.approx(-1, rel=0.05)

    def test_kinematics_is_all_of_the_field(self):
        """At B/M_0 = 0.01 the angle of S and |M + phi_dot z| leave a thirtieth of the error."""
        held = error_laws.held_dots(PAPER)["own"]
        small, _, cold = error_laws.NOTHING
        bare = error_laws.held_errors(held, small, 0.01, cold)
        repaired = error_laws.held_errors(held, small, 0.01, cold, "field")
        assert np.all(np.abs(repaired) < np.abs(bare) / 30)

    @pytest.mark.long
    def test_without_a_drive_there_is_no_angle(self, paper):
        """The thermal torque of flat densities is none: no number, but every row."""
        p = replace(PAPER.parameters, rho_slope_up=0.0, rho_slope_down=0.0)
        rows = error_laws.laws(replace(PAPER, parameters=p))
        assert len(rows) == len(paper)
        angles = [row["bare"] for row in rows if row["quantity"] == "angle"]
        assert np.isnan(angles).any()

    @pytest.mark.parametrize("place", PLANTED, ids=lambda place: place[1])
    def test_a_planted_error_breaks_a_law(self, place, monkeypatch):
        module = {"theory": theory, "error_laws": error_laws}[place[0]]
        original = getattr(module, place[1])

        def wrong(*given):
            found = original(*given)
            if place[1] == "charge_currents":
                return SimpleNamespace(total_left=1.003 * found.total_left)
            if place[1] == "_of_spin":  # the other way about
                return given[0]._replace(cos_theta=2 * given[0].cos_theta - found.cos_theta)
            if place[1] == "_rounded_off":  # pi^2/3 instead of pi^2/6
                p = given[2]
                twice = {n: 2 * getattr(found, n) - getattr(p, n) for n in ("rho_up", "rho_down")}
                return replace(p, **twice)
            return 1.01 * found

        monkeypatch.setattr(module, place[1], wrong)
        assert PLANTED[place] in broken(error_laws.laws(PAPER), symmetric=("own",))

    def test_without_a_temperature_it_is_words(self):
        for table in (error_laws.laws, torque_curves.curves):
            with pytest.raises(ScenarioError, match=r"thermal_drive\.temperature_coldest"):
                table(replace(PAPER, temperature_coldest=None))


class TestTorqueCurves:
    columns = torque_curves.curves(PAPER)

    def curve(self, index):
        points = len(torque_curves.ANGLES)
        return {n: c[index * points :][:points] for n, c in self.columns.items()}

    def test_both_change_their_sign_at_their_angle(self):
        curve, d = self.curve(0), PAPER.validity[0]
        dot = dot_for(PAPER, 6.0).dot
        state = precession(replace(dot, leads=at_drive(dot, d, 6.0)), 0.7)
        for name, angle in (
            ("torque", stationary_angle(PAPER.parameters, d).cos_theta0),
            ("torque_exact", state.frame.cos_theta),
        ):
            zero = np.interp(0.0, curve[name], curve["cos_theta"])
            assert zero == pytest.approx(float(angle), abs=2e-3), name

    def test_below_the_field_temperature_is_nothing(self):
        """T < B costs nothing: a precession at rest in its frame asks for no B << T."""
        middle, last = self.curve(1), self.curve(2)
        assert last["temperature_coldest"][0] < 0.2 * float(PAPER.parameters.field)
        for name in ("torque_exact", "total_left_exact"):
            size = np.abs(last[name]).max()
            assert np.abs(last[name] - middle[name]).max() < 0.004 * size

    def test_a_dot_that_is_no_magnet_is_nan(self):
        columns = torque_curves.curves(replace(PAPER, validity=(-6000.0,)))
        assert np.isnan(columns["torque_exact"][0])
        assert np.isfinite(columns["torque"]).all()


class TestPlateau:
    """The current beyond d_0, which the theory has constant for a symmetric band."""

    def spread(self, dot, drives, coldest):
        currents = [
            precession(replace(dot, leads=at_drive(dot, d, coldest)), 0.3).current_left
            for d in drives
        ]
        return np.ptp(currents) / np.abs(np.mean(currents)), np.mean(currents)

    def test_of_the_paper(self):
        """As the README says: flat to 0.3 %, and 11 % lower than the theory's."""
        dot = dot_for(PAPER, 6.0).dot
        spread, mean = self.spread(dot, np.linspace(-450, -1050, 5), 6.0)
        assert spread == pytest.approx(0.0032, abs=2e-4)
        assert mean == pytest.approx(-0.625, abs=1e-3)
        readme = " ".join((ROOT / "README.md").read_text().split())
        assert "flat to 0.3 %" in readme

    def test_it_is_flat_in_the_limit(self):
        spreads = []
        for scale in (1.0, 1 / 4, 1 / 16):
            dot = symmetric_dot(scale)
            d = float(kernel.thermal_drive(dot.leads.temperature_left, dot.leads.temperature_right))
            cold = dot.leads.temperature_left
            spreads.append(self.spread(dot, d * np.array([1, 2, 4]), cold)[0])
        assert spreads[0] < 2e-3
        assert np.all(np.diff(np.log(spreads)) < -np.log(3))  # at least like the scale


def asymmetric_dot():
    dot = symmetric_dot(1 / 16)
    return replace(dot, field=1.6 * dot.field, capacitance=1000.0, electrons=20.0)


class TestStability:
    """The exact verdict is the theory's, on every fixed point that both have."""

    @pytest.mark.parametrize(
        ("dot", "coldest", "drives"),
        [
            (dot_for(PAPER, 6.0).dot, 6.0, (-1050.0, -700.0, -500.0, -300.0, 0.0, 200.0)),
            (asymmetric_dot(), 0.00125, (-5e-4, -3e-4, -1e-4, 0.0, 1e-4, 3e-4, 5e-4)),
        ],
        ids=["paper", "asymmetric"],
    )
    def test_signs_of_growth_rates(self, dot, coldest, drives):
        verdicts = set()
        for d in drives:
            at = replace(dot, leads=at_drive(dot, d, coldest))
            states = [pole(at, name) for name in POLES]
            with suppress(NoState):
                states += precessions(at)
            for state in states:
                p = parameters_of(at, state.frame)
                p = replace(p, field=at.field + dropped_field(at, state.frame))
                cos_theta = float(state.frame.cos_theta)
                if state.branch == PRECESSION:
                    theirs = float(growth_rate_of_precession(p, d, cos_theta))
                else:
                    theirs = float(growth_rate(p, d, state.branch, cos_theta))
                assert np.sign(theirs) == np.sign(state.growth_rate), (d, state.branch)
                verdicts.add((state.branch, state.growth_rate < 0))
        # both verdicts of a pole, and a precession
        assert len(verdicts) >= 4

    def test_the_table_of_the_paper_has_one_other_verdict(self):
        """The precession that the theory has at d = 500 is gone, and with it the stable pole."""
        rates = [row for row in validity.table(PAPER) if row["quantity"] == "growth_rate"]
        other = [
            (row["d"], row["branch"])
            for row in rates
            if np.sign(row["quasi_classical"]) != np.sign(row["exact"])
        ]
        assert other == [(500.0, "south_pole")]


def test_the_page_of_the_dropped_field_has_these_numbers():
    """docs/dropped_field.md: the errors with and without it, of the paper's band, asymmetric."""
    page = (ROOT / "docs/dropped_field.md").read_text()
    written = re.findall(r"^\| (1(?:/\d+)?) \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$", page, re.M)
    assert len(written) == 4
    held = error_laws.held_dots(PAPER)["shifted"]
    for share, *numbers in written:
        field = float(Fraction(share)) / 4000
        bare, repaired = error_laws.state_errors(held, error_laws.ROUGH * field, field)
        found = [bare[0], repaired[0], bare[1], repaired[1]]
        for number, one in zip(numbers, found, strict=True):
            # half a unit of the last digit that is written
            digits = len(number.partition(".")[2])
            assert float(number) == pytest.approx(one, abs=0.51 * 10.0**-digits)
