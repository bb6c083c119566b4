"""How real an image looks to a network: its patches beside those of real images."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, cast

import numpy as np

from ...progress import PATCHES_LEFT, Cancel, Progress, Reporter
from ...raster.arrays import Float64Array
from ...raster.grid import Window
from .distances import LEAST, kid
from .features import Described, Features, chosen_patches
from .picture import Picture
from .result import FeatureMeasures

LOGGER = logging.getLogger(__name__)
ALIKE_PIXELS = 1.1  # pixel sizes apart by more than this factor show things of another size


class Asked(NamedTuple):
    """What is to be described: a network, the image and its reference by name, images of other seeds, real
    images on their own grids, the side of patches in pixels, and how many of an image at most.
    """

    network: Features
    images: Mapping[str, Picture]
    seeds: Sequence[Picture]
    real: Sequence[Picture]
    side: int
    most: int


def describe(asked: Asked, progress: Progress, cancelled: Cancel) -> FeatureMeasures:
    """What features say, by the part of the result that it belongs to; patches of the image are compared one
    by one with the reference's and the other seeds' at the same places.
    """
    network = asked.network
    if not network.has_heads:
        LOGGER.info("The file has no LPIPS heads: all features weigh the same in distances.")
    grid = asked.images["image"].grid
    places = chosen_patches(grid.window(), asked.side, asked.most)
    away = [(each, window) for each in asked.real for window in _of(each, asked, grid.gsd)]
    reporter = Reporter(len(places) + len(away), progress, cancelled, PATCHES_LEFT)
    vectors: dict[str, list[Float64Array]] = {name: [] for name in (*asked.images, "real")}
    distances: dict[str, list[float]] = {"likeness": [], "diversity": []}
    for window in places:
        reporter.check()
        found = {name: _described(network, each, window) for name, each in asked.images.items()}
        for name, each in found.items():
            vectors[name] += [] if each is None else [each.vector]
        distances["likeness"] += _between(network, list(found.values()))
        others = [_described(network, each, window) for each in asked.seeds]
        distances["diversity"] += _between(network, [found["image"], *others])
        reporter.done(1)
    for picture, window in away:
        reporter.check()
        each = _described(network, picture, window)
        vectors["real"] += [] if each is None else [each.vector]
        reporter.done(1)
    return _told(network.kind, vectors, distances)


def _between(network: Features, described: Sequence[Described | None]) -> list[float]:
    """Distances of all pairs that are known."""
    known = [each for each in described if each is not None]
    return [network.distance(one, other) for one, other in combinations(known, 2)]


def _told(
    kind: str, vectors: dict[str, list[Float64Array]], distances: dict[str, list[float]]
) -> FeatureMeasures:
    means = {part: {"feature_distance": float(np.mean(found))} for part, found in distances.items() if found}
    told = cast(FeatureMeasures, means)
    against = "real" if vectors["real"] else "reference"
    ours, theirs = (np.array(vectors.get(name, [])) for name in ("image", against))
    if not len(theirs):
        return told
    value, error = kid(ours, theirs)
    if not np.isfinite(value):
        LOGGER.warning("KID needs %d patches of each side; a smaller PATCH_SIZE gives more.", LEAST)
    told["realism"] = {
        "KID": value,
        "KID_error": error,
        "patches": float(len(ours)),
        "real_patches": float(len(theirs)),
        "network": kind,
        "against": against,
    }
    return told


def _described(network: Features, picture: Picture, window: Window) -> Described | None:
    """What the network says of a window; None where not all of it is known."""
    values = picture.read(window)
    return network.describe(np.ascontiguousarray(values)) if np.isfinite(values).all() else None


def _of(picture: Picture, asked: Asked, gsd: float) -> list[Window]:
    """The patches of one of the real images, each of which gives as many."""
    own = picture.grid.gsd
    if max(own, gsd) > ALIKE_PIXELS * min(own, gsd):
        LOGGER.warning(
            "%s has pixels of %.4g m, the image of %.4g m: resample it, else things differ by their size.",
            *(picture.name, own, gsd),
        )
    return chosen_patches(picture.grid.window(), asked.side, -(-asked.most // len(asked.real)))
