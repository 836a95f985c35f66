"""What the page of `make explore` shows, and to whom; in a browser it is in test_browser.py."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from itertools import pairwise

import numpy as np
import pytest
from project import from_a_shell

from explore import equations, parcel, plots, readout, sphere, views
from explore import state as states
from explore.state import AS_IN_THE_PAPER, SLIDERS, State
from models import PAPER, ROOT
from thermal_stt import charge_current, diagrams, occupation, precession, scenario, slow_dynamics
from thermal_stt.magnet.kernel import thermal_drive
from thermal_stt.magnet.spin_torque import magnetization_velocity, torques
from thermal_stt.scenario import ScenarioError

ELSEWHERE = {
    "thermal_drive.d": 640.0,
    "thermal_drive.temperature_coldest": 1.35,
    "bias.voltage": -0.75,
    "start.theta": 2.9,
    "start.phi": 1.0,
    "magnet.field": 1.45,
    "magnet.spin": 350.0,
    "tunneling_rates.left_up": 0.013,
    "density_of_states.slope_down": 0.31,
}
BENT = ELSEWHERE | {"magnet.anisotropy": -0.8, "magnet.damping": 0.0001}
STATES = [State.of(values) for values in ({}, ELSEWHERE, BENT)]
each_state = pytest.mark.parametrize("state", STATES, ids=["paper", "elsewhere", "bent"])


def test_the_page_begins_with_the_paper():
    for name in ("gamma_right", "field", "rho_slope_up", "spin", "voltage"):
        assert getattr(AS_IN_THE_PAPER.parameters, name) == getattr(PAPER.parameters, name)
    first = PAPER.distributions[0]
    assert AS_IN_THE_PAPER.d == first.d
    assert AS_IN_THE_PAPER.temperatures == (first.temperature_left, first.temperature_right)


def test_every_slider_has_the_paper_in_its_range_and_on_its_steps():
    for key, slider in SLIDERS.items():
        value = AS_IN_THE_PAPER.values[key]
        assert slider.low <= value <= slider.high, key
        steps = (value - slider.low) / slider.step
        assert steps == pytest.approx(round(steps), abs=1e-6), key
        for end in (slider.low, slider.high):
            State.of({key: end})


def test_what_is_pointed_to_is_where_the_slider_can_stand():
    for slider in SLIDERS.values():
        for share in (0.0, 0.123456, 0.5, 0.987654, 1.0):
            pointed = slider.low + share * (slider.high - slider.low)
            found = slider.nearest(pointed)
            assert abs(found - pointed) <= slider.step / 2 + 1e-9
            assert slider.low <= found <= slider.high
            assert found == slider.on_grid(found) == slider.nearest(found)
    assert SLIDERS["start.theta"].nearest(np.pi) == SLIDERS["start.theta"].high


@each_state
def test_an_address_is_the_state_that_it_is_of(state):
    assert states.from_address(states.to_address(state)).values == state.values
    assert (states.to_address(state) == "") == (state.values == AS_IN_THE_PAPER.values)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("magnet.feld=1", "magnet.feld: must be one of the keys thermal_drive.d, "),
        ("magnet.field=one", "magnet.field = 'one': must be a number"),
        ("magnet.field=", "magnet.field = '': must be a number"),
        ("magnet.field=1&magnet.field=2", "magnet.field = '2': must be given once"),
        ("magnet.field=9e9", "magnet.field = 9e9: must be from -3 to 3"),
        ("magnet.field=nan", "magnet.field = nan: must be from -3 to 3"),
        ("magnet.field=0", "magnet.field = 0: must be a finite number other than 0"),
        ("=1", "the address: : must be one of the keys"),
        ("magnet.field=%FF%00", "magnet.field = "),
    ],
)
def test_an_address_that_is_none_is_one_line(query, said):
    with pytest.raises(ScenarioError) as refused:
        states.from_address(query)
    assert str(refused.value).startswith("the address: ")
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


@each_state
def test_a_scenario_gives_the_same_numbers(state):
    read = scenario.parse(states.as_scenario(state))
    for name in states.KEYS:
        assert getattr(read.parameters, name) == getattr(state.parameters, name), name
    [entry] = read.distributions
    assert entry.d == state.d
    leads = entry.temperature_left, entry.temperature_right
    np.testing.assert_allclose(leads, state.temperatures, rtol=1e-9)
    np.testing.assert_allclose(thermal_drive(*leads), state.d, rtol=1e-12)
    assert read.approach.d == (state.d,)
    assert read.approach.cos_theta[0] == np.cos(state.start[0])
    np.testing.assert_array_equal(read.drive, PAPER.drive)
    assert read.temperature_coldest == state.values["thermal_drive.temperature_coldest"]


@each_state
def test_curves_are_every_fixed_point_with_its_current_one_by_one(state):
    p, shown = state.parameters, views.curves(state.parameters)
    found = {kind: set() for kind in shown}
    for d in precession.with_branch_points(p, views.SWEEP):
        table = precession.fixed_points(p, d)
        for branch, cosine in zip(table["branch"], table["cos_theta0"], strict=True):
            rate = precession.growth_rate(p, d, branch, cosine)
            i = charge_current.charge_currents(p, cosine, d)
            parts = i.total_left_without_precession, i.hybrid_left, i.pumping_left
            row = tuple(map(float, (d, cosine, i.total_left, *parts)))
            found["stable" if rate < 0 else "unstable"].add(row)
            if branch in precession.PRECESSIONS:
                found["precession"].add(row)
    for kind, curves in shown.items():
        rows = np.array(list(curves.values())).T
        rows = np.array(sorted(set(map(tuple, rows[~np.isnan(rows[:, 0])]))))
        one_by_one = np.array(sorted(found[kind]))
        if kind == "stable":  # its ends are branch points, too, where it is not linearly stable
            near = np.isin(rows[:, 0], one_by_one[:, 0])
            assert (~near).sum() <= 2
            one_by_one = np.array(sorted(found[kind] | (set(map(tuple, rows)) & found["unstable"])))
        np.testing.assert_allclose(rows, one_by_one, rtol=1e-12, atol=1e-12, err_msg=kind)


@each_state
def test_where_a_magnet_ends_is_where_its_way_leads(state):
    here, way = views.Here(state), sphere.way(state)
    assert np.cos(way["theta"][-1]) == pytest.approx(here.cos_theta0, abs=1e-6)
    assert here.branch in precession.BRANCHES
    assert precession.growth_rate(state.parameters, state.d, here.branch, here.cos_theta0) < 0


def test_where_both_poles_are_stable_the_start_decides():
    ends = {
        views.Here(State.of({"thermal_drive.d": 600.0, "start.theta": x})).branch for x in (1, 3)
    }
    assert ends == {"north_pole", "south_pole"}


def test_the_distribution_is_that_of_the_published_figure():
    here, entry = views.Here(AS_IN_THE_PAPER), PAPER.distributions[0]
    table = occupation.settled_occupations(PAPER.parameters, [entry], views.ENERGIES)
    shown = views.distribution(here)
    for column, name in (("omega", "omega"), ("up", "occupation_up"), ("down", "occupation_down")):
        np.testing.assert_allclose(shown[column], table[name], rtol=1e-12, atol=1e-14)


def inside(polygon, point):
    edges = np.roll(polygon, -1, axis=0) - polygon
    to = point - polygon
    side = edges[:, 0] * to[:, 1] - edges[:, 1] * to[:, 0]
    return bool((side >= 0).all() or (side <= 0).all())


@each_state
def test_regions_are_those_of_the_diagram(state):
    p, shown = state.parameters, views.diagram(state.parameters)
    table, _ = diagrams.over_voltage(p, views.SWEEP)
    where = np.abs(table["voltage"]) < views.VOLTAGES[1]
    for d, v in zip(table["d"][where][::7], table["voltage"][where][::7], strict=True):
        rates = [
            precession.growth_rate_at_pole(replace(p, voltage=v), d, pole) for pole in (1.0, -1.0)
        ]
        if min(map(abs, rates)) < 1e-9:  # on a line
            continue
        north, south = (rate < 0 for rate in rates)
        for name, stable in (("north", north), ("south", south), ("both", north and south)):
            assert any(inside(part, np.array([d, v])) for part in shown[name]) == stable


@each_state
def test_the_way_is_that_of_the_slow_dynamics_and_dense_enough(state):
    way = sphere.way(state, (1.0, 0.5))
    between = np.concatenate([np.linspace(*ends, 7) for ends in pairwise(way["t"])])
    exact = slow_dynamics.slow_dynamics(state.parameters, state.d, 1.0, between, 0.5)
    for name in ("theta", "phi"):
        seen = np.interp(between, way["t"], way[name])
        np.testing.assert_allclose(seen, getattr(exact, name), rtol=0, atol=0.01)  # a pixel


@each_state
def test_arrows_turned_with_the_magnet_are_the_terms_of_its_velocity(state):
    way, unit = sphere.way(state), sphere.time_theta(state.parameters)
    phi = way["phi"]
    m = sphere.direction(way["theta"], phi)
    found = torques(state.parameters, m, state.d)
    total = found.field.copy()
    for name in sphere.TORQUES:
        x, y, z = (way[f"{name}_{axis}"] for axis in "xyz")
        turned = np.stack([x * np.cos(phi) - y * np.sin(phi), x * np.sin(phi) + y * np.cos(phi), z])
        np.testing.assert_allclose(turned.T / unit, getattr(found, name), atol=1e-12)
        total += turned.T / unit
    velocity = magnetization_velocity(state.parameters, m, state.d)
    np.testing.assert_allclose(total, velocity, atol=1e-12)


@pytest.mark.parametrize("theta", [0.3, 1.2, 2.0])
def test_a_point_that_is_seen_is_found_where_it_was_clicked(theta):
    for phi in np.linspace(0, 2 * np.pi, 9)[:-1]:
        m = sphere.direction(theta, phi)
        if m @ sphere.TOWARD > 0.05:
            angles = sphere.angles_at(m @ sphere.RIGHT, m @ sphere.UP)
            np.testing.assert_allclose(sphere.direction(*angles), m, atol=1e-9)
    assert sphere.angles_at(0.9, 0.9) is None


@each_state
def test_all_that_is_above_an_axis_ends_where_the_axis_does(state):
    p = state.parameters
    found = views.diagram(p)
    assert len(found["poles"]) == 2
    for line, cosine in zip(found["poles"], (1.0, -1.0), strict=True):
        d, voltage = line.T
        assert np.abs(voltage).max() <= views.VOLTAGES[1] + 1e-12
        assert views.SWEEP[0] <= d.min() < d.max() <= views.SWEEP[-1]
        there = replace(p, voltage=voltage)
        rates = precession.growth_rate_at_pole(there, d, cosine)
        np.testing.assert_allclose(rates, 0, atol=1e-12)
    shown = views.curves(p)
    parts = (*shown.values(), *views.curves(PAPER.parameters).values())
    currents = np.concatenate([part[name] for part in parts for name in views.COLUMNS[2:]])
    first, last = np.nanmin(currents), np.nanmax(currents)
    [low], [high] = views.limits(shown).values()
    beyond = (last - first) / 8
    assert first - beyond < low <= first
    assert last <= high < last + beyond


def test_a_parcel_has_every_number_in_its_place():
    here = views.Here(STATES[1])
    shown = views.curves(STATES[1].parameters)
    shown["regions"], shown["angles"] = plots.region_rows(views.diagram(STATES[1].parameters))
    shown |= {"occupation": views.distribution(here), "way": sphere.way(STATES[1])}
    shown["orbits"] = plots.orbit_rows([(0.5, True), (-0.2, False)])
    shown["here"] = {"d": [-500.0], "none": []}
    layout, numbers = parcel.packed(shown)
    following = iter(numbers.tolist())

    def unpacked(part):
        if isinstance(part, int):
            return [next(following) for _ in range(part)]
        if isinstance(part, dict):
            return {name: unpacked(inner) for name, inner in part.items()}
        return part if isinstance(part, str) else [unpacked(inner) for inner in part]

    found = unpacked(json.loads(json.dumps(layout)))
    assert list(following) == []
    assert [*found] == [*shown]
    for source, columns in shown.items():
        assert [*found[source]] == [*columns]
        for name, column in columns.items():
            for got, put in zip(found[source][name], column, strict=True):
                np.testing.assert_equal(got, np.asarray(put).tolist())


def test_every_number_leads_to_its_equation():
    page = equations.page()
    there = re.findall(r" id='(\w+)'", page)
    assert len(there) == len({*there})
    found = readout.numbers(views.Here(STATES[1]))
    shown = readout.table(found) + readout.outside(STATES[1])
    assert shown.count("cell") == len(readout.cells(found))
    shown += "".join(readout.link(slider.said.equation) for slider in SLIDERS.values())
    links = re.findall(r"href='equations#(\w+)'", shown)
    assert len(links) > 25
    assert {*links} <= {*there}
    # only what the paper does not have has no link
    beyond = [s.key for s in SLIDERS.values() if readout.anchor(s.said.equation) is None]
    assert beyond == ["bias.voltage", "magnet.anisotropy", "magnet.damping"]
    assert readout.link("I") == "I"


def test_symbols_are_those_of_the_paper():
    assert readout.written("Gamma_l^up") == "Γ<sub>l</sub><sup>↑</sup>"
    assert readout.written("rho'_down") == "ρ′<sub>↓</sub>"
    assert readout.shown(-0.25) == "−0.25"
    assert readout.shown(-0.0) == "0"
    assert readout.shown(np.inf) == "∞"


@pytest.fixture(scope="module")
def port():
    """The port of `make explore`, which answers."""
    command = ["make", "--no-print-directory", "explore", "PORT=0"]
    exported = from_a_shell({"BOKEH_ALLOW_WS_ORIGIN": "example.org", "BOKEH_RESOURCES": "cdn"})
    given = {"env": exported, "start_new_session": True, "text": True}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, **given) as server:
        address = (re.search(r"http://127\.0\.0\.1:(\d+)/", line) for line in server.stdout)
        yield int(next(filter(None, address))[1])
        os.killpg(server.pid, signal.SIGKILL)


def status(port, path="/", **headers):
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=given)
        with connection.getresponse() as response:
            return response.status


def test_only_this_machine_is_answered(port):
    for name in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert status(port, Host=name) == 200
    strangers = (
        "example.org",
        f"example.org:{port}",
        f"127.0.0.1.example.org:{port}",
        "a.localhost",
    )
    for name in strangers:
        for path in ("/", "/equations", "/ws", "/static/js/bokeh.min.js"):
            assert status(port, path, Host=name) == 403, (name, path)
    # the machine has this address, too, and the page is not there
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))


def test_a_page_from_elsewhere_gets_no_connection(port):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    asked |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert status(port, "/ws", Origin="http://example.org", **asked) == 403


def test_a_port_that_is_taken_is_one_line(port):
    command = [sys.executable, "-m", "explore", "--port", str(port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stderr == (
        f"make explore: port {port} is taken; another one: make explore PORT=5007\n"
    )
