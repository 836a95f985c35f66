"""The formulas of V-VI stand on numpy alone: to import them takes hardly longer than numpy does."""

import subprocess
import sys

import pytest

FORMULAS = """
parameters families charge_current distribution kernel spin_torque precession slow_dynamics
approach direction arrival
""".split()


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        ("import thermal_stt", set()),
        (f"import thermal_stt; from thermal_stt import {', '.join(FORMULAS)}", {"numpy"}),
    ],
)
def test_formulas_load_numpy_and_nothing_else(statement, needed):
    listed = "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys; before = set(sys.modules); {statement}; {listed}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert set(loaded) - set(sys.stdlib_module_names) == {"thermal_stt"} | needed
