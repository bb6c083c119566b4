"""How well `buildings-imagery` finds buildings beside voids of an image, such as the collar of a drone's.

    python tests/benchmarks/image_voids.py [--model buildings-imagery]

Pieces that choose models and train none are cut off at a third, half and three quarters of their columns and
rows: what lies beyond is void. Printed is the IoU of all pieces together by the distance to the cut, of the
pieces as they are, of those with voids that are mirrored, which is what is done, and with voids that are the
image's mean, as for models whose tiles are not mirrored. The data is not part of the repository
(`../shared/data/train`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle  # noqa: E402
from roofline.models.bundle import ModelBundle  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from roofline.models.raster.arrays import MaskArray  # noqa: E402
from roofline.models.training.bundled import ortho_places  # noqa: E402
from roofline.models.training.bundled.image_scenes import LEVELS  # noqa: E402
from support import paths, rasters  # noqa: E402

SIDE = 1024  # pixels of a piece that are taken
CUTS = (0.35, 0.55, 0.75)
REACHES = (0, 4, 12, 40, 100)  # pixels from the cut


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="buildings-imagery")
    model = bundle.load(parser.parse_args().model)
    flat = ModelBundle(model.spec.changed(tile=replace(model.spec.tile, padding="edge")), model.network)
    hits: Counter[tuple[str, int]] = Counter()
    either: Counter[tuple[str, int]] = Counter()
    for piece in ortho_places.load(paths.SHARED / "data" / "train", validation=True):
        # Black is what says void here.
        image = np.maximum(piece.coarser[0][0][:, :SIDE, :SIDE], 1)
        truth = piece.coarser[0][1][:SIDE, :SIDE]
        whole = found(model, image, piece.gsd)
        for axis, share in ((axis, share) for axis in (0, 1) for share in CUTS):
            at = int(truth.shape[axis] * share)
            cut = image.copy()
            np.moveaxis(cut, 1 + axis, 0)[at:] = 0
            masks = {
                "without voids": whole,
                "voids mirrored": found(model, cut, piece.gsd),
                "voids of one grey": found(flat, cut, piece.gsd),
            }
            for way, mask in masks.items():
                for near, far in zip(REACHES, REACHES[1:]):
                    band = (slice(None),) * axis + (slice(max(at - far, 0), max(at - near, 0)),)
                    known, built = truth[band] != ortho_places.UNKNOWN, truth[band] == LEVELS
                    hits[way, near] += int((mask[band] & built & known).sum())
                    either[way, near] += int(((mask[band] | built) & known).sum())
    columns = [f"{near} to {far} px" for near, far in zip(REACHES, REACHES[1:])]
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for way in dict.fromkeys(way for way, _ in either):
        cells = [f"{hits[way, near] / max(either[way, near], 1):.3f}" for near in REACHES[:-1]]
        print(f"| {way} | {' | '.join(cells)} |")


def found(model: ModelBundle, image: MaskArray, gsd: float) -> NDArray[np.bool_]:
    """Where a model sees buildings in an image (3, H, W) of pixels of `gsd` metres, black ones void."""
    with tempfile.TemporaryDirectory() as folder:
        source, mask = Path(folder) / "image.tif", Path(folder) / "mask.tif"
        rasters.write(source, image, geotransform=(5e5, gsd, 0, 5e6, 0, -gsd), nodata=0)
        predict(model, [source], mask)
        return rasters.read(mask) == 1


if __name__ == "__main__":
    main()
