"""A plan from points and a reference: what a first training needs is chosen from what they are."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...clouds.readers import USUAL, Selection, open_points
from ...clouds.readers.chunks import INFO, chunks_of
from ...errors import RooflineError
from ...formats.checks import Place
from ...formats.objects import JsonObject
from ...published.implicity_configuration import merged
from ...published.implicity_sections import sections_of
from ...raster.dataset import Raster
from ...raster.grid import Grid, extent_of
from ...raster.source import RasterPath
from ..start import FRESH, named
from . import configuration, plan
from .options import OPTIONS
from .plan import Layers, Plan
from .start import start_model

log = logging.getLogger(__name__)
CELLS = 128  # of the feature plane along a patch, as published
FINEST = 0.25  # metres of a pixel by default: finer ones cost more than they show
LEAST_CELLS = 32  # of a patch: less shows no building whole
EPOCHS, SAMPLES, STEP = 40, 64, 4  # for data of one place; patches of a step of the optimiser
RATE = 1e-3  # the highest of the published cycle
LENGTHS = ("pixel_size", "patch_size")  # which configurations tell along x and along y
# A fifth of the published network's time and a thirtieth of its weights.
COMPACT: JsonObject = {
    "encoder_kwargs": {
        "hidden_dim": 24,
        "feature_dim": 24,
        "plane_resolution": CELLS,
        "n_blocks": 3,
        "unet_kwargs": {"depth": 4, "start_filts": 16},
    },
    "decoder_kwargs": {"feature_dim": 24, "hidden_size": 24, "n_blocks": 3},
    "encoder2_kwargs": {"num_stack": 1},
}


@dataclass(frozen=True)
class Overrides:
    """What the user asks for: values by the names of options, of which what is left out or 0 is chosen by the
    data, and what no option tells.
    """

    asked: Mapping[str, Any] = field(default_factory=dict)
    start: str = FRESH
    crs: str = ""
    selection: Selection = USUAL

    def get(self, name: str) -> Any:
        """What is asked of an option; None where nothing is."""
        return self.asked.get(name) or None

    @property
    def precision(self) -> str:
        """The arithmetic, which no configuration of the original tells."""
        return str(self.get("precision") or "float32")

    @property
    def options(self) -> JsonObject:
        """What is asked of the options of the table."""
        known = {row.name for row in OPTIONS.rows}
        return {name: value for name, value in self.asked.items() if value and name in known}


def plan_of(
    points: str | Path,
    reference: RasterPath | None,
    guides: Sequence[RasterPath] = (),
    overrides: Overrides = Overrides(),
) -> Plan:
    """The plan of training on one place.

    Points that are a chunk_info.yaml bring their own queries and need no reference.
    """
    if not points:
        raise RooflineError("There are no points; give POINTS and REFERENCE, or a CONFIG file.")
    if not reference:
        return _of_chunks(Path(points), guides, overrides)
    with Raster.open(reference) as raster:
        grid = raster.grid
    config = _configuration(overrides, grid, len(guides))
    place = {
        "name": Path(str(reference)).stem,
        "points": str(points),
        "reference": str(reference),
        "guides": [str(guide) for guide in guides],
        "crs": overrides.crs,
        **overrides.selection.words(),
    }
    layers = {0: Layers(reference, tuple(guides))}
    options = {"start": started(overrides.start), "precision": overrides.precision, "layers": layers}
    return plan.of_places([place], config, **options)


def _of_chunks(points: Path, guides: Sequence[RasterPath], overrides: Overrides) -> Plan:
    if points.name != INFO:
        raise RooflineError("There is no reference surface; give REFERENCE, or a CONFIG file.")
    if guides:
        raise RooflineError("Chunks take their images from a configuration; give CONFIG in place of GUIDES.")
    open_points(points, overrides.selection)  # refuses selections that chunks know nothing of
    numbers = list(chunks_of(points))
    held = numbers[-1:] if len(numbers) > 1 else numbers
    folders = [points.parent / name for name, _ in chunks_of(points).values()]
    dataset = {
        "path": str(points.parent),
        "use_surface": [
            kind
            for kind in configuration.SURFACES
            if all((folder / f"query--{kind}.npz").is_file() for folder in folders)
        ],
        "train_chunks": [each for each in numbers if each not in held] or numbers,
        "val_chunks": held,
    }
    if held == numbers:
        log.warning("The data set has one chunk: the model is judged on what it was trained on.")
    model = {} if overrides.get("architecture") == "implicity" else COMPACT
    base = {"dataset": dataset, "training": _training(overrides), "model": model}
    config = configuration.complete(merged(base, {**changes_of(overrides), "model": {}}))
    return Plan(config, points.parent, started(overrides.start), overrides.precision)


def plan_of_file(path: str, overrides: Overrides = Overrides()) -> Plan:
    """The plan of a configuration file; overrides that are not left open replace what it says."""
    made = plan.of_file(path, changes_of(overrides), started(overrides.start))
    return Plan(made.config, made.base, made.start, overrides.precision)


def changes_of(overrides: Overrides) -> JsonObject:
    """The sections of a configuration that overrides change."""
    asked = {name: value for name, value in overrides.options.items() if name != "architecture"}
    changes = OPTIONS.configuration(
        {name: [value, value] if name in LENGTHS else value for name, value in asked.items()}
    )
    if overrides.get("learning_rate"):  # a cycle would overwrite it
        changes["training"]["scheduler"] = {"type": "CosineAnnealingLR", "kwargs": {}}
    if overrides.get("architecture") == "compact":
        changes["model"] = COMPACT
    return changes


def _training(overrides: Overrides) -> JsonObject:
    """How data of one place is trained on: no cycles, many epochs of few patches."""
    samples = overrides.get("samples") or SAMPLES
    return {
        "epochs": EPOCHS,
        "random_dataset_length": samples,
        "optimize_every": min(STEP, samples),
        "validate_every": 1,
        "learning_rate": RATE,
        "summed": False,
        "gradient_clipping": 1.0,
        "ema": 0.99,
        "scheduler": {"type": "CosineAnnealingLR", "kwargs": {"warm_up": 0.03}},
    }


def _configuration(overrides: Overrides, grid: Grid, images: int) -> JsonObject:
    """The sections of a configuration for a reference on a grid."""
    for name, value in overrides.options.items():
        OPTIONS[name].kind(value, Place(OPTIONS[name].key))
    unit = grid.ground_unit
    pixel = overrides.get("pixel_size") or _round_pixel(max(grid.gsd, FINEST))
    left, bottom, right, top = extent_of(grid)
    patch = overrides.get("patch_size") or _patch(pixel, ((right - left) * unit, (top - bottom) * unit))
    model = {} if overrides.get("architecture") == "implicity" else COMPACT
    cells = min(max(round(patch / pixel / 16) * 16, 16), 2 * CELLS)
    fresh: JsonObject = {
        "dataset": {
            "patch_size": [patch, patch],
            "sliding_window": {"val_strip": [patch, patch], "test_strip": [patch / 2, patch / 2]},
        },
        "model": {**model, "method": "implicity_onet" if images else "conv_onet"},
        "training": _training(overrides),
        "dsm_generation": {"pixel_size": [pixel, pixel]},
    }
    config = merged(fresh, {"model": {"encoder_kwargs": {"plane_resolution": cells}}})
    if started(overrides.start):
        config = merged(config, sections_of(start_model(overrides.start).spec))
    return merged(config, {**changes_of(overrides), "model": {}})


def _round_pixel(size: float) -> float:
    """A size of which powers of two make a whole patch."""
    decade = 10.0 ** math.floor(math.log10(size))
    return min(
        (step * decade for step in (1.0, 2.0, 2.5, 5.0, 10.0)), key=lambda each: abs(math.log(each / size))
    )


def _patch(pixel: float, sides: tuple[float, float]) -> float:
    """The side of a patch in metres: CELLS pixels, fewer where the area holds no two of them and a half."""
    cells = CELLS
    while cells > LEAST_CELLS and (max(sides) < 2.5 * cells * pixel or min(sides) < cells * pixel):
        cells //= 2
    return cells * pixel


def started(name: str) -> str | None:
    """The model to go on with, None for fresh weights."""
    found = named(name)
    if found is not None:
        start_model(found)
    return found
