"""Real orthoimages with building masks to train on, read from a folder with one sub-folder per source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ...errors import RooflineError
from ...networks.imagery_unet import resizing
from ...raster.arrays import Float32Array, MaskArray
from ...raster.voids import fill_voids
from .image_scenes import GSD, LEVELS, SIZE, Scene
from .places import read

UNKNOWN = 128  # stored between 0 and 255, which say no and yes
# Pixel sizes (metres) of chips that do not say theirs, by how folder and file begin.
GSDS = {
    "german_town_mit/": 0.06,
    "accra_opencities/": 0.1,
    "dubai_mbrsc/t1": 1.2,
    "dubai_mbrsc/t7": 0.7,
    "dubai_mbrsc/t8": 0.7,
    "massachusetts_buildings/": 1.0,
}
# How often windows are drawn from a source; sources are told apart by how folder and file begin. Masks of
# one part of Dubai (t4) show whole blocks and are left out, those of another (t8) do so in part.
SHARES = {
    "hot_oam/nairobi1": 1.6,
    "hot_oam/nepal1": 0.8,
    "hot_oam/philippines1": 0.7,
    "hot_oam/zanzibar1": 1.2,
    "hot_oam/kampala": 1.0,
    "massachusetts_buildings/": 1.6,
    "german_town_mit/": 1.6,
    "accra_opencities/": 1.3,
    "dubai_mbrsc/t1": 0.4,
    "dubai_mbrsc/t7": 1.2,
    "dubai_mbrsc/t8": 0.3,
    "zanzibar_nungwi/": 0.3,
    "newbrunswick_bakerlake/": 0.6,
    "quebec_nrcan/": 0.3,
}
# Whole pieces that choose models and never train one.
VALIDATION = (
    "hot_oam/zanzibar2",
    "hot_oam/kampala_a1",
    "massachusetts_buildings/23429155_15",
    "german_town_mit/img_6",
    "german_town_mit/img_7",
    "zurichsee_lidar_rgb/",
)
HALVINGS = 4  # of the pixel size: a place is seen at up to five
LEAST_KNOWN = 0.3  # of a window
JITTER = 1.5  # factor by which a piece's things are drawn larger or smaller


@dataclass(frozen=True)
class Piece:
    """An image (3, H, W) of 8 bits with its mask (H, W; 255 building, 0 none, 128 unknown), its pixel size
    (metres), its source's share, and heights (H, W; metres), if known; `coarser`: image and mask halved again
    and again."""

    name: str
    gsd: float
    share: float
    coarser: tuple[tuple[MaskArray, MaskArray], ...]
    heights: Float32Array | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.coarser[0][1].shape
        return int(rows), int(cols)


def load(root: Path, validation: bool = False, without: Sequence[str] = ()) -> list[Piece]:
    """The pieces below `root/ortho` that train, or those kept aside, and places that know heights too.

    `without`: further sources, by how folder and file begin, of which all is kept aside.
    """
    paths = [*sorted((root / "ortho").glob("*/*_rgb.*")), *sorted((root / "points").glob("*/rgb_*.tif"))]
    pieces = []
    for path in paths:
        name = f"{path.parent.name}/{path.name}"
        share = next((s for key, s in SHARES.items() if name.startswith(key)), 0.0)
        aside = name.startswith(VALIDATION) or bool(share and name.startswith(tuple(without)))
        if aside == validation and (aside or share):
            pieces.append(_piece(path, name, share))
    if not pieces:
        raise RooflineError("No orthoimage was found in {root}: give a folder with ortho/.", root=root)
    counts = {key: sum(piece.name.startswith(key) for piece in pieces) for key in SHARES}
    for number, piece in enumerate(pieces):
        key = next((key for key in SHARES if piece.name.startswith(key)), None)
        if key:
            pieces[number] = Piece(piece.name, piece.gsd, piece.share / counts[key], piece.coarser)
    return pieces


def _piece(path: Path, name: str, share: float) -> Piece:
    image, gsd = read(path)
    gsd = next((value for key, value in GSDS.items() if name.startswith(key)), gsd)
    labels = next(p for p in path.parent.glob("*buildings*") if _belongs(p, path))
    mask = read(labels)[0][0]
    known = np.where((mask > 0) & (mask < LEVELS) & (mask != 1), UNKNOWN, np.where(mask > 0, LEVELS, 0))
    known[(image[:3].max(axis=0) == 0)] = UNKNOWN
    coarser = levels(image[:3].astype(np.uint8), known.astype(np.uint8), gsd)
    surface = path.parent / "dsm_max_05m.tif"
    heights = fill_voids(read(surface)[0][0]) if surface.exists() else None
    return Piece(name, gsd, share, coarser, heights)


def levels(image: MaskArray, mask: MaskArray, gsd: float) -> tuple[tuple[MaskArray, MaskArray], ...]:
    """An image (3, H, W) of pixels of `gsd` metres and its mask (H, W), and both halved again and again."""
    found = [(image, mask)]
    while len(found) <= HALVINGS and gsd * 2 ** len(found) <= GSD[1]:
        found.append(halved(*found[-1]))
    return tuple(found)


def _belongs(labels: Path, image: Path) -> bool:
    """Whether a mask goes with an image, by their names."""
    return image.stem.startswith("rgb_") or labels.stem == image.stem.replace("_rgb", "_buildings")


def halved(image: MaskArray, mask: MaskArray) -> tuple[MaskArray, MaskArray]:
    """Both at half the resolution; where known and unknown mix, the larger part decides."""
    rows, cols = (n // 2 * 2 for n in mask.shape)
    parts = image[:, :rows, :cols].reshape(3, rows // 2, 2, cols // 2, 2)
    labels = np.sort(
        mask[:rows, :cols]
        .reshape(rows // 2, 2, cols // 2, 2)
        .transpose(0, 2, 1, 3)
        .reshape(rows // 2, cols // 2, 4)
    )
    return parts.mean(axis=(2, 4)).astype(np.uint8), labels[..., 2]


def window(rng: np.random.Generator, pieces: Sequence[Piece], size: int, finest: float = GSD[0]) -> Scene:
    """A window of a random piece, turned by any angle, at a pixel size that the network looks at.

    `finest`: the smallest of them (metres).
    """
    shares = np.array([piece.share for piece in pieces])
    while True:
        piece = pieces[rng.choice(len(pieces), p=shares / shares.sum())]
        # A piece of large pixels is looked at on pixels of half their size.
        gsd = float(np.exp(rng.uniform(*np.log((finest, GSD[1]))))) if piece.gsd <= GSD[1] else piece.gsd / 2
        drawn = gsd / float(np.exp(rng.uniform(-1, 1) * np.log(JITTER)))
        # Windows may hang over a piece's border a little.
        row, col = (rng.uniform(0.1, 0.9) * n for n in piece.shape)
        turn = rng.uniform(0, 2 * np.pi)
        scene = cut(piece, (row, col), turn, drawn, size, mirrored=bool(rng.random() < 0.5))
        if np.mean(scene.buildings != UNKNOWN) >= LEAST_KNOWN:
            return scene._replace(gsd=gsd)


def cut(
    piece: Piece, centre: tuple[float, float], turn: float, gsd: float, size: int, mirrored: bool = False
) -> Scene:
    """A window (size, size) of pixels of `gsd` metres about a centre (row, column), turned by radians."""
    level = 0
    while level + 1 < len(piece.coarser) and piece.gsd * 2 ** (level + 1) <= gsd:
        level += 1
    image, mask = piece.coarser[level]
    steps = (torch.arange(size, dtype=torch.float32) - (size - 1) / 2) * (gsd / piece.gsd)
    down, right = torch.meshgrid(steps, steps, indexing="ij")
    right = -right if mirrored else right
    sine, cosine = float(np.sin(turn)), float(np.cos(turn))
    # From the corner of the piece, in its own pixels.
    where = centre[0] + cosine * down + sine * right, centre[1] - sine * down + cosine * right
    there = where[0] / 2**level, where[1] / 2**level
    found = _sampled(image, *there, "bilinear")
    labels = _sampled(mask[None], *there, "nearest", UNKNOWN)
    heights = np.zeros((size, size), np.float32)
    if piece.heights is not None:
        heights = _sampled(piece.heights[None], *where, "bilinear")[0] / gsd
        heights -= np.median(heights)
    return Scene(found, heights, labels[0], gsd)


def _sampled(
    values: NDArray, rows: torch.Tensor, cols: torch.Tensor, mode: str, beyond: int | None = None
) -> Float32Array:
    """Values (C, H, W) at rows and columns (size, size) from the corner; beyond the border there is the
    mirror's image, or one value.
    """
    top, left = (max(0, int(each.min()) - 2) for each in (rows, cols))
    bottom, end = (int(each.max()) + 3 for each in (rows, cols))
    part = np.ascontiguousarray(values[:, top:bottom, left:end], np.float32) - (beyond or 0)
    height, width = part.shape[1:]
    where = torch.stack([2 * (cols - left) / width - 1, 2 * (rows - top) / height - 1], dim=-1)[None]
    border = "reflection" if beyond is None else "zeros"
    found = functional.grid_sample(
        torch.from_numpy(part)[None], where, mode=mode, padding_mode=border, align_corners=False
    )
    return np.asarray(found[0].numpy() + (beyond or 0), np.float32)


def grid_of(piece: Piece, count: int) -> list[Scene]:
    """About `count` windows of SIZE that lie evenly over a piece, upright, as the network looks at it."""
    gsd = piece.gsd * resizing(piece.gsd)
    side = SIZE * gsd / piece.gsd
    rows, cols = (max(1, round(n / side)) for n in piece.shape)
    while rows * cols > count:
        rows, cols = (rows - 1, cols) if rows > cols else (rows, cols - 1)
    return [
        cut(piece, ((r + 0.5) * piece.shape[0] / rows, (c + 0.5) * piece.shape[1] / cols), 0.0, gsd, SIZE)
        for r in range(rows)
        for c in range(cols)
    ]
