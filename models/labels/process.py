"""The other side of worker.py: starts it in its own Python, hands it images, takes masks and troubles."""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess  # nosec B404 - the program is Python itself, with arguments of a list
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import interpreter, settings
from ..errors import RooflineError
from ..formats.archive import save_array
from ..formats.names import is_there
from ..formats.objects import JsonObject
from ..formats.scratch import Scratch, full_temporary_folder
from ..language import Message, says
from ..options import AUTO
from ..progress import Cancel, stop_if
from ..raster.arrays import MaskArray

log = logging.getLogger(__name__)
WORKER = Path(__file__).with_name("worker.py")
MARK = "@roofline "
GLANCE = 0.1  # seconds between two looks at whether the run was cancelled
KEPT = 20  # last lines of other words, for the sentence where the program ends without one
OF_LIBRARY = ("damaged", "failed", "memory", "ended")  # troubles told in the words of transformers
HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a black window


@dataclass(frozen=True)
class Environment:
    """A Python, and the folders that it imports PyTorch and transformers from; none: those of its own."""

    program: Path
    packages: tuple[str, ...] = ()

    def command(self, job: JsonObject) -> list[str]:
        """The command line. Without `site` nothing of QGIS's packages is found beside the given folders."""
        apart = ["-s", "-S"] if self.packages else []
        return [str(self.program), *apart, "-X", "utf8", str(WORKER), json.dumps(job)]


def environment(program: str = "", application: str = "") -> Environment:
    """A given Python, else that of QGIS (`application`: its folder) with what the set-up window installed.

    Raises RooflineError where there is neither.
    """
    if program:
        if not is_there(program):
            raise RooflineError("The Python {file} does not exist; check its path.", file=program)
        return Environment(Path(program))
    packages = settings.label_packages()
    if not packages:
        raise RooflineError(
            "SAM 3 needs transformers: install it with Raster > Roofline > Set up PyTorch…, or give a Python "
            "that has it as PYTHON."
        )
    found = interpreter.find(application)
    if found is None:
        raise RooflineError("The Python of QGIS was not found; give one that has transformers as PYTHON.")
    return Environment(found, packages)


@dataclass(frozen=True)
class Sam:
    """Which model is to be run, and how: its converted folder, the device, the least score of an object."""

    folder: Path
    device: str = AUTO
    score: float = 0.5


class Finder:
    """A running program that has the model; use it in a with statement, which ends it in any case."""

    def __init__(self, where: Environment, sam: Sam, cancelled: Cancel = None) -> None:
        self._where, self._sam, self._cancelled = where, sam, cancelled
        self._heard: queue.Queue[JsonObject | None] = queue.Queue()
        self._other: list[str] = []

    def __enter__(self) -> Finder:
        self._scratch = Scratch()
        try:
            self._process = self._started()
        except OSError as error:
            self._scratch.close()
            raise RooflineError(
                "The Python {file} cannot be started ({reason}); check PYTHON.",
                file=self._where.program,
                reason=error,
            ) from error
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.ready: JsonObject = self._answer("ready")
        except BaseException:
            self.close()
            raise
        log.info("SAM 3 runs on %s (transformers %s).", self.ready["device"], self.ready["version"])
        return self

    def _started(self) -> subprocess.Popen[str]:
        sam = self._sam
        job = {
            "packages": list(self._where.packages),
            "model": str(sam.folder),
            "device": settings.device() if sam.device == AUTO else sam.device,
            "threads": settings.threads(),
            "score": sam.score,
        }
        return subprocess.Popen(  # nosec B603
            self._where.command(job),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=interpreter.environment(os.environ, self._where.program),
            creationflags=HIDDEN,
            encoding="utf-8",
            errors="replace",
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program, whatever it is at."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError, AttributeError):
                pipe.close()  # type: ignore[union-attr]
        self._scratch.close()

    def find(self, image: NDArray[np.uint8], prompts: Sequence[str]) -> tuple[MaskArray, int]:
        """Masks (prompts, H, W) of 0 and 1 of an image (H, W, 3), and how many objects they show.

        Raises Cancelled within GLANCE seconds of the user's wish.
        """
        folder = self._scratch.path
        given, made = folder / "image.npy", folder / "masks.npy"
        try:
            save_array(given, image)
        except OSError as error:
            raise full_temporary_folder(error) from error
        self._ask({"image": str(given), "prompts": list(prompts), "masks": str(made)})
        found = int(self._answer("found"))
        masks: MaskArray = np.load(made, allow_pickle=False)
        return masks, found

    def _ask(self, request: JsonObject) -> None:
        pipe = self._process.stdin
        try:
            if pipe is not None:
                pipe.write(json.dumps(request) + "\n")
                pipe.flush()
        except OSError:
            return  # it has ended: its last words tell why

    def _answer(self, key: str) -> Any:
        """What the program says under a name."""
        while True:
            stop_if(self._cancelled)
            try:
                said = self._heard.get(timeout=GLANCE)
            except queue.Empty:
                continue
            if said is None or "error" in said:
                last = self._other[-1] if self._other else ""
                told = said or {"error": "ended", "detail": last}
                raise trouble(told["error"], str(told.get("detail", "")), self._sam)
            if key in said:
                return said[key]

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            before, mark, said = line.partition(MARK)  # whatever a library has left on the line
            if before.strip():
                self._other = [*self._other[-KEPT:], before.strip()]
            if mark:
                with suppress(ValueError):
                    self._heard.put(json.loads(said))
        self._heard.put(None)


def trouble(code: str, detail: str, sam: Sam) -> RooflineError:
    """What people are told about a trouble of the program."""
    folder = sam.folder.name or str(sam.folder)
    if code in OF_LIBRARY:
        program = "Python" if code == "ended" else "transformers"
        silent = Message("{program} does not say why", program=program)
        detail = says(program, detail) if detail else silent
    what = _of_files(folder, detail).get(code) or _of_program(detail).get(code)
    if what is None:
        what = Message(
            "The program with SAM 3 ended unexpectedly ({detail}); close other programs and try again.",
            detail=detail,
        )
    return RooflineError("{what}", what=what)


def _of_files(folder: str, detail: str) -> dict[str, Message]:
    return {
        "nofolder": Message(
            "The folder {detail} of SAM 3 does not exist; choose the folder with its config.json.",
            detail=detail,
        ),
        "unconverted": Message(
            "{folder} holds SAM 3 as its authors publish it (.pt); give the folder that transformers reads, "
            "with config.json and model.safetensors.",
            folder=folder,
        ),
        "incomplete": Message(
            "{folder} lacks {detail} of SAM 3; download all files of the model again.",
            folder=folder,
            detail=detail,
        ),
        "othermodel": Message(
            "{folder} holds another model ({detail}) than SAM 3; choose the folder of SAM 3.",
            folder=folder,
            detail=detail,
        ),
        "damaged": Message(
            "{folder} cannot be read as SAM 3 ({detail}); download the files again.",
            folder=folder,
            detail=detail,
        ),
    }


def _of_program(detail: str) -> dict[str, Message]:
    return {
        "nopackage": Message(
            "The Python of SAM 3 lacks {detail}; install it again with Set up PyTorch…, or give another "
            "PYTHON.",
            detail=detail,
        ),
        "oldpackage": Message(
            "The Python of SAM 3 has transformers {detail}, but 5 or later is needed; update it.",
            detail=detail,
        ),
        "nodevice": Message(
            "The Python of SAM 3 sees no device {detail}; choose another DEVICE.", detail=detail
        ),
        "memory": Message(
            "SAM 3 does not fit into the memory ({detail}); close other programs or choose DEVICE cpu.",
            detail=detail,
        ),
        "failed": Message(
            "SAM 3 failed ({detail}); update transformers, or report it together with what was given.",
            detail=detail,
        ),
    }
