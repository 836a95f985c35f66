"""Figures and pages against the committed ones."""

import io
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

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
    """Return what is wrong with a figure: missing, or unlike the committed one."""
    path = Path(f"paper_figures/{name}.png")
    if not path.is_file() or not path.with_suffix(".pdf").is_file():
        return [f"{name}: picture: is missing"]
    reference = committed(str(path))
    if reference is None:
        return [f"{name}: picture: is not committed"]
    with Image.open(path) as result, Image.open(io.BytesIO(reference)) as old:
        return compare_pictures(name, old, result)


def compare_pages() -> list[str]:
    """Return a line for each page that differs from the committed one."""
    found = []
    for name in PAGES:
        path = Path(f"docs/{name}.md")
        if not path.is_file() or committed(str(path)) != path.read_bytes():
            found.append(f"{name}: page: docs/{name}.md differs from the committed one")
    return found
