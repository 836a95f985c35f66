"""A thermally driven spin-transfer-torque system far from equilibrium: the theory, in functions.

`scenario.parse` reads a scenario; its `parameters` go into the functions of the modules, each about
one section of the paper.  `paper` has every equation with the function that holds it.
"""

__version__ = "0.1.0"
