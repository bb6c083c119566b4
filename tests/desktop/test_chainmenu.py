"""The chains in the Model Designer of a real QGIS."""

from __future__ import annotations

from pathlib import Path

from support import desktop_runs

pytestmark = desktop_runs.needs_desktop
STEPS = {
    "refineandevaluate": ("Refine and evaluate", 2),
    "dsmtobuildingmask": ("DSM to building mask", 2),
    "pointcloudtobuildingmask": ("Point cloud to building mask", 3),
    "dsmtofootprints": ("DSM to footprints", 3),
    "pointcloudtofootprints": ("Point cloud to footprints", 4),
    "plantoimagery": ("Plan to imagery", 2),
}


def test_chains_open_in_the_model_designer(tmp_path):
    report = desktop_runs.report(tmp_path, Path(__file__).with_name("chains_session.py"))
    assert "error" not in report, report["error"]
    assert report["offered for others"] is False and report["left"] == []
    for name, (title, steps) in STEPS.items():
        assert report[name] == [title, "", steps]
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
