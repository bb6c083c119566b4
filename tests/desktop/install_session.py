"""Runs inside QGIS desktop (`qgis --code`): installs the zip, installs it again, removes it, as people do."""

from __future__ import annotations

from pathlib import Path

import pyplugin_installer
import qgis.utils
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QToolBar
from qgis.utils import iface
from steps import FOLDER, LOG, REPORT, run

PROBLEMS = (1, 2)  # Qgis.MessageLevel: warning, critical
PLUGINS = Path(QgsApplication.qgisSettingsDirPath()) / "python" / "plugins"


def state() -> dict:
    """What of the plugin there is in QGIS and in the profile."""
    providers = QgsApplication.processingRegistry().providers()
    bars = iface.mainWindow().findChildren(QToolBar)
    return {
        "active": "roofline" in qgis.utils.active_plugins,
        "providers": sum(provider.id() == "roofline" for provider in providers),
        "toolbars": sum(bar.objectName() == "RooflineToolBar" for bar in bars),
        "folder": (PLUGINS / "roofline").is_dir(),
    }


def is_ours(text: str, tag: str) -> bool:
    """Whether a message is about the plugin: QGIS has words of its own on fonts, servers and its Python."""
    said = text.partition("\n")[0] if text.startswith("warning:") else text
    return "roofline" in f"{tag} {said}".lower()


def script():
    """The session; yields what to wait for."""
    installer = pyplugin_installer.instance()
    REPORT["empty"] = state()
    del LOG[:]
    for key in ("installed", "updated"):
        installer.installFromZipFile(str(FOLDER / "roofline.zip"))
        yield 0.3
        REPORT[key] = state()
    installer.uninstallPlugin("roofline", quiet=True)
    yield 0.3
    REPORT["removed"] = state()
    REPORT["warnings"] = [entry for entry in LOG if entry[2] in PROBLEMS and is_ours(*entry[:2])]


run(script, most_seconds=60)
