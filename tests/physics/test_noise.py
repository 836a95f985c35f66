"""Noise of the magnet's direction: counting statistics, a matrix of Fokker-Planck, limits."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import solve

from models import PAPER, random_parameters
from thermal_stt.magnet import precession, spin_torque
from thermal_stt.noise import tabulated
from thermal_stt.noise.diffusion import (
    Surroundings,
    angle_diffusion,
    angle_drift,
    effective_temperature,
    mean_temperature,
    phase_diffusion,
)
from thermal_stt.noise.lifetime import (
    _width_of_line,
    angle_deviation,
    escape,
    linewidth,
    shallowness,
)
from thermal_stt.noise.localization import conditions_of_states, localized, relative_width
from thermal_stt.noise.stationary import (
    first_passage_time,
    log_slope,
    moments,
    stationary_distribution,
)
from thermal_stt.noise.trajectories import BLOCK, noisy_trajectories, passage_times
from thermal_stt.parameters import SPINS, ParameterError

P = replace(PAPER.parameters, spin=50.0)
HOT = float(np.sqrt(36 + 3 * 600 / np.pi**2))
DRIVEN, DOUBLY = Surroundings(6.0, HOT), Surroundings(HOT, 6.0)  # d = -600, 600


def beyond(seed, size):
    rng = np.random.default_rng(seed)
    p = random_parameters(seed, size)
    return replace(
        p,
        anisotropy=rng.normal(size=size) * p.field,
        own_damping=10 ** rng.uniform(-4, -2, size),
        voltage=rng.normal(size=size) * p.field,
    )


class TestMeanTemperature:
    def test_limits(self):
        assert mean_temperature(2.0, 2.0) == pytest.approx(2.0, rel=1e-14)
        v = np.array([1e-3, 1.0, 7.0, 30.0])
        expected = v / 2 / np.tanh(v / 4)
        np.testing.assert_allclose(mean_temperature(2.0, 2.0, v), expected, rtol=1e-12)
        np.testing.assert_allclose(mean_temperature(3.0, 1e-9), 3 * np.log(2), rtol=1e-8)
        np.testing.assert_allclose(mean_temperature(2.0, 1.0), np.pi / 2, rtol=1e-13)
        np.testing.assert_allclose(mean_temperature(1.0, 2.0, 0.4), mean_temperature(2.0, 1.0, 0.4))

    def test_is_its_integral(self):
        for left, right, voltage in ((0.3, 2.0, 0.7), (5.0, 0.1, -3.0), (1.0, 1.7, 4.0)):

            def product(w, left=left, right=right, voltage=voltage):
                return 1 - np.tanh((w - voltage) / (2 * left)) * np.tanh(w / (2 * right))

            edges = [-250, -20, -3, 0, voltage, 5, 30, 250]
            parts = [
                quad(product, *ends, epsabs=1e-12, limit=400)[0]
                for ends in zip(sorted(edges)[:-1], sorted(edges)[1:], strict=True)
            ]
            np.testing.assert_allclose(
                mean_temperature(left, right, voltage), sum(parts) / 4, rtol=1e-10
            )

    def test_no_temperature_is_words(self):
        with pytest.raises(ParameterError, match=r"temperature_left = 0.0: must be"):
            mean_temperature(0.0, 1.0)


class TestFluctuationDissipation:
    """In equilibrium D is T times what damps, whatever the densities, angle and anisotropy."""

    p = replace(beyond(3, 60), voltage=0.0)
    c = np.linspace(-0.99, 0.99, 60)

    def test_of_the_angle(self):
        bath = Surroundings(2.5, 2.5, 2.5)
        # the drift without torques but damping: (sin^2/S) x (field): the field's factor over T
        share = self.p.gamma_product / spin_torque.broadening_product(self.p, self.c)
        damping = share * spin_torque.gilbert_damping(self.p, self.c) + self.p.own_damping
        expected = (1 - self.c**2) * 2.5 * damping / self.p.spin
        np.testing.assert_allclose(angle_diffusion(self.p, self.c, bath), expected, rtol=1e-12)
        np.testing.assert_allclose(effective_temperature(self.p, self.c, bath), 2.5, rtol=1e-12)

    def test_of_the_phase(self):
        bath = Surroundings(2.5, 2.5, 2.5)
        damping = spin_torque.gilbert_damping(self.p, self.c) + self.p.own_damping
        expected = 2.5 * damping / (self.p.spin * (1 - self.c**2))
        np.testing.assert_allclose(phase_diffusion(self.p, self.c, bath), expected, rtol=1e-12)

    def test_the_distribution_is_boltzmann_s(self):
        bath = Surroundings(2.5, 2.5, 2.5)
        p = replace(self.p, spin=40.0)
        angles = np.linspace(-1, 1, 31)
        energy = -p.spin[:, None] * (
            p.field[:, None] * angles + p.anisotropy[:, None] * angles**2 / 2
        )
        found = stationary_distribution(p, angles, bath)
        ratio = np.log(found) + energy / 2.5
        np.testing.assert_allclose(ratio, ratio[:, :1] * np.ones(31), rtol=1e-11, atol=1e-9)


def counted(p, cos_theta, around, omega_points=4001):
    """2 D S^2 by full counting statistics of levels that are empty or filled, one spin at a time.

    Channels k fill a level at the rate 2 w_k n_k and empty it at 2 w_k (1 - n_k), and count y_k.
    The second derivative of the largest eigenvalue by the counting field, as perturbation theory
    has it for the two-state generator, integrated over the levels.
    """
    left, right, _ = around
    reach = 45 * max(left, right) + 5 * abs(float(p.voltage))
    omega = np.linspace(-reach, reach, omega_points)
    total = 0.0
    for sigma in SPINS:
        weights, counts, occupied = [], [], []
        for lead, temperature, voltage in ((0, left, float(p.voltage)), (1, right, 0.0)):
            for lead_spin in SPINS:
                rate = float(p.gamma_left(lead_spin)) if lead == 0 else float(p.gamma_right)
                weights.append(rate * (1 + sigma * lead_spin * cos_theta) / 2)
                counts.append((lead_spin - sigma * cos_theta) / 2)
                occupied.append(0.5 * (1 - np.tanh((omega - voltage) / (2 * temperature))))
        w, y, n = np.array(weights)[:, None], np.array(counts)[:, None], np.array(occupied)
        fill, leave = 2 * w * n, 2 * w * (1 - n)
        up, down = fill.sum(axis=0), leave.sum(axis=0)
        # lambda(chi) = -(up + down)/2 + sqrt(((up + down)/2)^2 + [F(chi) E(chi) - up down])
        first_f, first_e = (fill * y).sum(axis=0), -(leave * y).sum(axis=0)
        second_f, second_e = (fill * y**2).sum(axis=0), (leave * y**2).sum(axis=0)
        rate = up + down
        slope = first_f * down + up * first_e
        curvature = second_f * down + up * second_e + 2 * first_f * first_e
        cumulant = curvature / rate - 2 * slope**2 / rate**3
        total += float(p.rho(sigma)) * np.trapezoid(cumulant, omega)
    return total


def test_diffusion_is_that_of_full_counting_statistics():
    """Shot noise of the currents included, with a voltage of some T; without the shifts."""
    rng = np.random.default_rng(0)
    p = random_parameters(5, 6)
    p = replace(p, voltage=[0.0, 1.0, -6.0, 0.0, 3.0, 0.5])
    for i in range(6):
        c = rng.uniform(-0.95, 0.95)
        around = Surroundings(*rng.uniform(1.0, 5.0, 2))
        expected = counted(p[i], c, around)
        found = 2 * angle_diffusion(p[i], c, around) * p.spin[i] ** 2
        np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_the_kernel_alone_would_break_fluctuation_dissipation():
    """A planted slip: with y_k in place of y_k - <y> the ratio is Gamma_up Gamma_down/Gamma_P."""
    p, c, temperature = PAPER.parameters, 0.0, 3.0
    total = 0.0
    for sigma in SPINS:
        for lead_spin in SPINS:
            rate = p.gamma_left(lead_spin) + p.gamma_right
            weight = rate * (1 + sigma * lead_spin * c) / 2
            total += float(
                p.rho(sigma) * weight * 4 * temperature * ((lead_spin - sigma * c) / 2) ** 2
            )
    found = 2 * angle_diffusion(p, c, Surroundings(temperature, temperature)) * p.spin**2
    ratio = spin_torque.broadening_product(p, c) / p.gamma_product
    np.testing.assert_allclose(total / found, ratio, rtol=1e-12)
    assert ratio > 1.4


def test_effective_temperature_lies_between():
    p, c = random_parameters(8, 200), np.linspace(-1, 1, 200)
    for left, right in ((1.0, 4.0), (4.0, 1.0), (3.0, 3.0)):
        found = effective_temperature(p, c, Surroundings(left, right))
        between = float(mean_temperature(left, right))
        assert (found >= min(left, right, between) * (1 - 1e-12)).all()
        assert (found <= max(left, right, between) * (1 + 1e-12)).all()


def test_drift_is_the_slow_motion():
    p, c = beyond(4, 50), np.linspace(-0.99, 0.99, 50)
    d = np.linspace(-900, 900, 50)
    rate = spin_torque.polar_rate(p, c, d)
    expected = -(1 - c**2) * rate * (1 + spin_torque.damped_square(p, c))
    np.testing.assert_allclose(angle_drift(p, c, d), expected, rtol=1e-9, atol=1e-14)


class FokkerPlanck:
    """The operator of P on cells of cos(theta), with the fluxes of Scharfetter and Gummel."""

    def __init__(self, p, around, cells):
        edges = np.linspace(-1, 1, cells + 1)
        self.centres, self.width = (edges[1:] + edges[:-1]) / 2, 2 / cells
        inner = edges[1:-1]
        diffusion = angle_diffusion(p, inner, around)
        jump = log_slope(p, inner, around) * self.width
        up, down = (diffusion / self.width**2 * self._bernoulli(s * jump) for s in (-1, 1))
        self.matrix = np.zeros((cells, cells))
        rows = np.arange(cells - 1)
        self.matrix[rows + 1, rows] += up
        self.matrix[rows, rows] -= up
        self.matrix[rows, rows + 1] += down
        self.matrix[rows + 1, rows + 1] -= down

    @staticmethod
    def _bernoulli(x):
        return np.where(np.abs(x) < 1e-8, 1.0, x / np.expm1(np.where(x == 0, 1.0, x)))

    def stationary(self):
        values = np.linalg.svd(self.matrix)[2][-1]
        return values / values.sum() / self.width

    def time_to_north(self, end):
        """The mean time until cos(theta) is beyond `end`, from each cell below it."""
        inside = self.centres < end
        backward = self.matrix.T[np.ix_(inside, inside)]
        return solve(backward, -np.ones(inside.sum()))


class TestDistribution:
    @pytest.mark.parametrize("around", [DRIVEN, DOUBLY, Surroundings(5.0, 7.0)])
    def test_is_that_of_the_fokker_planck_matrix(self, around):
        flow = FokkerPlanck(P, around, 1000)
        found = stationary_distribution(P, flow.centres, around)
        np.testing.assert_allclose(found, flow.stationary(), rtol=2e-4, atol=1e-6)
        mean = np.sum(flow.stationary() * flow.centres) * flow.width
        np.testing.assert_allclose(moments(P, around).mean, mean, rtol=1e-5)

    def test_is_normalized_and_has_its_moments(self):
        p = replace(P, spin=[20.0, 600.0, 20_000.0])
        c = np.linspace(-1, 1, 400_001)
        density = stationary_distribution(p, c, DRIVEN)
        found = moments(p, DRIVEN)
        np.testing.assert_allclose(np.trapezoid(density, c), 1, rtol=1e-8)
        np.testing.assert_allclose(np.trapezoid(density * c, c), found.mean, rtol=1e-8)
        square = np.trapezoid(density * (c - found.mean[:, None]) ** 2, c)
        np.testing.assert_allclose(np.sqrt(square), found.deviation, rtol=1e-6)

    def test_width_on_the_precession_for_a_large_spin(self):
        """The variance is T_eff g~/(S |N'|), up to 1/S."""
        angle = precession.stationary_angle(P, DRIVEN.d).cos_theta0
        errors = []
        for spin in (1e4, 4e4, 1.6e5):
            p = replace(P, spin=spin)
            exact, gauss = moments(p, DRIVEN), angle_deviation(p, angle, DRIVEN)
            errors.append(abs(exact.deviation / gauss - 1))
            np.testing.assert_allclose(exact.mean, angle, atol=40 / spin)
        ratios = np.array(errors[:-1]) / errors[1:]
        np.testing.assert_allclose(ratios, 4, rtol=0.1)

    def test_of_equal_temperatures_it_is_boltzmann_s_for_any_spin_or_told(self):
        even = Surroundings(6.0, 6.0)
        for spin in (1.0, 1e3, 1e5, 1e6):
            p = replace(P, spin=spin)
            tilt, found = spin / 6.0, moments(p, even)
            # Langevin's function and its slope
            over_sinh = 2 * np.exp(-tilt) / -np.expm1(-2 * tilt)
            mean = np.hypot(1, over_sinh) - 1 / tilt
            np.testing.assert_allclose(found.mean, mean, rtol=1e-9)
            np.testing.assert_allclose(found.deviation**2, tilt**-2 - over_sinh**2, rtol=1e-9)
            expected = tilt * np.exp(np.array([0.0, -1.0, -9.0])) / -np.expm1(-2 * tilt)
            cosines = 1 - np.array([0.0, 1.0, 9.0]) / tilt
            inside = np.abs(cosines) <= 1
            found = stationary_distribution(p, cosines[inside], even)
            np.testing.assert_allclose(found, expected[inside], rtol=1e-9)
        for function in (moments, lambda p, around: first_passage_time(p, 0.0, 0.5, around)):
            with pytest.raises(
                ParameterError, match=r"^spin = 10000000.0: must be 1.*e\+06 or less"
            ):
                function(replace(P, spin=[20.0, 1e7]), even)

    @pytest.mark.parametrize("cosines", [[1.5], [np.nan], 0.5, [[0.5]]])
    def test_is_of_cosines_on_one_axis(self, cosines):
        with pytest.raises(ParameterError, match=r"^cosines = "):
            stationary_distribution(P, cosines, DRIVEN)


class TestEscape:
    @pytest.mark.parametrize("angles", [(2.0, 0.5), (0.0, -1.5), (np.nan, 0.5)])
    def test_beyond_the_poles_there_is_no_passage(self, angles):
        with pytest.raises(ParameterError, match=r"^(start|end) = "):
            first_passage_time(P, *angles, DOUBLY)

    def test_one_angle_of_many_is_never_met(self):
        found = first_passage_time(
            P, [0.0, 0.5, 1.0, -1.0, 0.5], [1.0, -1.0, 1.0, 1.0, 0.5], DOUBLY
        )
        np.testing.assert_array_equal(found, [np.inf, np.inf, 0.0, np.inf, 0.0])

    def test_first_passage_is_that_of_the_matrix(self):
        p = replace(P, spin=100.0)
        flow = FokkerPlanck(p, DOUBLY, 2000)
        times = flow.time_to_north(0.5)
        starts = flow.centres[flow.centres < 0.5][[3, 500, 1000]]
        end = 0.5  # an edge of the cells
        found = first_passage_time(p, starts, end, DOUBLY)
        np.testing.assert_allclose(found, times[[3, 500, 1000]], rtol=2e-3)

    @pytest.mark.parametrize("formula", [escape, linewidth, shallowness, angle_deviation])
    @pytest.mark.parametrize("cosine", [np.nan, 2.0])
    def test_what_is_no_cosine_is_refused(self, formula, cosine):
        with pytest.raises(ParameterError, match="cos_theta0 = "):
            formula(P, [0.5, cosine], DRIVEN)

    def test_southwards_is_the_mirror_image(self):
        mirror = replace(
            P, gamma_left_up=P.gamma_left_down, gamma_left_down=P.gamma_left_up, field=-P.field
        )
        one = first_passage_time(P, 0.9, -0.3, DOUBLY)
        other = first_passage_time(mirror, -0.9, 0.3, DOUBLY)
        np.testing.assert_allclose(one, other, rtol=1e-10)

    @pytest.mark.parametrize(
        ("over", "least", "most"), [(1.02, 3, 9), (1.1, 1.5, 3), (1.5, 1, 1.06)]
    )
    def test_next_to_the_pole_beyond_a_top_lasts_longer_by_kramers_rate(self, over, least, most):
        """However high the barrier: the top does not fit in before that pole."""
        p = PAPER.parameters
        d = over * float(precession.d_0(p))
        around = tabulated.surroundings(d, 8.0, None)
        top = float(precession.stationary_angles(p, d).cos_theta0[0])
        found, passage = escape(p, 1.0, around), first_passage_time(p, 1.0, (top - 1) / 2, around)
        assert found.barrier > 100
        assert least < 1 / (found.rate * passage) < most

    def test_kramers_rate_is_the_inverse_of_the_time_for_a_high_barrier(self):
        ratios = []
        for spin in (400.0, 800.0, 1600.0, 3200.0):
            p = replace(P, spin=spin)
            found = escape(p, -1.0, DOUBLY)
            ratios.append(float(found.rate * first_passage_time(p, -1.0, 0.9, DOUBLY)) - 1)
        assert (np.diff(ratios) < 0).all()
        np.testing.assert_allclose(ratios[1] / ratios[3], 4, rtol=0.3)
        assert abs(ratios[-1]) < 0.04

    def test_barrier_of_equal_densities(self):
        """T_eff nearly flat: S (b2 - b1)^2/(2 b2 T_eff), as Stoner and Wohlfarth have it."""
        flat = replace(P, gamma_left_up=0.0199, gamma_left_down=0.0201, spin=5e4, anisotropy=2.0)
        even = Surroundings(6.0, 6.0)
        found = escape(flat, -1.0, even)
        expected = 5e4 * (2.0 - 1.0) ** 2 / (2 * 2.0 * 6.0)
        np.testing.assert_allclose(found.barrier, expected, rtol=1e-6)

    def test_none_where_nothing_is_beside_it(self):
        angle = precession.stationary_angle(P, DRIVEN.d).cos_theta0
        found = escape(P, angle, DRIVEN)
        assert found.rate == 0
        assert found.barrier == np.inf

    def test_family_and_its_members(self):
        p = replace(P, spin=[[50.0], [200.0]], gamma_right=[0.02, 0.03, 0.04])
        found = escape(p, -1.0, DOUBLY)
        for index in np.ndindex(2, 3):
            one = escape(p[index], -1.0, DOUBLY)
            np.testing.assert_allclose([found.rate[index], found.barrier[index]], one, rtol=1e-13)


class TestLinewidth:
    def test_without_anisotropy_it_is_the_phase_s_own(self):
        angle = precession.stationary_angle(P, DRIVEN.d).cos_theta0
        found = linewidth(P, angle, DRIVEN)
        np.testing.assert_allclose(found, 2 * phase_diffusion(P, angle, DRIVEN), rtol=1e-10)

    def parts(self, p):
        """The width of the phase alone, that of a fast and that of a slow angle, and the whole."""
        angle = precession.stationary_angle(p, DRIVEN.d).cos_theta0
        rate = precession.growth_rate_of_precession(p, DRIVEN.d, angle)
        fast = 2 * p.anisotropy**2 * angle_diffusion(p, angle, DRIVEN) / rate**2
        slow = np.sqrt(8 * np.log(2)) * p.anisotropy * angle_deviation(p, angle, DRIVEN)
        own = 2 * phase_diffusion(p, angle, DRIVEN)
        return own, fast, slow, linewidth(p, angle, DRIVEN)

    def test_anisotropy_makes_noise_of_the_angle_noise_of_the_frequency(self):
        """By 2 B_K^2 D/rate^2 where all is small beside the rate, and motion narrows the line."""
        own, fast, _, whole = self.parts(replace(P, spin=5e4, anisotropy=[1e-6, 1e-5]))
        np.testing.assert_allclose(whole - own, fast, rtol=1e-3)

    def test_no_line_is_wider_than_the_frequencies_of_the_angles_are_apart(self):
        """A large one: the angle stands still meanwhile, and the line is Gauss'."""
        own, fast, slow, whole = self.parts(replace(P, spin=5e6, anisotropy=0.3))
        assert fast > 100 * slow
        np.testing.assert_allclose(whole, slow, rtol=0.01)
        own, fast, slow, whole = self.parts(replace(P, anisotropy=np.geomspace(1e-5, 0.3, 40)))
        assert (whole > own).all()
        assert (whole < own + np.minimum(fast, slow) * (1 + 1e-6)).all()

    def test_is_that_of_kubo_s_continued_fraction(self):
        """The transform in closed form: 1/(z + x^2 r^2/(z + r + 2 x^2 r^2/(z + 2 r + ...)))."""
        for phase, x, r in ((0.3, 0.1, 2.0), (1e-3, 0.7, 1.0), (0.1, 2.0, 0.2), (1e-6, 6.0, 0.01)):
            half = float(_width_of_line(*map(np.asarray, (phase, x**2, r)))) / 2

            def line(omega, phase=phase, x=x, r=r):
                found = 0.0
                for k in range(4000, 0, -1):
                    found = k * (x * r) ** 2 / (phase - 1j * omega + k * r + found)
                return (1 / (phase - 1j * omega + found)).real

            np.testing.assert_allclose(line(half) / line(0.0), 0.5, rtol=1e-8)


class TestLocalization:
    """Where noise leaves a state: the distribution itself says so."""

    def test_the_fall_is_that_of_the_distribution(self):
        """From a precession to the poles, from a pole to a precession, and to the other pole."""
        turning = float(precession.stationary_angle(P, DRIVEN.d).cos_theta0)
        saddle = float(precession.stationary_angle(P, DOUBLY.d).cos_theta0)
        even = Surroundings(6.0, 6.0)
        for state, around, ends in (
            (turning, DRIVEN, (-1.0, 1.0)),
            (-1.0, DOUBLY, (saddle,)),
            (1.0, DOUBLY, (saddle,)),
            (1.0, even, (-1.0,)),
        ):
            here, *there = np.log(stationary_distribution(P, [state, *ends], around))
            expected = 1 / min(here - end for end in there)
            np.testing.assert_allclose(shallowness(P, state, around), expected, rtol=1e-8)

    def test_two_stable_poles_of_equal_densities(self):
        """T_eff nearly flat: S (b2 +- b1)^2/(2 b2 T_eff), as Stoner and Wohlfarth have it."""
        flat = replace(P, gamma_left_up=0.0199, gamma_left_down=0.0201, spin=500.0, anisotropy=2.0)
        found = shallowness(flat, [1.0, -1.0], Surroundings(6.0, 6.0))
        expected = 2 * 2.0 * 6.0 / (500 * np.array([(2.0 + 1.0) ** 2, (2.0 - 1.0) ** 2]))
        np.testing.assert_allclose(found, expected, rtol=1e-6)

    def test_width_is_that_of_the_distribution(self):
        """Of a large spin, over the distance to the next pole, or to the other one."""
        p = replace(P, spin=1e5)
        angle = float(precession.stationary_angle(p, DRIVEN.d).cos_theta0)
        expected = moments(p, DRIVEN).deviation / (1 - angle)
        np.testing.assert_allclose(relative_width(p, angle, DRIVEN), expected, rtol=1e-2)
        even = Surroundings(6.0, 6.0)
        expected = moments(p, even).deviation / 2
        np.testing.assert_allclose(relative_width(p, 1.0, even), expected, rtol=1e-3)

    def test_the_regime_says_where_there_is_no_state(self):
        """On the paper's sweep: beside the branch points, and by less for a larger spin."""
        ends = PAPER.drive[[0, -1]]
        d_0 = precession.d_0(PAPER.parameters)
        for factor, high, narrow in ((1, -426.8, -682), (100, -365.2, -382.8)):
            p = replace(PAPER.parameters, spin=625.0 * factor)
            found = list(conditions_of_states(p, ends, 6.0))
            for condition, first in zip(found, (high, narrow), strict=True):
                part = f"{first / d_0:.4g} to {-363 / d_0:.4g} d_0"
                assert f"no state: precession at d from {part}" in condition.meaning
                # of a precession that begins at -360.9375
                share = (first + 363 - 2.2) / (-1100 + 361)
                assert condition.ratio == pytest.approx(share, abs=0.01)
                assert condition.holds == (share < 0.2)
            d = PAPER.drive[PAPER.drive < -361]
            cos_theta0 = precession.stationary_angle(p, d).cos_theta0
            states = localized(p, cos_theta0, tabulated.surroundings(d, 6.0, None))
            np.testing.assert_array_equal(states, d < narrow)
        mirrored = list(conditions_of_states(replace(PAPER.parameters, field=-1.0), ends, 6.0))
        said = re.findall(r"from (\S+) to (\S+)", " ".join(c.meaning for c in mirrored))
        assert len(said) > 3
        assert all(float(low) < float(high) for low, high in said)
        for condition in conditions_of_states(PAPER.parameters, [-1000.0, -720.0], 6.0):
            assert condition.ratio == 0
            assert condition.meaning.endswith(" and noise leaves no state")
        for condition in conditions_of_states(PAPER.parameters, -400.0, 6.0):
            assert condition.ratio == 1
        unpolarised = replace(P, gamma_left_up=0.02, gamma_left_down=0.02, spin=0.5)
        for condition in conditions_of_states(unpolarised, ends, 6.0):
            assert condition.meaning.endswith(": north_pole at d from -1 to 1 of the largest d")

    def test_own_damping_needs_its_temperature(self):
        p = replace(P, own_damping=1e-3)
        with pytest.raises(ParameterError, match="temperature_lattice = nan: must be given"):
            list(conditions_of_states(p, PAPER.drive, 6.0))
        assert len(list(conditions_of_states(p, PAPER.drive, 6.0, 4.0))) == 2


class TestTrajectories:
    times = np.array([1000.0, 2000.0])

    def test_their_histogram_is_the_stationary_distribution(self):
        run = noisy_trajectories(P, 0.5, self.times, DRIVEN, step=1.0, samples=3000, seed=2)
        found, last = moments(P, DRIVEN), run.cos_theta[:, -1]
        np.testing.assert_allclose(last.mean(), found.mean, atol=4 * found.deviation / 3000**0.5)
        np.testing.assert_allclose(last.std(), found.deviation, rtol=0.06)
        assert np.abs(run.cos_theta).max() <= 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"times": [10.0, 5.0]}, r"times = '\[10.  5.\]': must be on one axis, ascending"),
            ({"times": 10.0}, "times = '10.': must be on one axis"),
            ({"cos_theta": 2.2}, "cos_theta = 2.2: must be between -1 and 1"),
        ],
    )
    def test_what_is_no_start_or_time_is_refused(self, changed, words):
        given = {"cos_theta": 0.2, "times": self.times, "around": DRIVEN} | changed
        with pytest.raises(ParameterError, match=words):
            noisy_trajectories(P, **given, step=1.0, samples=3, seed=1)

    @pytest.mark.parametrize("name", ["start", "end"])
    def test_a_passage_is_between_angles(self, name):
        given = {"start": 0.2, "end": 0.5, "step": 1.0, "longest": 10.0} | {name: -1.5}
        with pytest.raises(ParameterError, match=f"{name} = -1.5: must be between -1 and 1"):
            passage_times(P, **given, around=DRIVEN, samples=3, seed=1)

    def test_strong_order_one(self):
        """Halving the step halves the error of each path: the draws of the finer one add up."""
        rng = np.random.default_rng(5)
        from thermal_stt.magnet.torque_balance import TorqueBalance
        from thermal_stt.noise import trajectories
        from thermal_stt.noise.diffusion import Bath

        class Draws:
            def __init__(self, normals):
                self.normals = list(normals)

            def standard_normal(self, shape):
                return self.normals.pop(0)

        bath, balance = Bath.of(P, DRIVEN), TorqueBalance.of(P, DRIVEN.d)
        fine = rng.standard_normal((512, 2, 400))

        def path(together):
            shape = (512 // together, together, 2, 400)
            draws = Draws(fine.reshape(shape).sum(axis=1) / np.sqrt(together))
            state = np.full(400, 0.2), np.zeros(400)
            for _ in range(512 // together):
                state = trajectories._step(P, balance, bath, *state, 0.05 * together, draws)
            return state[0]

        exact = path(1)
        errors = [np.abs(path(k) - exact).mean() for k in (8, 16, 32, 64)]
        orders = np.log2(np.array(errors[1:]) / errors[:-1])
        assert (orders > 0.85).all()

    def test_the_draws_of_a_sample_know_nothing_of_the_others(self):
        given = {"step": 10.0, "seed": 3}
        few = noisy_trajectories(P, 0.5, self.times, DRIVEN, samples=BLOCK, **given)
        many = noisy_trajectories(P, 0.5, self.times, DRIVEN, samples=BLOCK + 300, **given)
        np.testing.assert_array_equal(many.cos_theta[:BLOCK], few.cos_theta)
        family = replace(P, spin=[50.0, 80.0])
        both = noisy_trajectories(family, 0.5, self.times, DRIVEN, samples=BLOCK, **given)
        np.testing.assert_array_equal(both.cos_theta[0], few.cos_theta)
        assert not (both.cos_theta[0] == both.cos_theta[1]).any()
        for seed in (4, (3, 1), (4, 0)):
            again = noisy_trajectories(
                P, 0.5, self.times, DRIVEN, samples=BLOCK, step=10.0, seed=seed
            )
            assert not (again.cos_theta == few.cos_theta).any()

    def test_phase_diffuses_as_its_strength_says(self):
        """On a narrow precession: a large spin."""
        p = replace(P, spin=5000.0)
        angle = precession.stationary_angle(p, DRIVEN.d).cos_theta0
        run = noisy_trajectories(p, angle, [400.0], DRIVEN, step=20.0, samples=4000, seed=1)
        apart = run.phi[:, 0] + 400 * p.field
        expected = 2 * phase_diffusion(p, angle, DRIVEN) * 400
        np.testing.assert_allclose(apart.var(), expected, rtol=0.1)


class TestTables:
    d = np.array([-720.0, 720.0])
    around = tabulated.surroundings(d, 6.0, None)

    @pytest.mark.parametrize(
        ("p", "drives"), [(P, d), (replace(PAPER.parameters, voltage=3.0), d[1:])]
    )
    def test_distributions_beside_trajectories(self, p, drives):
        """With a voltage nearly all is at the pole against the field, though both are stable."""
        found = tabulated.distributions(p, self.around, self.d, 5, 2000)
        for d in drives:
            rows = {name: column[found["d"] == d] for name, column in found.items()}
            width = rows["cos_theta"][1] - rows["cos_theta"][0]
            closed, sampled = rows["probability"], rows["probability_of_trajectories"]
            assert 0.98 < np.sum(closed) * width <= 1 + 1e-9
            assert np.sum(sampled) * width <= 1 + 1e-9
            # as if of the trajectories each counted once
            error = np.sqrt(closed / width / 2000)
            few = 1 / width / 2000
            assert (np.abs(sampled - closed) < 5 * error + few).all()

    def test_no_drive_shares_its_draws_with_another_or_another_seed(self):
        d = np.full(3, self.d[0])
        around = tabulated.surroundings(d, 6.0, None)
        found = [tabulated.distributions(P, around, d, seed, 300) for seed in (5, 6)]
        sampled = [f["probability_of_trajectories"].reshape(len(d), -1) for f in found]
        histograms = {tuple(each) for each in np.concatenate(sampled)}
        assert len(histograms) == 2 * len(d)

    def test_three_ways_to_a_lifetime(self):
        found = tabulated.lifetimes(P, self.around, self.d, 5, 2000)
        assert set(found["d"]) == {720.0}
        np.testing.assert_allclose(found["barrier"], tabulated.BARRIERS, rtol=1e-10)
        passage, sampled = found["lifetime_first_passage"], found["lifetime_simulated"]
        low = found["barrier"] < 3.5
        np.testing.assert_array_equal(np.isnan(sampled), ~low)
        np.testing.assert_allclose(sampled[low], passage[low], rtol=4 / 2000**0.5)
        np.testing.assert_allclose(found["lifetime"][-1], passage[-1], rtol=0.05)

    def test_of_states_and_linewidths(self):
        turning = float(precession.stationary_angle(P, -720.0).cos_theta0)
        cos_theta0, branch = [turning, 1.0, -1.0], ["precession", "north_pole", "south_pole"]
        around = tabulated.surroundings(np.array([-720.0, 720.0, 720.0]), 6.0, None)
        found = tabulated.of_states(P, cos_theta0, branch, around)
        np.testing.assert_array_equal(np.isnan(found["linewidth"]), [False, True, True])
        np.testing.assert_array_equal(np.isinf(found["lifetime"]), [True, False, False])
        lines = tabulated.linewidths(P, self.around, self.d)
        np.testing.assert_array_equal(lines["d"], -720.0)
        np.testing.assert_array_equal(lines["anisotropy"], [0.0, 0.1])
        without, with_it = lines["linewidth"] / lines["linewidth_of_phase"]
        assert without == pytest.approx(1, rel=1e-9)
        assert with_it > 1.5


def test_own_damping_needs_a_temperature():
    p = replace(P, own_damping=1e-3)
    with pytest.raises(ParameterError, match="temperature_lattice = nan: must be given"):
        angle_diffusion(p, 0.3, DRIVEN)
    with_it = angle_diffusion(p, 0.3, DRIVEN._replace(temperature_lattice=4.0))
    own = 0.91 * 1e-3 * 4.0 / 50
    np.testing.assert_allclose(with_it - angle_diffusion(P, 0.3, DRIVEN), own, rtol=1e-12)
