"""Zip archives, as NumPy's .npz files and PyTorch's are."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib

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


def is_whole(archive: zipfile.ZipFile) -> bool:
    """Whether all entries are what was written, by their checksums; reads all of it, gigabytes in seconds,
    and hears a cancel.

    Of an entry that is marked as a folder PyTorch reads nothing, and takes what lies in memory instead.
    """
    for entry in archive.infolist():
        if entry.external_attr & MARK_OF_FOLDER:
            return False
        try:
            with archive.open(entry) as stream:
                while stream.read(CHUNK):
                    stop_if_cancelled()
        except zipfile.BadZipFile:
            return False
    return True


def is_whole_file(path: str | os.PathLike[str]) -> bool:
    """`is_whole` of an archive by its path; False where there is none that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return is_whole(archive)
    except UNREADABLE:
        return False
