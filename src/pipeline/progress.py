"""Progress on a terminal, and nothing in a log."""

from collections.abc import Callable, Iterable

from tqdm import tqdm


def watch(text: str) -> Callable[[Iterable | None], tqdm]:
    """Return what wraps an iteration and shows how far it is, if stderr is a terminal."""
    return lambda runs: tqdm(runs, desc=text, disable=None, leave=False)
