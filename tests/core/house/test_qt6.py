"""QGIS 4 runs on Qt 6: no name of Qt 5 alone, no unscoped enumeration. PyTorch is imported when needed."""

from __future__ import annotations

import pytest
from support import paths, qt6

ROOT = paths.ROOT
APART = {"trials.py", "worker.py"}  # programs of the set-up, in a Python without Qt
WINDOWS = [path for path in (ROOT / "desktop").rglob("*.py") if path.name not in APART]
FILES = sorted([ROOT / "__init__.py", ROOT / "plugin.py", *(ROOT / "algorithms").rglob("*.py"), *WINDOWS])
QT = "from qgis.core import Qgis, QgsProcessingParameterNumber\nfrom qgis.PyQt.QtCore import Qt\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_runs_on_qt6(path):
    assert qt6.problems(path.read_text()) == []


def test_torch_is_imported_inside_functions_only():
    """Directly or by way of any module: the toolbox opens without the seconds that importing it takes."""
    too_early = {}
    for path in FILES:
        for name, importer in qt6.reached(ROOT, path).items():
            if name.partition(".")[0] in ("torch", "tensorboard", "laspy"):
                too_early[str(path.relative_to(ROOT))] = str(importer.relative_to(ROOT))
    assert too_early == {}


@pytest.mark.parametrize(
    "bad",
    [
        "from PyQt5.QtCore import Qt",
        "import sip",
        "from qgis.PyQt.QtGui import QIcon, QAction",
        "from qgis.PyQt.QtCore import QRegExp",
        "from qgis.PyQt import QtWebKit",
        "from . import x\nx.dialog.exec_()",
        QT + "a = Qt.AlignLeft",
        QT + "a = f(Qt.UserRole)",
        QT + "box.setAttribute(Qt.WA_DeleteOnClose)",
        QT + "def f(level=Qgis.Warning): pass",
        QT + "a = b if c == QgsProcessingParameterNumber.Integer else d",
        QT + "a = Qt.AlignLeft | Qt.AlignmentFlag.AlignTop",
        "def f(dialog):\n    return dialog.exec() == dialog.Accepted",
        "class A:\n    def f(self):\n        return self.FlagAdvanced",
    ],
)
def test_finds_what_qt6_minds(bad):
    assert len(qt6.problems(bad)) == 1, bad


@pytest.mark.parametrize(
    "good",
    [
        "from qgis.PyQt.QtWidgets import QAction",
        QT + "a = Qt.AlignmentFlag.AlignLeft",
        QT + "box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)",
        QT + "def f(level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> Qgis.MessageLevel: ...",
        QT + "kinds = QgsProcessingParameterNumber.Type\na = kinds.Integer",
        "from osgeo import gdal\na = gdal.GDT_Float32\nb = gdal.Open('x').GetRasterBand(1)",
        "def f(self):\n    return self.NAME, self.exec()",
    ],
)
def test_leaves_what_both_know(good):
    assert qt6.problems(good) == []


def test_follows_imports_to_torch(tmp_path):
    files = {
        "algorithms/a.py": "from ..models import core",
        "algorithms/b.py": "def f():\n    from ..models import core",
        "algorithms/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch",
        "models/core.py": "from .deep import x",
        "models/deep/__init__.py": "try:\n    import torch.nn as nn\nexcept ImportError:\n    nn = None",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    reached = {name: qt6.reached(tmp_path, tmp_path / name) for name in files}
    assert reached["algorithms/a.py"]["torch.nn"] == tmp_path / "models/deep/__init__.py"
    assert not any("torch" in name for name in (*reached["algorithms/b.py"], *reached["algorithms/c.py"]))
