"""Panels of Gauss-Legendre nodes that double away from the points where an integrand bends."""

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


def panels(points, first, reach, cut, symmetric=True):
    """Nodes and weights up to |x| = `cut`, dense around `points`; from 0 if not `symmetric`.

    The first panel at each point is `first`; they double up to `reach` and then on to `cut`.
    """
    count = int(np.ceil(1.5 * np.log2(reach / first)))
    grid = np.geomspace(first, reach, count)
    parts = [np.asarray(points, dtype=float)]
    parts += [point + sign * grid for point in points for sign in (1, -1)]
    far = np.geomspace(reach, cut, int(np.ceil(2 * np.log2(cut / reach))))
    edges = np.unique(np.concatenate([*parts, far, -far]))
    edges = edges[np.abs(edges) <= cut]
    if not symmetric:
        edges = np.union1d(edges[edges > 0], [0.0])
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()
