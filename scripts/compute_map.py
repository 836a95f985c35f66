"""What becomes of some of the parameter sets of a map -> map/OF/NUMBER_of_CHUNKS.npz."""

import re
import sys

import numpy as np

from pipeline import command, files, models, progress
from thermal_stt import maps

SECTIONS = ("model", "map")


def compute_map(config: str, part: command.Made, zero_modes: str | None = None) -> None:
    """Write the chunk of the scenario's map that the name of `part` says, as arrays by name."""
    of, number, chunks = re.findall(r"/map/(\w+)/(\d+)_of_(\d+)\.npz$", part)[0]
    scenario = models.read(config, SECTIONS, zero_modes)
    asked = scenario.map_of(of)
    if int(chunks) != asked.chunks:
        sys.exit(f"{part}: the map of {of} has {asked.chunks} chunks")
    tables = []
    with models.to_its_end(scenario, "map.of", of):
        for sets in progress.watch(f"map of {of}")(asked.chunk(int(number))):
            family, run = asked.members(scenario.parameters, sets)
            if of == "attractor":
                tables.append(maps.attractor(family, **run))
            elif of == "switching":
                tables.append(maps.switch(family, **run, way=asked.way))
            else:
                from thermal_stt.exact.along import along  # which the others need not wait for

                tables.append(along(scenario, family, **run, in_a_row=asked.in_rows))
    names = tables[0] if tables else {}
    columns = {name: np.concatenate([table[name] for table in tables]) for name in names}
    files.write_whole(part, lambda temporary: save(temporary, columns))


def save(path: str, columns: dict) -> None:
    """Save to a file of exactly that name, which numpy would give an ending."""
    with open(path, "wb") as file:
        np.savez(file, **columns)


if __name__ == "__main__":
    command.run(compute_map)
