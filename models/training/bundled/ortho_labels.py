"""Outlines that lie beside the roofs of an orthoimage, moved on them by what a trained network sees.

Maps that people drew on other images lie some metres beside, miss buildings and keep those that are gone:
what is learned from them is half of a roof and half of a yard. A network that was trained on them knows
better where roofs are, as their errors average out (Girard et al., IGARSS 2019): each building goes where
most of what it finds is below, and where both contradict each other altogether nothing is learned.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import nn

from ...engine.normalise import gsd_plane
from ...raster.arrays import Float32Array, MaskArray
from .image_scenes import LEVELS
from .ortho_places import UNKNOWN, Piece, halved

# Pieces whose outlines are of OpenStreetMap and fine enough, by how folder and file begin.
DRAWN = ("hot_oam/", "accra_opencities/")
SQUARE = 32  # pixels that the network's halvings ask sides to be a multiple of
FARTHEST = 4.0  # metres that a building is moved at most
RING = 1.2  # metres around a building that are to be free of what is found
GAIN = 0.02  # by how much the agreement must grow
WHIM = 1e-3  # of agreement that a pixel of a move must bring
SURE, DOUBTFUL = 0.9, 0.15  # probabilities of buildings that no map has, and of those that only the map has
SPECK = 12.0  # square metres; smaller finds are no buildings that a map has missed


def mended(piece: Piece, network: nn.Module) -> Piece:
    """The piece with its outlines moved on the roofs; where map and network contradict each other altogether,
    what is there is unknown.
    """
    if not piece.name.startswith(DRAWN):
        return piece
    level = len(piece.coarser) - 1
    image, given = piece.coarser[0]
    gsd, times = piece.gsd * 2**level, 2**level
    found = probability(piece.coarser[level][0], gsd, network)
    standing, doubted = _moved(given == LEVELS, found, gsd, times)
    missed = _missed(found, _coarse(standing, times, found.shape), gsd)
    values = np.where(standing, LEVELS, 0).astype(np.uint8)
    values[doubted & ~standing] = UNKNOWN
    large = np.kron(missed, np.ones((times, times), bool))
    rows, cols = (min(sides) for sides in zip(large.shape, values.shape))
    values[:rows, :cols][large[:rows, :cols]] = UNKNOWN
    values[given == UNKNOWN] = UNKNOWN
    levels = [(image, values)]
    while len(levels) < len(piece.coarser):
        levels.append(halved(*levels[-1]))
    return replace(piece, coarser=tuple(levels))


def _coarse(values: NDArray, times: int, shape: tuple[int, ...]) -> NDArray:
    """The pixels (H, W) that lie in the middle of coarser ones."""
    return values[times // 2 :: times, times // 2 :: times][: shape[0], : shape[1]]


def _moved(
    buildings: NDArray[np.bool_], found: Float32Array, gsd: float, times: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Buildings (H, W), each moved to where most is found, and those of them where nothing is."""
    labels, count = ndimage.label(buildings)
    coarse = _coarse(labels, times, found.shape)
    standing, doubted = np.zeros_like(buildings), np.zeros_like(buildings)
    boxes = ndimage.find_objects(coarse, max_label=count)
    for number, (place, box) in enumerate(zip(ndimage.find_objects(labels), boxes), 1):
        shift, sure = best_shift(coarse == number, box, found, gsd) if box else ((0, 0), 1.0)
        corner = (side.start + move * times for side, move in zip(place, shift))
        _put(standing if sure > DOUBTFUL else doubted, labels[place] == number, *corner)
    return standing, doubted


def probability(image: MaskArray, gsd: float, network: nn.Module) -> Float32Array:
    """What a network finds on an image (3, H, W) of 8 bits as a whole: (H, W), 0..1."""
    rows, cols = image.shape[1:]
    grown = np.pad(image.astype(np.float32), ((0, 0), (0, -rows % SQUARE), (0, -cols % SQUARE)), "symmetric")
    planes = np.zeros((1, 5, *grown.shape[1:]), np.float32)
    planes[0, :3] = (grown - grown.mean()) / max(float(grown.std()), 1e-3)
    planes[0, 4] = gsd_plane(np.array([gsd], np.float32))[0]
    with torch.inference_mode():
        found = torch.sigmoid(network(torch.from_numpy(planes))[0, 0]).float().numpy()
    return np.asarray(found[:rows, :cols], np.float32)


def best_shift(
    building: NDArray[np.bool_], box: tuple[slice, ...], found: Float32Array, gsd: float
) -> tuple[tuple[int, int], float]:
    """By how many rows and columns a building (H, W) is best moved, and the mean of what is found below."""
    ring, farthest = max(1, round(RING / gsd)), max(1, round(FARTHEST / gsd))
    reach = ring + farthest
    shape = np.pad(building[box], ring)
    around = ndimage.binary_dilation(shape, iterations=ring) & ~shape
    wide = np.pad(found, reach, "edge")
    row, col = box[0].start, box[1].start
    window = wide[row + reach - ring - farthest :, col + reach - ring - farthest :]
    window = window[: shape.shape[0] + 2 * farthest, : shape.shape[1] + 2 * farthest]
    inside = _sums(window, shape) / shape.sum()
    outside = _sums(window, around) / max(1, around.sum())
    score = inside - outside
    row, col = divmod(int(np.argmax(score - WHIM * _distances(farthest))), score.shape[1])
    if score[row, col] < score[farthest, farthest] + GAIN:
        row, col = farthest, farthest
    return (row - farthest, col - farthest), float(inside[row, col])


def _sums(window: Float32Array, shape: NDArray[np.bool_]) -> Float32Array:
    """Sums of a window below a shape, for each place that the shape can have in it."""
    with torch.inference_mode():
        kernel = torch.from_numpy(shape.astype(np.float32))[None, None]
        sums = torch.nn.functional.conv2d(torch.from_numpy(np.ascontiguousarray(window))[None, None], kernel)
    return np.asarray(sums[0, 0].numpy(), np.float32)


def _distances(farthest: int) -> Float32Array:
    """How far each of the shifts moves, in pixels."""
    steps = np.arange(-farthest, farthest + 1, dtype=np.float32)
    return np.asarray(np.hypot(steps[:, None], steps[None]), np.float32)


def _put(target: NDArray[np.bool_], shape: NDArray[np.bool_], row: int, col: int) -> None:
    """Mark a shape at a corner, as far as it lies inside."""
    (rows, cols), (high, wide) = target.shape, shape.shape
    top, left, bottom, right = max(0, row), max(0, col), min(rows, row + high), min(cols, col + wide)
    if top < bottom and left < right:
        target[top:bottom, left:right] |= shape[top - row : bottom - row, left - col : right - col]


def _missed(found: Float32Array, made: NDArray[np.bool_], gsd: float) -> NDArray[np.bool_]:
    """Buildings (H, W) that the network is sure of and no outline has."""
    clear = (found > SURE) & ~ndimage.binary_dilation(made, iterations=max(1, round(RING / gsd)))
    labels, count = ndimage.label(clear)
    sizes = np.bincount(labels.ravel(), minlength=count + 1) * gsd**2
    sizes[0] = 0
    grown = ndimage.binary_dilation((sizes > SPECK)[labels], iterations=max(1, round(RING / gsd)))
    return np.asarray(grown & ~made, np.bool_)
