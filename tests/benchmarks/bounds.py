"""When should the bundled refiner keep its input? `networks/doubt.py` on places that train or choose.

    python tests/benchmarks/bounds.py [--data ../shared/data/train] [--scenes WORK/validation]
        [--model NAME] [--bounds MARGIN CAUTION FAINT SLIGHT] ...

True surfaces of the train places and of those kept aside, also coarser and with twice their relief, get
white, correlated and quantised noise of 0.02 to 1 m. For each kind and size: MAE and RMSE after, over those
before, and in how many surfaces either is larger by more than 0.3 %; first with the bounds on the model's
card, then with those that are given. With `--scenes` (validation scenes of the recipe) MAE, RMSE and NMAD
over those with the card's bounds: what caution costs after matching.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from benchmarks import cases  # noqa: E402
from roofline.models import bundle  # noqa: E402
from roofline.models.engine.normalise import gsd_plane  # noqa: E402
from roofline.models.networks.compact import Compact  # noqa: E402
from roofline.models.networks.doubt import Bounds  # noqa: E402
from roofline.models.training.bundled import scenes  # noqa: E402
from roofline.models.training.bundled.learn_trust import surfaces  # noqa: E402

MOST, RIM = 384, 16  # px: the longest side of a surface, and its rim, which misses its surroundings
MORE = 1.003


def answer(network: Compact, heights: np.ndarray, gsd: float) -> np.ndarray:
    """The refined heights (H, W) in metres of heights without voids."""
    centre = np.median(heights)
    plane = np.full_like(heights, gsd_plane(np.float32(gsd)))
    told = (network.image is not None) + (network.buildings is not None)  # nothing is known of either
    x = np.stack([(heights - centre) / gsd, *[0 * heights] * told, 0 * heights, plane])
    with torch.inference_mode():
        refined = network(torch.from_numpy(x[None].astype(np.float32)))[0, 0].numpy()
    return refined * gsd + centre


def measured(error: np.ndarray) -> np.ndarray:
    """MAE, RMSE and NMAD inside the rim."""
    e = error[..., RIM:-RIM, RIM:-RIM]
    spread = 1.4826 * np.median(np.abs(e - np.median(e)))
    return np.array([np.abs(e).mean(), np.sqrt(np.square(e, dtype=np.float64).mean()), spread])


def noise_table(network: Compact, data: Path, bounds: list[Bounds]) -> None:
    """Print what becomes of noise alone under each set of bounds."""
    ratios: dict[tuple[str, float], list] = defaultdict(list)
    for index, (_, truth, gsd) in enumerate(surfaces(data, MOST)):
        for kind, error in cases.NOISES.items():
            for size in cases.NOISE_METRES:
                noisy = (truth + error(np.random.default_rng([index, len(kind)]), truth, size)).astype(
                    np.float32
                )
                before = measured(noisy - truth)[:2]
                if before[0] < 0.15 * size:  # heights that lie on the steps already
                    continue
                after = []
                for network.bounds in bounds:
                    after.append(measured(answer(network, noisy, gsd) - truth)[:2] / before)
                ratios[kind, size].append(after)
    for (kind, size), found in ratios.items():
        told = [
            f"{mae:.3f} {rmse:.3f} ({worse} of {len(found)})"
            for mae, rmse, worse in (
                (*np.mean(each, axis=0), int((np.max(each, axis=1) > MORE).sum())) for each in zip(*found)
            )
        ]
        print(f"{kind:>10s} {size:4g} m   " + "   ".join(told), flush=True)


def scene_table(network: Compact, folder: Path, bounds: list[Bounds]) -> None:
    """Print what becomes of the recipe's validation scenes, over the first set of bounds."""
    for path in sorted(folder.glob("*.npy")):
        inputs, truth = scenes.unpacked(np.load(path))
        heights, gsds = inputs[:, 0].numpy(), 0.5 * 2 ** inputs[:, -1, 0, 0].numpy()
        found = [[], *[[] for _ in bounds[1:]]]
        for noisy, true, gsd in zip(heights, truth[:, 0].numpy(), gsds):
            for kept, network.bounds in zip(found, bounds):
                kept.append(measured(answer(network, noisy * gsd, gsd) - true * gsd))
        first, *others = (np.mean(kept, axis=0) for kept in found)
        print(
            path.stem, "  ".join(" ".join(f"{r:.4f}" for r in other / first) for other in others), flush=True
        )


def main() -> None:
    """Print both tables for the bounds that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "train")
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--model", default="refine-geometry")
    parser.add_argument("--bounds", type=float, nargs=4, action="append", default=[], metavar="E_FOLDS")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = bundle.load(options.model).network.folded()
    bounds = [network.bounds, *(Bounds(*each) for each in options.bounds)]
    print(*bounds, sep="\n")
    noise_table(network, options.data, bounds)
    if options.scenes:
        scene_table(network, options.scenes, bounds)


if __name__ == "__main__":
    main()
