"""Fetches pip where Python comes without it, as on Debian and Ubuntu: its wheel runs as it is."""

from __future__ import annotations

import hashlib
import html
import re
import sys
from pathlib import Path

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from . import store

PAGE = "https://pypi.org/simple/pip/"
LINK = re.compile(r'<a href="([^"#]*/pip-([\d.]+)-py3-none-any\.whl)#sha256=([0-9a-f]{64})"([^>]*)>')


def newest(page: str, python: tuple[int, int]) -> tuple[str, str] | None:
    """Address and SHA-256 of the newest pip for a version of Python on PyPI's page, None if there is none."""
    found = []
    for address, version, digest, rest in LINK.findall(page):
        least = re.search(r">=\s*3\.(\d+)", html.unescape(rest))
        if least is None or python >= (3, int(least[1])):
            found.append((tuple(map(int, version.split("."))), html.unescape(address), digest))
    return max(found)[1:] if found else None


class PipWheel(QObject):
    """Through QGIS's network settings; `ended` says whether pip's wheel is in the folder now."""

    ended = pyqtSignal(bool)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._reply: QNetworkReply | None = None
        self._found: tuple[str, str] | None = None

    def start(self) -> None:
        self._get(QUrl(PAGE))

    def stop(self) -> None:
        """Without a word."""
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.abort()
            reply.deleteLater()

    def _get(self, url: QUrl) -> None:
        reply = QgsNetworkAccessManager.instance().get(QNetworkRequest(url))
        reply.finished.connect(self._loaded)
        self._reply = reply

    def _loaded(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        content, url = bytes(reply.readAll()), reply.url()
        failed = reply.error() != QNetworkReply.NetworkError.NoError
        reply.deleteLater()
        if not failed and self._found is None:
            self._found = newest(content.decode("utf-8", "replace"), sys.version_info[:2])
            if self._found is not None:
                self._get(url.resolved(QUrl(self._found[0])))
                return
        self.ended.emit(not failed and self._found is not None and self._keep(content))

    def _keep(self, content: bytes) -> bool:
        """Write the wheel if it is what PyPI's page promised."""
        address, digest = self._found or ("", "")
        if hashlib.sha256(content).hexdigest() != digest:
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        name = address.rpartition("/")[2]
        (self._folder / name).write_bytes(content)
        (self._folder / (name + store.DIGEST)).write_text(digest, "ascii")
        return True
