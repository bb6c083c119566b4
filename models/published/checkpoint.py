"""Checkpoints that other programs wrote with PyTorch, read without running anything that is in them.

The file is mapped into memory: tensors of `content` cost nothing until they are used.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor, nn

from .. import networks
from ..errors import RooflineError
from ..formats.safe_pickle import Global, PickleError, Record, read_pickle  # nosec B403
from ..language import Message, all_of, shown, tr_noop
from ..modelfile.store import TORCHSCRIPT

__all__ = ["Checkpoint", "Record", "build_network", "load_weights", "tensors"]

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
LEGACY_START = b"\x80\x02\x8a\x0a" + LEGACY_MAGIC.to_bytes(10, "little")
PICKLE_STARTS = (b"\x80", b"(", b"}")  # the last two: dictionaries of protocols 0 and 1
LARGEST_DIRECTORY = 16 * 2**20  # bytes
MOST_DIMENSIONS = 8
DEEPEST_MODULE = 64
DESCRIPTIONS = (
    ".json",
    ".yaml",
    ".yml",
    ".p",
    ".txt",
    "net_D.pth",
)  # endings of what may go with a checkpoint
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
MISSING = tr_noop("{count} are missing (first: {first})")
UNKNOWN = tr_noop("{count} are unknown (first: {first})")


@dataclass(frozen=True)
class Checkpoint:
    """A file's content: dicts, lists, tuples, numbers and CPU tensors; what else was pickled is a Record."""

    path: Path
    content: Any

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Checkpoint:
        """Read a torch file of any age, or a plain pickle; damaged and hostile files are a RooflineError."""
        path = Path(path)
        try:
            return cls(path, _content(path))
        except (OSError, PickleError, zipfile.BadZipFile, ValueError, struct.error, RuntimeError) as error:
            reason = (
                error
                if isinstance(error, PickleError)
                else Message("it is no checkpoint, or only a part of one")
            )
            raise RooflineError(
                "{file} cannot be read: {reason}; get a new copy (code in it was not run).",
                file=path.name,
                reason=reason,
            ) from error

    def neighbour(self, *names: str, levels: int = 0) -> Path | None:
        """The first file of one of these names in the same folder, or in up to `levels` folders above it."""
        for folder in list(self.path.absolute().parents)[: levels + 1]:
            for name in names:
                if (folder / name).is_file():
                    return folder / name
        return None


def files_beside(path: str | os.PathLike[str], levels: int = 4) -> list[Path]:
    """What readers may take along with a checkpoint: descriptions in its folder and in those above it."""
    folders = list(Path(path).absolute().parents)[: levels + 1]
    found = (file for folder in folders for ending in DESCRIPTIONS for file in folder.glob(f"*{ending}"))
    return [file for file in found if file.is_file()]


def tensors(source: Any, prefix: str = "") -> dict[str, Tensor]:
    """The state dict that a dict or a pickled nn.Module holds: names that start with `prefix`, without it."""
    if isinstance(source, Record):
        state = dict(_module_tensors(source, "", 0))
    elif isinstance(source, dict):
        state = {
            name: value
            for name, value in source.items()
            if isinstance(name, str) and isinstance(value, Tensor)
        }
    else:
        state = {}
    if state and all(name.startswith("module.") for name in state):  # from training on several GPUs
        state = {name[len("module.") :]: value for name, value in state.items()}
    return {name[len(prefix) :]: value for name, value in state.items() if name.startswith(prefix)}


def build_network(
    family: str, options: dict[str, Any], weights: dict[str, Tensor], path: str | os.PathLike[str]
) -> nn.Module:
    """The network with its weights, in evaluation mode; weights that do not fit claim no memory."""
    network = networks.plan(family, options)
    state = network.state_dict()
    _check_fit(state, weights, Path(path))
    if _needs_more_than(network, state):
        with torch.random.fork_rng(devices=[]):  # the caller's random numbers stay as they are
            network = networks.build(family, options)
        load_weights(network, weights, path)
        return network.eval()
    given = _with_counters(state, weights)
    copies = {name: given[name].to(planned.dtype, copy=True) for name, planned in state.items()}
    _check_finite(copies, Path(path))
    network.load_state_dict(copies, assign=True)
    return network.eval()


def load_weights(network: nn.Module, weights: dict[str, Tensor], path: str | os.PathLike[str]) -> None:
    """Copy weights into the network; RooflineError unless names and shapes agree and all are finite."""
    state = network.state_dict()
    _check_fit(state, weights, Path(path))
    given = _with_counters(state, weights)
    with torch.no_grad():
        for name, target in state.items():
            target.copy_(given[name])
    _check_finite(state, Path(path))


def _needs_more_than(network: nn.Module, state: dict[str, Tensor]) -> bool:
    """Whether the network holds tensors that are not in its state, and so must be made by building it."""
    held = [*network.parameters(), *network.buffers()]
    loose = [
        value for part in network.modules() for value in vars(part).values() if isinstance(value, Tensor)
    ]
    return len(held) != len(state) or bool(loose)


def _check_finite(state: dict[str, Tensor], path: Path) -> None:
    for name, tensor in state.items():
        if not _is_finite(tensor):
            raise RooflineError(
                "{file} has weights that are not finite numbers (first: {name}); get another copy.",
                file=path.name,
                name=name,
            )


def _with_counters(wanted: dict[str, Tensor], given: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights, and counts of batches (0) where the file, of a PyTorch before 0.4.1, has none."""
    counts = (name for name in wanted if name.endswith(".num_batches_tracked") and name not in given)
    return {**dict.fromkeys(counts, torch.zeros((), dtype=torch.int64)), **given}


def _check_fit(wanted: dict[str, Tensor], given: dict[str, Tensor], path: Path) -> None:
    given = _with_counters(wanted, given)
    missing, surplus = [n for n in wanted if n not in given], [n for n in given if n not in wanted]
    if missing or surplus:
        parts = [
            Message(template, count=len(names), first=shown(names[0]))
            for names, template in ((missing, MISSING), (surplus, UNKNOWN))
            if names
        ]
        raise RooflineError(
            "{file} does not fit this network: weights {parts}; choose another file.",
            file=path.name,
            parts=all_of(parts),
        )
    for name, tensor in wanted.items():
        other = given[name]
        if tensor.shape != other.shape or tensor.is_floating_point() != other.is_floating_point():
            raise RooflineError(
                "{file} has a weight {name} of shape {shape} where the network has {expected}; choose "
                "the file that belongs to its configuration.",
                file=path.name,
                name=name,
                shape=tuple(other.shape),
                expected=tuple(tensor.shape),
            )


def _is_finite(tensor: Tensor) -> bool:
    """Whether all numbers are finite, without a tensor of answers."""
    if tensor.numel() == 0 or not tensor.is_floating_point():
        return True
    lowest, highest = torch.aminmax(tensor)
    return bool(torch.isfinite(lowest) & torch.isfinite(highest))


def _module_tensors(module: Record, prefix: str, depth: int) -> Iterator[tuple[str, Tensor]]:
    """Parameters, persistent buffers and those of child modules, in PyTorch's order."""
    state = module.state
    if not isinstance(state, dict) or depth > DEEPEST_MODULE:
        return
    passing = state.get("_non_persistent_buffers_set") or ()
    for group in ("_parameters", "_buffers"):
        for name, value in (state.get(group) or {}).items():
            if isinstance(value, Tensor) and name not in passing:
                yield f"{prefix}{name}", value
    for name, child in (state.get("_modules") or {}).items():
        if isinstance(child, Record):
            yield from _module_tensors(child, f"{prefix}{name}.", depth + 1)


def _content(path: Path) -> Any:
    if not path.is_file():
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
        if archive.testzip() is not None:  # each entry has a checksum
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
