"""A thermally driven spin-transfer-torque system far from equilibrium: the theory, in functions.

`scenario.parse` reads a scenario; its `parameters` go into the functions of the modules, each about
one section of the paper.  `paper` has every equation with the function that holds it.
"""

__version__ = "0.1.0"

from importlib import import_module
from importlib.machinery import PathFinder
from pkgutil import iter_modules
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    # `from thermal_stt import precession` finds the floor of a module, and reads nothing else
    for floor in iter_modules(__path__):
        inside = [f"{place}/{floor.name}" for place in __path__]
        if floor.ispkg and not name.startswith("_") and PathFinder.find_spec(name, inside):
            return import_module(f"{__name__}.{floor.name}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
