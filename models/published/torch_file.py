"""Files that torch.save has written, in any of its formats, read without running anything that is in them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor

from ..errors import RooflineError
from ..formats.archives import is_whole
from ..formats.names import is_there, refuse_folder
from ..formats.safe_pickle import Global, PickleError, Record, read_pickle  # nosec B403
from ..modelfile.store import TORCHSCRIPT

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C  # of PyTorch's files before 1.6
# A pickle of protocol 2 that begins with that number.
LEGACY_START = b"\x80\x02\x8a\x0a" + LEGACY_MAGIC.to_bytes(10, "little")
PICKLE_STARTS = (b"\x80", b"(", b"}")  # the last two: dictionaries of protocols 0 and 1
LARGEST_DIRECTORY = 16 * 2**20  # bytes
MOST_DIMENSIONS = 8  # of a tensor; weights have five at most
STORAGES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
    "UntypedStorage": torch.uint8,
}


def read(path: Path) -> Any:
    """The content of a torch file of any age, or of a plain pickle; its tensors lie in the mapped file.

    PickleError, OSError, BadZipFile, ValueError, struct.error or RuntimeError where it is damaged or hostile.
    """
    refuse_folder(path)
    if not is_there(path):
        raise RooflineError("{file} is not there; choose another file.", file=path.name)
    with path.open("rb") as file:
        start = file.read(len(LEGACY_START))
        file.seek(0)
        if start[:4] == b"PK\x03\x04":
            return _read_zip(path, file)
        if start == LEGACY_START:
            return _read_legacy(path, file)
        if start[:1] in PICKLE_STARTS:
            return read_pickle(file)
    raise PickleError("it is no PyTorch file")


@dataclass(frozen=True)
class _Storage:
    """Where a storage's numbers lie in the file."""

    key: str
    dtype: torch.dtype
    offset: int
    count: int


class _Tensors:
    """Makes tensors of the mapped file's bytes; storages that tensors share stay shared."""

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size
        self._bytes = torch.from_file(str(path), shared=False, size=self._size, dtype=torch.uint8)
        self._storages: dict[tuple[str, torch.dtype], Tensor] = {}
        self.constructors: dict[str, Callable[..., Any]] = {
            "torch._utils._rebuild_tensor": self._tensor,
            "torch._utils._rebuild_tensor_v2": self._tensor,
            "torch._utils._rebuild_tensor_v3": self._typed_tensor,
            "torch._utils._rebuild_parameter": lambda data, *_: data,
            "torch._utils._rebuild_parameter_with_state": lambda data, *_: data,
            "torch._tensor._rebuild_from_type_v2": self._subclass,
            "torch.Size": lambda sizes=(): tuple(sizes),
        }

    def _tensor(self, storage: Any, first: Any, shape: Any, strides: Any, *_: Any) -> Tensor:
        if not isinstance(storage, _Storage):
            raise PickleError("a tensor has no data")
        numbers = [first, *shape, *strides]
        if len(shape) != len(strides) or len(shape) > MOST_DIMENSIONS:
            raise PickleError("a tensor has an impossible shape")
        if any(type(number) is not int or not 0 <= number < 2**40 for number in numbers):
            raise PickleError("a tensor has an impossible shape")
        count, last = 1, first
        for size, stride in zip(shape, strides):
            count *= size
            last += max(size - 1, 0) * stride
        if count and (last >= storage.count or count > storage.count):
            raise PickleError("a tensor claims more numbers than the file holds")
        flat = self._flat(storage)
        return flat.as_strided(shape, strides, flat.storage_offset() + first)

    def _typed_tensor(
        self, storage: Any, first: Any, shape: Any, strides: Any, grad: Any, hooks: Any, dtype: Any, *_: Any
    ) -> Any:
        return Record("torch", "Tensor", (shape,))  # unsigned and 8-bit kinds, which no network here has

    def _subclass(self, maker: Any, kind: Any, arguments: Any, *_: Any) -> Any:
        name = f"{maker.module}.{maker.name}" if isinstance(maker, Global) else ""
        if name == "torch._tensor._rebuild_from_type_v2" or name not in self.constructors:
            return Record("torch", "Tensor", (arguments,))
        return self.constructors[name](*arguments)

    def _flat(self, storage: _Storage) -> Tensor:
        key = storage.key, storage.dtype
        if key not in self._storages:
            width = storage.dtype.itemsize
            piece = self._bytes[storage.offset : storage.offset + storage.count * width]
            aligned = piece if storage.offset % width == 0 else piece.clone()
            self._storages[key] = aligned.view(storage.dtype)
        return self._storages[key]


def _read_zip(path: Path, file: BinaryIO) -> Any:
    """A torch file since version 1.6: an uncompressed zip archive with one pickle and the storages."""
    size = path.stat().st_size
    _check_directory(file, size)
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if any(name.endswith("/constants.pkl") for name in entries):
            raise RooflineError(TORCHSCRIPT, file=path.name)
        packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries.values())
        if packed or sum(entry.file_size for entry in entries.values()) > size:
            raise PickleError("its contents are larger than the file")
        if not is_whole(archive):
            raise PickleError("it is damaged")
    pickles = sorted((name for name in entries if name.split("/")[-1] == "data.pkl"), key=len)
    if not pickles:
        raise PickleError("it is an archive, but no PyTorch file")
    folder = pickles[0][: -len("data.pkl")]
    order = entries.get(f"{folder}byteorder")
    if order is not None and _entry_bytes(file, order, size).strip() != b"little":
        raise PickleError("it was written on a big-endian machine")
    made = _Tensors(path)

    def storage(reference: Any) -> Any:
        dtype, key, count = _reference(reference)
        entry = entries.get(f"{folder}data/{key}")
        if entry is None or count * dtype.itemsize > entry.file_size:
            raise PickleError("a tensor claims more numbers than the file holds")
        return _Storage(key, dtype, _data_offset(file, entry, size), count)

    data = io.BytesIO(_entry_bytes(file, entries[pickles[0]], size))
    return read_pickle(data, made.constructors, storage)


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a table of contents that would take long to read, before anything reads it."""
    file.seek(max(size - 2**16 - 22, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise PickleError("it is only a part of a file")
    (length,) = struct.unpack_from("<I", tail, end + 12)
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    if wide >= 0 and len(tail) >= wide + 48:
        length = max(length % 0xFFFFFFFF, struct.unpack_from("<Q", tail, wide + 40)[0])
    if length > min(LARGEST_DIRECTORY, size):
        raise PickleError("its table of contents is too large")


def _data_offset(file: BinaryIO, entry: zipfile.ZipInfo, size: int) -> int:
    """Where an entry's bytes begin, which the table of contents does not say."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04" or len(header) < 30:
        raise PickleError("it is damaged")
    offset = entry.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    if offset + entry.file_size > size:
        raise PickleError("it is only a part of a file")
    return offset


def _entry_bytes(file: BinaryIO, entry: zipfile.ZipInfo, size: int) -> bytes:
    file.seek(_data_offset(file, entry, size))
    return file.read(entry.file_size)


def _read_legacy(path: Path, file: BinaryIO) -> Any:
    """A torch file before version 1.6: pickles in a row (the third is the content), then the storages."""
    version, system = [read_pickle(file) for _ in range(3)][1:]
    if version != 1001 or not isinstance(system, dict) or not system.get("little_endian"):
        raise PickleError("it is of an unknown version or a big-endian machine")
    start = file.tell()
    named: dict[str, _Storage] = {}

    def note(reference: Any) -> Any:
        if isinstance(reference, tuple) and reference[:1] == ("module",):
            return reference[1]  # a class with its source text, which is not looked at
        dtype, key, count = _reference(reference)
        named[key] = _Storage(key, dtype, 0, count)
        return named[key]

    read_pickle(file, {}, note)  # once for the names alone: where their numbers lie is only told after it
    placed = _placed(file, read_pickle(file), named, path.stat().st_size)
    file.seek(start)

    def storage(reference: Any) -> Any:
        noted = note(reference)
        return placed[noted.key] if isinstance(noted, _Storage) else noted

    return read_pickle(file, _Tensors(path).constructors, storage)


def _placed(file: BinaryIO, keys: Any, named: dict[str, _Storage], size: int) -> dict[str, _Storage]:
    """Storages in the file's order, each after its number of elements."""
    placed = {}
    for key in keys if isinstance(keys, list) else []:
        storage = named.get(key)
        header = file.read(8)
        if storage is None or len(header) < 8:
            raise PickleError("it is only a part of a file")
        count, offset = struct.unpack("<q", header)[0], file.tell()
        if not storage.count <= count <= (size - offset) // storage.dtype.itemsize:
            raise PickleError("a tensor claims more numbers than the file holds")
        placed[key] = _Storage(key, storage.dtype, offset, count)
        file.seek(offset + count * storage.dtype.itemsize)
    return placed


def _reference(reference: Any) -> tuple[torch.dtype, str, int]:
    """Kind, key and number of elements of a storage; the device it was on does not matter."""
    if not isinstance(reference, tuple) or len(reference) < 5 or reference[0] != "storage":
        raise PickleError("it refers to data of an unknown kind")
    kind, key, count = reference[1], reference[2], reference[4]
    dtype = STORAGES.get(kind.name) if isinstance(kind, Global) else None
    if dtype is None or not isinstance(key, str) or type(count) is not int or not 0 <= count < 2**40:
        raise PickleError("it refers to data of an unknown kind")
    return dtype, key, count
