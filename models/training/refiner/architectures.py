"""The architectures that a refiner may have, each told here once; needs no PyTorch: the toolbox reads it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...formats.objects import JsonObject

COSINE: JsonObject = {
    "enabled": True,
    "name": "CosineAnnealingLR",
    "settings": {"warm_up": 0.05},
}


@dataclass(frozen=True)
class Architecture:
    """What a name in ARCHITECTURE stands for.

    `families` of networks, the fresh one first; `alias`: another name for it; `scheduler` where a
    configuration names none; `step`: what windows are a multiple of (pixels), 0 = a power of two that fits
    the network's depth; `tile`: the one window that it takes, 0 = as large as fits; `adversarial`: trained
    against a discriminator. `usual` are the options of a dialog that leaves them open, `descent` the sections
    of optimiser and scheduler then.
    """

    name: str
    families: tuple[str, ...]
    scheduler: str
    step: int
    usual: JsonObject
    descent: JsonObject = field(default_factory=dict)
    alias: str = ""
    tile: int = 0
    adversarial: bool = False


KNOWN = (
    Architecture(
        "compact",
        ("compact",),
        "CosineAnnealingLR",
        32,
        {"epochs": 100, "batch_size": 8, "learning_rate": 1.5e-3, "clip": 1.0, "ema": 0.99},
        {"optimizer": {"name": "AdamW", "weight_decay": 1e-3}, "scheduler": COSINE},
    ),
    Architecture(
        "resdepth",
        ("resdepth",),
        "StepLR",
        0,
        {"epochs": 100, "batch_size": 8, "learning_rate": 2e-4},
        {"optimizer": {"name": "Adam"}, "scheduler": COSINE},
    ),
    Architecture(
        "enhancer",
        ("dsm_enhancer", "pix2pix"),
        "linear",
        256,
        {"epochs": 100, "batch_size": 1, "learning_rate": 2e-4},
        {"optimizer": {"name": "Adam"}},
        alias="dsm_enhancer",
        tile=256,
        adversarial=True,
    ),
)
ARCHITECTURES = {each.name: each for each in KNOWN}
ALIASES = {each.alias: each.name for each in KNOWN if each.alias}
FAMILIES = {family: each.name for each in KNOWN for family in each.families}
TUNING = {"epochs": 20, "learning_rate": 5e-4}  # of compact networks that start from a trained one


def of_family(family: str) -> str | None:
    """The architecture whose networks are of a family."""
    return FAMILIES.get(family)
