"""Run a script as a job of the pipeline: only if it has to, on sound inputs, and with a record.

    python scripts/common/job.py scripts/NAME.py --OPTION FILE ...

An output that is still what the present code, scenario and inputs made is left as it is.  A job
whose inputs were not made from the present state of the project, or which changes under its hands,
fails in words; the next run makes it again.
"""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from common import command, files, interface, kept, ledger, locks, records


def options_of(arguments: list[str]) -> dict[str, list[str]]:
    """Return the values of each --OPTION."""
    options: dict[str, list[str]] = {}
    for argument in arguments:
        if argument.startswith("--"):
            values = options.setdefault(argument[2:], [])
        else:
            values.append(argument)
    return options


def run(script: str, arguments: list[str]) -> str:
    """Make the outputs of `script` unless they are current; say which of the two, for the history.

    "left" as they are, "restored" to what they were before an edit that was taken back, or "made".
    """
    face, options = interface.read(script), options_of(arguments)
    outputs = [path for name in face.outputs for path in options[name]]
    made, known = ledger.fingerprint(face, options), records.read(outputs[0])
    whole = known if known is not None and records.changed(known, ["outputs"]) is None else None
    if whole is not None and records.same_origin(whole, made):
        for output in outputs:
            os.utime(output)  # who compares dates shall know that it has been looked at
        return "left"
    stale = ledger.first_stale([*made["inputs"], *made["gates"]])
    if stale is not None:
        sys.exit(f"{stale[0]}: its {stale[1]} changed while this ran; run it again")
    if kept.restore(made, outputs, whole):
        return "restored"
    if whole is not None:
        kept.keep(whole)
    for output in outputs:
        files.make_room(output)
    command.run(getattr(import_module(face.function), face.function), arguments)
    if (part := ledger.changed(made)) is not None:
        sys.exit(f"{outputs[0]}: its {part} changed while this ran; run it again")
    records.write(made, outputs)
    return "made"


if __name__ == "__main__":
    started = time.monotonic()
    with locks.working():
        done = run(sys.argv[1], sys.argv[2:])
        records.note(f"{done} by {Path(sys.argv[1]).stem} in {time.monotonic() - started:.2f} s")
