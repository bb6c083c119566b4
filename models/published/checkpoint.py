"""Checkpoints that other programs wrote with PyTorch, read without running anything that is in them.

The file is mapped into memory: tensors of `content` cost nothing until they are used.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .. import networks
from ..errors import RooflineError
from ..formats.safe_pickle import PickleError, Record  # nosec B403
from ..language import Message, all_of, shown, tr_noop
from ..modelfile.parts import Options
from . import torch_file

DEEPEST_MODULE = 64  # modules inside modules; networks nest a few
DESCRIPTIONS = (
    ".json",
    ".yaml",
    ".yml",
    ".p",
    ".txt",
    "net_D.pth",
)  # endings of what may go with a checkpoint
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
            return cls(path, torch_file.read(path))
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


def has_kernels(state: dict[str, Tensor], *names: str) -> bool:
    """Whether these weights are there, as kernels of convolutions."""
    return all(name in state and state[name].ndim == 4 for name in names)


def build_network(
    family: str, options: Options, weights: dict[str, Tensor], path: str | os.PathLike[str]
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
