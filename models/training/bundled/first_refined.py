"""Scenes of noisy surfaces that are refined before buildings are looked for, as *Building mask* does it."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch

from ... import bundle
from ...buildings.matched import NOISY, REFINER
from ...engine.normalise import gsd_plane
from ...networks.compact import Compact
from ...raster.arrays import Float32Array
from .mask_scenes import Scene


class FirstRefined:
    """Refines scenes by the bundled refiner where it changes them as much as *Building mask* asks for."""

    def __init__(self) -> None:
        network = cast(Compact, bundle.load(REFINER).network)
        self._network = network.folded()

    def __call__(self, scene: Scene) -> Scene:
        """The scene, refined or as it is; a refined surface has no voids."""
        refined = self._refined(scene)
        changes = np.abs(refined - scene.heights)[~scene.void]
        if not changes.size or changes.mean() < NOISY:
            return scene
        return scene._replace(heights=refined - np.median(refined), void=np.zeros_like(scene.void))

    def _refined(self, scene: Scene) -> Float32Array:
        """Heights (SIZE, SIZE) in GSD units."""
        size = np.full_like(scene.heights, float(gsd_plane(np.asarray(scene.gsd, np.float32))))
        planes = np.stack([scene.heights, scene.void.astype(np.float32), size])
        with torch.inference_mode():
            answer = self._network(torch.from_numpy(planes[None]))
        refined: Float32Array = answer[0, 0].numpy()
        return refined
