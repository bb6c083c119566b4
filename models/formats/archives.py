"""Zip archives, as NumPy's .npz files are."""

from __future__ import annotations

import struct
import zipfile
import zlib

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
