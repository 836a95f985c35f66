"""The page of one user: sliders, what they change, and nothing that another user sees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
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
from explore.parcel import packed
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
Shown = dict[str, Mapping[str, Any]]  # columns by the name of their source
# The number stands at the right, beside what the page says of the slider
NUMBER = ".bk-slider-title { text-align: right; font: 13px Georgia, serif; margin: 0 }"


class Page:
    """One document: its state, its sliders, its sources."""

    def __init__(self, document: Document, query: str) -> None:
        self.sources = plots.Sources()
        self.message = ""
        self.heard, self.answers = 0, 0  # the number of the last question, and of answers
        self.asked = ColumnDataSource({}, name="asked")
        self.asked.on_change("data", self._ask)
        self.said = ColumnDataSource({}, name="said")
        try:
            self.state = from_address(query)
        except ScenarioError as error:
            self.state = AS_IN_THE_PAPER
            self.message = f"{error}. What is shown is as in the paper."
        self.values = dict(self.state.values)
        self.now = self.state.start
        self.sliders = {key: self._slider(key) for key in SLIDERS}
        self._answer(self._shown({*SLIDERS}))
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
            syncable=False,  # the browser asks with all of them when it has an answer
        )
        slider.js_on_change("value", CustomJS(code="window.magnet?.ask()"))
        return slider

    def _ask(self, _attribute: str, _old: object, data: Mapping[str, Sequence[float]]) -> None:
        """Answer what the browser asks with: a value for each slider, and where the magnet is."""
        asked = {key: float(data[key][0]) for key in SLIDERS}
        self.heard = int(data["number"][0])
        self.now = float(data["theta"][0]), float(data["phi"][0])
        self._move({k: v for k, v in asked.items() if v != self.values[k]})

    def _set(self, values: Mapping[str, float]) -> None:
        """Move sliders as a user would who moves several at once."""
        within = {k: min(max(v, SLIDERS[k].low), SLIDERS[k].high) for k, v in values.items()}
        self._move(within, placed=within)

    def _move(self, moved: Mapping[str, float], placed: Iterable[str] = ()) -> None:
        self.values |= {key: SLIDERS[key].on_grid(value) for key, value in moved.items()}
        shown: Shown = {}
        try:
            self.state = State.of(self.values)
            shown = self._shown({*moved})
            self.message = ""
        except ScenarioError as error:
            self.message = f"{error}. What is shown is from before."
        self._answer(shown, placed)

    def _shown(self, moved: set[str]) -> Shown:
        """Return what a change of these keys changes: columns by the name of their source."""
        if not moved:
            return {}
        state, shown = self.state, Shown()
        self.here = here = views.Here(state)
        if moved & {*NAME_OF}:
            curves = views.curves(state.parameters)
            shown |= curves | {"limits": views.limits(curves)}
            shown["meets"] = views.branch_points(state.parameters)
        if moved & {*NAME_OF} - {VOLTAGE}:
            diagram = views.diagram(state.parameters)
            shown["regions"], shown["angles"] = plots.region_rows(diagram)
        shown["occupation"] = views.distribution(here)
        shown["here"] = {
            "d": [state.d],
            "cos_theta0": [here.cos_theta0],
            "total": [float(here.currents.total_left)],
            "voltage": [state.values[VOLTAGE]],
        }
        if moved - {*STARTS}:
            shown["orbits"] = plots.orbit_rows(sphere.precessions(state))
        shown["way"] = sphere.way(state, None if moved & {*STARTS} else self.now)
        return shown

    def _answer(self, shown: Shown, placed: Iterable[str] = ()) -> None:
        """Say what the state is, what is shown of it, and which sliders have to be placed."""
        layout, numbers = packed(shown)
        self.answers += 1
        answer = {
            "address": to_address(self.state),
            "scenario": as_scenario(self.state),
            "cells": readout.cells(readout.numbers(self.here)),
            "outside": readout.outside(self.state),
            "message": self.message,
            "number": self.answers,
            "heard": self.heard,
            "placed": {key: self.values[key] for key in placed},
            "layout": layout,
            "numbers": numbers,
        }
        self.said.data = {"answer": [answer]}

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
        self.pictures = self._pictures()
        for model in (*self.sliders.values(), *self.pictures.values(), *controls.values()):
            document.add_root(model)
        # what no picture shows belongs to the document by being named there
        controls["play"].tags = [self.asked, self.said, sources.way]
        arguments = {
            "sources": {source.name: getattr(sources, source.name) for source in fields(sources)},
            **{name: controls[name] for name in ("speed", "play", "shown")},
            "currents": self.pictures["current"].y_range,
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
            table=readout.table(readout.numbers(self.here)),
            link=readout.link,
            written=readout.written,
            regions={**plots.REGIONS, "neither: it precesses": plots.PRECESSION},
        )

    def _go_to(self, values: Mapping[str, float | None]) -> None:
        found = {key: value for key, value in values.items() if value is not None}
        if all(SLIDERS[key].low <= value <= SLIDERS[key].high for key, value in found.items()):
            self._point_to(found)  # and not beside the axes

    def _start_at(self, event: Tap) -> None:
        if event.x is None or event.y is None:
            return
        angles = sphere.angles_at(event.x, event.y)
        if angles is not None:
            self._point_to(dict(zip(STARTS, angles, strict=True)))

    def _point_to(self, values: Mapping[str, float]) -> None:
        self._set({key: SLIDERS[key].nearest(value) for key, value in values.items()})

    def _again(self) -> None:
        self._answer(self._shown({*STARTS}))

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
