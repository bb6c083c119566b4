"""QGIS programs in an empty profile, with this checkout as the plugin `roofline`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conftest import ROOT

# Debian's wrapper hands qgis_process an option it does not know.
QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


def environment(folder: Path) -> dict[str, str]:
    """Variables of a QGIS whose profile, home and plugins are in `folder`, and whose Python finds PyTorch."""
    plugins = folder / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    link = plugins / "roofline"
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)
    profile = folder / "profile"
    paths = [sysconfig.get_paths()["purelib"], *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "HOME": str(folder),
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QGIS_PLUGINPATH": str(plugins),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(paths),
        "LC_ALL": "C.UTF-8",
    }


def qgis_process(folder: Path, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run qgis_process and return what it said."""
    return subprocess.run(
        [QGIS_PROCESS, *arguments],
        capture_output=True,
        text=True,
        env=environment(folder),
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )


def run_algorithm(folder: Path, name: str, **parameters: Any) -> subprocess.CompletedProcess[str]:
    """`qgis_process --json run roofline:<name>` with parameters; lists are given several times."""
    pairs: list[str] = []
    for key, value in parameters.items():
        values: Sequence[Any] = value if isinstance(value, list) else [value]
        pairs += [f"{key}={entry}" for entry in values]
    return qgis_process(folder, "--json", "run", f"roofline:{name}", "--", *pairs)


def results(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The results of a run's JSON."""
    return json.loads(run.stdout[run.stdout.index("{") :])["results"]
