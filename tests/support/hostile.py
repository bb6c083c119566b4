"""Files that are broken, or made to harm, each by a function of a path; none may do more than be refused."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import torch

MAGIC = 0x1950A86A20F9469CFC6C
GIGABYTES = 3 * 2**30


class Command:
    """Pickles to a call of os.system that makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        import os

        return os.system, (f"touch {self.marker}",)


class Imported:
    """Pickles to an evaluated expression."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return eval, (f"open({str(self.marker)!r}, 'w').close()",)


class Stateful:
    """Pickles to an instance with a state: rebuilding it would call __setstate__."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __setstate__(self, state) -> None:
        Path(state["marker"]).touch()


def zipped(path: Path, data: bytes, **entries: bytes) -> Path:
    """A torch file with this pickle and these storages."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", data)
        for name, content in entries.items():
            archive.writestr(f"archive/data/{name}", content)
    return path


def opcodes(*parts: bytes | str) -> bytes:
    """A pickle of protocol 2 of raw operations."""
    return b"\x80\x02" + b"".join(p.encode() if isinstance(p, str) else p for p in parts) + b"."


def text(value: str) -> bytes:
    """The operation that pushes a string."""
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def number(value: int) -> bytes:
    """The operation that pushes a whole number."""
    return b"\x8a\x08" + struct.pack("<q", value)


def tensor(count: int, size: int, stride: int = 1, first: int = 0, kind: str = "FloatStorage") -> bytes:
    """The operations that push a vector over storage 0."""
    reference = (
        b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text("0") + text("cpu") + number(count)
    )
    reference += b"tQ"
    shape = number(size) + b"\x85" + number(stride) + b"\x85"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + reference + number(first) + shape + b"\x89)tR"


def of_tensor(path: Path, content: bytes = bytes(16), **claims) -> Path:
    """A state dict with one tensor that claims what it claims."""
    return zipped(path, opcodes("}", text("encoder.0.0.0.weight"), tensor(**claims), "s"), **{"0": content})


def legacy(path: Path, content: object, header: int | None = None) -> Path:
    """A file as torch wrote it before 1.6; `header` replaces the first storage's number of elements."""
    torch.save(content, path, _use_new_zipfile_serialization=False)
    if header is not None:
        data = path.read_bytes()
        place = len(data) - 16 - 8  # one storage of four floats
        path.write_bytes(data[:place] + struct.pack("<q", header) + data[place + 8 :])
    return path


def module_legacy(path: Path, marker: Path) -> Path:
    """The old format around a command."""
    with path.open("wb") as file:
        for part in (MAGIC, 1001, {"little_endian": True}, {"model": Command(marker)}, []):
            pickle.dump(part, file, 2)
    return path


def packed(path: Path, name: str = "archive/data.pkl", blocks: int = 64) -> Path:
    """An archive of one entry that grows a thousandfold, to a gigabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, block * blocks + packer.flush())
        if name != "archive/data.pkl":
            archive.writestr("archive/data.pkl", opcodes("}"))
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    for method, size in ((8, 22), (central + 10, central + 24)):
        struct.pack_into("<H", data, method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, size, blocks << 24)
    path.write_bytes(bytes(data))
    return path


def overlapping(path: Path) -> Path:
    """Many entries of the directory that share the same bytes."""
    zipped(path, opcodes("}"), **{"0": bytes(2**20)})
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    record = data[data.index(b"PK\x01\x02", start + 4) : end]
    many = data[start:end] + record * 3000
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, 3002, 3002, len(many))
    path.write_bytes(data[:start] + many + bytes(tail))
    return path


def wide_directory(path: Path) -> Path:
    """An archive whose table of contents claims 3 GB."""
    zipped(path, opcodes("}"))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x05\x06") + 12, GIGABYTES)
    path.write_bytes(bytes(data))
    return path


def big_endian(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", opcodes("}"))
        archive.writestr("archive/byteorder", b"big")
    return path


def plain(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def cut(path: Path, share: float, old: bool = False) -> Path:
    """The first part of a good file."""
    state = {"encoder.0.0.0.weight": torch.zeros(64, 64)}
    torch.save(state, path, _use_new_zipfile_serialization=not old)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _text_of(protocol: int, content: object) -> bytes:
    stream = io.BytesIO()
    pickle.Pickler(stream, protocol).dump(content)
    return stream.getvalue()


COMMANDS: dict[str, Callable[[Path, Path], Path]] = {
    "a command in a torch file": lambda p, m: zipped(p, _text_of(2, {"model_state_dict": Command(m)})),
    "a command in an old torch file": module_legacy,
    "a command in a pickle": lambda p, m: plain(p, _text_of(2, Command(m))),
    **{
        f"a command in a dictionary of protocol {n}": lambda p, m, n=n: plain(
            p, _text_of(n, {"model_state_dict": Command(m)})
        )
        for n in (0, 1)
    },
    "a command in a pickle of protocol 5": lambda p, m: plain(p, _text_of(5, Command(m))),
    "a command in a pickle of protocol 0": lambda p, m: plain(p, _text_of(0, Command(m))),
    "evaluated text": lambda p, m: zipped(p, _text_of(2, {"encoder.0.0.0.weight": Imported(m)})),
    "an instance with a state": lambda p, m: zipped(p, _text_of(2, Stateful(m))),
    "a command by the operation OBJ": lambda p, m: zipped(
        p, opcodes("(cos\nsystem\n", text(f"touch {m}"), "o")
    ),
    "a command by the operation INST": lambda p, m: zipped(
        p, opcodes("(", text(f"touch {m}"), "ios\nsystem\n")
    ),
    "a command as a tensor's maker": lambda p, m: zipped(
        p, opcodes("ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nN", text(f"touch {m}"), "\x85NtR")
    ),
    "a command as a key": lambda p, m: zipped(p, opcodes("}cos\nsystem\n", text(f"touch {m}"), "\x85RNs")),
}
BOMBS: dict[str, Callable[[Path], Path]] = {
    "a packed pickle": packed,
    "a packed storage": lambda p: packed(p, "archive/data/0"),
    "entries that share bytes": overlapping,
    "a table of contents that claims 3 GB": wide_directory,
    "a memo index of 4 billion": lambda p: zipped(p, opcodes("}r\xff\xff\xff\xff".encode("latin1"))),
    "a string that claims 3 GB": lambda p: zipped(p, opcodes(b"X" + struct.pack("<I", GIGABYTES), "abc")),
    "bytes that claim 3 GB": lambda p: plain(p, b"\x80\x04\x8e" + struct.pack("<Q", GIGABYTES) + b"abc."),
    "a byte array that claims 3 GB": lambda p: plain(
        p, b"\x80\x05\x96" + struct.pack("<Q", GIGABYTES) + b"."
    ),
    "a number of a million digits": lambda p: plain(
        p, opcodes(b"\x8b" + struct.pack("<i", 2**20) + bytes(2**20))
    ),
    "ten million operations": lambda p: plain(p, opcodes(b"N0" * 5_000_000, "N")),
    "a pickle of 100 MB": lambda p: plain(p, opcodes(b"X" + struct.pack("<I", 10**8) + bytes(10**8))),
    "tuples many thousand deep": lambda p: plain(p, opcodes(")", b"\x85" * 300_000)),
    "tuples many thousand deep as a key": lambda p: plain(p, opcodes("})", b"\x85" * 300_000, "Ns")),
    "lists doubled forty times": lambda p: zipped(p, opcodes("]", b"q\x00(h\x00h\x00l" * 40)),
    "a long list copied again and again": lambda p: plain(
        p,
        opcodes(
            "]q\x00(", b"(K\x00K\x00t" * 10**5, "e0", b"ccollections\nOrderedDict\nh\x00\x85R0" * 10**4, "N"
        ),
    ),
    "a storage that claims 3 GB": lambda p: of_tensor(p, count=GIGABYTES // 4, size=4),
    "a tensor that claims 3 GB": lambda p: of_tensor(p, count=4, size=GIGABYTES // 4),
    "a tensor that repeats its numbers": lambda p: of_tensor(p, count=4, size=GIGABYTES // 4, stride=0),
    "a tensor beyond its storage": lambda p: of_tensor(p, count=4, size=4, first=1),
    "a tensor of negative size": lambda p: of_tensor(p, count=4, size=-4),
    "a tensor of a negative place": lambda p: of_tensor(p, count=4, size=2, first=-2),
    "a storage of an unknown kind": lambda p: of_tensor(p, count=4, size=4, kind="ZipStorage"),
    "a storage that is not there": lambda p: zipped(p, opcodes(tensor(4, 4))),
    "an old storage that claims 3 GB": lambda p: legacy(p, {"w": torch.ones(4)}, GIGABYTES // 4),
    "an old storage of negative size": lambda p: legacy(p, {"w": torch.ones(4)}, -4),
}
BROKEN: dict[str, Callable[[Path], Path]] = {
    "nothing": lambda p: plain(p, b""),
    "words": lambda p: plain(p, b"These are no weights." * 100),
    "noise": lambda p: plain(p, torch.randint(256, (4096,)).byte().numpy().tobytes()),
    "noise behind a pickle's start": lambda p: plain(p, b"\x80\x02" + bytes(range(256)) * 8),
    "a page instead of the file": lambda p: plain(p, b"<!DOCTYPE html><title>Sign in</title>"),
    "an archive of something else": lambda p: plain(p, _archive()),
    "a big-endian file": big_endian,
    "a pickle without an end": lambda p: zipped(p, b"\x80\x02}"),
    "a pickle that pops nothing": lambda p: zipped(p, opcodes("0")),
    "a pickle with an unknown operation": lambda p: zipped(p, opcodes("\x01")),
    "an old file without storages": lambda p: plain(p, pickle.dumps(MAGIC, 2) + pickle.dumps(1001, 2)),
    **{f"the first {share:.1%} of a file": lambda p, s=share: cut(p, s) for share in (0.02, 0.3, 0.9, 0.999)},
    **{
        f"the first {share:.1%} of an old file": lambda p, s=share: cut(p, s, True)
        for share in (0.02, 0.3, 0.9)
    },
}


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return stream.getvalue()
