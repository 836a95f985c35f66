"""Figures and pages against the committed ones, and against the data that they are said to show."""

import io
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

from common import provenance, records

PAGES = ("equations", "errata", "claims")
# Anti-aliasing may move a grey level where a line moved by 1e-13 of a pixel; a shifted or changed
# curve changes thousands of pixels by more than this.
PIXEL_LEVELS, PIXEL_SHARE = 8, 1e-4


def committed(path: str) -> bytes | None:
    """Return the file as the last commit has it, None if it has none."""
    done = subprocess.run(["git", "show", f"HEAD:{path}"], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def compare_pictures(name: str, reference: Image.Image, result: Image.Image) -> list[str]:
    """Return a line if the pictures differ in size or in more than a few pixels."""
    if reference.size != result.size:
        return [f"{name}: picture: {result.size} pixels instead of {reference.size}"]
    levels = [np.asarray(image.convert("RGB"), dtype=int) for image in (reference, result)]
    share = np.mean(np.abs(levels[0] - levels[1]).max(axis=2) > PIXEL_LEVELS)
    if share > PIXEL_SHARE:
        return [f"{name}: picture: {share:.2%} of the pixels differ from the committed figure"]
    return []


def compare_figure(name: str) -> list[str]:
    """Return what is wrong with a figure: missing, unlike the committed one, or not of its data."""
    path = Path(f"paper_figures/{name}.png")
    if not path.is_file() or not path.with_suffix(".pdf").is_file():
        return [f"{name}: picture: is missing"]
    reference = committed(str(path))
    if reference is None:
        return [f"{name}: picture: is not committed"]
    with Image.open(path) as result, Image.open(io.BytesIO(reference)) as old:
        return compare_pictures(name, old, result) + stale(name, result.text)


def stale(name: str, said: dict[str, str]) -> list[str]:
    """Return a line for each digest that a figure carries and that is not that of its sources."""
    record = records.read(f"paper_figures/{name}.pdf")
    if record is None:
        return [f"{name}: picture: has no record of how it was made"]
    now = provenance.of_figure(record["script"], record["inputs"])
    return [
        f"{name}: {part}: the figure carries another digest than its sources have"
        for part, value in now.items()
        if said.get(part) != value
    ]


def compare_pages() -> list[str]:
    """Return a line for each page that differs from the committed one."""
    found = []
    for name in PAGES:
        path = Path(f"docs/{name}.md")
        if not path.is_file() or committed(str(path)) != path.read_bytes():
            found.append(f"{name}: page: docs/{name}.md differs from the committed one")
    return found
