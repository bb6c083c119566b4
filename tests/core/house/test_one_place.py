"""Facts of code that stand in one place."""

from __future__ import annotations

import re
from pathlib import Path

import roofline

MODELS = Path(roofline.__file__).parent / "models"
ALIAS = re.compile(r"^\w+ = NDArray\[np\.(float32|uint8|bool_)\]", re.MULTILINE)
STRIPS = re.compile(r"for row in range\([^)]*height[^)]*\):")


def _files_with(pattern: re.Pattern[str]) -> set[str]:
    return {
        path.relative_to(MODELS).as_posix()
        for path in MODELS.rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }


def test_arrays_have_one_name_each():
    assert _files_with(ALIAS) == {"raster/arrays.py"}


def test_rasters_are_walked_in_one_way():
    others = {"engine/output.py", "networks/resdepth.py", "simulation/matching.py"}  # arrays, not files
    assert _files_with(STRIPS) - others == {"raster/windows.py"}


def test_a_cancel_is_heeded_in_one_way():
    asking = re.compile(r"is not None and [\w.]*cancelled\(\)")
    assert _files_with(asking) == {"progress.py"}
    raising = re.compile(r"^ +raise Cancelled$", re.MULTILINE)
    assert _files_with(raising) == {"progress.py", "training/loop/trainer.py"}  # which asks all processes


def test_progress_and_cancels_have_one_type_each():
    spelt = re.compile(r"Callable\[\[(float\], (None|Any)|\], bool)\] \| None")
    assert not _files_with(spelt)  # `Progress` and `Cancel` of progress.py


def test_gdal_is_silenced_in_one_way():
    assert _files_with(re.compile("CPLQuietErrorHandler")) == {"raster/gdal_errors.py"}


def test_temporary_folders_are_made_in_one_way():
    """Others would stay for ever after a run that was killed: Scratch's are swept by the next."""
    makers = re.compile(r"\b(mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|mktemp)\b")
    root = MODELS.parent
    files = [path for room in ("models", "algorithms", "desktop") for path in (root / room).rglob("*.py")]
    assert len(files) > 200
    assert not [path for path in files if makers.search(path.read_text(encoding="utf-8"))]


def test_layers_are_moved_between_threads_by_qgis():
    """Python would hold its lock, for which the main thread may wait with one of Qt's that the move needs."""
    root = MODELS.parent
    files = [path for room in ("algorithms", "desktop") for path in (root / room).rglob("*.py")]
    moved = re.compile(r"\.(moveToThread|pushToThread)\(")
    assert not [path.name for path in files if moved.search(path.read_text(encoding="utf-8"))]


def test_peak_memory_is_read_in_one_way():
    """What getrusage tells of a process counts its parent's memory too: pytest's, where a test starts it."""
    tests = Path(__file__).parents[2]
    readers = [path for path in tests.rglob("*.py") if "ru_maxrss" in path.read_text(encoding="utf-8")]
    assert sorted(path.name for path in readers) == ["peak_memory.py", Path(__file__).name]
