"""V C, A 2: the chunks of a map as one file with named axes -> map.nc."""

import numpy as np

from pipeline import command, labelled, models, netcdf

SECTIONS = ("model", "map", "energy_unit")


def gather_map(
    config: str, parts: list[str], mapped: command.Made, zero_modes: str | None = None
) -> None:
    """Write the map whose chunks `parts` are, in their order, to the file `mapped`."""
    scenario = models.read(config, SECTIONS, zero_modes)
    asked = scenario.map_of(parts[0].split("/")[-2])
    chunks = [np.load(part) for part in parts]
    columns = {
        name: np.concatenate([chunk[name] for chunk in chunks if chunk.files])
        for name in max((chunk.files for chunk in chunks), key=len)
    }
    variables = labelled.variables(asked, columns, scenario)
    netcdf.write(mapped, variables, labelled.origin(asked, scenario))


if __name__ == "__main__":
    command.run(gather_map)
