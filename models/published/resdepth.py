"""ResDepth: a results folder with model_config.json, the normalisation pickles and checkpoints/*.pth.

C. Stucker and K. Schindler, ISPRS Journal of Photogrammetry and Remote Sensing 183 (2022). The checkpoint's
`model_state_dict` alone is used; the normalisation and the architecture lie in files of the folder above it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from torch import Tensor

from ..bundle import ModelBundle
from ..engine.tiles import round_up
from ..errors import RooflineError
from ..formats.objects import JsonObject
from ..language import tr_noop
from ..modelfile.parts import Card, Input, Network, Normalisation, Options, Output, Tiles
from ..modelfile.provenance import Provenance
from .checkpoint import Checkpoint, build_network, tensors

CONFIG, TRAINING = "model_config.json", "config.json"
HEIGHTS, IMAGES = "DSM_normalization_parameters.p", "Image_normalization_parameters.p"
HEIGHTS_JSON, IMAGES_JSON = (name.replace(".p", ".json") for name in (HEIGHTS, IMAGES))  # without pickles
STATE = "model_state_dict"
SIGNS = ("encoder.0.0.0.weight", "bottleneck.0.weight", "last_layer.weight")
IMAGES_OF = {"geom": 0, "geom-mono": 1, "geom-stereo": 2, "stereo": 2}  # geom-multiview: as its network says
TILE = 256  # pixels, as published
LIMITS = tr_noop("For stereo DSMs like those it was trained on (published: 0.25 m, satellite images).")
LARGEST_CONFIG = 2**20  # bytes


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the file is a ResDepth training checkpoint, or the weights of one."""
    state = _state(checkpoint)
    return all(name in state for name in SIGNS)


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The network, and a card that gives the original's raster."""
    if not recognise(checkpoint):
        raise RooflineError(
            "{file} is no ResDepth checkpoint (looked for {state} with {signs}); choose Model_best.pth.",
            file=checkpoint.path.name,
            state=STATE,
            signs=", ".join(SIGNS),
        )
    config = _json(_needed(checkpoint, CONFIG))
    variant, options = config.get("input_channels"), config.get("settings")
    if config.get("name") != "UNet" or not isinstance(options, dict):
        raise RooflineError(
            "{config} does not describe a UNet of ResDepth; get the folder's own copy.", config=CONFIG
        )
    images = _images(variant, options)
    network = build_network("resdepth", options, _state(checkpoint), checkpoint.path)
    numbers = _numbers(checkpoint, IMAGES) if images else (None, 1.0)
    card = card_of(
        str(variant), options, images, _numbers(checkpoint, HEIGHTS)[1], *numbers, tile=_tile_size(checkpoint)
    )
    return ModelBundle(card, network)


def _state(checkpoint: Checkpoint) -> dict[str, Tensor]:
    content = checkpoint.content
    if isinstance(content, dict) and STATE in content:
        content = content[STATE]
    return tensors(content)


def _images(variant: Any, options: Options) -> int:
    """Number of guide images; the other channel, if there is one, is the DSM."""
    channels = options.get("n_input_channels", 1)
    if not isinstance(channels, int):
        raise RooflineError(
            "{config} has no number of input channels; get the folder's own copy.", config=CONFIG
        )
    known = channels - 1 if variant == "geom-multiview" else IMAGES_OF.get(variant, -1)
    if known < 0 or known + (variant != "stereo") != channels:
        raise RooflineError(
            "{config} has {channels} input channels, which the variant '{variant}' has not; get the folder's "
            "own copy.",
            config=CONFIG,
            channels=channels,
            variant=str(variant)[:40],
        )
    return known


def card_of(
    variant: str,
    options: Options,
    images: int,
    heights_std: float,
    image_mean: float | None = None,
    image_std: float = 1.0,
    tile: int = TILE,
) -> Card:
    """The card of a network with these options (model_config.json's settings) and normalisation values.

    Heights less their mean in the tile by the spread that training found; images less one mean for all: the
    training's, or (None or 0) that of the tile's images together.
    """
    multiple = 2 ** int(options.get("depth", 8))
    size = round_up(tile, multiple)
    heights = Input("dsm", 1, Normalisation("mean-std", mean=None, std=heights_std))
    if variant == "stereo":
        heights = heights.changed(withheld=True)  # only its mean is used, which brings the heights back
    rule = Normalisation("standardise", mean=image_mean or None, std=image_std)
    if rule.mean is None:
        rule = rule.changed(joint=True)
    return Card(
        name=f"resdepth-{variant}",
        title=f"ResDepth ({variant})",
        task="refinedsm",
        network=Network("resdepth", options),
        inputs=(heights, *[Input("image", 1, rule) for _ in range(images)]),
        output=Output("dsm", 1),
        tile=Tiles(size, size // 2, multiple, "shifted", "linear"),
        precision="float32",
        provenance=Provenance(data=("unknown",), licence="unknown", limits=LIMITS),
    )


def _numbers(checkpoint: Checkpoint, name: str) -> tuple[float | None, float]:
    """Mean and standard deviation of a normalisation file, a pickle or else its namesake in JSON."""
    plain = checkpoint.neighbour(name.replace(".p", ".json"), levels=1)
    if plain is not None and checkpoint.neighbour(name, levels=1) is None:
        content: Any = _json(plain)
    else:
        content = Checkpoint.open(_needed(checkpoint, name)).content
    numbers = content if isinstance(content, dict) else {}
    mean, std = (_number(numbers.get(key)) for key in ("mean", "std"))
    if std is None or std <= 0 or (mean is None and numbers.get("mean") is not None):
        raise RooflineError(
            "{name} does not hold a mean and a positive std; get the folder's own copy.", name=name
        )
    return mean, std


def _number(value: Any) -> float | None:
    """The value if it is a finite number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def _tile_size(checkpoint: Checkpoint) -> int:
    """The tile size of the training, where its configuration is there; else the original's default."""
    path = checkpoint.neighbour(TRAINING, levels=1)
    settings = _json(path).get("training_settings") if path is not None else None
    size = settings.get("tile_size", TILE) if isinstance(settings, dict) else TILE
    return size if isinstance(size, int) and 4 <= size <= 2048 else TILE


def _needed(checkpoint: Checkpoint, name: str) -> Path:
    path = checkpoint.neighbour(name, levels=1)
    if path is None:
        raise RooflineError(
            "{name} is neither beside {file} nor in the folder above; download the model's whole folder.",
            name=name,
            file=checkpoint.path.name,
        )
    return path


def _json(path: Path) -> JsonObject:
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(LARGEST_CONFIG))
    except (OSError, ValueError, RecursionError) as error:
        raise RooflineError(
            "{file} cannot be read; get a new copy of the model's folder.", file=path.name
        ) from error
    return content if isinstance(content, dict) else {}
