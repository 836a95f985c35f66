"""The page of `make explore` in a Chromium of this machine, by `make test-all` where there is one.

No wait here has an end but what it waits for.
"""

import math
import os
import re
import shutil
import signal
import subprocess
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from project import from_a_shell

from explore import plots, readout, sphere, views
from explore import state as states
from explore.state import AS_IN_THE_PAPER, SLIDERS, State
from models import ROOT
from thermal_stt import charge_current, scenario, slow_dynamics

pytestmark = pytest.mark.long

GIVE_UP = int(os.environ.get("GIVE_UP", 600_000))  # ms; ends what hangs, and decides nothing else
CHROMIUM = shutil.which("chromium")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 380, "height": 760}
READY = "document.documentElement.dataset.ready == 'yes'"
# Every source by the picture that shows it: what the browser has of it
SOURCES = """() => {
  const inner = (x) => x?.length === undefined || typeof x == "string" ? x : Array.from(x)
  const plain = ({data}) =>
    Object.fromEntries(Object.entries(data).map(([name, x]) => [name, Array.from(x, inner)]))
  const found = {}
  const model = (name) => Bokeh.documents[0].get_model_by_name(name)
  for (const name of ["angles", "current", "distribution", "diagram"])
    found[name] = model(name).renderers.map((r) => [r.glyph.type, plain(r.data_source)])
  found.way = plain(model("play").tags[2])
  return found
}"""
VALUES = """(keys) => Object.fromEntries(keys.map((key) =>
  [key, Bokeh.documents[0].get_model_by_name(key).value]))"""


@pytest.fixture(scope="module")
def address():
    """Where `make explore` serves the page."""
    command = ["make", "--no-print-directory", "explore", "PORT=0"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=from_a_shell({"BOKEH_RESOURCES": "cdn"}),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for said in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", said):
            break
    yield found[0]
    os.killpg(server.pid, signal.SIGKILL)
    server.communicate()


@pytest.fixture(scope="module")
def chromium():
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser
        browser.close()


class User:
    """Someone with a browser of his own, who looks at its console and at what it asks for."""

    def __init__(self, chromium, address, size):
        self.context = chromium.new_context(viewport=size)
        self.context.set_default_timeout(GIVE_UP)
        self.page = self.context.new_page()
        self.wrong, self.asked = [], set()
        self.page.on(
            "console", lambda m: m.type in ("error", "warning") and self.wrong.append(m.text)
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        self.address = address
        self.go("")

    def go(self, query):
        self.page.goto(self.address + (f"?{query}" if query else ""))
        self.page.wait_for_function(READY)

    def handle(self, key):
        return self.page.locator(f"[data-key='{key}'] .noUi-handle")

    def press(self, key, *keys):
        """Move a slider by the keyboard, and wait for what comes of it."""
        self.handle(key).focus()
        for name in keys:
            self.after(lambda name=name: self.page.keyboard.press(name))

    def after(self, act):
        before = self.page.evaluate("magnet.updates")
        act()
        self.page.wait_for_function("n => magnet.updates > n && magnet.idle()", arg=before)

    def state(self):
        found = self.page.evaluate(VALUES, [*SLIDERS])
        return State.of({key: SLIDERS[key].on_grid(value) for key, value in found.items()})

    def shown(self):
        return self.page.evaluate(SOURCES)

    def text(self, place):
        return self.page.locator(place).text_content()

    def close(self):
        self.context.close()
        assert self.wrong == []
        assert self.asked == {urlsplit(self.address).netloc}  # nothing from elsewhere


@pytest.fixture
def user(chromium, address):
    user = User(chromium, address, WIDE)
    yield user
    user.close()


def same(shown, expected):
    for name, column in expected.items():
        np.testing.assert_allclose(
            np.array(shown[name], float), column, rtol=1e-12, atol=1e-12, err_msg=name
        )


def assert_shows(user, state):
    """What the browser draws are the numbers of the package at this state."""
    shown, here = user.shown(), views.Here(state)
    curves = views.curves(state.parameters)
    for picture in ("angles", "current"):
        lines = [data for kind, data in shown[picture] if kind == "Line" and "pumping" in data]
        assert len(lines) == {"angles": 2, "current": 5}[picture]
        for data in lines:
            kinds = [k for k, c in curves.items() if len(c["d"]) == len(data["d"])]
            assert kinds
            same(data, next(curves[k] for k in kinds if agrees(data, curves[k])))
    [up, down] = [data for kind, data in shown["distribution"] if "up" in data]
    assert up == down
    same(up, views.distribution(here))
    flows = charge_current.charge_currents(state.parameters, here.cos_theta0, state.d)
    dot = {"d": state.d, "cos_theta0": here.cos_theta0, "total": flows.total_left}
    dot["voltage"] = state.values["bias.voltage"]
    for picture in ("angles", "current", "diagram"):
        [data] = [d for kind, d in shown[picture] if kind == "Scatter" and "voltage" in d]
        same(data, dot)
    regions, lines = plots.region_rows(views.diagram(state.parameters))
    for kind, rows in (("Patches", regions), ("MultiLine", lines)):
        [data] = [d for name, d in shown["diagram"] if name == kind and "color" in d]
        assert data["color"] == rows["color"]
        for axis in ("xs", "ys"):
            for drawn, row in zip(data[axis], rows[axis], strict=True):
                np.testing.assert_allclose(drawn, row, rtol=1e-12, atol=1e-12)
    numbers = readout.numbers(here)
    values = user.page.locator("#numbers dd.value").all_text_contents()
    assert values == [readout.shown(number.value) for number in numbers]


def agrees(data, curves):
    return np.allclose(np.array(data["total"], float), curves["total"], equal_nan=True)


def test_each_slider_moves_by_the_keyboard_and_all_views_follow(user):
    assert_shows(user, AS_IN_THE_PAPER)
    moved = dict(AS_IN_THE_PAPER.values)
    for key, slider in SLIDERS.items():
        user.press(key, "ArrowRight")
        moved[key] = slider.on_grid(moved[key] + slider.step)
        state = user.state()
        assert {**state.values} == pytest.approx(moved, abs=1e-9)
        assert_shows(user, State.of(moved))
        assert user.handle(key).get_attribute("aria-label").startswith(slider.said.symbol)


def test_everything_is_reached_by_the_tab_key(user):
    wanted = {*SLIDERS, "speed", "run", "from the start", "as in the paper", "As a scenario"}
    wanted |= {*sphere.TORQUES}
    place = """() => {
      const path = [document.activeElement]
      while (path[0]?.shadowRoot?.activeElement) path.unshift(path[0].shadowRoot.activeElement)
      const row = path.map((x) => x.closest("[data-key]")).find((x) => x)
      return row?.dataset.key ?? (path[0].closest("label") ?? path[0]).textContent.trim()
    }"""
    seen = set()
    for _ in range(150):
        user.page.keyboard.press("Tab")
        seen.add(user.page.evaluate(place))
    assert wanted <= seen


def test_a_drag_of_the_mouse_ends_where_the_mouse_does(user):
    box = user.handle("magnet.field").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    user.page.mouse.move(x, y)
    user.page.mouse.down()
    for step in range(1, 15):
        user.page.mouse.move(x + 2 * step, y)
    user.after(lambda: user.page.mouse.move(x + 40, y))
    user.page.mouse.up()
    state = user.state()
    assert state.parameters.field > 1.5
    assert_shows(user, state)


def test_the_address_keeps_the_state(user):
    user.press("magnet.field", *["ArrowRight"] * 3)
    user.press("thermal_drive.d", "ArrowLeft")
    user.page.wait_for_function("location.search.includes('drive')")
    query = urlsplit(user.page.url).query
    assert query == "thermal_drive.d=-505.0&magnet.field=1.15"
    user.page.reload()
    user.page.wait_for_function(READY)
    assert user.state().values == states.from_address(query).values
    assert_shows(user, states.from_address(query))
    user.after(user.page.get_by_text("as in the paper", exact=True).click)
    user.page.wait_for_function("location.search == ''")
    assert user.state().values == AS_IN_THE_PAPER.values
    assert_shows(user, AS_IN_THE_PAPER)


@pytest.mark.parametrize("query", ["magnet.feld=2", "magnet.field=fast", "magnet.field=99"])
def test_a_mistyped_address_is_a_word(user, query):
    user.go(query)
    with pytest.raises(scenario.ScenarioError) as refused:
        states.from_address(query)
    assert user.text("#message") == f"{refused.value}. What is shown is as in the paper."
    assert user.page.locator("#message").bounding_box()["height"] > 10
    assert_shows(user, AS_IN_THE_PAPER)
    user.press("thermal_drive.d", "ArrowLeft")  # and all is well again
    assert user.text("#message") == ""


def test_what_the_model_does_not_admit_is_a_word_until_it_does(user):
    user.go("magnet.field=0.05")
    user.press("magnet.field", "ArrowLeft")
    words = (
        "magnet.field = 0.0: must be a finite number other than 0. What is shown is from before."
    )
    assert user.text("#message") == f"the address: {words}"
    user.press("magnet.field", "ArrowLeft")
    assert user.text("#message") == ""
    assert_shows(user, State.of({"magnet.field": -0.05}))


def test_the_scenario_gives_the_numbers_that_are_shown(user):
    user.press("tunneling_rates.right", *["ArrowRight"] * 4)
    user.page.get_by_text("As a scenario").click()
    assert user.page.locator("#scenario pre").is_visible()
    text = states.as_scenario(user.state())
    user.page.wait_for_function(
        "text => document.querySelector('#scenario pre').textContent == text", arg=text
    )
    assert float(scenario.parse(text).parameters.gamma_right) == 0.024
    with user.page.expect_download() as saved:
        user.page.get_by_text("save it").click()
    assert saved.value.path().read_text(encoding="utf-8") == text


def click_at(user, name, x, y):
    """Click a picture where its axes have x, y, once it stands still."""
    place = user.page.evaluate(
        """async ([name, x, y]) => {
          const view = Bokeh.index.find_one(Bokeh.documents[0].get_model_by_name(name))
          const place = () => {
            const frame = view.frame, box = view.el.getBoundingClientRect()
            return [box.x + frame.x_scale.compute(x), box.y + frame.y_scale.compute(y)]
          }
          let last, here = place(), still = 0
          while (still < 5) {
            await new Promise(requestAnimationFrame)
            last = here
            here = place()
            still = last.every((at, axis) => at == here[axis]) ? still + 1 : 0
          }
          return here
        }""",
        [name, x, y],
    )
    user.after(lambda: user.page.mouse.click(*place))


def test_a_click_on_the_sphere_starts_the_magnet_there(user):
    m = sphere.direction(2.2, 5.0)
    click_at(user, "magnet", m @ sphere.RIGHT, m @ sphere.UP)
    theta, phi = user.state().start
    assert (theta, phi) == pytest.approx((2.2, 5.0), abs=0.03)
    assert user.shown()["way"]["theta"][0] == pytest.approx(theta, abs=1e-12)
    click_at(user, "diagram", 500.0, 1.0)
    assert user.state().d == pytest.approx(500, abs=10)
    assert user.state().values["bias.voltage"] == pytest.approx(1, abs=0.05)
    assert user.state().d % SLIDERS["thermal_drive.d"].step == 0  # not a pixel's
    assert_shows(user, user.state())


def test_the_magnet_moves_as_the_slow_dynamics_and_stops(user):
    user.page.wait_for_function("magnet.where().t > 20")
    user.page.get_by_text("run", exact=True).click()
    state, now = user.state(), user.page.evaluate("magnet.where()")
    exact = slow_dynamics.slow_dynamics(state.parameters, state.d, state.start[0], [now["t"]])
    assert now["theta"] == pytest.approx(exact.theta[0], abs=0.01)
    assert now["phi"] == pytest.approx(exact.phi[0], abs=0.02)
    assert user.page.evaluate("magnet.where()") == now
    # a change goes on from where the magnet is, and "from the start" does not
    user.press("magnet.field", "ArrowRight")
    assert user.shown()["way"]["theta"][0] == pytest.approx(now["theta"], abs=1e-12)
    user.after(user.page.get_by_text("from the start").click)
    assert user.shown()["way"]["theta"][0] == pytest.approx(state.start[0], abs=1e-12)


def test_each_torque_can_be_left_out(user):
    user.page.get_by_text("run", exact=True).click()
    alpha = """() => { for (const {data_source} of
      Bokeh.documents[0].get_model_by_name("magnet").renderers)
        if (data_source.data.x0) return Array.from(data_source.data.alpha) }"""
    user.page.wait_for_function(f"({alpha})()[0] > 0")
    for name in ("damping", "thermal", "hybrid"):
        index = sphere.TORQUES.index(name)
        assert user.page.evaluate(alpha)[index] > 0
        user.page.get_by_role("checkbox", name=name).uncheck()
        user.page.wait_for_function(f"({alpha})()[{index}] == 0")


def test_two_users_do_not_disturb_one_another(chromium, address):
    one, other = User(chromium, address, WIDE), User(chromium, address, WIDE)
    one.press("magnet.field", "ArrowRight", "ArrowRight")
    assert other.state().values == AS_IN_THE_PAPER.values
    assert_shows(other, AS_IN_THE_PAPER)
    other.press("bias.voltage", "ArrowLeft")
    other.press("start.theta", "ArrowLeft")
    assert_shows(one, State.of({"magnet.field": 1.1}))
    assert_shows(other, State.of({"bias.voltage": -0.05, "start.theta": 1.19}))
    one.close()
    other.close()


def test_it_is_readable_on_a_narrow_screen(chromium, address):
    user = User(chromium, address, NARROW)
    assert user.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    small = user.page.evaluate("""() => [...document.querySelectorAll("p, span, dt, dd, summary")]
      .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 12)
      .map((e) => e.outerHTML)""")
    assert small == []
    for key in (*SLIDERS, "speed"):
        box = user.page.locator(f"[data-key='{key}'] .noUi-base").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]
        assert box["width"] > 280
        label, number = (
            user.page.locator(f"[data-key='{key}'] {part}").bounding_box()
            for part in (".label", ".bk-slider-value")
        )
        assert label["x"] + label["width"] <= number["x"] + 1, key
    # a view stays in sight while the last slider is moved
    user.handle("density_of_states.slope_down").scroll_into_view_if_needed()
    view, moved = (
        user.page.locator(place).first.bounding_box()
        for place in (".views figure", "[data-key='density_of_states.slope_down'] .noUi-handle")
    )
    assert view["y"] >= 0
    assert view["y"] + view["height"] <= moved["y"]
    user.press("density_of_states.slope_down", "ArrowRight")
    assert_shows(user, user.state())
    user.close()


def test_every_link_leads_to_an_equation(user):
    targets = user.page.evaluate(
        "[...document.querySelectorAll('a[href^=equations]')].map((a) => a.getAttribute('href'))"
    )
    assert len(targets) > 25
    user.page.goto(f"{user.address}equations")
    for target in {*targets}:
        name = target.partition("#")[2]
        assert user.page.locator(f"[id='{name}']").count() == 1
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# A mouse that tells of each move once a frame, as one in a hand does, from `x` by strides and back
DRAG = """async ([x, y, stride]) => {
  const began = [performance.now(), magnet.updates]
  for (let step = 1; step <= 120; step++) {
    await new Promise(requestAnimationFrame)
    const clientX = x + stride * (10 - Math.abs(step % 20 - 10))
    const moved = new MouseEvent("mousemove", {clientX, clientY: y, buttons: 1, bubbles: true})
    document.documentElement.dispatchEvent(moved)
  }
  return 1000 * (magnet.updates - began[1]) / (performance.now() - began[0])
}"""


def test_how_many_updates_there_are_in_a_second(user, record_property):
    """While a slider is dragged to and fro and the magnet runs."""
    for key, slider in SLIDERS.items():
        base, box = (
            user.page.locator(f"[data-key='{key}'] {part}").bounding_box()
            for part in (".noUi-base", ".noUi-handle")
        )
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # each move changes the value, and goes where there is room
        stride = math.ceil(base["width"] * slider.step / (slider.high - slider.low))
        stride *= 1 if x < base["x"] + base["width"] / 2 else -1
        user.page.mouse.move(x, y)
        user.page.mouse.down()
        rate = user.page.evaluate(DRAG, [x, y, stride])
        user.page.mouse.up()
        assert rate > 0
        record_property(f"updates a second while {key} is dragged", round(rate, 1))
