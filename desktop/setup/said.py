"""What the process that installs says to the window: lines of its own among those of pip.

Standard library only: QGIS imports it, and so does that process.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MARK = "@roofline "  # how such a line begins; JSON follows


class Failed(Exception):  # noqa: N818
    """A code that the dialog has a sentence for, and what it says about the case at hand."""


def say(**message: Any) -> None:
    """Write a line for the window: step, bytes, done or error."""
    sys.stdout.write(f"{MARK}{json.dumps(message)}\n")
    sys.stdout.flush()
