"""Beyond the paper: a magnet that fluctuates, by the noise of its leads.

- `diffusion`: how the leads make cos(theta) and phi diffuse; the effective temperature.
- `stationary`: where the magnet is, how widely, and how long it takes to another angle.
- `lifetime`: escape from a stable state, width and linewidth of a precession.
- `localization`: where the noise leaves no state, as conditions of the regime;
- `trajectories`: the stochastic equation in time, for families.
- `tabulated`: what of all this the tables hold.
"""
