"""What the scripts share: tables in and out, scenarios, and the style of the figures.

The scripts run the package that lies beside them, whatever else the environment has installed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
