"""Figures and pages against those of the reference."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

from pipeline.check.tables import REFERENCE

PAGES = ("equations", "errata", "claims")
# Anti-aliasing may move a grey level where a line moved by 1e-13 of a pixel; a shifted or changed
# curve changes thousands of pixels by more than this.
PIXEL_LEVELS, PIXEL_SHARE = 8, 1e-4


def compare_pictures(name: str, reference: Image.Image, result: Image.Image) -> list[str]:
    """Return a line if the pictures differ in size or in more than a few pixels."""
    if reference.size != result.size:
        return [f"{name}: picture: {result.size} pixels instead of {reference.size}"]
    levels = ImageChops.difference(reference.convert("RGB"), result.convert("RGB"))
    share = np.mean(np.asarray(levels).max(axis=2) > PIXEL_LEVELS)
    if share > PIXEL_SHARE:
        return [f"{name}: picture: {share:.2%} of the pixels differ from the reference's"]
    return []


def compare_figure(name: str) -> list[str]:
    """Return what is wrong with a figure: missing, or unlike that of the reference."""
    path, old = Path(f"paper_figures/{name}.png"), REFERENCE / f"{name}.png"
    if not path.is_file() or not path.with_suffix(".pdf").is_file():
        return [f"{name}: picture: is missing"]
    if not old.is_file():
        return [f"{name}: picture: is new; make reference takes it"]
    if path.read_bytes() == old.read_bytes():
        return []
    with Image.open(path) as result, Image.open(old) as reference:
        return compare_pictures(name, reference, result)


def compare_pages() -> list[str]:
    """Return a line for each page that differs from that of the reference."""
    found = []
    for name in PAGES:
        path, old = Path(f"docs/{name}.md"), REFERENCE / f"{name}.md"
        if not path.is_file() or not old.is_file() or old.read_bytes() != path.read_bytes():
            found.append(f"{name}: page: {path} differs from {old}")
    return found
