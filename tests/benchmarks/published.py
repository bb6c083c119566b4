"""What importing a large checkpoint takes, and how fast ResDepth runs.

    python tests/benchmarks/published.py import [--file CHECKPOINT]
    python tests/benchmarks/published.py resdepth [--size 1152] [--steps 150] [--repeats 3] [--threads 1]

import: a fresh process imports a SatGen training checkpoint of 686 million bytes (generator, discriminator,
Adam's two moments of both; made here unless --file names another one) and saves the model file. Its peak
resident memory counts everything, the imports and the mapped pages of the file too.

resdepth: the default U-Net (start_kernel 64, depth 5) in the original's configuration (tiles of 256 pixels
every 128, one at a time, float32, heights in memory, the file written at the end) against the engine, file to
file: with the imported card as it is, which makes the original's raster; and with settings of the dialog that
trade its fourfold overlap, or its precision, for speed. The DSM is a simulated city with the errors of dense
matching; the network has learnt from another one for `steps` steps (about a second each), so that it corrects
as a trained one does. "Difference" is to the original's raster, in metres: mean, what 95 % of the pixels stay
within, and the largest. Processor seconds are medians of `repeats` turns.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import numpy as np  # noqa: E402
import torch  # noqa: E402
import turns  # noqa: E402
from roofline.models import bundle, networks, published  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from support import (  # noqa: E402
    engine_parts,
    rasters,
    resdepth_folder,
)
from support.peak_memory import peak_megabytes  # noqa: E402

SETTINGS = {"n_input_channels": 1, "start_kernel": 64, "depth": 5, "bias_conv_layer": True}
SIGMA, TILE, STRIDE = 4.5, 256, 128
GSD, TRAINED_ON = 0.5, 5
CROP, BATCH, RATE = 128, 4, 5e-4
WAYS = {
    "engine, the model's own settings": {},
    "PRECISION=bfloat16": {"precision": "bfloat16"},
    "OVERLAP=64": {"overlap": 64},
    "OVERLAP=32": {"overlap": 32},
    "OVERLAP=32, PRECISION=bfloat16": {"overlap": 32, "precision": "bfloat16"},
}


def make_checkpoint(path: Path) -> None:
    """A training checkpoint as large as the published one."""
    parts = {
        "generator": networks.build("satgen", {}),
        "discriminator": networks.build("satgen_discriminator", {}),
    }
    content: dict = {"epoch": 1, "global_step": 1, "config": {}, "best_loss": 0.0, "scaler_state_dict": None}
    for name, network in parts.items():
        content[f"{name}_state_dict"] = network.state_dict()
        moments = {
            index: {
                "step": torch.tensor(1.0),
                "exp_avg": torch.rand_like(p),
                "exp_avg_sq": torch.rand_like(p),
            }
            for index, p in enumerate(network.parameters())
        }
        content[f"optimizer_{name[0]}_state_dict"] = {"state": moments, "param_groups": []}
    torch.save(content, path)


def import_once(path: Path, target: Path) -> None:
    """What the fresh process does."""
    size, before = path.stat().st_size / 2**20, peak_megabytes()
    start = time.perf_counter(), time.process_time()
    model = published.load(path)
    took, peak = (time.perf_counter() - start[0], time.process_time() - start[1]), peak_megabytes()
    model.save(target)
    print(f"{path.name}: {size:.0f} MB on disk; {before:.0f} MB are the interpreter and its imports")
    print(f"import: {took[0]:.2f} s ({took[1]:.2f} CPU-s), peak {peak:.0f} MB = {peak / size:.2f} x the file")
    print(f"import and save: peak {peak_megabytes():.0f} MB = {peak_megabytes() / size:.2f} x the file")
    print(f"model file: {target.stat().st_size / 2**20:.0f} MB, {model.card['title']}")


def run_import(given: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(given) if given else Path(folder) / "checkpoint.pth"
        for step in [*([] if given else ["make"]), "import"]:
            command = [sys.executable, __file__, "child", "--file", str(path), "--step", step]
            subprocess.run([*command, "--folder", folder], check=True)


def as_published(network: torch.nn.Module, heights: np.ndarray, target: Path) -> None:
    """The original's schedule and arithmetic; sizes are multiples of the stride here."""
    weights, total = tile_weights(heights.shape), np.zeros(heights.shape)
    for row in range(0, heights.shape[0] - TILE + 1, STRIDE):
        for col in range(0, heights.shape[1] - TILE + 1, STRIDE):
            cut = np.s_[row : row + TILE, col : col + TILE]
            mean = heights[cut].mean()
            x = torch.from_numpy((heights[cut] - mean) / np.float32(SIGMA))[None, None]
            with torch.no_grad():
                y = network(x)[0, 0].numpy()
            total[cut] += weights(row, col) * (y * SIGMA + mean)
    engine_parts.make(target, total.astype(np.float32))


def tile_weights(shape: tuple[int, ...]) -> Callable[[int, int], np.ndarray]:
    """Ramps with both ends over half a tile; none at the raster's border."""
    ramp = np.linspace(0, 1, STRIDE)

    def along(position: int, length: int) -> np.ndarray:
        low = ramp if position else np.ones(STRIDE)
        high = ramp[::-1] if position + TILE < length else np.ones(STRIDE)
        return np.concatenate([low, high])

    return lambda row, col: np.outer(along(row, shape[0]), along(col, shape[1]))


def trained(network: torch.nn.Module, steps: int) -> torch.nn.Module:
    """The network after some steps on patches of a city, mean absolute error as the loss."""
    scene = turns.city_scene(512, GSD, TRAINED_ON)
    pair = np.stack([turns.as_matched(scene, TRAINED_ON), scene.heights]).astype(np.float32)
    random, optimizer = np.random.default_rng(0), torch.optim.Adam(network.parameters(), RATE)
    network.train()
    for _ in range(steps):
        corners = random.integers(0, pair.shape[1] - CROP, (BATCH, 2))
        patches = np.stack([pair[:, row : row + CROP, col : col + CROP] for row, col in corners])
        patches = (patches - patches[:, :1].mean((2, 3), keepdims=True)) / np.float32(SIGMA)
        x, y = torch.from_numpy(patches).split(1, dim=1)
        loss = (network(x) - y).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return network.eval()


def run_resdepth(size: int, steps: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = resdepth_folder.make(folder / "run", "geom", **SETTINGS)
        torch.manual_seed(0)
        network = trained(networks.build("resdepth", SETTINGS), steps)
        resdepth_folder.save(path, network.state_dict())
        model = published.load(path)
        scene = turns.city_scene(size, GSD)
        heights = turns.as_matched(scene)
        dsm = engine_parts.make(folder / "dsm.tif", heights)
        first = "the original's configuration"
        runs = {first: lambda: as_published(model.network, heights, folder / f"{first}.tif")}
        for way, options in WAYS.items():
            runs[way] = engine_run(model, dsm, folder / f"{way}.tif", options)
        costs = turns.measured(runs, repeats)
        reference = rasters.read(folder / f"{first}.tif").astype(np.float64)
        before, change = np.abs(heights - scene.heights).mean(), np.abs(reference - heights).mean()
        print(f"{size} x {size} px, {torch.get_num_threads()} threads; mean error of the DSM {before:.3f} m,")
        print(f"mean correction {change:.3f} m")
        print(
            f"{'':34}{'Mpx/CPU-s':>10}{'times':>7}{'error':>8}{'difference: mean':>18}{'95 %':>8}{'most':>9}"
        )
        for way, cost in costs.items():
            refined = rasters.read(folder / f"{way}.tif")
            apart, error = np.abs(refined - reference), np.abs(refined - scene.heights).mean()
            print(
                f"{way:34}{size**2 / 1e6 / cost.seconds:10.3f}{cost.times:7.2f}{error:8.3f}"
                f"{apart.mean():18.5f}{np.quantile(apart, 0.95):8.4f}{apart.max():9.4f}"
            )


def engine_run(model: bundle.ModelBundle, dsm: Path, target: Path, options: dict) -> Callable[[], object]:
    return lambda: predict(model, [dsm], target, **options)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("import", "resdepth", "child"))
    parser.add_argument("--file", default="", help="a checkpoint to import")
    parser.add_argument("--size", type=int, default=1152, help="raster width and height, a multiple of 128")
    parser.add_argument("--steps", type=int, default=150, help="training steps of the network")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1, help="threads of torch")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.what == "import":
        run_import(options.file)
    elif options.what == "resdepth":
        run_resdepth(options.size, options.steps, options.repeats)
    elif options.step == "make":
        make_checkpoint(Path(options.file))
    else:
        import_once(Path(options.file), Path(options.folder) / "model.pt")


if __name__ == "__main__":
    main()
