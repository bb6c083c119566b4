"""Whether what was installed works as QGIS would use it, tried in a process of its own.

Standard library only, but for what is tried.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import sys
from pathlib import Path
from typing import Any

said, store = importlib.import_module("said"), importlib.import_module("store")


def try_torch(path: list[str], folder: Path) -> dict[str, Any]:
    """Import it as QGIS would, and compute with QGIS's numpy: version, device and graphics card."""
    search(path, folder)
    try:
        numpy, torch = importlib.import_module("numpy"), importlib.import_module("torch")
        total = float((torch.from_numpy(numpy.ones((2, 2), "float32")) @ torch.ones(2, 2)).numpy().sum())
    except Exception as error:  # whatever keeps it from working is to be told
        raise said.Failed("import", f"{error}" or type(error).__name__) from None
    if (
        total != 8.0
        or folder not in Path(str(torch.__file__)).parents
        or folder in Path(str(numpy.__file__)).parents
    ):
        raise said.Failed("import", f"torch: {torch.__file__}, numpy: {numpy.__file__}")
    mps = getattr(torch.backends, "mps", None)
    device = "mps" if mps is not None and mps.is_available() else "cpu"
    return {
        "version": str(torch.__version__),
        "cuda": bool(torch.version.cuda),
        "device": "cuda" if torch.cuda.is_available() else device,
    }


def search(path: list[str], folder: Path) -> None:
    """Let imports look where those of QGIS will."""
    first = [str(folder / store.FIRST)] if (folder / store.FIRST).is_dir() else []
    sys.path[:] = [*first, *path, str(folder / store.PACKAGES)]
    importlib.invalidate_caches()


def try_points(path: list[str], folder: Path) -> dict[str, Any]:
    """Pack and unpack a few points as QGIS would, with its numpy; which versions do."""
    search(path, folder)
    try:
        numpy, laspy = importlib.import_module("numpy"), importlib.import_module("laspy")
        lazrs = importlib.import_module("lazrs")
        cloud = laspy.LasData(laspy.LasHeader(point_format=6, version="1.4"))
        cloud.x = cloud.y = cloud.z = numpy.arange(9.0)
        stream = io.BytesIO()
        cloud.write(stream, do_compress=True, laz_backend=laspy.LazBackend.Lazrs)
        stream.seek(0)
        heights = laspy.read(stream, laz_backend=laspy.LazBackend.Lazrs).z
    except Exception as error:  # whatever keeps it from working is to be told
        raise said.Failed("import", f"{error}" or type(error).__name__) from None
    if float(heights.max()) != 8.0 or folder in Path(str(numpy.__file__)).parents:
        raise said.Failed("import", f"laspy: {laspy.__file__}, numpy: {numpy.__file__}")
    versions = (importlib.metadata.version(name) for name in ("laspy", "lazrs"))
    return {"version": " + ".join(versions), "from": str(lazrs.__file__)}


def try_labels(path: list[str], folder: Path) -> dict[str, Any]:
    """Import what SAM 3 runs with as its own process will: with nothing of QGIS's; which version it is."""
    sys.path[:] = [each for each in sys.path if Path(each).name not in ("site-packages", "dist-packages")]
    search([*path, *sys.path], folder)
    try:
        numpy, torch = importlib.import_module("numpy"), importlib.import_module("torch")
        transformers = importlib.import_module("transformers")
        works = transformers.utils.is_torch_available() and hasattr(transformers, "Sam3Model")
    except Exception as error:  # whatever keeps it from working is to be told
        raise said.Failed("import", f"{error}" or type(error).__name__) from None
    if not works or any(folder not in Path(str(each.__file__)).parents for each in (numpy, torch)):
        raise said.Failed("import", f"transformers {transformers.__version__}, torch: {torch.__file__}")
    return {"version": str(transformers.__version__)}


TRIALS = {"torch": try_torch, "points": try_points, "labels": try_labels}  # by product
