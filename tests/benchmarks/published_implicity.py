"""What a surface by ImpliCity costs, in pixels per second of processor time, and a large cloud in memory.

    python tests/benchmarks/published_implicity.py [--variant 0 mono stereo] [--points 198000] [--repeats 3]
    python tests/benchmarks/published_implicity.py --memory [--points 10000000] [--patches 12]

One patch of 64 x 64 m at 0.25 m, the default configuration, weights made here. (a) as published: points
encoded all at once, pooled features repeated, every height of every column asked, 300 000 queries at a time,
in memory. (b) the engine's defaults from a point file to a raster. Each is the least of `repeats` runs, taken
in turns, with one thread. Both rasters are compared; the published tolerance is a mean difference of 2 mm and
at most 2 final steps (0.125 m). --memory writes a cloud of 1 km2 and runs gridding and variant 0 on
it in fresh processes; the network is stopped after some patches, for memory does not grow with them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import networks  # noqa: E402
from roofline.models.bundle import ModelBundle  # noqa: E402
from roofline.models.clouds.gridding import grid_points  # noqa: E402
from roofline.models.clouds.height_search import original_search  # noqa: E402
from roofline.models.clouds.patches import Rules  # noqa: E402
from roofline.models.clouds.reconstruct import reconstruct  # noqa: E402
from roofline.models.errors import Cancelled  # noqa: E402
from support import implicity_parts as parts  # noqa: E402
from support import rasters  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402

IMAGES = {"0": 0, "mono": 1, "stereo": 2}
SIDE, PIXEL = 64.0, 0.25
CORNER = (500000.0, 5000000.0)


def default_bundle(images: int) -> ModelBundle:
    """The default network with weights that see a rough surface, and the default card."""
    torch.manual_seed(0)
    network = networks.build("implicity", {"images": images})
    for name, parameter in network.named_parameters():
        if parameter.dim() >= 2:
            torch.nn.init.normal_(parameter, std=(1.4 / parameter[0].numel()) ** 0.5)
            if name.startswith("decoder.blocks"):
                parameter.data.mul_(0.3)
    with torch.no_grad():  # beside what the random weights say: occupied below, free above
        network.decoder.fc_p.weight[:, 2] *= 0.1
        network.decoder.fc_p.weight[0, 2] = -4.0
        network.decoder.fc_p.bias[0] = 10.0
        network.decoder.fc_out.weight.mul_(0.2)
        network.decoder.fc_out.weight[0, 0] = 1.0
        network.decoder.fc_out.bias[0] = -10.0
    card = parts.card(images, patch_size=SIDE, stride=16.0, pixel_size=PIXEL)
    card["network"]["options"] = {"images": images}
    card["inputs"][0]["normalisation"]["std"] = 29.83779098
    card["tile"].update(size=256, overlap=192)
    return ModelBundle(card, network)


def cloud(count: int, side: float, seed: int = 0) -> np.ndarray:
    """Points (n, 3) of blocks on a slope."""
    rng = np.random.default_rng(seed)
    xy = rng.random((count, 2)) * side
    z = 400 + 0.05 * xy[:, 0] + 12 * ((xy[:, 0] // 16 + xy[:, 1] // 16) % 2) + rng.normal(0, 0.4, count)
    return np.column_stack([xy + CORNER, z])


def published(bundle: ModelBundle, points: np.ndarray, images: np.ndarray | None) -> np.ndarray:
    """Heights (n, n) of one patch as published."""
    rules = Rules.of(bundle.spec, 1.0, 0.0, -1)
    z_shift = np.sort(points[:, 2])[(len(points) - 1) // 2]
    scaled = (points - [*CORNER, z_shift]) / [SIDE, SIDE, rules.z_std]
    network: Any = bundle.network
    with torch.no_grad():
        planes = [plain_plane(network.points, torch.from_numpy(scaled.astype(np.float32)))]
        if images is not None:
            planes += network.image_planes(torch.from_numpy(images[None]))
        found = original_search(network, planes, rules)[0, 0].numpy()
    return found * np.float32(rules.z_std) + np.float32(z_shift)


def plain_plane(encoder: Any, points: torch.Tensor) -> torch.Tensor:
    """The point encoder, layer by layer on all points."""
    cells = encoder.cells(points)[:, None]
    count = encoder.resolution**2

    def reduced(values: torch.Tensor, how: str) -> torch.Tensor:
        index = cells.expand_as(values)
        empty = values.new_zeros(count, values.shape[1])
        return empty.scatter_reduce(0, index, values, how, include_self=False)

    first, *others = encoder.blocks
    net = first(encoder.fc_pos(points))
    for block in others:
        net = block(torch.cat([net, reduced(net, encoder.pooling)[cells[:, 0]]], dim=1))
    plane = reduced(encoder.fc_c(torch.relu(net)), "mean").T.reshape(
        1, -1, encoder.resolution, encoder.resolution
    )
    return encoder.unet(plane.contiguous())


def compare(variant: str, count: int, repeats: int, folder: Path) -> None:
    """One row of the table: both ways in turns."""
    bundle = default_bundle(IMAGES[variant])
    points = cloud(count, SIDE)
    source = parts.write_ply(folder / "cloud.ply", points)
    rng = np.random.default_rng(1)
    images = rng.normal(size=(IMAGES[variant], 256, 256)).astype(np.float32) if IMAGES[variant] else None
    geotransform = (CORNER[0], PIXEL, 0.0, CORNER[1] + SIDE, 0.0, -PIXEL)
    guides = [
        rasters.write(folder / f"{index}.tif", image, geotransform=geotransform)
        for index, image in enumerate(images if images is not None else [])
    ]
    extent = (*CORNER, CORNER[0] + SIDE, CORNER[1] + SIDE)
    slow, fast = [], []
    for _ in range(repeats):
        start = time.process_time()
        expected = published(bundle, points, images)
        slow.append(time.process_time() - start)
        start = time.process_time()
        reconstruct(bundle, source, folder / "dsm.tif", guides=guides, extent=extent, crs="EPSG:32631")
        fast.append(time.process_time() - start)
    difference = np.abs(rasters.read(folder / "dsm.tif") - expected)
    print(
        f"{variant:8}{count:>9}{min(slow):>12.2f}{min(fast):>10.2f}{min(slow) / min(fast):>8.1f}"
        f"{1000 * difference.mean():>12.3f}{difference.max():>10.4f}",
        flush=True,
    )


def child(kind: str, patches: int, folder: Path) -> None:
    """What a fresh process does with the large cloud; prints its peak memory in MB and the seconds."""
    start, done = time.monotonic(), 0

    def progress(_: float) -> None:
        nonlocal done
        done += 1

    if kind == "grid":
        grid_points(folder / "cloud.ply", folder / "grid.tif", crs="EPSG:32631", pixel_size=PIXEL)
    elif kind == "network":
        bundle = default_bundle(0)
        options: dict[str, Any] = {
            "cancelled": lambda: done >= patches,
            "progress": progress,
        }
        with suppress(Cancelled):
            reconstruct(bundle, folder / "cloud.ply", folder / "dsm.tif", crs="EPSG:32631", **options)
    print(f"{peak_megabytes():.0f} {time.monotonic() - start:.0f}")


def measure_memory(count: int, patches: int, folder: Path) -> None:
    """Peak memory of fresh processes; `imports` is what a process takes that does nothing."""
    with (folder / "cloud.ply").open("wb") as file:
        names = "".join(f"property double {axis}\n" for axis in "xyz")
        header = f"ply\nformat binary_little_endian 1.0\nelement vertex {count}\n{names}end_header\n"
        file.write(header.encode())
        for seed in range(0, count, 10**6):
            file.write(cloud(min(10**6, count - seed), 1000.0, seed).astype("<f8").tobytes())
    for kind in ("imports", "grid", "network"):
        command = [sys.executable, __file__, "--child", kind, "--patches", str(patches), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        peak, seconds = done.stdout.split()
        print(f"{kind:8} {count} points on 1 km2: peak {peak} MB, {seconds} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--variant", nargs="*", default=[*IMAGES], choices=[*IMAGES])
    parser.add_argument("--points", type=int, default=0, help="198 000, or 10 million with --memory")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--patches", type=int, default=12)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.child:
        child(options.child, options.patches, Path(options.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.memory:
            measure_memory(options.points or 10**7, options.patches, Path(folder))
            return
        print("variant    points  as published  engine   times   mean mm     max m   (CPU seconds)")
        for variant in options.variant:
            compare(variant, options.points or 198_000, options.repeats, Path(folder))


if __name__ == "__main__":
    main()
