"""At what pixel size `buildings-imagery` had best look at images, by the places kept aside.

    python tests/benchmarks/mask_sizes.py [--model buildings-imagery]

Images of the places that choose models and train none are averaged to pixels of each size, which the network
averages or halves again to look at others, or at both. Printed are the mean IoU of the sources, and each of
them. The data is not part of the repository (`../shared/data/train`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.networks import imagery_unet  # noqa: E402
from roofline.models.training.bundled import ortho_places  # noqa: E402
from support import paths, rasters  # noqa: E402

BUILDING = 255
LEAST = 64  # pixels of a picture's side
SAME = 1.02  # sizes that count as a picture's own
# Pixel sizes (metres), and the factors that are compared there, one or both together.
LOOKS: dict[float, tuple[tuple[float, ...], ...]] = {
    0.1: ((2.0,), (4.0,)),
    0.2: ((1.0,), (2.0,)),
    0.3: ((1.0,), (1.0, 0.5)),
    0.4: ((0.5,), (1.0,), (1.0, 0.5)),
    0.5: ((0.5,), (1.0,), (1.0, 0.5)),
}


class Picture(NamedTuple):
    """An image (3, H, W) of 8 bits, its buildings and what of them is known (H, W), and its source."""

    image: np.ndarray
    buildings: np.ndarray
    known: np.ndarray
    source: str


def pictures(pieces: Sequence[ortho_places.Piece], gsd: float) -> Iterator[Picture]:
    """The pieces whose pixels are no larger, averaged."""
    for piece in pieces:
        image, mask = piece.coarser[0]
        size = [int(side * piece.gsd / gsd) for side in mask.shape]
        if piece.gsd > gsd * SAME or min(size) < LEAST:
            continue
        planes = np.concatenate([image, [mask == BUILDING, mask != ortho_places.UNKNOWN]]).astype(np.float32)
        made = functional.interpolate(torch.from_numpy(planes)[None], size=size, mode="area")[0].numpy()
        known = made[4] > 0.99
        yield Picture(
            made[:3].round().astype(np.uint8), (made[3] > 0.5) & known, known, piece.name.split("/")[0]
        )


def ious(
    model: bundle.ModelBundle, seen: Sequence[Picture], gsd: float, factors: tuple[float, ...], folder: Path
) -> dict[str, float]:
    """The IoU of each source at a pixel size that is made so many times as large, or is looked at twice."""
    setattr(imagery_unet, "resizing", lambda _: factors[0])  # noqa: B010
    setattr(imagery_unet, "COARSE", 0 if len(factors) > 1 else np.inf)  # noqa: B010
    sums: dict[str, np.ndarray] = {}
    for each in seen:
        corner = (500000.0, gsd, 0.0, 5000000.0, 0.0, -gsd)
        image = rasters.write(folder / "image.tif", each.image, geotransform=corner, nodata=None)
        predict.predict(model, [image], folder / "mask.tif")
        found = (rasters.read(folder / "mask.tif") == 1) & each.known
        counts = np.array([(found & each.buildings).sum(), (found | each.buildings).sum()], float)
        sums[each.source] = sums.get(each.source, 0) + counts
    return {source: float(common / united) for source, (common, united) in sums.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="buildings-imagery")
    model = bundle.load(parser.parse_args().model)
    print("| pixels (m) | looked at (m) | mean IoU | sources |\n|---|---|---|---|")
    pieces = ortho_places.load(paths.SHARED / "data" / "train", validation=True)
    for gsd, ways in LOOKS.items():
        seen = list(pictures(pieces, gsd))
        for factors in ways:
            with tempfile.TemporaryDirectory() as folder:
                found = ious(model, seen, gsd, factors, Path(folder))
            sizes = " and ".join(f"{gsd * factor:.3g}" for factor in factors)
            each = ", ".join(f"{source} {value:.3f}" for source, value in found.items())
            print(f"| {gsd} | {sizes} | {np.mean(list(found.values())):.3f} | {each} |", flush=True)


if __name__ == "__main__":
    main()
