"""What a pix2pix generator of footprints had best make: classes, the published picture, or the mask alone.

  python tests/benchmarks/footprint_targets.py --epochs 4 --width 12

Each target is trained alike on chips of ../shared/data/train/ortho/german_town_mit; every fifth chip is kept
aside whole, and judges. Chips are prepared to twice their pixel size. Nothing here chooses a bundled model.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from osgeo import gdal

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.training import run  # noqa: E402
from roofline.models.training.buildings.configuration import plan_of_file  # noqa: E402
from roofline.models.training.buildings.options import TARGETS  # noqa: E402
from roofline.models.training.buildings.training import BuildingTraining  # noqa: E402
from support import paths  # noqa: E402

UNKNOWN = 128
EVERY = 5


def configuration(folder: Path, width: int, epochs: int) -> Path:
    """A configuration of all chips, their unknown pixels as nodata."""
    places = []
    images = sorted((paths.SHARED / "data" / "train" / "ortho" / "german_town_mit").glob("*_rgb.jpg"))
    for number, image in enumerate(images):
        labels = folder / f"{image.stem}.vrt"
        gdal.Translate(
            str(labels), str(image).replace("_rgb.jpg", "_buildings.png"), format="VRT", noData=UNKNOWN
        )
        split = "val" if number % EVERY == 0 else "train"
        places.append({"imagery": str(image), "labels": str(labels), "area_type": split})
    path = folder / "places.json"
    training = {"n_epochs": epochs, "preparation": {"cut": 512, "size": 256}, "precision": "float32"}
    path.write_text(
        json.dumps(
            {
                "datasets": places,
                "model": {"architecture": "pix2pix", "width": width},
                "training_settings": training,
            }
        )
    )
    return path


def main() -> None:
    """Print a row for each target and norm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--width", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--norm", default="instance")
    parser.add_argument("--targets", nargs="*", choices=TARGETS, default=list(TARGETS))
    given = parser.parse_args()
    print("| target | IoU | F1 | precision | recall |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        path = configuration(Path(name), given.width, given.epochs)
        for target in given.targets:
            plan = plan_of_file(path, {"target": target, "seed": given.seed, "norm": given.norm})
            result = run.run(BuildingTraining(plan), run.Files(Path(name) / f"{target}.pt"), device="cpu")
            if result is None:
                return
            values = result.judged.metrics["after"]
            row = (f"{values[key]:.3f}" for key in ("IOU", "F1", "PRECISION", "RECALL"))
            print(f"| {target} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
