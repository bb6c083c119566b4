"""How good a trained network is: occupancy by kind of query, and its surface, on patches kept aside."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch import nn

from ...clouds.cells import PERCENTILE
from ...clouds.gridding import percentiles
from ...clouds.height_search import PatchRunner
from ...clouds.occupancy import KINDS
from ...clouds.reference import Surface
from ...engine.device import Device
from ...evaluation.occupancy import Tally
from ...evaluation.surface.metrics import surface_metrics
from ...modelfile.parts import Card
from ...modelfile.reconstruction import Reconstruction
from ...networks.implicity import ImpliCity
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ...raster.grid import Grid
from ...raster.voids import fill_voids
from ..judging import Judgement, evenly, say_cancelled
from .samples import Samples, Spot, batch_of
from .task import classes

MOST_PATCHES = 96  # evenly spread; all of them would cost minutes
SHOWN = 4  # of the report
ALL = "all"
GRID = "grid"  # the 90th percentile of each pixel's points, which needs no network


class View(NamedTuple):
    """A patch kept aside: surfaces in metres (H, W) by name, the reference with NaN where nothing is known,
    and the pixel's size in metres.
    """

    surfaces: dict[str, Float32Array]
    reference: Float32Array
    gsd: float


def judge(
    card: Card, networks: dict[str, nn.Module], samples: Samples, where: Device, cancelled: Cancel = None
) -> tuple[Judgement, dict[str, dict[str, dict[str, float]]]]:
    """Run networks ("after", and "start" if there is one) over patches kept aside.

    The judgement has IoU, precision, recall and, where there is a reference surface, errors of heights; the
    second result the figures of each network by kind of query.
    """
    threshold = float((card.reconstruction or Reconstruction()).needed("threshold"))
    indices = evenly(len(samples), MOST_PATCHES)
    shown = {indices[k] for k in evenly(len(indices), SHOWN)}
    found = _Found(list(networks))
    patches = 0
    for index in indices:
        if patches and say_cancelled(patches, len(indices), cancelled):
            break
        item = samples.item(index, 0)
        if not len(item.inputs.points):
            continue
        batch = batch_of([item]).to(where.kind)
        for name, network in networks.items():
            with torch.inference_mode():
                logits = network(batch.points, batch.queries, batch.images)[0]
            found.count(name, classes(logits, threshold).cpu().numpy(), item.queries)
        spot = samples.spots[index]
        if spot.place.surface is not None:
            known = spot.place.surface(spot.bounds)
            found.compare(spot, surfaces_of(spot, item, networks, where, known), index in shown)
        patches += 1
    return found.judgement(patches), found.by_kind()


class _Found:
    """Counts of queries by network and kind, and errors of heights by surface."""

    def __init__(self, names: list[str]) -> None:
        self._tallies = {name: {kind: Tally() for kind in (*KINDS, ALL)} for name in names}
        self._errors: dict[str, list[Float32Array]] = {}
        self._views: list[View] = []

    def count(self, name: str, predicted: Any, queries: Any) -> None:
        known, mine = queries.masks[:, 0], self._tallies[name]
        for number, kind in enumerate(KINDS):
            chosen = known & (queries.kinds == number)
            tally = Tally.of(predicted[chosen], queries.occupied[chosen].astype(np.int64))
            mine[kind] += tally
            mine[ALL] += tally

    def compare(self, spot: Spot, made: tuple[dict[str, Float32Array], Float32Array], shown: bool) -> None:
        """Add the errors of the surfaces of a patch."""
        surfaces, reference = made
        for name, heights in surfaces.items():
            self._errors.setdefault(name, []).append((heights - reference).ravel())
        if shown:
            pixel = spot.place.rules.pixel
            self._views.append(View(surfaces, reference, math.sqrt(pixel[0] * pixel[1]) * spot.place.unit))

    def judgement(self, patches: int) -> Judgement:
        metrics: dict[str, dict[str, float]] = {}
        for name, errors in self._errors.items():
            figures = surface_metrics(np.concatenate(errors))
            if figures["count"]:
                metrics[name] = {**figures, "pixels": figures["count"]}
        for name, tallies in self._tallies.items():
            if tallies[ALL].count:
                metrics[name] = {**metrics.get(name, {}), **tallies[ALL].figures()}
        return Judgement(metrics, None, tuple(self._views), patches, "IOU", True)

    def by_kind(self) -> dict[str, dict[str, dict[str, float]]]:
        return {
            name: {kind: tally.figures() for kind, tally in tallies.items() if tally.count}
            for name, tallies in self._tallies.items()
        }


def surfaces_of(
    spot: Spot, item: Any, networks: dict[str, nn.Module], where: Device, known: Surface
) -> tuple[dict[str, Float32Array], Float32Array]:
    """Surfaces (H, W) in metres that networks see in a patch, with the gridded one, and the reference."""
    place, rules = spot.place, spot.place.rules
    rows, cols = rules.shape
    left, _, _, top = spot.bounds
    x = left + (np.arange(cols) + 0.5) * rules.pixel[0]
    y = top - (np.arange(rows) + 0.5) * rules.pixel[1]
    centres = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    reference = known.at(np.column_stack([centres, np.zeros(len(centres))])).reshape(rows, cols) * place.unit
    grid = Grid(cols, rows, (left, rules.pixel[0], 0.0, top, 0.0, -rules.pixel[1]))
    gridded = percentiles(place.index.read(spot.bounds), grid, grid.window(), PERCENTILE)
    surfaces = {GRID: fill_voids(gridded) * np.float32(place.unit)}
    for name, network in networks.items():
        answer = PatchRunner(cast(ImpliCity, network), where, 1, rules)([item.inputs])[0]
        heights = answer[0] * np.float32(rules.z_std) + np.float32(item.inputs.z_shift)
        surfaces[name] = np.where(np.isfinite(heights), heights, np.float32(np.nan)) * np.float32(place.unit)
    return surfaces, reference.astype(np.float32)
