"""Networks by family name, built from the options in a model's card."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import nn, overrides
from torch.nn import functional

from ..errors import RooflineError
from ..torch_release import refuse_older

refuse_older(str(torch.__version__))  # before classes of newer releases are asked for
# The largest published network here has 64 million weights in 1,100 tensors.
MOST_NUMBERS, MOST_TENSORS = 500_000_000, 20_000
MAKERS = {torch.empty, torch.zeros, torch.ones, torch.randn, torch.rand}
# What constructors raise where options do not fit.
UNFIT = (
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
)


def build(family: str, options: Mapping[str, Any]) -> nn.Module:
    """A network with fresh weights."""
    return _made(family, options, MOST_NUMBERS)


def _made(family: str, options: Mapping[str, Any], most: float) -> nn.Module:
    if family not in FAMILIES:
        known = ", ".join(sorted(FAMILIES))
        raise RooflineError(
            "The model's network family '{family}' is unknown here (known: {known}); update the plugin.",
            family=family,
            known=known,
        )
    try:
        with _Bounded(family, most):
            return FAMILIES[family](options)
    except UNFIT as error:
        raise RooflineError(
            "The model's options do not describe a '{family}' network ({reason}).",
            family=family,
            reason=error,
        ) from error


def plan(family: str, options: Mapping[str, Any]) -> nn.Module:
    """The network with names and shapes alone: whatever the options claim takes no memory."""
    with _NoNumbers(), torch.device("meta"):
        return _made(family, options, math.inf)


class _Bounded(overrides.TorchFunctionMode):
    """Refuses a network before it takes the machine's memory: options that are modest alone can multiply."""

    def __init__(self, family: str, most: float) -> None:
        super().__init__()
        self._family, self._most = family, most
        self._tensors = self._numbers = 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if func in MAKERS:
            self._tensors += 1
            self._numbers += _count(args, kwargs)
            if self._tensors > MOST_TENSORS or self._numbers > self._most:
                raise RooflineError(
                    "The options describe a '{family}' network of more than {most} million weights or "
                    "{tensors} tensors; choose smaller ones.",
                    family=self._family,
                    most=MOST_NUMBERS // 10**6,
                    tensors=MOST_TENSORS,
                )
        return func(*args, **kwargs)


def _count(args: Any, kwargs: Mapping[str, Any]) -> int:
    """How many numbers a call of one of MAKERS asks for."""
    size = kwargs.get("size", args)
    if len(size) == 1 and isinstance(size[0], (tuple, list, torch.Size)):
        size = size[0]
    return math.prod(side for side in size if isinstance(side, int))


class _NoNumbers(overrides.TorchFunctionMode):
    """Leaves out arithmetic that fresh weights need: for tensors without numbers PyTorch would first import
    70 MB of its own, for a second.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (functional.normalize, torch.Tensor.normal_, nn.init.normal_):
            return args[0] if args else kwargs["tensor"]
        return (torch.empty if func is torch.randn else func)(*args, **(kwargs or {}))


class Family(NamedTuple):
    """Where a family's network is made: module, class or function there. `encoder`: how the names of the
    weights begin that are its encoder, for trainings that keep it as it is; () where it cannot be told.
    `quantised`: with the ranges of its layers it computes in whole numbers of 8 bits (`int8`).
    """

    module: str
    maker: str
    encoder: tuple[str, ...] = ()
    quantised: bool = False

    def __call__(self, options: Mapping[str, Any]) -> nn.Module:
        """A network with fresh weights; its module is imported when it is first needed."""
        # not importlib: QGIS unloads with a plugin what came by the statement `import` alone
        module = __import__(f"{__name__}.{self.module}", fromlist=[self.maker])
        network: nn.Module = getattr(module, self.maker)(**options)
        return network


# A new family is added here, and nowhere else.
FAMILIES: dict[str, Family] = {
    "resdepth": Family("resdepth", "UNet", ("encoder.",)),
    "cloud_unet": Family("cloud_unet", "CloudUNet", ("stem.", "pixel_size.", "encoder.", "down.")),
    "compact": Family("compact", "Compact", ("stem.", "pixel_size.", "encoder.", "down."), True),
    "dsm_enhancer": Family("dsm_enhancer", "Enhancer", ("downblock_",)),
    "pix2pix": Family("pix2pix", "pix2pix"),
    "patchgan": Family("patchgan", "discriminator"),
    "implicity": Family("implicity", "ImpliCity"),
    "satgen": Family("satgen", "Generator"),
    "esfpnet": Family("esfpnet", "ESFPNet"),
    "building_unet": Family("building_unet", "BuildingUNet", quantised=True),
    "imagery_unet": Family("imagery_unet", "ImageryUNet", ("image.",)),
    "satgen_discriminator": Family("satgen", "Discriminator"),
    "spade": Family("spade", "Spade"),
    "multiscale": Family("multiscale", "MultiScaleDiscriminator"),
}
