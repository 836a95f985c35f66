"""The page of one user: sliders, what they change, and nothing that another user sees."""

from functools import partial
from pathlib import Path

from bokeh.document import Document
from bokeh.events import DocumentReady, Tap
from bokeh.models import (
    Button,
    CheckboxGroup,
    ColumnDataSource,
    CustomJS,
    Div,
    InlineStyleSheet,
    Slider,
    Toggle,
)
from jinja2 import Environment, FileSystemLoader

from explore import plots, readout, sphere, views
from explore.state import (
    AS_IN_THE_PAPER,
    GROUPS,
    NAME_OF,
    PHI,
    SLIDERS,
    State,
    as_scenario,
    from_address,
    to_address,
)
from thermal_stt.charge_current import charge_currents
from thermal_stt.scenario.schema import ScenarioError

HERE = Path(__file__).parent
TEMPLATE = Environment(loader=FileSystemLoader(HERE), autoescape=False).get_template("page.html")
MOTION = (HERE / "page.js").read_text(encoding="utf-8")
DRIVE, VOLTAGE, THETA = "thermal_drive.d", "bias.voltage", "start.theta"
STARTS = (THETA, PHI)
# How fast time runs: a power of ten, in 1/energy per second
SPEEDS = {"start": 0.0, "end": 3.5, "step": 0.1, "value": 1.8}
# The number stands at the right, beside what the page says of the slider
NUMBER = InlineStyleSheet(
    css=".bk-slider-title { text-align: right; font: 13px Georgia, serif; margin: 0 }"
)


class Page:
    """One document: its state, its sliders, its sources."""

    def __init__(self, document: Document, query: str) -> None:
        self.document = document
        self.sources = plots.Sources()
        self.message = Div(text="", name="message", sizing_mode="stretch_width")
        self.said = ColumnDataSource({"address": [""], "scenario": [""]}, name="said")
        self.numbers = Div(text="", name="numbers", sizing_mode="stretch_width")
        try:
            self.state = from_address(query)
        except ScenarioError as error:
            self.state = AS_IN_THE_PAPER
            self._say(f"{error}. What is shown is as in the paper.")
        self.sliders = {key: self._slider(key) for key in SLIDERS}
        self.moved: dict[str, float] = {}
        self.setting = False
        self._show({*SLIDERS})
        self._put_together()

    def _slider(self, key: str) -> Slider:
        described = SLIDERS[key]
        slider = Slider(
            name=key,
            start=described.low,
            end=described.high,
            step=described.step,
            value=self.state.values[key],
            title="",
            format="0[.]00000",
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[NUMBER],
        )
        # where the magnet is goes with the change: from there it moves on
        here = CustomJS(args={"now": self.sources.now}, code="window.magnet?.tell(now)")
        slider.js_on_change("value", here)
        slider.on_change("value", partial(self._slid, key))
        return slider

    def _slid(self, key: str, _attribute: str, _old: float, new: float) -> None:
        # several that come together are shown once
        if self.setting:
            return
        if not self.moved:
            self.document.add_next_tick_callback(self._update)
        self.moved[key] = SLIDERS[key].on_grid(new)

    def _update(self) -> None:
        moved, self.moved = self.moved, {}
        try:
            self.state = State.of({**self.state.values, **moved})
        except ScenarioError as error:
            # a later one may set it right
            self.state = State({**self.state.values, **moved}, self.state.parameters)
            self._say(f"{error}. What is shown is from before.")
            return
        self._say("")
        self._show({*moved})

    def _set(self, **values: float) -> None:
        """Move sliders as a user would who moves all at once."""
        moved = {key.replace("__", "."): value for key, value in values.items()}
        self.setting = True
        for key, value in moved.items():
            slider = SLIDERS[key]
            moved[key] = slider.on_grid(min(max(value, slider.low), slider.high))
            self.sliders[key].value = moved[key]
        self.setting = False
        self.moved = moved
        self._update()

    def _say(self, text: str) -> None:
        if self.message.text != text:
            self.message.text = text

    def _show(self, moved: set[str]) -> None:
        """Compute what a change of these keys changes, and show it."""
        state, sources = self.state, self.sources
        here = views.Here(state)
        if moved & {*NAME_OF}:
            for kind, curves in views.curves(state.parameters).items():
                getattr(sources, kind).data = curves
            sources.meets.data = views.branch_points(state.parameters)
        if moved & {*NAME_OF} - {VOLTAGE}:
            regions, angles = plots.region_rows(views.diagram(state.parameters))
            sources.regions.data, sources.angles.data = regions, angles
        sources.occupation.data = views.distribution(here)
        flows = charge_currents(state.parameters, here.cos_theta0, state.d)
        sources.here.data = {
            "d": [state.d],
            "cos_theta0": [here.cos_theta0],
            "total": [float(flows.total_left)],
            "voltage": [state.values[VOLTAGE]],
        }
        if moved - {*STARTS}:
            sources.orbits.data = plots.orbit_rows(sphere.precessions(state))
        sources.way.data = sphere.way(state, None if moved & {*STARTS} else self._now())
        self.numbers.text = f"<table>{readout.table(readout.numbers(here))}</table>"
        said = {"address": [to_address(state)], "scenario": [as_scenario(state)]}
        self.said.data = said

    def _now(self) -> tuple[float, float]:
        [theta], [phi] = self.sources.now.data["theta"], self.sources.now.data["phi"]
        return float(theta), float(phi)

    def _put_together(self) -> None:
        document, sources = self.document, self.sources
        pictures = {
            "angles": plots.angles(sources),
            "current": plots.current(sources),
            "distribution": plots.distribution(sources),
            "diagram": plots.diagram(sources),
            "magnet": plots.magnet(sources),
        }
        for name in ("angles", "current"):
            pictures[name].on_event(Tap, lambda event: self._set(thermal_drive__d=event.x))
        pictures["diagram"].on_event(
            Tap, lambda event: self._set(thermal_drive__d=event.x, bias__voltage=event.y)
        )
        pictures["magnet"].on_event(Tap, self._start_at)
        speed = Slider(
            name="speed",
            title="",
            format=plots.powers(),
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[NUMBER],
            **SPEEDS,
        )
        play = Toggle(name="play", label="run", active=True, sizing_mode="stretch_width", margin=0)
        again = Button(name="again", label="from the start", sizing_mode="stretch_width", margin=0)
        again.on_click(lambda: self._show({*STARTS}))
        back = Button(name="back", label="as in the paper", button_type="default", margin=0)
        back.on_click(self._back)
        shown = CheckboxGroup(
            name="torques",
            labels=[*sphere.TORQUES],
            active=[*range(len(sphere.TORQUES))],
            inline=True,
            margin=0,
            stylesheets=[_colors()],
        )
        for name, picture in pictures.items():
            picture.name = name
        widgets = [speed, play, again, back, shown, self.message, self.numbers]
        for model in (*self.sliders.values(), *pictures.values(), *widgets, self.said):
            document.add_root(model)
        for name in ("way", "now"):  # found by their names in tests
            getattr(sources, name).name = name
        arguments = {
            **{name: getattr(sources, name) for name in ("way", "m", "trail", "arrows")},
            **{name: getattr(sources, name) for name in ("moving", "now", "here")},
            "said": self.said,
            "speed": speed,
            "play": play,
            "shown": shown,
            "names": [*sphere.TORQUES],
            "eye": [sphere.RIGHT.tolist(), sphere.UP.tolist(), sphere.TOWARD.tolist()],
        }
        document.js_on_event(DocumentReady, CustomJS(args=arguments, code=MOTION))
        document.title = "The magnet in motion"
        document.template = TEMPLATE
        document.template_variables.update(
            groups={
                name: [(s.key, readout.written(s.said.symbol), s.said) for s in sliders]
                for name, sliders in GROUPS.items()
            },
            link=readout.link,
            written=readout.written,
            regions={**plots.REGIONS, "neither: it precesses": plots.PRECESSION},
        )

    def _start_at(self, event: Tap) -> None:
        if event.x is None or event.y is None:
            return
        angles = sphere.angles_at(event.x, event.y)
        if angles is not None:
            self._set(start__theta=angles[0], start__phi=angles[1])

    def _back(self) -> None:
        self._set(**{k.replace(".", "__"): v for k, v in AS_IN_THE_PAPER.values.items()})


def _colors() -> InlineStyleSheet:
    rules = [
        f"label:nth-of-type({number}) span {{ color: {color} }}"
        for number, color in enumerate(plots.TORQUES.values(), start=1)
    ]
    return InlineStyleSheet(css="\n".join(rules))


def make(document: Document) -> None:
    """Fill a new document with the page that its address asks for."""
    request = document.session_context.request if document.session_context else None
    query = request.query if request is not None else ""
    Page(document, query or "")
