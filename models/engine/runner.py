"""Batches through a network, on a device that may turn out too small for them."""

from __future__ import annotations

import copy
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, NamedTuple, TypeVar, Union, cast

import numpy as np
import torch
from torch import nn

from .. import settings
from ..errors import RooflineError
from ..language import Message, reason
from ..networks.quantised import Ranges
from ..raster.arrays import Float32Array
from ..raster.grid import Window
from . import heap
from .device import INT8, Device
from .tiles import Tile

LOGGER = logging.getLogger(__name__)
Inputs = TypeVar("Inputs")
# One tile of 512 pixels a side at a time.
CPU_BATCH_PIXELS = 2**18
GPU_BATCH_PIXELS = 2**23  # 32 tiles of 512 pixels a side at most
FAILURES = (RuntimeError, ValueError, MemoryError)  # that a batch on the device may end with
# As CUDA, Metal and PyTorch's allocator on Linux and on Windows put it.
NO_MEMORY = ("out of memory", "allocate memory", "not enough memory")
BYTES_PER_PIXEL = 8192  # generous for a U-Net that starts with 64 channels


class BatchRunner(ABC, Generic[Inputs]):
    """Runs a network, ready for inference and on the device, on batches of inputs of any kind.

    Halves the batch, then leaves the GPU, when memory does not suffice.
    """

    def __init__(self, network: nn.Module, device: Device, batch_size: int) -> None:
        self.device = device
        self.batch_size = batch_size
        self.side_by_side = 1  # batches that are computed at once
        self._network = network
        if device.kind == "cpu":
            heap.keep_freed()

    def __call__(self, inputs: Sequence[Inputs]) -> Float32Array:
        """Outputs (N, K, H, W) for N inputs."""
        outputs: list[Float32Array] = []
        done = 0
        while done < len(inputs):
            batch = inputs[done : done + self.batch_size]
            try:
                outputs.append(self._forward(batch))
            except FAILURES as error:
                self._give_way(error, len(batch))
            else:
                done += len(batch)
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs)

    def given(self, tile: Tile, inputs: Any) -> Inputs:
        """What is to be run for a tile of a layout and its sample's inputs."""
        return cast(Inputs, inputs)

    def tried(self, inputs: Sequence[Inputs]) -> Float32Array:
        """Outputs (N, K, H, W) for one batch, in any thread; what fails is left to the caller."""
        return self._forward(inputs)

    @abstractmethod
    def _forward(self, batch: Sequence[Inputs]) -> Float32Array:
        """Outputs (n, K, H, W) of a batch that is tried on the device as it is now."""

    def _precision(self) -> AbstractContextManager[object]:
        if self.device.dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self.device.kind, self.device.dtype)

    def _give_way(self, error: Exception, size: int) -> None:
        """After a failed batch: a smaller one, then the CPU, then a sentence for the user."""
        on_gpu = self.device.kind != "cpu"
        if _is_out_of_memory(error) and size > 1:
            self.batch_size = size // 2
            LOGGER.warning(
                "Memory does not suffice for %d tiles at a time; going on with %d.", size, self.batch_size
            )
        elif on_gpu:
            if _is_out_of_memory(error):
                why = Message("the GPU ran out of memory")
                LOGGER.warning("The GPU ran out of memory (%s); going on with the CPU.", reason(error))
            else:
                why = Message("the GPU failed")
                LOGGER.warning("The GPU failed (%s); going on with the CPU.", reason(error))
            self.device = self.device.on_cpu(why)
            self._network = self._network.to("cpu")
            LOGGER.info(self.device.describe())
        elif _is_out_of_memory(error):
            raise RooflineError(
                "Memory does not suffice for a single tile; choose a smaller tile size."
            ) from error
        else:
            raise RooflineError(
                "The network failed on this input ({reason}); try another model.", reason=error
            ) from error
        if on_gpu and torch.cuda.is_available():
            torch.cuda.empty_cache()


class Cored(NamedTuple):
    """A tile's inputs (C, H, W), and the part of it that an answer is wanted for."""

    values: Float32Array
    core: Window


class Runner(BatchRunner[Union[Float32Array, Cored]]):
    """Runs a network on tiles of rasters (C, H, W).

    A network that `crops` is called with a tile's core too, on the CPU: it answers (N, K, h, w) for that
    alone, and zeros come around it. Graphics cards take whole tiles: so all of a batch are alike.

    `whole_batches`: each batch is filled up to its full size. Libraries sum another size of batch in another
    order, and the last bits of float32 with it. `ranges`: those of the network's card, for devices that
    compute in numbers of 8 bits.
    """

    def __init__(
        self,
        network: nn.Module,
        device: Device,
        batch_size: int,
        whole_batches: bool = False,
        ranges: Ranges | None = None,
    ) -> None:
        prepared = _prepared(network, ranges if device.precision == INT8 else None)
        super().__init__(prepared.to(device.kind), device, batch_size)
        self._whole_batches = whole_batches
        self._format = getattr(self._network, "memory_format", torch.channels_last)

    def given(self, tile: Tile, inputs: Float32Array) -> Float32Array | Cored:
        """A tile's inputs, with its core for a network that crops."""
        crops = getattr(self._network, "crops", False) and self.device.kind == "cpu"
        return Cored(inputs, tile.core) if crops else inputs

    def _forward(self, batch: Sequence[Float32Array | Cored]) -> Float32Array:
        """Tiles with the same core go together."""
        cores = [each.core if isinstance(each, Cored) else None for each in batch]
        values = [each.values if isinstance(each, Cored) else each for each in batch]
        if cores.count(cores[0]) == len(cores):
            return self._answers(values, cores[0])
        found: list[Float32Array] = [values[0]] * len(batch)
        for core in dict.fromkeys(cores):
            places = [place for place, other in enumerate(cores) if other == core]
            for place, answer in zip(places, self._answers([values[place] for place in places], core)):
                found[place] = answer
        return np.stack(found)

    def _answers(self, batch: Sequence[Float32Array], core: Window | None) -> Float32Array:
        """Equal tiles, as of bare ground, are computed once."""
        tiles, places = _filled(batch, self.batch_size) if self._whole_batches else _distinct(batch)
        with torch.inference_mode(), self._precision(), _deterministic(self.device):
            x = torch.from_numpy(tiles).to(self.device.kind).contiguous(memory_format=self._format)
            answer = self._network(x) if core is None else self._network(x, core)
            found: Float32Array = answer.float().contiguous().cpu().numpy()
        if core is not None:
            found = _framed(found, core, tiles.shape[2:])
        return found if len(found) == len(places) else found[places]


def _distinct(inputs: Sequence[Float32Array]) -> tuple[Float32Array, list[int]]:
    """The inputs without repetitions (N, C, H, W), and where each of the given ones is among them."""
    if len(inputs) == 1:
        return inputs[0][None], [0]
    numbers: dict[bytes, int] = {}
    places = [numbers.setdefault(tile.tobytes(), len(numbers)) for tile in inputs]
    return np.stack([inputs[places.index(number)] for number in range(len(numbers))]), places


def _filled(inputs: Sequence[Float32Array], size: int) -> tuple[Float32Array, list[int]]:
    """The inputs, then the last one again up to `size` (size, C, H, W), and where the given ones are."""
    return np.stack([*inputs, *[inputs[-1]] * (size - len(inputs))]), list(range(len(inputs)))


def _framed(answer: Float32Array, core: Window, shape: tuple[int, ...]) -> Float32Array:
    """An answer (N, K, h, w) for a core as one for tiles (N, K, H, W), with zeros around it."""
    if answer.shape[2:] == shape:
        return answer
    found = np.zeros((*answer.shape[:2], *shape), np.float32)
    found[:, :, core.row : core.row + core.height, core.col : core.col + core.width] = answer
    return found


def automatic_batch(device: Device, tile_pixels: int) -> int:
    """Tiles per batch: what keeps a CPU's caches or a GPU's units busy, without filling their memory."""
    pixels = CPU_BATCH_PIXELS
    if device.kind == "cuda":
        free, _ = torch.cuda.mem_get_info()
        pixels = min(GPU_BATCH_PIXELS, free // BYTES_PER_PIXEL)
    if settings.batch_bytes():
        pixels = min(pixels, settings.batch_bytes() // BYTES_PER_PIXEL)
    return int(max(1, pixels // tile_pixels))


def _prepared(network: nn.Module, ranges: Ranges | None) -> nn.Module:
    """A copy for inference, with BatchNorm folded where the network knows how."""
    fuse = getattr(network, "fuse", None)
    if ranges and callable(fuse):
        prepared: nn.Module = fuse(ranges)
    else:
        prepared = fuse() if callable(fuse) else copy.deepcopy(network)
    prepared.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return prepared.eval().requires_grad_(False)


def _deterministic(device: Device) -> AbstractContextManager[object]:
    """The same convolution algorithms in every run; no TF32 where float32 was asked for."""
    if device.kind != "cuda":
        return nullcontext()
    return torch.backends.cudnn.flags(
        enabled=True, benchmark=False, deterministic=True, allow_tf32=device.precision != "float32"
    )


def _is_out_of_memory(error: Exception) -> bool:
    words = str(error).lower()
    told = isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError))
    return told or any(each in words for each in NO_MEMORY)
