"""What further looks at an image, and other thresholds, give `buildings-imagery` at the places kept aside.

    python tests/benchmarks/image_looks.py [--model buildings-imagery]

Windows of the pieces that choose models and train none are looked at as they are, mirrored, turned, and at
pixels of other sizes, and the mean of the probabilities counts. Printed are the IoU of each source, the mean
of them all, and how many times the work of one look it is. The data is not part of the repository
(`../shared/data/train`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle  # noqa: E402
from roofline.models.networks import imagery_unet  # noqa: E402
from roofline.models.training.bundled import building_images, image_judge, ortho_places  # noqa: E402
from support import paths  # noqa: E402

SURE = 1e-6  # probabilities are kept so far from 0 and 1
SQUARE = 32  # pixels that sides are to be a multiple of


class Look(NamedTuple):
    """Quarter turns, whether it is mirrored, and the pixel size by that of the window."""

    turns: int = 0
    mirrored: bool = False
    zoom: float = 1.0


ONE, SMALLER, LARGER = Look(), Look(zoom=0.8), Look(zoom=1.25)
WAYS: dict[str, tuple[list[Look], float]] = {
    "one look": ([ONE], 0.5),
    "threshold 0.4": ([ONE], 0.4),
    "threshold 0.6": ([ONE], 0.6),
    "and mirrored": ([ONE, Look(mirrored=True)], 0.5),
    "and turned by half": ([ONE, Look(2)], 0.5),
    "all quarter turns": ([Look(turns) for turns in range(4)], 0.5),
    "smaller pixels alone": ([SMALLER], 0.5),
    "and smaller pixels": ([ONE, SMALLER], 0.5),
    "smaller and larger pixels": ([ONE, SMALLER, LARGER], 0.5),
    "mirrored and smaller pixels": ([ONE, Look(mirrored=True), SMALLER], 0.5),
}


class Looks(nn.Module):
    """A network that answers the logit of the mean of its probabilities at some looks, less a threshold's."""

    def __init__(self, network: nn.Module, looks: list[Look], threshold: float) -> None:
        super().__init__()
        self._network, self._looks = network, looks
        self._least = torch.tensor(threshold).logit()

    def forward(self, x: Tensor) -> Tensor:
        found = torch.stack([self._probabilities(x, look) for look in self._looks]).mean(0)
        return found.logit(SURE) - self._least

    def _probabilities(self, x: Tensor, look: Look) -> Tensor:
        size = [SQUARE * round(n / look.zoom / SQUARE) for n in x.shape[2:]]
        zoom = x.shape[2] / size[0]
        seen = x if look.zoom == 1 else _sized(x, size)
        # Heights are counted in pixels, and the last plane is the size in octaves.
        told = (seen[:, 3:4] / zoom, seen[:, 4:] + torch.log2(torch.tensor(zoom)))
        seen = torch.rot90(torch.cat([seen[:, :3], *told], dim=1), look.turns, (2, 3))
        seen = seen.flip(3) if look.mirrored else seen
        # One after another: what is between the layers of many windows does not stay in the caches.
        found = torch.cat([self._network(one)[:, :1].sigmoid() for one in seen.split(1)])
        found = torch.rot90(found.flip(3) if look.mirrored else found, -look.turns, (2, 3))
        return found if look.zoom == 1 else _sized(found, list(x.shape[2:]))


def _sized(x: Tensor, size: list[int]) -> Tensor:
    """x (N, C, H, W) on other pixels, without folding."""
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=False, antialias=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="buildings-imagery")
    network = bundle.load(parser.parse_args().model).network.eval()
    aside = ortho_places.load(paths.SHARED / "data" / "train", validation=True)
    batches = {
        name: building_images.HeldOut(pieces).batch(range(len(image_judge.windows(pieces))), 0)
        for name, pieces in image_judge.sources(aside).items()
    }
    # The windows are of the pixels that the network looks at: none is made larger or smaller again.
    setattr(imagery_unet, "resizing", lambda _: 1.0)  # noqa: B010
    for number, (name, (looks, threshold)) in enumerate(WAYS.items()):
        judged = image_judge.judged(Looks(network, looks, threshold), batches)
        if not number:
            print(f"| looks | {' | '.join(judged)} | work |\n|---|{'---|' * (len(judged) + 1)}")
        work = sum(1 / look.zoom**2 for look in looks)
        print(f"| {name} | {' | '.join(f'{v:.3f}' for v in judged.values())} | {work:.1f} |", flush=True)


if __name__ == "__main__":
    main()
