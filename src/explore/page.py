"""The page of one user: sliders, what they change, and nothing that another user sees."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bokeh.document import Document
from bokeh.events import DocumentReady, Tap
from bokeh.models import (
    Button,
    CheckboxGroup,
    ColumnDataSource,
    CustomJS,
    Slider,
    Toggle,
    Widget,
)
from bokeh.plotting import figure
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
from thermal_stt.scenario.schema import ScenarioError

HERE = Path(__file__).parent
TEMPLATE = Environment(loader=FileSystemLoader(HERE), autoescape=False).get_template("page.html")
MOTION = (HERE / "page.js").read_text(encoding="utf-8")
DRIVE, VOLTAGE, THETA = "thermal_drive.d", "bias.voltage", "start.theta"
STARTS = (THETA, PHI)
# How fast time runs: a power of ten, in 1/energy per second
SPEEDS = {"start": 0.0, "end": 3.5, "step": 0.1, "value": 1.8}
# The number stands at the right, beside what the page says of the slider
NUMBER = ".bk-slider-title { text-align: right; font: 13px Georgia, serif; margin: 0 }"


class Page:
    """One document: its state, its sliders, its sources."""

    def __init__(self, document: Document, query: str) -> None:
        self.sources = plots.Sources()
        self.message = ""
        self.asked = ColumnDataSource({}, name="asked")
        self.asked.on_change("data", self._ask)
        self.said = ColumnDataSource({"number": [0]}, name="said")
        try:
            self.state = from_address(query)
        except ScenarioError as error:
            self.state = AS_IN_THE_PAPER
            self.message = f"{error}. What is shown is as in the paper."
        self.values = dict(self.state.values)
        self.now = self.state.start
        self.sliders = {key: self._slider(key) for key in SLIDERS}
        self._show({*SLIDERS})
        self._answer()
        self._put_together(document)

    def _slider(self, key: str) -> Slider:
        described = SLIDERS[key]
        slider = Slider(
            name=key,
            start=described.low,
            end=described.high,
            step=described.step,
            value=self.state.values[key],
            title="",
            format="0.[00000]",
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[NUMBER],
            syncable=False,  # the browser asks with all of them when it has the last answer
        )
        slider.js_on_change("value", CustomJS(code="window.magnet?.ask()"))
        return slider

    def _ask(self, _attribute: str, _old: object, data: Mapping[str, Sequence[float]]) -> None:
        """Answer what the browser asks with: a value for each slider, and where the magnet is."""
        asked = {key: float(data[key][0]) for key in SLIDERS}
        self.now = float(data["theta"][0]), float(data["phi"][0])
        self._move({k: v for k, v in asked.items() if v != self.values[k]})

    def _set(self, values: Mapping[str, float]) -> None:
        """Move sliders as a user would who moves several at once."""
        within = {k: min(max(v, SLIDERS[k].low), SLIDERS[k].high) for k, v in values.items()}
        self._move(within)
        for key in values:
            self.sliders[key].value = self.values[key]

    def _move(self, moved: Mapping[str, float]) -> None:
        self.values |= {key: SLIDERS[key].on_grid(value) for key, value in moved.items()}
        try:
            self.state = State.of(self.values)
            self._show({*moved})
            self.message = ""
        except ScenarioError as error:
            self.message = f"{error}. What is shown is from before."
        self._answer()

    def _show(self, moved: set[str]) -> None:
        """Compute what a change of these keys changes, and show it."""
        if not moved:
            return
        state, sources = self.state, self.sources
        self.here = here = views.Here(state)
        if moved & {*NAME_OF}:
            for kind, curves in views.curves(state.parameters).items():
                getattr(sources, kind).data = curves
            sources.meets.data = views.branch_points(state.parameters)
        if moved & {*NAME_OF} - {VOLTAGE}:
            regions, angles = plots.region_rows(views.diagram(state.parameters))
            sources.regions.data, sources.angles.data = regions, angles
        sources.occupation.data = views.distribution(here)
        sources.here.data = {
            "d": [state.d],
            "cos_theta0": [here.cos_theta0],
            "total": [float(here.currents.total_left)],
            "voltage": [state.values[VOLTAGE]],
        }
        if moved - {*STARTS}:
            sources.orbits.data = plots.orbit_rows(sphere.precessions(state))
        sources.way.data = sphere.way(state, None if moved & {*STARTS} else self.now)

    def _answer(self) -> None:
        """Say what the state is, and that all of it has been sent."""
        answer = {
            "address": to_address(self.state),
            "scenario": as_scenario(self.state),
            "numbers": readout.table(readout.numbers(self.here)) + readout.outside(self.state),
            "message": self.message,
            "number": self.said.data["number"][0] + 1,
        }
        self.said.data = {name: [value] for name, value in answer.items()}

    def _pictures(self) -> dict[str, figure]:
        pictures = {
            "angles": plots.angles(self.sources),
            "current": plots.current(self.sources),
            "distribution": plots.distribution(self.sources),
            "diagram": plots.diagram(self.sources),
            "magnet": plots.magnet(self.sources),
        }
        for name in ("angles", "current"):
            pictures[name].on_event(Tap, lambda event: self._go_to({DRIVE: event.x}))
        pictures["diagram"].on_event(
            Tap, lambda event: self._go_to({DRIVE: event.x, VOLTAGE: event.y})
        )
        pictures["magnet"].on_event(Tap, self._start_at)
        for name, picture in pictures.items():
            picture.name = name
        return pictures

    def _controls(self) -> dict[str, Widget]:
        look: dict[str, Any] = {"sizing_mode": "stretch_width", "margin": 0}
        controls = {
            "speed": Slider(
                title="", format=plots.powers(), stylesheets=[NUMBER], **SPEEDS, **look
            ),
            "play": Toggle(label="run", active=True, **look),
            "again": Button(label="from the start", **look),
            "back": Button(label="as in the paper", margin=0),
            "shown": CheckboxGroup(
                labels=[*sphere.TORQUES],
                active=[*range(len(sphere.TORQUES))],
                inline=True,
                margin=0,
                stylesheets=[_colors()],
            ),
        }
        controls["again"].on_click(self._again)
        controls["back"].on_click(self._back)
        for name, control in controls.items():
            control.name = name
        return controls

    def _put_together(self, document: Document) -> None:
        sources, controls = self.sources, self._controls()
        for model in (*self.sliders.values(), *self._pictures().values(), *controls.values()):
            document.add_root(model)
        # what no picture shows belongs to the document by being named there
        controls["play"].tags = [self.asked, self.said, sources.way]
        moving = ("way", "m", "trail", "arrows", "moving", "here")
        arguments = {
            **{name: getattr(sources, name) for name in moving},
            **{name: controls[name] for name in ("speed", "play", "shown")},
            "asked": self.asked,
            "said": self.said,
            "sliders": self.sliders,
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

    def _go_to(self, values: Mapping[str, float | None]) -> None:
        found = {key: value for key, value in values.items() if value is not None}
        if all(SLIDERS[key].low <= value <= SLIDERS[key].high for key, value in found.items()):
            self._set(found)  # and not beside the axes

    def _start_at(self, event: Tap) -> None:
        if event.x is None or event.y is None:
            return
        angles = sphere.angles_at(event.x, event.y)
        if angles is not None:
            self._set(dict(zip(STARTS, angles, strict=True)))

    def _again(self) -> None:
        self._show({*STARTS})
        self._answer()

    def _back(self) -> None:
        self._set(AS_IN_THE_PAPER.values)


def _colors() -> str:
    rules = [
        f"label:nth-of-type({number}) span {{ color: {color} }}"
        for number, color in enumerate(plots.TORQUES.values(), start=1)
    ]
    return "\n".join(rules)


def make(document: Document) -> None:
    """Fill a new document with the page that its address asks for."""
    request = document.session_context.request if document.session_context else None
    query = request.query if request is not None else ""
    Page(document, query or "")
