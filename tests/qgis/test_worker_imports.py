"""What workers import for the first time, in a fresh QGIS whose window goes on meanwhile."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from support import paths

# Points are gridded and solids coloured in a task's thread, then a network runs in it, twice.
WORKERS = f"""
import os, sys, threading, time
sys.path.insert(0, {str(paths.TESTS)!r})
import conftest
from qgis.core import *
application = QgsApplication([], False)
application.initQgis()
from roofline import classFactory
plugin = classFactory(None)
plugin.initProcessing()
from support.late_imports import watch
late = watch()

grid = application.processingRegistry().createAlgorithmById("roofline:reconstructdsm")
files = {{"POINTS": POINTS, "MODEL": "grid", "PIXEL_SIZE": 1, "CRS": "EPSG:32633", "OUTPUT": POINTS + ".tif"}}

def points(task):
    feedback = QgsProcessingFeedback()
    results, fine = grid.run(files, QgsProcessingContext(), feedback)
    return results["POINT_COUNT"] if fine else feedback.textLog()

def blocks(task):
    from roofline.algorithms.common.polygon_styles import solids
    layer = QgsVectorLayer("Polygon?field=height:double", "solids", "memory")
    solids(layer)
    return layer.renderer().type()

def network(task):
    from roofline.algorithms.common.torch_import import import_torch
    import_torch()
    import torch
    with torch.device("meta"):  # as models are planned: PyTorch asks Python for its lock
        return tuple(torch.nn.Conv2d(3, 8, 3).weight.shape)

for work in (points, blocks, network, network):
    ended = []
    task = QgsTask.fromFunction("", work, on_finished=lambda *end: ended.append(end))
    application.taskManager().addTask(task)
    while not ended:
        application.processEvents()
        for _ in range(100 if work is blocks else 0):
            application.taskManager()  # looks through the tables of SIP's modules
        time.sleep(0 if work is blocks else 0.01)
    print(work.__name__, *ended[0])
print("late:", late)
sys.stdout.flush()
os._exit(0)
"""


def test_workers_import_nothing_that_ends_qgis(tmp_path, monkeypatch):
    """QGIS 3.22 and 3.40 ended by signal 11, Debian 13's with "non-NULL old thread state" too."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    points = tmp_path / "points.xyz"
    rows, columns = np.indices((30, 30))
    np.savetxt(points, np.stack([columns.ravel(), rows.ravel(), np.full(900, 50.0)], 1))
    code = f"POINTS = {str(points)!r}\n{WORKERS}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "points None 900",
        "blocks None graduatedSymbol",
        *["network None (8, 3, 3, 3)"] * 2,
        "late: []",
    ]
