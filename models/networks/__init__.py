"""Networks by family name, built from the options in a model's card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from ..errors import RooflineError


def build(family: str, options: dict[str, Any]) -> nn.Module:
    """A network with fresh weights."""
    if family not in FAMILIES:
        known = ", ".join(sorted(FAMILIES))
        raise RooflineError(
            "The model's network family '{family}' is unknown here (known: {known}); update the plugin.",
            family=family,
            known=known,
        )
    try:
        return FAMILIES[family](options)
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise RooflineError(
            "The model's options do not describe a '{family}' network ({reason}).",
            family=family,
            reason=error,
        ) from error


def plan(family: str, options: dict[str, Any]) -> nn.Module:
    """The network with names and shapes alone: whatever the options claim takes no memory."""
    with _NoNumbers(), torch.device("meta"):
        return build(family, options)


class _NoNumbers(TorchFunctionMode):
    """Leaves out arithmetic that fresh weights need: for tensors without numbers PyTorch would first import
    70 MB of its own, for a second.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (functional.normalize, torch.Tensor.normal_, nn.init.normal_):
            return args[0] if args else kwargs["tensor"]
        return (torch.empty if func is torch.randn else func)(*args, **(kwargs or {}))


def _resdepth(options: dict[str, Any]) -> nn.Module:
    from .resdepth import UNet

    return UNet(**options)


def _compact(options: dict[str, Any]) -> nn.Module:
    from .compact import Compact

    return Compact(**options)


def _dsm_enhancer(options: dict[str, Any]) -> nn.Module:
    from .dsm_enhancer import Enhancer

    return Enhancer(**options)


def _pix2pix(options: dict[str, Any]) -> nn.Module:
    from .pix2pix import pix2pix

    return pix2pix(**options)


def _patchgan(options: dict[str, Any]) -> nn.Module:
    from .patchgan import discriminator

    return discriminator(**options)


def _implicity(options: dict[str, Any]) -> nn.Module:
    from .implicity import ImpliCity

    return ImpliCity(**options)


def _satgen(options: dict[str, Any]) -> nn.Module:
    from .satgen import Generator

    return Generator(**options)


def _satgen_discriminator(options: dict[str, Any]) -> nn.Module:
    from .satgen import Discriminator

    return Discriminator(**options)


def _esfpnet(options: dict[str, Any]) -> nn.Module:
    from .esfpnet import ESFPNet

    return ESFPNet(**options)


FAMILIES: dict[str, Callable[[dict[str, Any]], nn.Module]] = {
    "resdepth": _resdepth,
    "compact": _compact,
    "dsm_enhancer": _dsm_enhancer,
    "pix2pix": _pix2pix,
    "patchgan": _patchgan,
    "implicity": _implicity,
    "satgen": _satgen,
    "esfpnet": _esfpnet,
    "satgen_discriminator": _satgen_discriminator,
}
