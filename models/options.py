"""The words that parameters may be, each list once. Needs no PyTorch."""

from __future__ import annotations

from .clouds.readers.selection import RETURNS
from .imagery.background import BACKGROUNDS
from .published import FAMILIES as SYSTEMS
from .simulation import styles

__all__ = (
    "AUTO",
    "BACKGROUNDS",
    "CHANNEL_ORDERS",
    "DEVICES",
    "ERROR_MODELS",
    "FACADES",
    "FAMILIES",
    "FUSIONS",
    "MASK_COMPATIBILITIES",
    "PRECISIONS",
    "RETURNS",
    "STYLES",
)

AUTO = "auto"
DEVICES = (AUTO, "cpu", "cuda", "mps")
PRECISIONS = (AUTO, "float32", "bfloat16", "float16")
FAMILIES = (AUTO, *SYSTEMS)  # published systems whose checkpoints are read
FUSIONS = ("mean", "median", "each")
CHANNEL_ORDERS = (AUTO, "roads_buildings", "buildings_roads")  # the classes in the order of the bands
STYLES = tuple(styles.STYLES)  # kinds of simulated towns
ERROR_MODELS = ("matched", "handmade")  # of simulated stereo surfaces
FACADES = ("stripes", "windows")  # of their houses, in rendered images
MASK_COMPATIBILITIES = ("none", "dsm_enhancer", "pix2pix")  # published evaluations whose numbers are met
