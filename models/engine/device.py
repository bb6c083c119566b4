"""Where a network runs, and in what precision."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .. import settings
from ..errors import RooflineError
from ..language import Message, tr_noop
from ..modelfile.parts import Card
from ..networks import FAMILIES, int8
from ..options import AUTO, DEVICES, PRECISIONS

# What "auto" may stand for on a processor beside PRECISIONS: layers of which a card tells the ranges compute
# in whole numbers of 8 bits, all else in what the processor is fast at.
INT8 = "int8"
RUNNING = tr_noop("Running on {device} in {precision} ({reason}).")
_OWN_THREADS: list[int] = []  # how many PyTorch chose, once another number has been set


@dataclass(frozen=True)
class Device:
    """A torch device type ("cpu", "cuda", "mps"), the precision of its arithmetic and why it was chosen."""

    kind: str
    precision: str
    reason: str

    @property
    def dtype(self) -> torch.dtype:
        """The torch type of the precision; beside numbers of 8 bits, of all else."""
        if self.precision == INT8:
            return torch.bfloat16 if _has_bfloat16(self.kind) else torch.float32
        return {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[
            self.precision
        ]

    def describe(self) -> Message:
        """One sentence for the log."""
        return Message(RUNNING, device=_name(self.kind), precision=self.precision, reason=self.reason)

    def on_cpu(self, reason: str) -> Device:
        """The CPU as a fallback for this device."""
        return choose("cpu", "float32" if self.precision == "float32" else "auto", reason)


def for_model(card: Card, device: str, precision: str) -> Device:
    """`choose`, but "auto" is what the card asks for: a published system's numbers may need float32. Where it
    tells the ranges of layers, and nothing else is settled, "auto" is INT8 on processors that are fast at it.
    """
    if precision == AUTO and card.precision is not None:
        return choose(device, card.precision, Message("as the model asks"))
    if precision not in (AUTO, INT8):
        return choose(device, precision)
    chosen = choose(device, AUTO)
    family = FAMILIES.get(card.network.family)
    known = family is not None and family.quantised and bool(card.network.ranges)
    fits = known and chosen.kind == "cpu" and int8.is_fast()
    if precision == INT8 and not fits:
        raise RooflineError(
            "This machine does not compute {model} in whole numbers of 8 bits; choose another precision.",
            model=card.label,
        )
    if not fits or (precision == AUTO and settings.precision() != AUTO):
        return chosen
    return Device("cpu", INT8, Message("the hardware computes in whole numbers of 8 bits"))


def choose(device: str = "auto", precision: str = "auto", reason: str = "") -> Device:
    """The device and precision to use; half precision only where the hardware computes in it.

    "auto" is what has been settled for all runs, and only then what is best here.
    """
    device = settings.device() if device == "auto" else device
    if device not in DEVICES:
        raise RooflineError(
            "Device '{device}' is unknown; choose one of {known}.",
            device=device,
            known=", ".join(DEVICES),
        )
    _settle_threads()
    kind = _best_device() if device == "auto" else device
    precision = _settled_precision(kind) if precision == "auto" else precision
    if precision not in PRECISIONS:
        raise RooflineError(
            "Precision '{precision}' is unknown; choose one of {known}.",
            precision=precision,
            known=", ".join(PRECISIONS),
        )
    if kind not in _available():
        raise RooflineError("Device '{kind}' is not available to torch here; choose auto or cpu.", kind=kind)
    if kind == "cpu" and precision == "float16":
        raise RooflineError("Precision float16 needs a GPU; choose auto, float32 or bfloat16.")
    if precision != "auto":
        return Device(kind, precision, reason or Message("as asked"))
    if _has_bfloat16(kind):
        return Device(kind, "bfloat16", reason or Message("the hardware computes in bfloat16"))
    return Device(kind, "float32", reason or Message("the hardware has no fast bfloat16"))


def _settled_precision(kind: str) -> str:
    """What "auto" stands for; a GPU's float16 is of no use to the CPU."""
    settled = settings.precision()
    return "auto" if (kind, settled) == ("cpu", "float16") else settled


def _settle_threads() -> None:
    """As many threads as settled; PyTorch's own number again once nothing is settled any more."""
    wanted = settings.threads()
    if wanted and not _OWN_THREADS:
        _OWN_THREADS.append(torch.get_num_threads())
    if _OWN_THREADS:
        torch.set_num_threads(wanted or _OWN_THREADS[0])


def _available() -> list[str]:
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.insert(0, "cuda")
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        devices.insert(0, "mps")
    return devices


def _best_device() -> str:
    return _available()[0]


def _has_bfloat16(kind: str) -> bool:
    """On CPUs without the instructions bfloat16 is emulated, and about 80 times slower than float32."""
    if kind == "cuda":
        return torch.cuda.get_device_capability()[0] >= 8
    if (
        kind != "cpu"
        or not getattr(torch.backends, "mkldnn", None)
        or not torch.backends.mkldnn.is_available()
    ):
        return False
    return any(_cpu_supports(name) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))


def _cpu_supports(check: str) -> bool:
    """Ask torch.cpu; older versions of torch lack the question, and then the answer is no."""
    question = getattr(torch.cpu, check, None) if hasattr(torch, "cpu") else None
    return bool(question()) if callable(question) else False


def _name(kind: str) -> Message:
    if kind == "cuda":
        return Message("the GPU {name}", name=torch.cuda.get_device_name())
    threads = torch.get_num_threads()
    if kind == "mps":
        return Message("the Apple GPU")
    return (
        Message("the CPU with {threads} threads", threads=threads)
        if threads > 1
        else Message("the CPU with one thread")
    )
