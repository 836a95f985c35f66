"""The device in physical units: what the README says of it, and that it lies in the regime."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy import constants

from models import ROOT
from thermal_stt import charge_current, diagrams
from thermal_stt.electrons import regime
from thermal_stt.magnet import kernel, precession
from thermal_stt.noise import tabulated
from thermal_stt.scenario import measured, scenario

DEVICE = scenario.parse((ROOT / "config/device.yaml").read_bytes(), "config/device.yaml")
P = DEVICE.parameters
MEV = 1e-3 * constants.e
KELVIN = constants.k / MEV


def test_the_sentence_of_the_readme_is_what_the_theory_predicts():
    text = " ".join((ROOT / "README.md").read_text().split())
    found = re.search(
        r"precession at ([\d.]+) GHz while the CoFe lead is at ([\d.]+) K and the normal one "
        r"between ([\d.]+) and ([\d.]+) K, and in the middle of that window a current of "
        r"(-[\d.]+) pA where it would be (-[\d.]+) pA",
        text,
    )
    gigahertz, cold, low, high, current, still = map(float, found.groups())
    assert gigahertz == round(P.field * MEV / constants.h / 1e9, 2)
    ends = precession.branch_points(P)
    for end, shown in zip(ends, (low, high), strict=True):
        assert shown == round(kernel.temperature_right(end, cold * KELVIN) / KELVIN, 1)
    middle = np.mean(ends)
    cos_theta0 = precession.stationary_angle(P, middle).cos_theta0
    assert precession.attractor(P, middle)[0] == "precession"
    i = charge_current.charge_currents(P, cos_theta0, middle)
    ampere = constants.e / constants.hbar * MEV
    assert current == round(float(i.total_left) * ampere * 1e12, 2)
    assert still == round(float(i.total_left_without_precession) * ampere * 1e12, 2)


def test_what_the_readme_says_of_an_own_damping_is_in_the_table():
    text = " ".join((ROOT / "README.md").read_text().split())
    shown, kelvin = re.search(
        r"precesses if its own damping is below ([\d.e-]+)\*\*, with the normal lead at up to "
        r"([\d.]+) K \(`make results/device/damping.csv`\)",
        text,
    ).groups()
    table = diagrams.over_conductance(P, DEVICE.drive)
    here = table["scale"] == 1
    [largest], [d] = table["damping_largest"][here], table["d"][here]
    assert shown == f"{largest:.1e}".replace("e-0", "e-")
    assert float(kelvin) == round(float(kernel.temperature_right(d, 4.2 * KELVIN)) / KELVIN, 1)
    below, above = (replace(P, own_damping=factor * largest) for factor in (0.999, 1.001))
    assert (precession.settled_state(below, DEVICE.drive).branch == 2).any()
    assert not precession.stationary_angles(above, DEVICE.drive).exists.any()


def test_what_the_readme_says_of_its_noise():
    text = " ".join((ROOT / "README.md").read_text().split())
    megahertz, deviation = re.search(
        r"In the middle of that window its line is ([\d.e-]+) MHz wide, its lifetime infinite, .*? "
        r"the standard deviation of cos θ would be ([\d.]+), more than .*? "
        r"\(`make results/device/noise.csv`\)",
        text,
    ).groups()
    middle = np.mean(precession.branch_points(P))
    cos_theta0 = precession.stationary_angle(P, middle).cos_theta0
    around = tabulated.surroundings(middle, DEVICE.temperature_coldest, None)
    found = tabulated.of_states(P, cos_theta0, "precession", around)
    shown = float(found["linewidth"]) * MEV / constants.h / 1e6
    assert megahertz == f"{shown:.1e}".replace("e-0", "e-")
    assert found["lifetime"] == np.inf
    assert float(deviation) == round(float(found["deviation"]), 2)


def test_the_device_is_in_the_regime_but_for_its_few_electrons():
    """Small conductances, single levels, charging: the comment at the top of the file."""
    cold = DEVICE.temperature_coldest
    hot = kernel.temperature_right(min(precession.branch_points(P)), cold)
    conditions = [
        *regime.conditions_of_the_model(P),
        *regime.conditions_at_temperatures(P, cold, hot),
    ]
    broken = {c.symbol for c in conditions if not c.holds}
    assert broken == {"1 << g_l", "1 << g_r", "1/rho << Gamma", "1/rho << T", "E_c << T"}


def test_what_the_file_says_of_its_numbers():
    """The arithmetic in its comments."""
    polarization = P.gamma_delta / (P.gamma_left_up + P.gamma_left_down) * 2
    assert polarization == pytest.approx(0.7, abs=0.005)
    mean = (P.gamma_left_up + P.gamma_left_down) / 2
    assert P.gamma_left_up + P.gamma_right == pytest.approx(P.field / 20, rel=0.01)
    assert P.gamma_right == pytest.approx(np.sqrt(1 - 0.7**2) * mean, rel=0.01)
    atoms = 1377
    assert pytest.approx(0.150 * atoms, rel=0.01) == P.rho_up * 1e3  # per eV
    assert pytest.approx(1.08 * atoms, rel=0.01) == P.rho_down * 1e3
    assert P.rho_slope_up / P.rho_up * 1e3 == pytest.approx(-0.05, abs=0.001)
    assert P.rho_slope_down / P.rho_down * 1e3 == pytest.approx(2.9, abs=0.05)
    assert pytest.approx(1.1e3) == P.magnetization  # 2 J S, in meV
    assert 2 * P.spin / atoms == pytest.approx(1.45, abs=0.01)  # Bohr magnetons an atom
    assert 1 / (2 * P.capacitance) == pytest.approx(30, abs=0.05)  # E_c in meV
    mott = np.pi**2 / 3 * constants.k**2 * 300 / constants.e * 3 / constants.e
    assert mott == pytest.approx(22e-6, rel=0.03)  # V/K
    conductances = np.array(regime.conductances_of_junctions(P, [1.0, -1.0]))
    assert round(conductances.min(), 3) == 0.001
    assert round(conductances.max(), 3) == 0.004
    assert measured.in_natural_units("1 K", "temperature", MEV) == pytest.approx(KELVIN)
