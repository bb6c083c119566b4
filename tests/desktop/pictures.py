"""What `make pictures` runs: the README's pictures of QGIS desktop, of the town that `make demo` refines."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
FOLDER = ROOT / "build" / "pictures"
PICTURES = ("desktop_refined", "desktop_preview", "desktop_report")
MOST_BYTES = 350_000
QUALITIES = range(92, 60, -2)  # of JPEG: shaded relief makes large PNGs, few colours spoil it


def main() -> int:
    """Make the pictures and return the exit code."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run([sys.executable, DEMO / "run.py", "--folder", FOLDER], check=True)
    sys.path[:0] = [str(ROOT / "tests"), str(FOLDER / "plugins")]
    from support import desktop_runs  # finds the plugin in the demo's profile

    report = desktop_runs.report(FOLDER, Path(__file__).with_name("pictures_session.py"))
    if "error" in report:
        print(report["error"], file=sys.stderr)
        return 1
    for name in PICTURES:
        if (FOLDER / f"{name}.png").exists():
            print(DEMO / f"{name}.jpg", save(FOLDER / f"{name}.png", DEMO / f"{name}.jpg"), "bytes")
    return 0


def save(source: Path, target: Path) -> int:
    """Write a picture as well as the size allows; returns the size in bytes."""
    with Image.open(source) as image:
        for quality in QUALITIES:
            image.convert("RGB").save(target, quality=quality, optimize=True, progressive=True)
            if target.stat().st_size <= MOST_BYTES:
                break
    return target.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
