"""The bundled models' answers, pixel by pixel: whoever changes the engine sees whether they stay the same.

Weights that have no entry in pixels.json are skipped with the entry to add; then the next change is seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.predict import predict
from support.implicity_parts import write_ply
from support.rasters import read, write

PINS = json.loads((Path(__file__).parent / "pixels.json").read_text())
STEP = 23  # of the pixels whose heights are pinned as numbers
TOLERANCE = (
    1e-3  # metres, or of a probability; what other processors and versions of torch may round differently
)


def scene() -> tuple[np.ndarray, np.ndarray]:
    """Houses on a slope with noise and voids (H, W), and a grey image of them; of one generator for ever."""
    random = np.random.RandomState(7)
    y, x = np.indices((210, 250))
    heights = 312 + 0.04 * x - 0.03 * y
    grey = 90 + 0.1 * y
    for _ in range(24):
        row, col, height, width = random.randint(0, 200), random.randint(0, 240), *random.randint(12, 40, 2)
        heights[row : row + height, col : col + width] += random.randint(3, 9)
        grey[row : row + height, col : col + width] = random.randint(40, 230)
    heights += random.standard_normal(heights.shape) * 0.6
    heights[random.random_sample(heights.shape) < 0.01] = np.nan
    heights[60:95, 130:190] = np.nan
    return heights.astype(np.float32), np.clip(grey, 0, 255).astype(np.uint8)


def answers(model: bundle.ModelBundle, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Heights and half-widths, or probabilities and mask (H, W), of the scene, in float32 on one thread."""
    heights, image = scene()
    sources = {
        "dsm": write(folder / "dsm.tif", heights),
        "image": write(folder / "i.tif", image, nodata=None),
    }
    targets = folder / "first.tif", folder / "second.tif"
    if model.card["task"] == "reconstructdsm":
        return of_points(model, heights, folder)
    options = {"tile_size": 128, "batch_size": 2, "device": "cpu", "precision": "float32"}
    inputs = [sources.get(entry["role"]) for entry in model.card["inputs"]]
    if model.card["task"] == "buildingmask":
        predict(model, inputs, targets[1], probability=targets[0], **options)
    else:
        predict(model, inputs, targets[0], uncertainty=targets[1], **options)
    return read(targets[0]), read(targets[1])


def of_points(model: bundle.ModelBundle, heights: np.ndarray, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The same of the scene's valid pixels as points of a cloud, each second one."""
    row, col = np.nonzero(~np.isnan(heights))
    points = np.column_stack([col + 0.5, -row - 0.5, heights[row, col]])[::2]
    cloud = write_ply(folder / "cloud.ply", points)
    targets = folder / "first.tif", folder / "second.tif"
    options = {"pixel_size": 1.0, "crs": "EPSG:32631", "tile_size": 128, "batch_size": 2}
    where = {"device": "cpu", "precision": "float32"}
    reconstruct(model, cloud, targets[0], uncertainty=targets[1], **options, **where)
    return read(targets[0]), read(targets[1])


def key(model: bundle.ModelBundle) -> str:
    """A short hash of a model's weights."""
    found = hashlib.sha256()
    for name, tensor in sorted(model.network.state_dict().items()):
        found.update(name.encode() + tensor.float().numpy().tobytes())
    return found.hexdigest()[:16]


def machine() -> str:
    """What decides the last bit of a sum: torch, its instructions and, by its caches, the processor."""
    about = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in about.splitlines() if line.startswith("model name")]
    return f"{torch.__version__} {torch.backends.cpu.get_cpu_capability()} {(names or ['?'])[0]}"


def pin(made: tuple[np.ndarray, np.ndarray]) -> dict[str, object]:
    """What is kept of an answer."""
    sample = [round(float(value), 4) for value in made[0][::STEP, ::STEP].ravel()]
    bits = [hashlib.sha256(layer.tobytes()).hexdigest()[:16] for layer in made]
    return {"bits": {machine(): bits}, "heights": sample}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(count)


NAMES = ["refine-geometry", "refine-guided", "buildings-surface", "buildings-imagery", "reconstruct-points"]


@pytest.mark.parametrize("name", NAMES)
def test_the_bundled_models_answer_as_ever(name: str, tmp_path: Path):
    model = bundle.load(name)
    model.card["tile"].pop("least", None)  # the scene is small: without smaller tiles none would meet
    made = answers(model, tmp_path)
    kept = PINS.get(key(model))
    if kept is None:
        entry = json.dumps({key(model): pin(made)})
        pytest.skip(f"{name} has new weights; add this to tests/core/pixels.json: {entry}")
    sample = made[0][::STEP, ::STEP].ravel()
    np.testing.assert_allclose(sample, np.array(kept["heights"], np.float32), rtol=0, atol=TOLERANCE)
    if machine() not in kept["bits"]:
        pytest.skip(f"the last bits are pinned for other machines than {machine()}; heights agree to 1 mm")
    assert pin(made)["bits"][machine()] == kept["bits"][machine()]


def test_no_buildings_are_buildings_nowhere(tmp_path: Path):
    """What comes after them, the voids, is not taken for them."""
    heights, image = scene()
    none = write(tmp_path / "none.tif", np.zeros_like(image), nodata=None)
    sources = [write(tmp_path / "dsm.tif", heights), write(tmp_path / "image.tif", image, nodata=None)]
    found = []
    for name, buildings in (("without", None), ("nowhere", none)):
        target = tmp_path / f"{name}.tif"
        options = {"device": "cpu", "precision": "float32"}
        predict(bundle.load("refine-guided"), [*sources, buildings], target, **options)
        found.append(read(target))
    np.testing.assert_allclose(*found, rtol=0, atol=TOLERANCE)
