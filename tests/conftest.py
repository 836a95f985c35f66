"""How the property tests run: the same examples every time, on however busy a machine."""

from hypothesis import settings

settings.register_profile("reproducible", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("reproducible")
