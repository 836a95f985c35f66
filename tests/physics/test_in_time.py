"""A dot in time: its poles, its levels, and what it keeps."""

from dataclasses import replace

import numpy as np
import pytest
from exact_dots import band_of, frame_of, symmetric_dot
from scipy.integrate import quad_vec

from thermal_stt.exact import in_time
from thermal_stt.exact.in_time import DotInTime, Moment, Resolution
from thermal_stt.exact.poles import levels_of_band, poles_of_step
from thermal_stt.exact.precessions import precession, precessions, torque_curve
from thermal_stt.exact.self_consistent import Dot, pole
from thermal_stt.exact.turning_frame import Frame, turning_dot
from thermal_stt.mean_field.bands import Band
from thermal_stt.mean_field.leads import Leads
from thermal_stt.parameters import ParameterError

FINE = Resolution(poles=28, levels=100, step=4.0)


class TestPoles:
    @pytest.mark.parametrize("count", [5, 10, 20, 40])
    def test_they_are_the_step_as_far_as_they_reach(self, count):
        xi, residues = poles_of_step(count)
        x = np.linspace(-(count**2) / 5, count**2 / 5, 401)
        step = 4 * x * np.sum(residues / (x[:, None] ** 2 + xi**2), axis=1)
        np.testing.assert_allclose(step, np.tanh(x / 2), atol=2e-6)
        inner = np.abs(x) < count**2 / 10
        np.testing.assert_allclose(step[inner], np.tanh(x / 2)[inner], atol=1e-10)

    def test_the_first_are_those_of_matsubara(self):
        xi, residues = poles_of_step(20)
        np.testing.assert_allclose(xi[:7], np.pi * np.arange(1, 14, 2), rtol=1e-12)
        np.testing.assert_allclose(residues[:7], 1, rtol=1e-12)


@pytest.mark.parametrize("shape", ["semicircle", "parabola", "gaussian", "lorentzian", "table"])
def test_levels_have_the_hilbert_transform_of_the_band(shape):
    band = band_of(shape, half_width=1.3)
    energies, weights = levels_of_band(band, 300)
    for omega in (-0.7, 0.1, 0.9):
        found = np.sum(weights / (omega + 0.8j - energies))
        assert found == pytest.approx(complex(band.hilbert(omega, 0.8)), rel=2e-9)


def warm_dot(scale=1.0, **changes):
    """A dot whose colder lead is not so cold, at the same drive, and whose charge is slow."""
    dot = symmetric_dot(scale)
    cold, hot = 0.03 * np.sqrt(scale), np.sqrt(0.045**2 - 0.005**2 + 0.03**2) * np.sqrt(scale)
    leads = replace(dot.leads, temperature_left=cold, temperature_right=float(hot))
    return replace(dot, **({"leads": leads, "capacitance": 1000.0} | changes))


def precessing(scale=1.0, **changes):
    dot = warm_dot(scale, **changes)
    return dot, precession(dot, 0.3).frame


class TestHeld:
    """What is held in a frame is what the frequency integrals say, which know no poles."""

    @pytest.mark.parametrize("voltage", [0.0, 2e-3])
    @pytest.mark.parametrize("shape", ["parabola", "semicircle", "lorentzian"])
    def test_it_is_the_exact_dot_of_that_frame(self, shape, voltage):
        dot = symmetric_dot(16.0)
        leads = replace(dot.leads, voltage=voltage)
        dot = replace(dot, band=band_of(shape), leads=leads)
        frame = frame_of(0.5, 0.4, 3e-3, -0.02)
        model = DotInTime(dot, 3e-3, Resolution(80, 200, 1.0))
        moment = model.held(frame)
        exact = turning_dot(dot.band, leads, frame)
        sine = np.sqrt(1 - 0.4**2)
        spin = [sine * exact.spin_across, sine * exact.spin_out, exact.spin_along]
        np.testing.assert_allclose(moment.spin, spin, atol=3e-6 * np.abs(spin).max())
        currents = model.run(moment, [0.0, 1.0]).currents[0]
        np.testing.assert_allclose(currents, exact.currents.sum(axis=1), atol=5e-7)

    def test_fewer_poles_cost_a_sixteenth_power(self):
        """What the last pole leaves out of the leads' tails falls like its inverse square."""
        dot, frame = precessing(4.0)
        exact = turning_dot(dot.band, dot.leads, frame)
        missing = [
            DotInTime(dot, frame.phi_dot, Resolution(n, 160, 1.0)).held(frame).spin[2]
            - exact.spin_along
            for n in (20, 40)
        ]
        assert missing[0] / missing[1] == pytest.approx(16, rel=0.1)


class TestStays:
    def run(self, dot, frame, lifetimes=3.0, resolution=FINE):
        model = DotInTime(dot, float(frame.phi_dot), resolution)
        end = lifetimes / (2 * dot.leads.gamma_right)
        return model.run(model.held(frame), np.linspace(0, end, 7))

    @pytest.mark.parametrize("anisotropy", [0.0, -4e-5])
    def test_a_precession_stays(self, anisotropy):
        dot, frame = precessing(anisotropy=anisotropy)
        run = self.run(dot, frame)
        spin = 2 * dot.exchange * run.spin
        assert np.abs(spin - spin[0]).max() < 1e-6
        assert np.ptp(run.potential) < 1e-6
        np.testing.assert_allclose(run.phi - run.phi_dot * run.t, 0, atol=1e-6)

    def test_equilibrium_stays_along_the_field(self):
        leads = replace(warm_dot().leads, temperature_right=0.03)
        dot = warm_dot(leads=leads)
        run = self.run(dot, dot.start(1.0))
        assert np.abs(run.spin[:, :2]).max() < 1e-12
        assert np.ptp(run.magnetization) < 1e-6
        assert np.abs(run.currents).max() < 1e-6

    def test_an_angle_that_is_not_stationary_moves_as_the_exact_torque_says(self):
        """Slowly, with all else following: S d(cos_theta)/dt = sin^2(theta) torque."""
        dot, _ = precessing()
        frame = dot.start(-0.2)
        run = self.run(dot, frame, 3.0, FINE)
        torque = turning_dot(dot.band, dot.leads, frame).torque
        spin = np.linalg.norm(run.spin[0])
        moved = np.cos(run.theta[-1]) - np.cos(run.theta[-2])
        rate = moved / (run.t[-1] - run.t[-2])
        assert rate == pytest.approx((1 - 0.2**2) * float(torque) / spin, rel=0.02)


def displaced(dot, frame, resolution=FINE, points=41):
    model = DotInTime(dot, float(frame.phi_dot), resolution)
    beside = frame._replace(magnetization=frame.magnetization * 1.02)
    return model.run(model.held(beside), np.linspace(0, 1500.0, points))


@pytest.mark.parametrize("planted", ["exchange", "poles"])
def test_what_is_wrong_in_it_does_not_stay(planted, monkeypatch):
    dot, frame = precessing()
    model = DotInTime(dot, float(frame.phi_dot), FINE)
    start = model.held(frame)
    if planted == "exchange":
        model.dot = replace(dot, exchange=1.001 * dot.exchange)
    else:
        model.weights *= np.where(np.arange(len(model.weights)) % FINE.poles, 1, 1.01)
    run = model.run(start, np.linspace(0, 2000.0, 3))
    assert np.ptp(run.magnetization) > 1e-5


class TestMoves:
    def test_charge_that_flows_in_is_charge_that_is_there(self):
        dot, frame = precessing()
        run = displaced(dot, frame, points=201)
        flowed = run.currents.sum(axis=1)
        steps = np.diff(run.t) * (flowed[1:] + flowed[:-1]) / 2
        late = run.t > 50  # the first moments are faster than these times
        gained = (run.charge - run.charge[-1])[late]
        flown = np.append(0, np.cumsum(steps))
        assert np.ptp(gained) > 1e-3
        np.testing.assert_allclose((flown - flown[-1])[late], gained, atol=2e-3 * np.ptp(gained))
        np.testing.assert_allclose(
            dot.capacitance * run.potential, run.charge - dot.electrons, atol=1e-12
        )

    def test_it_converges_in_poles_levels_and_step(self):
        dot, frame = precessing()
        fine = FINE._replace(step=1.0)
        best = displaced(dot, frame, fine).magnetization
        kick = np.ptp(best)
        found = {
            name: np.abs(displaced(dot, frame, fine.coarser(name)).magnetization - best).max()
            for name in ("poles", "levels", "step")
        }
        assert max(found.values()) < 5e-3 * kick
        twice = displaced(dot, frame, fine.coarser("step").coarser("step")).magnetization
        assert np.abs(twice - best).max() / found["step"] > 3  # second order: 5 against 1

    def test_its_frame_is_of_no_matter(self):
        dot, frame = precessing()
        resolution = FINE._replace(step=0.25)
        model = DotInTime(dot, float(frame.phi_dot), resolution)
        start = model.held(frame._replace(magnetization=frame.magnetization * 1.02))
        other = DotInTime(dot, 0.5 * float(frame.phi_dot), resolution)
        moment = Moment(start.charge, start.spin, start.entering)
        times = np.linspace(0, 600.0, 11)
        one, two = model.run(start, times), other.run(moment, times)
        np.testing.assert_allclose(two.magnetization, one.magnetization, rtol=1e-6)
        np.testing.assert_allclose(two.phi, one.phi, atol=1e-4)

    def test_what_enters_is_the_integral_over_the_past(self):
        """L_k of the poles against the memory itself, for a dot that is driven as it likes.

        L |s> = 2 pi i T int_0^inf dtau nu^(tau) U(t, t - tau) |s> exp(i u tau)/sinh(pi T tau), of
        which all but the part that belongs to no channel is seen: here the difference of two
        spins' currents between two moments.
        """
        dot, frame = precessing(4.0)
        model = DotInTime(dot, float(frame.phi_dot), Resolution(60, 160, 0.05))
        held = model.held(frame)
        # M is let go at once to a constant other M: U is known before and after
        before = model._parts(*_fields_of(frame))
        after = model._parts(_fields_of(frame)[0] * 1.1, 0.01)
        t, steps = 6.0, 600
        settled, _ = model._settled(*after)
        away, dt = held.entering - settled, t / steps
        fading = np.exp(-model.free * dt)
        let_go = _fields_of(frame)[0] * 1.1, 0.01
        for _ in range(steps):
            away, settled = model._step(away, settled, let_go, let_go, dt, fading)
        found = model._entering(settled + away)

        def propagator(parts, tau):
            centre, root, turn = parts
            rotation = np.cos(root * tau) * np.eye(2) - 1j * np.sin(root * tau) * turn
            return np.exp(-1j * centre * tau) * rotation

        energies, weights = levels_of_band(dot.band, 400)
        temperatures = np.repeat([dot.leads.temperature_left, dot.leads.temperature_right], 2)
        for k, (s, temperature) in enumerate(zip(in_time.SPIN_OF, temperatures, strict=True)):
            shift = -in_time.LEAD_SPIN[k] * float(frame.phi_dot) / 2

            def past(tau, s=s, temperature=temperature, shift=shift):
                late = propagator(after, min(tau, t))
                whole = late @ propagator(before, tau - t) if tau > t else late
                levels = np.sum(weights * np.exp(-1j * (energies - shift) * tau))
                # of the constant that belongs to no channel the same function is taken off
                taken = np.sum(weights) * np.exp(-tau) * np.eye(2)
                return ((levels * whole - taken) / np.sinh(np.pi * temperature * tau))[:, s]

            integral, _ = quad_vec(past, 1e-9, 400.0, points=[t], epsabs=1e-7, limit=4000)
            expected = 2 * np.pi * temperature * integral
            known = found[k].copy()
            # real and of the channel's own spin: what was taken off
            expected[s] += known[s].real - expected[s].real
            np.testing.assert_allclose(known, expected, atol=2e-3 * np.abs(known).max())


def _fields_of(frame):
    m, c = float(frame.magnetization), float(frame.cos_theta)
    return m * np.array([np.sqrt(1 - c * c), 0, c]), float(frame.potential)


class TestGrowth:
    """A slow deviation in time goes as the growth rate of the exact state says.

    With a field so large beside M that the angle of S is not that of M: 13 and 7 % between them.
    """

    LEADS = Leads(0.002, 0.02, 0.005, 2.0, 3.0)
    COARSE = Resolution(10, 30, 0.2)

    def dot(self, **changes):
        band = Band("semicircle", half_width=30.0, states=60.0)
        given = {"field": 3.0, "exchange": 0.9, "capacitance": 0.3, "electrons": 5.0}
        return Dot(band, self.LEADS, **given | changes)

    def test_at_a_pole(self):
        dot = self.dot()
        state = pole(dot, "north_pole")
        beside = state.frame._replace(cos_theta=np.asarray(1 - 1e-8))
        in_time = DotInTime(dot, float(state.frame.phi_dot), self.COARSE)
        run = in_time.run(in_time.held(beside), np.array([0.0, 600.0, 800.0]))
        across = np.hypot(*run.spin[1:, :2].T)
        assert state.growth_rate == pytest.approx(np.log(across[1] / across[0]) / 200, rel=1e-3)

    def test_on_a_precession(self):
        dot = self.dot(field=2.0, exchange=1.1, anisotropy=-5.0)
        [state] = precessions(dot)
        beside = torque_curve(dot, [float(state.frame.cos_theta) + 1e-4])
        beside = Frame(*(np.asarray(values[0]) for _, values in beside.frames()))
        in_time = DotInTime(dot, float(state.frame.phi_dot), self.COARSE)
        held = in_time.held(beside._replace(phi_dot=state.frame.phi_dot))
        along = in_time.run(held, np.array([0.0, 600.0, 1200.0, 1800.0])).spin[1:, 2]
        steps = np.diff(along)
        assert state.growth_rate == pytest.approx(np.log(steps[1] / steps[0]) / 600, rel=5e-3)


def test_a_damping_of_its_own_is_refused():
    dot = replace(symmetric_dot(), own_damping=0.1)
    with pytest.raises(ParameterError, match=r"own_damping = 0\.1: must be 0 for a dot in time"):
        DotInTime(dot, 0.0, FINE)
