"""Where things lie: the project, its tests, and the recordings and data beside it."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"
PARITY = SHARED / "parity"
