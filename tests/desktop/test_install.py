"""QGIS's own "Install from ZIP" with the zip of `make package`, in an empty profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import desktop_runs, package

pytestmark = [
    desktop_runs.needs_desktop,
    pytest.mark.skipif(not package.MAKEABLE, reason="the zip is made by git from a clone"),
]
NOTHING = {"active": False, "providers": 0, "toolbars": 0, "folder": False}
THERE = {"active": True, "providers": 1, "toolbars": 1, "folder": True}


def test_the_zip_is_installed_updated_and_removed(tmp_path):
    (tmp_path / "roofline.zip").write_bytes(package.content())
    report = desktop_runs.report(tmp_path, Path(__file__).with_name("install_session.py"), bare=True)
    assert "error" not in report, report["error"]
    assert report["empty"] == report["removed"] == NOTHING
    assert report["installed"] == report["updated"] == THERE
    assert report["warnings"] == []
