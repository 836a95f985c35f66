"""What the paper claims in numbers, measured on what the pipeline made."""

from thermal_stt.paper.claims_currents import CLAIMS_OF_CURRENTS
from thermal_stt.paper.claims_distribution import CLAIMS_OF_DISTRIBUTION
from thermal_stt.paper.claims_precession import CLAIMS_OF_PRECESSION
from thermal_stt.paper.claims_times import CLAIMS_OF_TIMES
from thermal_stt.paper.entries import Evidence

CLAIMS = (
    *CLAIMS_OF_PRECESSION,
    *CLAIMS_OF_DISTRIBUTION,
    *CLAIMS_OF_CURRENTS,
    *CLAIMS_OF_TIMES,
)


def verify(evidence: Evidence) -> list[dict[str, object]]:
    """Return a row for each claim: place, sentence, number, value, tolerance, holds, qualification.

    A claim for which there is nothing to measure (`value` None) does not hold.
    """
    rows: list[dict[str, object]] = []
    for claim in CLAIMS:
        value = claim.measure(evidence)
        rows.append(
            {
                "place": claim.place,
                "sentence": claim.sentence,
                "number": claim.number,
                "value": value if value == value else None,
                "tolerance": claim.tolerance,
                "holds": claim.low <= value <= claim.high,
                "qualification": claim.qualification,
            }
        )
    return rows
