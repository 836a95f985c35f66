"""From the text of a scenario to objects that can be trusted; numbers with their units.

- `scenario`: a scenario: its model and what it asks for;
- `reading`: each section, checked;
- `schema`: the shape of the file;
- `sections`: the sections of its model and units;
- `requests`: those of what it asks for, and the whole;
- `limits`: what its numbers may be;
- `tasks`: what a scenario may ask for;
- `axes`: the maps that it asks for;
- `units`: SI;
- `measured`: numbers with a unit, such as 0.05 T;
- `quantities`: every number with its symbol and unit;
- `columns`: tables in physical units.
"""

from importlib import import_module

_FACE = ("Scenario", "ScenarioError", "parse")  # of `scenario.scenario`, read when asked for


def __getattr__(name: str) -> object:
    if name in _FACE:
        return getattr(import_module("thermal_stt.scenario.scenario"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
