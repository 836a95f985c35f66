"""A 1-2, A 4: the length of the magnetization and the potential in time.

- `relaxation`: (A16)-(A20): populations, matrix, rates, stability of M_0;
- `formulations`: (A9)-(A18) as equations of motion;
- `retarded`: (A9)-(A14) with the history integrals, literally;
- `harmonics`: how many terms their series has;
- `history`: (A13)-(A14) before t = 0;
- `memory`: (A5)-(A8), (A23)-(A25): where the history integrals come from;
- `integration`: any of the formulations in time;
- `family`: (A15)-(A18) of many parameter sets at once;
- `phases`: how it goes on: fast, slow, and in closed form;
- `two_modes`: the slow and the fast mode of the deviations;
- `fast_phase`: until the fast mode is gone;
- `slow_phase`: until the slow mode is;
- `slow_grid`: how far a segment of it goes;
- `rest`: what is left then, as a shift of the start;
- `chebyshev`: polynomials, and their integrals;
- `switching`: where each start ends, and when;
- `runs`: many runs, as tables.
"""

TOLERANCE = 1e-12  # of one step in time, relative; what it gives for a run is in `integrate`


class IntegrationError(ValueError):
    """A run that does not reach its end: how far it came, as a share of its time, and why."""

    def __init__(self, formulation: str, share: float, reason: str) -> None:
        super().__init__(f"{formulation}: the run came to {share:.2g} of its time; {reason}")
        self.formulation, self.share, self.reason = formulation, share, reason
