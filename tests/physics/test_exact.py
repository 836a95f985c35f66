"""The exact theory: its integrals against quadrature, its laws, and another program's digits."""

from dataclasses import replace

import numpy as np
import pytest
from exact_dots import RATES, band_of, frame_of, symmetric_dot
from exact_precession import ExactPrecession
from quadrature import NODES, WEIGHTS, panels

from thermal_stt.exact.band_integrals import band_integrals
from thermal_stt.exact.precessions import precession, precessions, torque_curve
from thermal_stt.exact.self_consistent import NoState, pole
from thermal_stt.exact.turning_frame import turning_dot
from thermal_stt.mean_field import zero_modes
from thermal_stt.mean_field.bands import SHAPES, Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.mean_field.zero_modes import NotMagnetic


def tails(function, cut):
    """The integral of what falls at least as 1/omega^2 beyond +-`cut`."""
    x, weights = (NODES + 1) / (2 * cut), WEIGHTS / (2 * cut)
    return sum(np.sum(weights * function(sign / x) / x**2) for sign in (1, -1))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("temperature", [1e-5, 1e-3, 0.05, 0.4])
class TestBandIntegrals:
    """Of two poles and two steps: what an observable is made of, no cutoff in it."""

    poles = np.array([0.45 - 4e-3j, -0.43 - 6e-3j])
    steps = np.array([1e-3, -2e-3])

    def frequencies(self, temperature, cut):
        """Nodes and weights up to +-`cut`: dense about steps, poles, and the band's edges there."""
        edges = [e + p.real for e in (-1, -0.2, 0, 0.3, 1, 1.1) for p in self.poles]
        points = [-cut, *self.steps, *edges, cut]
        return panels(points, min(temperature, 4e-3) / 4, min(2.0, cut), cut)

    def test_two_poles_of_one_step(self, shape, temperature):
        band, [one, other] = band_of(shape), self.poles
        found = band_integrals(band, self.poles, self.steps[0], temperature).value

        def difference(omega):
            # g(omega - kappa), and the advanced one of the other pole
            up = band.hilbert(omega - one.real, -one.imag)
            down = np.conj(band.hilbert(omega - other.real, -other.imag))
            return (up - down) * np.tanh((omega - self.steps[0]) / (2 * temperature))

        omega, weights = self.frequencies(temperature, cut=50.0)
        expected = np.sum(weights * difference(omega)) + tails(difference, 50.0)
        ours = found[0] - np.conj(found[1])
        for part in ("real", "imag"):
            assert getattr(ours, part) == pytest.approx(
                getattr(expected, part), rel=1e-12, abs=1e-12 * band.states
            ), part

    def test_two_steps_of_one_pole(self, shape, temperature):
        band, kappa = band_of(shape), self.poles[0]
        temperatures = temperature * np.array([1.0, 1.5])
        found = band_integrals(band, kappa, self.steps, temperatures)
        omega, weights = self.frequencies(temperature, cut=0.01 + 60 * temperature)
        first, second = np.tanh((omega - self.steps[:, None]) / (2 * temperatures[:, None]))
        green = band.hilbert(omega - kappa.real, -kappa.imag)
        weights = weights * (first - second) * green
        left_out = 2 * band.states * (self.steps[0] - self.steps[1])
        ours = found.value[0] - found.value[1], found.energy[0] - found.energy[1] - left_out
        for both, expected in zip(ours, (np.sum(weights), np.sum(weights * omega)), strict=True):
            for part in ("real", "imag"):
                assert getattr(both, part) == pytest.approx(
                    getattr(expected, part), rel=1e-12, abs=1e-12 * band.states
                ), part

    def test_slope(self, shape, temperature):
        band, kappa = band_of(shape), self.poles[0]
        step = 1e-3 * (np.pi * temperature - kappa.imag)
        at = kappa + step * np.array([-2, -1, 1, 2])
        value = band_integrals(band, at, 0.0, temperature).value
        expected = (value @ [1, -8, 8, -1]) / (12 * step)
        assert band_integrals(band, kappa, 0.0, temperature).slope == pytest.approx(
            expected, rel=1e-9
        )


def random_frame(rng):
    """A dot and a state of it that solves nothing: energies in the ratios of the regime or not."""
    band = band_of(rng.choice(SHAPES))
    small = 10 ** rng.uniform(-4, -1, 7)
    leads = Leads(*(0.1 * small[:3]), *small[3:5])
    signs = rng.choice([-1, 1], 2)
    return (
        band,
        leads,
        frame_of(
            rng.uniform(0.5, 1.5), rng.uniform(-1, 1), signs[0] * small[5], signs[1] * small[6]
        ),
    )


class TestHeldDot:
    """The dot in any state, whether it solves anything or not."""

    @pytest.mark.parametrize("potential", [0.0, 20.0])
    @pytest.mark.parametrize("phi_dot", [-1.0, 0.7])
    def test_is_what_the_frequency_integral_says(self, potential, phi_dot):
        theta, rates, temperatures = 1.1, (0.01, 0.09, 0.02), (3.0, 5.0)
        one = ExactPrecession(100.0, 2150.0, 130.0, theta, phi_dot, rates, temperatures, potential)
        band, leads = Band("semicircle", 100.0, 2150.0), Leads(*rates, *temperatures)
        found = turning_dot(band, leads, frame_of(130.0, np.cos(theta), phi_dot, potential))
        sin = np.sin(theta)
        spin = [sin * found.spin_across, sin * found.spin_out, found.spin_along]
        np.testing.assert_allclose(2 * np.array(spin), one.spin(), rtol=1e-9)
        np.testing.assert_allclose(found.currents, one.currents(), rtol=1e-8)

    @pytest.mark.parametrize("seed", range(12))
    def test_conserves_charge_spin_and_energy(self, seed):
        """What goes in stays, but spin and energy that field and exchange take."""
        band, leads, frame = random_frame(np.random.default_rng(seed))
        found = turning_dot(band, leads, frame)
        m, cos_theta, phi_dot, _ = map(float, frame)
        sin = np.sqrt(1 - cos_theta**2)
        size = np.abs(found.currents).max()
        assert abs(found.currents.sum()) <= 1e-12 * size
        spin_current = found.currents.sum(axis=0) @ [0.5, -0.5]
        spin = np.array([sin * found.spin_across, sin * found.spin_out, found.spin_along])
        turns = np.cross(spin, [m * sin, 0, m * cos_theta + phi_dot])
        torque = np.array([sin * found.torque_out, sin**2 * found.torque])
        np.testing.assert_allclose(torque, -turns[1:], atol=1e-11 * m * np.linalg.norm(spin))
        assert spin_current == pytest.approx(torque[1], abs=1e-12 * size)
        work = phi_dot * spin_current
        assert abs(found.energies.sum() - work) <= 1e-11 * np.abs(found.energies).max()

    @pytest.mark.parametrize("seed", range(4))
    def test_nothing_flows_in_equilibrium(self, seed):
        band, leads, frame = random_frame(np.random.default_rng(seed))
        leads = replace(leads, temperature_right=leads.temperature_left)
        found = turning_dot(band, leads, frame._replace(phi_dot=np.array(0.0)))
        rates = leads.gamma_left_up + leads.gamma_left_down + leads.gamma_right
        assert np.abs(found.currents).max() <= 1e-13 * rates * band.states
        assert np.abs(found.energies).max() <= 1e-13 * rates * band.states
        assert abs(found.torque) <= 1e-13 * rates * band.states

    def test_at_a_pole_the_frame_does_not_matter(self):
        band, leads = band_of("parabola"), Leads(*RATES, 0.005, 0.045)
        for cos_theta in (1.0, -1.0):
            one, other = (
                turning_dot(band, leads, frame_of(0.97, cos_theta, phi_dot, 1e-3))
                for phi_dot in (0.0, 0.2)
            )
            np.testing.assert_allclose(one.currents, other.currents, rtol=1e-10)
            assert one.charge == pytest.approx(other.charge, rel=1e-12)
            assert one.spin_along == pytest.approx(other.spin_along, rel=1e-13)


def cosines_of_spin(dot, curve):
    """Of S, which is along M - B z."""
    along = curve.magnetization * curve.cos_theta - dot.field
    across2 = curve.magnetization**2 * (1 - curve.cos_theta**2)
    return along / np.sqrt(along**2 + across2)


class TestStates:
    def test_another_program_has_the_same_digits(self):
        dot = symmetric_dot()
        found = precession(dot, 0.238)
        m, cos_theta, phi_dot, potential = found.frame
        assert cos_theta == pytest.approx(0.236065, abs=6e-7)
        assert found.cos_theta_spin == pytest.approx(0.235944, abs=6e-7)
        assert found.current_left == pytest.approx(-2.117406e-4, abs=6e-11)
        assert phi_dot == pytest.approx(-1.2498203e-4, abs=6e-12)
        assert m == pytest.approx(0.9742392, abs=6e-8)
        assert potential == pytest.approx(-1.41970e-4, abs=6e-10)
        assert found.spin == pytest.approx(446.51277, abs=6e-6)

    def test_it_is_self_consistent_and_conserves(self):
        """M - B z = 2 J S as vectors, C V = N; the leads' currents add up to none."""
        dot = symmetric_dot()
        found = precession(dot, 0.238)
        m, cos_theta, _, potential = map(float, found.frame)
        sin = np.sqrt(1 - cos_theta**2)
        held = found.dot
        spin = np.array([sin * held.spin_across, sin * held.spin_out, held.spin_along])
        np.testing.assert_allclose(
            2 * dot.exchange * spin, [m * sin, 0, m * cos_theta - dot.field], atol=1e-12
        )
        assert dot.capacitance * potential == pytest.approx(held.charge, abs=1e-11)
        left, right = held.currents
        assert abs(left.sum() + right.sum()) <= 1e-12 * abs(left.sum())
        assert abs((left + right) @ [0.5, -0.5]) <= 1e-11 * abs(left @ [0.5, -0.5])
        heat_left, heat_right = found.energy_currents
        assert abs(heat_left + heat_right) <= 1e-11 * abs(heat_left)

    def test_the_way_there_does_not_matter(self):
        dot = symmetric_dot()
        near, [scanned] = precession(dot, 0.238), precessions(dot)
        far = precession(dot, -0.6)
        for other in (scanned, far):
            np.testing.assert_allclose(np.array(other.frame), np.array(near.frame), atol=1e-12)
            assert other.current_left == pytest.approx(near.current_left, rel=1e-10)

    def test_a_branch_that_is_not_there_is_words(self):
        dot = symmetric_dot()
        cold = replace(dot.leads, temperature_right=dot.leads.temperature_left)
        with pytest.raises(NoState, match="the exact torque goes to the north pole"):
            precession(replace(dot, leads=cold), 0.3)

    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("stoner", [1.05, 1.5])
    def test_the_largest_magnetization_is_taken(self, shape, stoner):
        """That of (A21)-(A22), which scans for it; they differ by what small rates and B change."""
        dot = replace(symmetric_dot(), band=band_of(shape, states=2000.0))
        dot = replace(dot, exchange=stoner / float(dot.band.broadened_density(0.0, 1e-3)))
        leads = replace(dot.leads, cos_theta=0.3, phi_dot=-dot.field)
        zero = zero_modes.solve(
            dot.band,
            leads,
            field=dot.field,
            exchange=dot.exchange,
            capacitance=dot.capacitance,
        )
        assert dot.start(0.3).magnetization == pytest.approx(zero.magnetization, rel=1e-5)

    def test_a_paramagnet_is_no_magnet(self):
        dot = replace(symmetric_dot(), exchange=0.9e-3)
        for call in (lambda: precession(dot, 0.3), lambda: pole(dot, "north_pole")):
            with pytest.raises(NotMagnetic, match="no magnetic solution"):
                call()

    def test_a_large_capacitance_holds_the_potential(self):
        dot = replace(symmetric_dot(), capacitance=1e12, electrons=-1e12 * 2e-4)
        found = precession(dot, 0.238)
        assert found.frame.potential == pytest.approx(2e-4, rel=1e-7)
        assert found.dot.charge == pytest.approx(dot.electrons + 1e12 * found.frame.potential)

    def test_growth_rates_are_slopes_of_the_torque(self):
        """Of sin^2(theta) torque / S by the cosine of S, whose sign decides on stability."""
        dot = symmetric_dot()
        found = precession(dot, 0.238)
        around = float(found.frame.cos_theta) + 1e-3 * np.array([-1, 1])
        curve = torque_curve(dot, around)
        slope = np.diff((1 - around**2) * curve.torque) / np.diff(cosines_of_spin(dot, curve))
        assert found.growth_rate == pytest.approx(slope[0] / found.spin, rel=1e-5)
        assert found.growth_rate < 0
        for name, inner in (("north_pole", 0.9999), ("south_pole", -0.9999)):
            end = pole(dot, name)
            near = torque_curve(dot, inner)
            speed = float((1 - inner**2) * near.torque[0] / end.spin)
            # of the angle's sine: half of that of 1 -+ cos(theta)
            spin = cosines_of_spin(dot, near)[0]
            expected = -np.sign(inner) * speed / (1 - abs(spin)) / 2
            assert end.growth_rate == pytest.approx(expected, rel=1e-3)
            assert end.growth_rate > 0
