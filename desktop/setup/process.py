"""Runs the installing program beside QGIS and tells how far it is; Qt sees to it that no shell appears."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QUrl, pyqtSignal

from ...algorithms.common.bridge import tr
from ...models import interpreter
from .choice import TORCH
from .explain import sentence
from .pipwheel import PipWheel
from .said import MARK

WORKER = Path(__file__).with_name("worker.py")
MOST_LOG = 200_000  # characters


def doing(step: str) -> str:
    """What is done in a step, in words for people."""
    words = {
        "fetch": tr("Fetching pip, Python's installer…"),
        "pip": tr("Downloading and unpacking…"),
        "check": tr("Trying it out…"),
        "remove": tr("Removing…"),
    }
    return words.get(step, "")


class Installer(QObject):
    """One run at a time; every signal comes in the main thread."""

    line = pyqtSignal(str)
    step = pyqtSignal(str)
    progress = pyqtSignal(float)  # bytes on the disk so far
    ended = pyqtSignal(bool, dict, str)  # done, what was said, what people are told

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._pip: PipWheel | None = None
        self._reset({})

    def _reset(self, job: dict[str, Any]) -> None:
        self._job, self._rest, self._log = job, b"", ""
        self._said: dict[str, Any] = {}
        self._cancelled = self._asked_for_pip = False

    @property
    def is_running(self) -> bool:
        return self._process is not None or self._pip is not None

    @property
    def log(self) -> str:
        return self._log

    def start(self, job: dict[str, Any]) -> None:
        """Set off; `ended` follows in any case."""
        self._reset(job)
        self._launch(job)

    def _launch(self, job: dict[str, Any]) -> None:
        program = interpreter.find(QCoreApplication.applicationDirPath())
        if program is None:
            self.ended.emit(False, {}, self._sentence("nopython"))
            return
        process = QProcess(self)
        variables = QProcessEnvironment()
        for name, value in interpreter.environment(os.environ, program, proxy()).items():
            variables.insert(name, value)
        process.setProcessEnvironment(variables)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process = process
        process.start(str(program), ["-X", "utf8", str(WORKER), json.dumps(job)])
        process.closeWriteChannel()

    def cancel(self) -> None:
        """End the program at once: what is unfinished does not count, and goes at the next run."""
        if self._process is not None:
            self._cancelled = True
            self._process.kill()
        elif self._pip is not None:
            self._stop_fetching()
            self.ended.emit(False, {}, "")

    def stop(self) -> None:
        """As cancel, without a word: the plugin is unloaded or QGIS is closed."""
        self._stop_fetching()
        if self._process is not None:
            self._process.finished.disconnect(self._finished)
            self._process.errorOccurred.disconnect(self._failed)
            self._process.kill()
            self._process.waitForFinished(2000)
            self._forget()

    def _read(self) -> None:
        if self._process is None:
            return
        self._rest += bytes(self._process.readAllStandardOutput())
        *lines, self._rest = self._rest.replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            self._heard(line.decode("utf-8", "replace"))

    def _heard(self, text: str) -> None:
        if not text.startswith(MARK):
            self._log = (self._log + text + "\n")[-MOST_LOG:]
            self.line.emit(text)
            return
        said = json.loads(text[len(MARK) :])
        if "step" in said:
            self.step.emit(said["step"])
        elif "bytes" in said:
            self.progress.emit(float(said["bytes"]))
        else:
            self._said = said

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._forget()
            self.ended.emit(False, {}, self._sentence("nopython"))

    def _finished(self, *_: Any) -> None:
        self._read()
        said, cancelled = self._said, self._cancelled
        self._forget()
        if "folder" in said.get("done", {}) and not cancelled:
            self._said = {}
            self._launch({**self._job, "task": "accept", "folder": said["done"]["folder"]})
        elif "done" in said and not cancelled:
            self.ended.emit(True, said["done"], "")
        elif cancelled:
            self.ended.emit(False, {}, "")
        elif said.get("error") == "nopip" and not self._job["wheels"] and not self._asked_for_pip:
            self._asked_for_pip = True
            self._fetch_pip()
        else:
            told = self._sentence(said.get("error", "crashed"), said.get("detail", ""))
            self.ended.emit(False, said, told)

    def _sentence(self, code: str, detail: str = "") -> str:
        """What people are told about a failure of this job."""
        product = self._job.get("product", TORCH)
        return sentence(code, detail, self._log, self._job.get("wheels", ""), product)

    def _fetch_pip(self) -> None:
        """Get Python's installer where Python came without it."""
        self.step.emit("fetch")
        self._pip = PipWheel(Path(self._job["pip"]), self)
        self._pip.ended.connect(self._has_pip)
        self._pip.start()

    def _has_pip(self, found: bool) -> None:
        """Go on with pip, or tell that it is missing."""
        self._stop_fetching()
        if found:
            self._said = {}
            self._launch(self._job)
        else:
            self.ended.emit(False, {"error": "nopip"}, self._sentence("nopip"))

    def _stop_fetching(self) -> None:
        if self._pip is not None:
            self._pip.stop()
            self._pip.deleteLater()
            self._pip = None

    def _forget(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None


def proxy() -> str:
    """The proxy of QGIS's options as a URL, nothing if there is none."""
    settings = QgsSettings()
    host = settings.value("proxy/proxyHost", "", type=str)
    if not settings.value("proxy/proxyEnabled", False, type=bool) or not host:
        return ""
    kind = settings.value("proxy/proxyType", "", type=str)
    url = QUrl()
    url.setScheme("socks5" if kind == "Socks5Proxy" else "http")
    url.setHost(host)
    port = settings.value("proxy/proxyPort", "", type=str)
    if port.isdigit():
        url.setPort(int(port))
    user = settings.value("proxy/proxyUser", "", type=str)
    if user:
        url.setUserName(user)
        url.setPassword(settings.value("proxy/proxyPassword", "", type=str))
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
