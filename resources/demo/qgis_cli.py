"""qgis_process in a profile of its own, with this checkout as the plugin `roofline`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Debian's wrapper hands qgis_process an option it does not know.
QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


def environment(folder: Path) -> dict[str, str]:
    """Variables of a QGIS whose profile, home and plugins are in `folder`, and whose Python finds PyTorch."""
    plugins = folder / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    link = plugins / "roofline"
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)
    return {**home(folder), "QGIS_PLUGINPATH": str(plugins), "QT_QPA_PLATFORM": "offscreen"}


def home(folder: Path) -> dict[str, str]:
    """Variables of a QGIS whose profile and home are in `folder`, and whose Python finds PyTorch."""
    packages = [sysconfig.get_paths()["purelib"], *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "HOME": str(folder),
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"),
        "PYTHONPATH": os.pathsep.join(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "GDAL_PAM_ENABLED": "NO",  # QGIS would leave statistics beside the user's rasters
    }


def qgis_process(
    folder: Path, *arguments: str, timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run qgis_process and return what it said."""
    return subprocess.run(
        [QGIS_PROCESS or "qgis_process", *arguments],
        capture_output=True,
        text=True,
        env=environment(folder),
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )


def run_arguments(name: str, parameters: dict[str, Any]) -> list[str]:
    """Arguments of `qgis_process run`; lists are given several times."""
    pairs: list[str] = []
    for key, value in parameters.items():
        pairs += [f"{key}={entry}" for entry in (value if isinstance(value, list) else [value])]
    return ["--json", "run", f"roofline:{name}", "--", *pairs]


def results(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The results in a run's JSON."""
    return json.loads(run.stdout[run.stdout.index("{") :])["results"]
