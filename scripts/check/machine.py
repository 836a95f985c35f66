"""Versions and processor: what a run was made with, kept beside the reference, never compared."""

import platform
from pathlib import Path

from common import records

PACKAGES = ("python", "numpy", "scipy", "pandas", "matplotlib", "snakemake")


def describe() -> dict[str, str]:
    """Return the versions of the packages and the processor of this machine."""
    return {name: records.version(name) or "-" for name in PACKAGES} | {
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
