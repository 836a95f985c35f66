"""A thermally driven spin-transfer-torque system far from equilibrium: the theory, in functions.

`scenario.parse` reads a scenario; its `parameters` go into the functions of the modules, each about
one section of the paper.  `paper` has every equation with the function that holds it.
"""

__version__ = "0.1.0"

from importlib import import_module
from importlib.util import find_spec

FLOORS = (
    "effective_action",
    "electrons",
    "magnet",
    "full_dynamics",
    "mean_field",
    "scenario",
)


def __getattr__(name: str) -> object:
    # `from thermal_stt import precession` finds the floor, and reads nothing else
    for floor in FLOORS:
        module = f"{__name__}.{floor}.{name}"
        if not name.startswith("_") and find_spec(module):
            return import_module(module)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
