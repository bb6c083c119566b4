"""Zip archives, as NumPy's .npz files and PyTorch's are."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from ..progress import stop_if_cancelled

# What Python raises where an archive is damaged, encrypted or packed in a way that it does not know.
UNREADABLE = (
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
CHUNK = 2**22  # bytes that are summed up between two looks at a cancel
MARK_OF_FOLDER = 0x10  # of an entry's attributes, as DOS has them


def is_whole(path: Path) -> bool:
    """Whether all entries of an archive are what was written, by their checksums; reads all of it once,
    gigabytes in seconds, and hears a cancel.

    Of an entry that is marked as a folder PyTorch reads nothing, and takes what lies in memory instead.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.external_attr & MARK_OF_FOLDER:
                    return False
                with archive.open(entry) as stream:
                    while stream.read(CHUNK):
                        stop_if_cancelled()
    except UNREADABLE:
        return False
    return True
