"""Runs numbered cases in the real QGIS: `python -m support.fuzz.worker INPUTS SCRATCH SEED FIRST LAST`.

Writes a line of JSON before and after each run; what else is printed goes to SCRATCH/stderr.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from support.fuzz import cases
from support.peak_memory import forget_peak, peak_megabytes

PATIENCE = 20.0  # seconds until a run is cancelled


class Bench:
    """The inputs, a folder for the run's own files, and what a run did to both."""

    def __init__(self, inputs: Path, scratch: Path, seed: int) -> None:
        self.inputs, self.scratch, self.seed = inputs, scratch, seed
        self.out, self.damaged = scratch / "out", scratch / "damaged"
        self.whole = scratch / "whole"
        shutil.rmtree(self.whole, ignore_errors=True)
        shutil.copytree(inputs, self.whole, symlinks=True)
        self.before: dict[str, str] = {}
        self.asked: set[str] = set()

    def prepare(self, number: int, parameters: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
        os.chdir(self.scratch)
        for folder in (self.out, self.damaged):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        (self.out / "a folder").mkdir()
        os.chdir(self.out)  # where relative names lead
        random = Random(f"{self.seed}-{number}-damage")
        given = {key: self._value(value, random) for key, value in parameters.items()}
        self.before = self.state()
        names = {key: os.path.realpath(value) for key, value in given.items() if _is_name(value)}
        own = {path for key, path in names.items() if kinds[key] in cases.OUTPUTS}
        self.asked = own - {path for key, path in names.items() if kinds[key] not in cases.OUTPUTS}
        return given

    def state(self) -> dict[str, str]:
        """Every file that no run may change, by its hash."""
        files = [path for folder in (self.inputs, self.damaged) for path in folder.rglob("*")]
        return {str(path): _digest(path) for path in files}

    def changes(self) -> list[str]:
        """Files that were changed and should not have been; later runs find them whole again."""
        after = self.state()
        if after != self.before:
            shutil.rmtree(self.inputs)
            shutil.copytree(self.whole, self.inputs, symlinks=True)
        changed = (path for path in after.keys() | self.before if after.get(path) != self.before.get(path))
        return sorted(path for path in changed if not self._is_asked_for(path))

    def _is_asked_for(self, path: str) -> bool:
        """Whether it is an output by its name, or in a folder that is one."""
        real = Path(os.path.realpath(path))
        return any(str(each) in self.asked for each in (real, *real.parents))

    def left(self) -> list[str]:
        """Files of the run, and folders of it among the temporary ones."""
        found = [str(path.relative_to(self.out)) for path in self.out.rglob("*") if not path.is_dir()]
        loose = [path.name for path in Path(os.environ["TMPDIR"]).iterdir() if "roofline" in path.name]
        return sorted(found) + loose

    def _value(self, value: Any, random: Random) -> Any:
        if isinstance(value, list):
            return [self._value(each, random) for each in value]
        if isinstance(value, str):
            value = value.replace("{in}", str(self.inputs)).replace("{out}", str(self.out))
        kind, _, name = value.partition(":") if isinstance(value, str) else ("", "", "")
        if kind == "in":
            return str(self.inputs / name)
        if kind == "out":
            return f"{self.out}/{name}"
        if kind == "damaged":
            target = self.damaged / name
            target.write_bytes(cases.damaged((self.inputs / name).read_bytes(), random))
            return str(target)
        return self._layer(kind, name) if kind in ("raster", "vector", "cloud") else value

    def _layer(self, kind: str, name: str) -> Any:
        from qgis.core import QgsPointCloudLayer, QgsRasterLayer, QgsVectorLayer

        if kind == "cloud":
            return QgsPointCloudLayer(str(self.inputs / name), "a cloud", "pdal")
        maker = QgsRasterLayer if kind == "raster" else QgsVectorLayer
        return maker(str(self.inputs / name), "a layer")


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _digest(path: Path) -> str:
    if path.suffix == ".vrt":  # into which QGIS itself writes statistics when it opens it as a layer
        return "virtual"
    if path.is_symlink():
        return str(path.readlink())
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"


def start() -> Any:
    """QGIS without windows, with the provider and PyTorch."""
    import conftest  # noqa: F401 - imports the checkout as the package roofline
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QSettings, QTranslator

    profile = os.environ["QGIS_CUSTOM_CONFIG_PATH"]
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, profile)
    application = QgsApplication([], False, profile)
    application.initQgis()
    # Roofline's catalogue alone: QGIS's own words stay English, and no setting of anybody's is changed.
    german = QTranslator(application)
    assert german.load(str(Path(__file__).resolve().parents[3] / "resources" / "i18n" / "roofline_de.qm"))
    application.installTranslator(german)
    sys.path.append("/usr/share/qgis/python/plugins")
    from processing.core.Processing import Processing

    Processing.initialize()
    from roofline import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    __import__("torch").set_num_threads(1)
    return application, plugin


def attempt(name: str, given: dict[str, Any], log: list[str]) -> tuple[str, str]:
    """("done", outputs that nobody can open) or ("refused", the message) or ("raised", what came instead);
    what is said meanwhile goes into `log`.
    """
    import processing
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    feedback, context = QgsProcessingFeedback(False), QgsProcessingContext()
    # Some rasters are too large on purpose: what takes long must end when people want it to.
    patience = threading.Timer(PATIENCE, feedback.cancel)
    patience.start()
    try:
        results = processing.run(f"roofline:{name}", given, context=context, feedback=feedback)
    except QgsProcessingException as error:
        return "refused", str(error)
    except Exception as error:
        return "raised", repr(error)
    finally:
        patience.cancel()
        log += feedback.textLog().splitlines()
    return "done", "" if feedback.isCanceled() else _missing(name, results)


def _missing(name: str, results: dict[str, Any]) -> str:
    """The outputs that a run says it has written, and that are not there or cannot be opened."""
    from qgis.core import QgsApplication, QgsMapLayer, QgsRasterLayer, QgsVectorLayer

    algorithm = QgsApplication.processingRegistry().algorithmById(f"roofline:{name}")
    missing = []
    for output in algorithm.outputDefinitions():
        value = results.get(output.name())
        if isinstance(value, QgsMapLayer):
            fine = value.isValid()
        elif output.type() in ("outputRaster", "outputVector") and isinstance(value, str):
            maker = QgsRasterLayer if output.type() == "outputRaster" else QgsVectorLayer
            fine = maker(value).isValid()
        else:
            fine = not isinstance(value, str) or output.type() == "outputString" or Path(value).exists()
        missing += [] if fine else [f"{output.name()}={value!r}"]
    return ", ".join(missing)


def main() -> None:
    inputs, scratch, seed, first, last = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:6])
    protocol = os.fdopen(os.dup(1), "w")
    errors = os.open(scratch / "stderr", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    kept = start()
    registry = kept[0].processingRegistry()
    kinds = {
        name: {
            each.name(): each.type()
            for each in registry.algorithmById(f"roofline:{name}").parameterDefinitions()
        }
        for name in cases.SOUND
    }
    bench = Bench(inputs, scratch, seed)
    tell(protocol, ready=True)
    for number in range(first, last):
        name, parameters, changed = cases.case(number, seed, kinds)
        tell(protocol, number=number, name=name, changed={key: parameters[key] for key in changed})
        os.ftruncate(errors, 0)
        os.lseek(errors, 0, os.SEEK_SET)
        given = bench.prepare(number, parameters, kinds[name])
        forget_peak()
        ended, message = attempt(name, given, log := [])
        sys.stderr.flush()
        tell(
            protocol, number=number, ended=ended, message=message, changed_files=bench.changes(),
            left=bench.left(),
            printed=(scratch / "stderr").read_text(errors="replace")[-2000:],
            peak=peak_megabytes(), log=log,
        )  # fmt: skip
    protocol.flush()
    os._exit(0)  # QGIS's end after PyTorch's threads have run is a known source of crashes


def tell(protocol: TextIO, **said: Any) -> None:
    protocol.write(json.dumps(said, default=str) + "\n")
    protocol.flush()


if __name__ == "__main__":
    main()
