"""A 2: how many harmonics of theta the memory of `retarded` is a series of."""

from __future__ import annotations

from math import ceil, log, sqrt

from thermal_stt.parameters import ParameterError, Parameters, for_one_set

# Where the series over harmonics of theta in `Retarded` is cut: a hundredth of the tolerance of
# `integration.integrate`
SERIES_ERROR = 1e-13
MOST_TERMS = 400  # the paper's rates take 28; matrices have twice as many rows


@for_one_set
def series_terms(parameters: Parameters) -> int:
    """Return how many harmonics of theta `Retarded` keeps, for one parameter set.

    Raises ParameterError where they are more than MOST_TERMS: one spin hardly leaves the dot.
    """
    p = parameters
    total, difference = float(p.gamma_sum), abs(float(p.gamma_delta))
    ratio = difference / (total + sqrt(float(p.gamma_product)))
    if ratio**MOST_TERMS > SERIES_ERROR:
        allowed = (
            "larger against the difference of the left lead's rates, else the memory of the "
            f"formulation retarded takes more than {MOST_TERMS} harmonics of theta"
        )
        raise ParameterError("gamma_right", float(p.gamma_right), allowed)
    return 2 if ratio == 0 else max(4, ceil(log(SERIES_ERROR) / log(ratio)) + 2)
