"""Versions and processor: what a run was made with, kept beside the reference, never compared."""

import platform
from importlib import metadata
from pathlib import Path

PACKAGES = ("numpy", "scipy", "pandas", "matplotlib", "snakemake")


def describe() -> dict[str, str]:
    """Return the versions of the packages and the processor of this machine."""
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _processor():
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"
