"""Spin, energy and entropy beside energy integrals, and what must be true of any model."""

from dataclasses import replace

import numpy as np
import pytest
from energy_integrals import Junctions
from hypothesis import given

from models import COSINES, DRIVES, PAPER, PARAMETERS, flipped, one_of, random_parameters
from thermal_stt import charge_current, spin_and_heat
from thermal_stt.magnet import kernel, precession, spin_torque
from thermal_stt.parameters import SPINS

SIDES = ("left", "right")


def beyond(seed, size, own_damping=0.0):
    """General models with a voltage and an anisotropy."""
    rng = np.random.default_rng(seed + 1000)
    p = random_parameters(seed, size)
    return replace(
        p,
        voltage=rng.normal(0, 2, size),
        anisotropy=rng.normal(0, 0.5, size),
        own_damping=own_damping * rng.uniform(0, 1, size),
    )


def at_one_state(seed, **changes):
    """A model, an angle, temperatures, and its junctions: at the frequency of the precession."""
    p = one_of(replace(beyond(seed, 1), **changes), 0)
    rng = np.random.default_rng(seed)
    theta, leads = rng.uniform(0.1, 3.0), rng.uniform(2, 6.0, 2)
    phi_dot = -float(p.field + p.anisotropy * np.cos(theta))
    return p, np.cos(theta), leads, Junctions(p, theta, phi_dot, leads, float(p.voltage))


@pytest.mark.parametrize("seed", range(6))
def test_currents_of_each_spin_are_energy_integrals(seed):
    p, c, leads, junctions = at_one_state(seed)
    ours = spin_and_heat.spin_resolved_currents(p, c, kernel.thermal_drive(*leads))
    spins = spin_and_heat.spin_currents(p, c, kernel.thermal_drive(*leads))
    scale = sum(map(abs, ours))
    for lead, side in enumerate(SIDES):
        for k, name in enumerate(("up", "down")):
            theirs, _ = junctions.of_spin(lead, k)
            assert getattr(ours, f"{side}_{name}") == pytest.approx(theirs, abs=1e-9 * scale)
        _, spin, _ = junctions.of_lead(lead)
        assert getattr(spins, side) == pytest.approx(spin, abs=1e-9 * scale)


@pytest.mark.parametrize("seed", range(6))
def test_both_spin_currents_are_the_torque_of_the_leads(seed):
    p, c, d = beyond(seed, 100, 0.01), np.linspace(-1, 1, 100), np.linspace(-900, 900, 100)
    spins, torque = spin_and_heat.spin_currents(p, c, d), spin_and_heat.torque_of_leads(p, c, d)
    scale = np.abs(spins.left) + np.abs(spins.right) + 1e-12
    assert (np.abs(spins.left + spins.right - torque) <= 1e-12 * scale.max()).all()
    # S dcos(theta)/dt, with what is lost, but for the alpha^2 that (A9) keeps
    rate = -p.spin * (1 - c**2) * spin_torque.polar_rate(p, c, d)
    rate = rate * (1 + spin_torque.damped_square(p, c))
    lost = spin_and_heat.lost_spin(p, c)
    np.testing.assert_allclose(torque - lost, rate, rtol=1e-9, atol=1e-9 * np.abs(rate).max())


@pytest.mark.parametrize("seed", range(6))
def test_the_currents_are_the_printed_covariances(seed):
    """Sums over the channels: A cov(x, y) + 2 rho B cov(y, y) and what else section 0 says."""
    p = beyond(seed, 1)
    c, d = 0.9 * np.sin(seed), 300.0 - 100 * seed
    field, charge, spin, work = p.field + p.anisotropy * c, 0.0, 0.0, 0.0
    right = {"x": 0.0, "spin": 0.0}
    for s in SPINS:
        channels = [(a, t) for a in (1, 0) for t in SPINS]
        w = np.array(
            [(1 + s * t * c) / 2 * (p.gamma_left(t) if a else p.gamma_right) for a, t in channels]
        )[:, 0]
        x, t = np.array(channels, float).T
        y = (t - s * c) / 2
        total, drive = w.sum(), p.rho_slope(s) * d + 2 * p.rho(s) * p.voltage
        cov = np.cov([x, y], aweights=w, ddof=0)
        charge += total * (drive * cov[0, 0] + 2 * p.rho(s) * field * cov[0, 1])
        spin += total * (drive * cov[0, 1] + 2 * p.rho(s) * field * cov[1, 1])
        shift = p.voltage * x + field * y
        work += 2 * p.rho(s) * total * np.cov(shift, aweights=w, ddof=0)
        each = w * (drive * (x - w @ x / total) + 2 * p.rho(s) * field * (y - w @ y / total))
        right["x"] += each[x == 0].sum()
        right["spin"] += (each * t / 2)[x == 0].sum()
    currents = charge_current.charge_currents(p, c, d)
    assert currents.total_left == pytest.approx(charge, rel=1e-10)
    assert currents.total_right == pytest.approx(right["x"], rel=1e-10)
    assert spin_and_heat.torque_of_leads(p, c, d) == pytest.approx(spin, rel=1e-10)
    assert spin_and_heat.spin_currents(p, c, d).right == pytest.approx(right["spin"], rel=1e-10)
    assert spin_and_heat.entropy_production(p, c, 4.0, 4.0) == pytest.approx(work / 4, rel=1e-12)


@given(PARAMETERS, COSINES, DRIVES)
def test_charge_is_that_of_two_channels_and_what_the_torque_drives(p, c, d):
    each = spin_and_heat.spin_resolved_currents(p, c, d)
    i = charge_current.charge_currents(p, c, d)
    scale = sum(map(abs, each)) + sum(map(abs, i))
    scale += abs(p.gamma_right * d) * (abs(p.rho_slope_up) + abs(p.rho_slope_down))
    assert abs(each.left_up + each.left_down - i.total_left) <= 1e-11 * scale
    assert abs(each.right_up + each.right_down - i.total_right) <= 1e-11 * scale


def on_precessions(own_damping):
    p, d = beyond(31, 2000, own_damping), np.random.default_rng(31).normal(0, 2000, 2000)
    angle = precession.stationary_angle(p, d)
    assert angle.exists.sum() > 150
    return p[angle.exists], angle.cos_theta0[angle.exists], d[angle.exists]


def test_on_a_precession_each_lead_spin_is_conserved_by_itself():
    p, c, d = on_precessions(0.0)
    each = spin_and_heat.spin_resolved_currents(p, c, d)
    scale = np.max(np.abs(each), axis=0) + np.abs(p.field)
    for spin, (left, right) in zip(SPINS, (each[::2], each[1::2]), strict=True):
        assert (np.abs(left + right) <= 1e-10 * scale).all()
        same, other = (p.rho_slope(k) * d + 2 * p.rho(k) * p.voltage for k in (spin, -spin))
        junctions = 1 / (1 / p.gamma_left(spin) + 1 / p.gamma_right)
        law = junctions * ((1 + c) / 2 * same + (1 - c) / 2 * other)
        assert (np.abs(left - law) <= 1e-10 * scale).all()
    spins = spin_and_heat.spin_currents(p, c, d)
    assert (np.abs(spins.left + spins.right) <= 1e-10 * scale).all()


def test_the_own_damping_loses_spin_and_moves_charge():
    p, c, d = on_precessions(0.01)
    spins, lost = spin_and_heat.spin_currents(p, c, d), spin_and_heat.lost_spin(p, c)
    scale = np.abs(spins.left) + np.abs(spins.right) + np.abs(lost)
    assert (np.abs(lost) > 1e-3).any()
    assert (np.abs(spins.left + spins.right - lost) <= 1e-9 * scale.max()).all()
    channels = 0.0
    for spin in SPINS:
        same, other = (p.rho_slope(k) * d + 2 * p.rho(k) * p.voltage for k in (spin, -spin))
        junctions = 1 / (1 / p.gamma_left(spin) + 1 / p.gamma_right)
        channels = channels + junctions * ((1 + c) / 2 * same + (1 - c) / 2 * other)
    current = charge_current.charge_currents(p, c, d).total_left
    np.testing.assert_allclose(
        current, channels + 2 * p.lambda_ * lost, atol=1e-9 * np.abs(current).max()
    )


class TestEnergy:
    @pytest.mark.parametrize("seed", range(4))
    def test_without_shifts_it_is_the_energy_integral(self, seed):
        p, c, leads, _ = at_one_state(seed)
        still = Junctions(p, np.arccos(c), 0.0, leads)
        ours = spin_and_heat.energy_currents(p, c, kernel.thermal_drive(*leads))
        for lead, side in enumerate(SIDES):
            assert getattr(ours, side) == pytest.approx(still.of_lead(lead)[2], rel=1e-9)

    @pytest.mark.parametrize("seed", range(4))
    def test_both_leads_exactly_lose_what_the_field_gains(self, seed):
        """E_l + E_r = phi_dot J, the rate of -B S cos(theta); for any density."""
        p, c, _, junctions = at_one_state(seed)
        (_, left, energy_left), (_, right, energy_right) = (
            junctions.of_lead(lead, linear=True) for lead in (0, 1)
        )
        field = p.field + p.anisotropy * c
        scale = abs(energy_left) + abs(energy_right)
        total = energy_left + energy_right
        assert total == pytest.approx(-field * (left + right), abs=1e-9 * scale)

    def test_what_is_dropped_is_of_the_next_order(self):
        apart = []
        for factor in (1, 4):
            p, c, leads, _ = at_one_state(2)
            p = replace(p, voltage=p.voltage / factor, field=p.field / factor, anisotropy=0.0)
            junctions = Junctions(p, np.arccos(c), -float(p.field), leads, float(p.voltage))
            ours = spin_and_heat.energy_currents(p, c, kernel.thermal_drive(*leads))
            apart.append(float(ours.left - junctions.of_lead(0)[2]))
        assert apart[1] == pytest.approx(apart[0] / 16, rel=1e-6)

    def test_it_is_the_conductance_as_wiedemann_and_franz_have_it(self):
        p = replace(random_parameters(5, 50), voltage=1.0, rho_slope_up=0.0, rho_slope_down=0.0)
        c = np.linspace(-1, 1, 50)
        electrical = charge_current.charge_currents(p, c, 0.0).electrical_left
        energy = spin_and_heat.energy_currents(p, c, 1.0).left
        np.testing.assert_allclose(energy, electrical / 2, rtol=1e-12)


class TestEntropy:
    @pytest.mark.parametrize("seed", range(4))
    def test_at_one_temperature_it_is_exact(self, seed):
        p, c, _, _ = at_one_state(seed, rho_slope_up=0.0, rho_slope_down=0.0)
        phi_dot = -float(p.field + p.anisotropy * c)
        junctions = Junctions(p, np.arccos(c), phi_dot, (3.0, 3.0), float(p.voltage))
        heats = [junctions.of_lead(lead) for lead in (0, 1)]
        exact = -sum(
            energy - potential * particles
            for (particles, _, energy), potential in zip(heats, junctions.potentials, strict=True)
        )
        ours = spin_and_heat.entropy_production(p, c, 3.0, 3.0)
        assert ours == pytest.approx(exact / 3.0, rel=1e-9)
        work = p.voltage * charge_current.charge_currents(p, c, 0.0).total_left
        work -= phi_dot * spin_and_heat.torque_of_leads(p, c, 0.0)
        assert ours == pytest.approx(work / 3.0, rel=1e-12)

    def test_between_two_temperatures_it_is_the_leading_order(self):
        """What is missing falls with the square of voltage and field, as (B/T)^2 does."""
        apart = []
        for factor in (1, 4):
            p, c, _, _ = at_one_state(3, rho_slope_up=0.0, rho_slope_down=0.0, anisotropy=0.0)
            p = replace(p, voltage=p.voltage / factor, field=p.field / factor)
            leads = 3.0, 7.0
            junctions = Junctions(p, np.arccos(c), -float(p.field), leads, float(p.voltage))
            exact = -sum(
                (energy - junctions.potentials[lead] * particles) / leads[lead]
                for lead, (particles, _, energy) in enumerate(map(junctions.of_lead, (0, 1)))
            )
            ours = spin_and_heat.entropy_production(p, c, *leads)
            apart.append(float(ours - exact))
        assert abs(apart[0]) < 0.2 * ours
        assert apart[1] == pytest.approx(apart[0] / 16, rel=1e-6)

    @given(PARAMETERS, COSINES, DRIVES)
    def test_it_is_never_negative(self, p, c, d):
        p = replace(p, voltage=0.3 * d / 100, anisotropy=-0.7)
        for leads in (spin_and_heat.temperatures_at(d, 2.0), (2.0, 2.0)):
            assert spin_and_heat.entropy_production(p, c, *leads) >= -1e-14 * p.voltage**2

    def test_nothing_that_drives_makes_none(self):
        assert spin_and_heat.entropy_production(PAPER.parameters, 1.0, 6.0, 6.0) == 0


@given(DRIVES)
def test_temperatures_make_the_drive_with_the_colder_one_given(d):
    left, right = spin_and_heat.temperatures_at(d, 6.0)
    assert min(left, right) == 6.0
    assert kernel.thermal_drive(left, right) == pytest.approx(d, rel=1e-9, abs=1e-12)


def test_turned_over_spin_changes_sign_and_energy_does_not():
    p, c = beyond(8, 50), np.linspace(-0.9, 0.9, 50)
    over = flipped(p)
    for side in SIDES:
        one, other = (
            getattr(spin_and_heat.spin_currents(q, s * c, 300.0), side)
            for q, s in ((p, 1), (over, -1))
        )
        np.testing.assert_allclose(one, -other, atol=1e-12)
    np.testing.assert_allclose(
        spin_and_heat.energy_currents(p, c, 300.0).left,
        spin_and_heat.energy_currents(over, -c, 300.0).left,
        rtol=1e-12,
    )
