"""QGIS desktop under a virtual display, in an empty profile with the packaged plugin, driven by a script."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import package, processes

QGIS = shutil.which("qgis.bin") or shutil.which("qgis")
TESTS = Path(__file__).resolve().parents[1]
MODULES = (str(TESTS / "desktop"), str(TESTS))  # where scripts find `steps` and `support`
ENABLED = "[PythonPlugins]\nroofline=true\n"
INI = "[qgis]\ncheckVersion=false\nfirstRunVersionFlag=99999\n"

needs_desktop = pytest.mark.skipif(
    QGIS is None or shutil.which("xvfb-run") is None, reason="QGIS desktop or xvfb-run is not installed"
)


def start(
    folder: Path, script: Path, settings: str = "", bare: bool = False, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `script` inside QGIS until it ends QGIS; it finds `folder` in ROOFLINE_TEST_FOLDER.

    `settings` are added to the profile's QGIS3.ini; a `bare` profile comes without the plugin.
    """
    profile = folder / "profile" / "profiles" / "default"
    if not bare:
        package.install(profile / "python" / "plugins")
    ini = profile / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True, exist_ok=True)
    ini.write_text(("" if bare else ENABLED) + INI + settings)
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**processes.home(folder), "ROOFLINE_TEST_FOLDER": str(folder), **variables}
    environment["TMPDIR"] = str(folder / "tmp")
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [environment["PYTHONPATH"], *MODULES]))
    for name in ("QGIS_PLUGINPATH", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1024x24", QGIS, "--nologo", "--noversioncheck"]
    return subprocess.run(
        [*command, "--profiles-path", str(folder / "profile"), "--code", str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,  # more than any session gives itself
        stdin=subprocess.DEVNULL,
    )


def report(folder: Path, script: Path, **options: Any) -> dict:
    """What `script` wrote into report.json; `options` are those of `start`."""
    run = start(folder, script, **options)
    written = folder / "report.json"
    assert written.exists(), run.stdout + run.stderr
    return json.loads(written.read_text())
