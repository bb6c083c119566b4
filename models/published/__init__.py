"""Checkpoints of published systems, one reader per system: a downloaded file in, a Roofline model out."""

from __future__ import annotations

import os
from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import RooflineError
from ..language import any_of
from ..progress import stop_if_cancelled

if TYPE_CHECKING:
    from ..bundle import ModelBundle
    from .checkpoint import Checkpoint

FAMILIES = {
    "resdepth": "a training checkpoint with model_config.json beside it or in the folder above",
    "dsm_enhancer": "the weights of a U-Net generator (latest_net_G.pth)",
    "esfpnet": "an ESFPNet, pickled as a whole or as its weights, or a bare mit_b0 to mit_b5 encoder",
    "implicity": "a training checkpoint with config.yaml beside it",
    "satgen": "a training checkpoint with the state of generator and discriminator",
    "pix2pix": "the weights of a footprint generator",
}


def load(path: str | os.PathLike[str], family: str = "auto") -> ModelBundle:
    """The model in a published system's checkpoint; `family` is one of FAMILIES, or "auto" to find it."""
    from .checkpoint import Checkpoint

    if family != "auto" and family not in FAMILIES:
        known = ", ".join(["auto", *FAMILIES])
        raise RooflineError(
            "The family '{family}' is unknown; choose one of {known}.", family=family, known=known
        )
    checkpoint = Checkpoint.open(path)
    stop_if_cancelled()
    bundle: ModelBundle = _reader(_family_of(checkpoint) if family == "auto" else family).read(checkpoint)
    stop_if_cancelled()
    return bundle


def _family_of(checkpoint: Checkpoint) -> str:
    name, content = checkpoint.path.name, checkpoint.content
    if isinstance(content, dict) and {"card", "weights"} <= content.keys():
        raise RooflineError("{name} is a Roofline model already; choose it as MODEL.", name=name)
    found = [family for family in FAMILIES if _reader(family).recognise(checkpoint)]
    if len(found) == 1:
        return found[0]
    if found:
        raise RooflineError(
            "{name} could be of {families}; say which by FAMILY.", name=name, families=any_of(found)
        )
    wanted = "; ".join(f"{family}: {sign}" for family, sign in FAMILIES.items())
    raise RooflineError(
        "{name} is of no known system (looked for {wanted}); choose another file.", name=name, wanted=wanted
    )


def _reader(family: str) -> ModuleType:
    # not importlib: QGIS unloads with a plugin what came by the statement `import` alone
    return __import__(f"{__name__}.{family}", fromlist=["read"])
