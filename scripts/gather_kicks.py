"""A 2: the answers to a kick, and how far from the exact one -> kicks.csv, kick_errors.csv, ..."""

from pathlib import Path

from pipeline import command, models, tables
from thermal_stt.exact import kicks

SECTIONS = ("model",)
# The answers: of which dot, with how many times the scenario's S, and what of it is coarser
CASES = (
    "own_1_whole",
    "own_2_whole",
    "own_4_whole",
    "own_8_whole",
    "flat_1_whole",
    "flat_2_whole",
    "flat_4_whole",
    "flat_8_whole",
    "own_1_poles",
    "own_1_levels",
    "own_1_step",
    "flat_1_poles",
    "flat_1_levels",
    "flat_1_step",
)


def gather_kicks(
    config: str,
    parts: list[str],
    table: command.Made,
    errors: command.Made,
    convergence: command.Made,
    zero_modes: str | None = None,
) -> None:
    """Write all answers, their errors from one lifetime on, and what a coarser one moves."""
    parameters = models.read(config, SECTIONS, zero_modes).parameters
    lifetime = 1 / (2 * float(parameters.gamma_sum))
    answers = {Path(part).stem: tables.read(part) for part in parts}
    rows, missed, moved = [], [], []
    for case, answer in answers.items():
        dot, times, coarser = case.split("_")
        if coarser != "whole":
            finer = answers[f"{dot}_{times}_whole"]
            moved.append({"dot": dot, "coarser": coarser, **kicks.moved(answer, finer)})
            continue
        of = {"dot": dot, "times": int(times)}
        rows += [of | row for row in answer.to_dict("records")]
        missed += [of | row for row in kicks.errors(answer, lifetime)]
    tables.write(rows, table)
    tables.write(missed, errors)
    tables.write(moved, convergence)


if __name__ == "__main__":
    command.run(gather_kicks)
