"""How good a painted image is: is its plan found again, does it show its tiles, is it like real images?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from ... import bundle, predict
from ...engine import device as devices
from ...engine.setup import tile_and_overlap
from ...engine.tiles import TileLayout
from ...errors import RooflineError
from ...formats.scratch import Scratch
from ...imagery.masks import band_classes, open_mask, write_classes
from ...modelfile import choice
from ...modelfile.card import require_task
from ...options import AUTO
from ...progress import Cancel, Progress, Reporter, part_of
from ...raster.dataset import Raster
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid
from ...raster.ground import say_stretch
from ...raster.named_files import AnyPath
from ...raster.paths import check_paths
from ...raster.windows import squares
from ..masks.evaluate import evaluate_mask
from . import seams
from .features import Features
from .likeness import HALO, Likeness
from .picture import Picture
from .realism import Asked, describe
from .result import Facts, FeatureMeasures, Files, ImageryResult, Walked
from .views import ImageryViews
from .views import Plan as PlanView

BLOCK = 512  # pixels along a side of what is read at once
MOST_OTHERS = 7  # images of other seeds; all pairs of them are compared
FINDER, PAINTER = "buildings-imagery", "imagery-demo"
PATCH, PATCHES = 256, 32  # pixels, and how many of an image are described
# What may be asked for: pixels a side, and patches of an image.
LEAST_PATCH, MOST_PATCH, MOST_PATCHES = 64, 1024, 1000
FINDING, WALKING = 0.5, 0.7  # shares of the progress at which a part ends


class Sources(NamedTuple):
    """Files: an image, the mask (roads and buildings) that it was painted from, a real image `reference` of
    the same place, `others` of the same mask and other seeds, and `real` images of places like it.
    """

    image: AnyPath
    mask: AnyPath
    reference: AnyPath | None = None
    others: tuple[AnyPath, ...] = ()
    real: tuple[AnyPath, ...] = ()

    def compared(self) -> dict[str, AnyPath]:
        """The image and its reference, if there is one, by name."""
        return {"image": self.image, **({} if self.reference is None else {"reference": self.reference})}


@dataclass(frozen=True)
class Settings:
    """How an image is judged. `finder` looks for buildings; `painter`, `tile_size` and `overlap` tell how it
    was painted; `features` is a network file (`Features`), `patch` the side of what it sees in pixels and
    `patches` how many of an image it sees; `device` and `precision` are those of the engine.
    """

    channel_order: str = AUTO
    finder: str = FINDER
    painter: str = PAINTER
    tile_size: int = 0
    overlap: int = -1
    features: AnyPath | None = None
    patch: int = PATCH
    patches: int = PATCHES
    device: str = AUTO
    precision: str = AUTO

    def check(self, others: int) -> None:
        """Refuse numbers that nothing can be done with."""
        if others > MOST_OTHERS:
            raise RooflineError(
                "{count} images of other seeds were given; give at most {most}.",
                count=others,
                most=MOST_OTHERS,
            )
        if not LEAST_PATCH <= self.patch <= MOST_PATCH:
            raise RooflineError(
                "PATCH_SIZE is {size}; give {least} to {most} pixels.",
                size=self.patch,
                least=LEAST_PATCH,
                most=MOST_PATCH,
            )
        if not 1 <= self.patches <= MOST_PATCHES:
            raise RooflineError(
                "PATCHES is {count}; give 1 to {most}.", count=self.patches, most=MOST_PATCHES
            )


def evaluate_imagery(
    sources: Sources,
    settings: Settings | None = None,
    *,
    files: Sequence[AnyPath] = (),
    views: ImageryViews | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> ImageryResult:
    """Measures of an image that was painted from a mask, on the image's grid.

    layout: what is found of the mask's buildings, in the image and the reference; seams: steps at borders of
    tiles by those inside; likeness: to the reference; diversity: among images of the same mask; realism:
    features of patches beside those of real images, else of the reference. Parts without their inputs are
    empty. `files` will be written by the caller; `views` collects what a report shows. Raises RooflineError.
    """
    settings = settings or Settings()
    named = {**sources.compared(), "mask": sources.mask}
    if settings.features is not None:
        named["features"] = settings.features
    check_paths([*named.values(), *sources.others, *sources.real], list(files))
    settings.check(len(sources.others))
    finder = choice.choose_model(settings.finder, {"image": os.fspath(sources.image)}, "buildingmask")
    with block_cache(), Scratch() as folder, ExitStack() as stack:
        job = _Job(sources, settings, finder, stack)
        plan = _Plan(sources.mask, settings.channel_order, folder, cancelled)
        layout = job.found(plan, views, part_of(progress, 0.0, FINDING), cancelled)
        walked = job.walked(views, part_of(progress, FINDING, WALKING - FINDING), cancelled)
        described = job.described(part_of(progress, WALKING, 1 - WALKING), cancelled)
        if views is not None:
            raster = stack.enter_context(Raster.open(plan.file))
            views.visit(job.images, job.seeds, PlanView(raster, job.grid, plan.classes))
    if progress is not None:
        progress(1.0)  # what nobody asked for has taken no share of it
    lists: Files = {
        "others": [str(each) for each in sources.others],
        "real": [str(each) for each in sources.real],
    }
    files_read = cast(Files, {**{name: str(path) for name, path in named.items()}, **lists})
    return {
        "layout": layout,
        "seams": walked["seams"],
        "profile": walked["profile"],
        "likeness": {**walked["likeness"], **described.get("likeness", {})},
        "diversity": {**walked["diversity"], **described.get("diversity", {})},
        "realism": described.get("realism", {}),
        **job.facts(),
        "files": files_read,
    }


class _Job:
    """The open images of an evaluation, and what is measured of them."""

    def __init__(
        self, sources: Sources, settings: Settings, finder: bundle.ModelBundle, stack: ExitStack
    ) -> None:
        self._sources, self._settings, self._finder = sources, settings, finder
        image = Picture(stack, sources.image, finder.name)
        self.grid = grid = image.grid
        _ = grid.gsd  # refuses degrees
        say_stretch(grid)
        self.images = {
            name: Picture(stack, path, finder.name, grid if name != "image" else None)
            for name, path in sources.compared().items()
        }
        self.seeds = [Picture(stack, each, finder.name, grid) for each in sources.others]
        self._real = [Picture(stack, each, finder.name) for each in sources.real]
        self._layout = _layout(settings, grid)
        chosen = devices.choose(settings.device, settings.precision)
        self._features = None if settings.features is None else Features(os.fspath(settings.features), chosen)

    def facts(self) -> Facts:
        """What was judged, and by which models."""
        grid = self.grid
        return {
            "models": {
                "finder": self._finder.name,
                "painter": self._settings.painter,
                "tile": list(self._layout.tile_shape),
                "tiles": len(self._layout),
            },
            "size": [grid.width, grid.height],
            "gsd": grid.gsd,
            "crs": "" if grid.crs is None else grid.crs.GetName(),
        }

    def found(
        self, plan: _Plan, views: ImageryViews | None, progress: Progress, cancelled: Cancel
    ) -> dict[str, dict[str, float]]:
        """How well the plan's buildings are found in the image, and in the reference."""
        found: dict[str, dict[str, float]] = {}
        paths = self._sources.compared()
        for index, (name, path) in enumerate(paths.items()):
            target = plan.folder / f"{name}.tif"
            predict.predict(
                self._finder,
                choice.in_order(self._finder.spec, {"image": os.fspath(path)}),
                target,
                progress=part_of(progress, index / len(paths), 1 / len(paths)),
                cancelled=cancelled,
                device=self._settings.device,
                precision=self._settings.precision,
            )
            looked = views.layout if views is not None and name == "image" else None
            judged = evaluate_mask(target, plan.buildings, views=looked, cancelled=cancelled)
            found[name] = {**judged["pooled"], **judged["objects"]}
        return found

    def walked(self, views: ImageryViews | None, progress: Progress, cancelled: Cancel) -> Walked:
        """What is measured pixel by pixel."""
        walk = _Walk(self, self._layout, views)
        walk.run(progress, cancelled)
        return walk.result()

    def described(self, progress: Progress, cancelled: Cancel) -> FeatureMeasures:
        """What a network's features say; nothing without its file."""
        if self._features is None:
            return {}
        settings = self._settings
        asked = Asked(self._features, self.images, self.seeds, self._real, settings.patch, settings.patches)
        return describe(asked, progress, cancelled)


def _layout(settings: Settings, grid: Grid) -> TileLayout:
    """The tiles that the image was painted in."""
    card = bundle.load(settings.painter).spec
    require_task(card, "synthesizeimagery")
    tiles = card.layer_tile
    size, overlap = tile_and_overlap(tiles, settings.tile_size, settings.overlap)
    return TileLayout(grid.width, grid.height, size, overlap, tiles.multiple, tiles.layout, tiles.blend)


class _Plan:
    """A mask as files of Byte bands: all of it, and its buildings; a mask of one band is of buildings."""

    def __init__(self, mask: AnyPath, order: str, folder: Path, cancelled: Cancel) -> None:
        opened = open_mask(mask, cancelled)
        self.classes = ("buildings",) if opened.bands == 1 else band_classes(opened, order)
        self.folder, self.file = folder, folder / "plan.tif"
        whole = opened.grid.window()  # sparse: what is empty takes no room
        write_classes(opened, self.file, range(opened.bands), cancelled, whole)
        bands = [self.classes.index("buildings")]
        target = folder / "buildings" / f"{Path(opened.name).stem or 'mask'}.tif"  # messages tell its name
        target.parent.mkdir()
        self.buildings = write_classes(opened, target, bands, cancelled, whole)


class _Walk:
    """All that is measured pixel by pixel, in one walk over the images."""

    def __init__(self, job: _Job, layout: TileLayout, views: ImageryViews | None) -> None:
        self._grid, self._images, self._seeds, self._views = job.grid, job.images, job.seeds, views
        grid = job.grid
        self._steps = seams.Steps(grid.width, grid.height)
        self._borders = seams.borders(layout.cols, grid.width), seams.borders(layout.rows, grid.height)
        self._likeness = Likeness()
        self._pairs = [Likeness() for _ in combinations(range(1 + len(job.seeds)), 2)]
        if views is not None:
            views.begin(grid)

    def run(self, progress: Progress, cancelled: Cancel) -> None:
        """Read all windows, row by row from the left."""
        windows = list(squares(self._grid.window(), BLOCK))
        reporter = Reporter(len(windows), progress, cancelled)
        for window in windows:
            reporter.check()
            wide = window._replace(
                col=window.col - HALO,
                row=window.row - HALO,
                width=window.width + 2 * HALO,
                height=window.height + 2 * HALO,
            )
            image = self._images["image"].read(wide)
            self._steps.add(window, image[:, HALO - 1 : -HALO, HALO - 1 : -HALO])
            if "reference" in self._images:
                self._likeness.add(image, self._images["reference"].read(wide))
            every = [image, *(seed.read(wide) for seed in self._seeds)]
            for pair, (one, other) in zip(self._pairs, combinations(every, 2)):
                pair.add(one, other)
            if self._views is not None:
                self._views.add(window, image[:, HALO:-HALO, HALO:-HALO])
            reporter.done(1)

    def result(self) -> Walked:
        """Seams, likeness to the reference (empty without one) and diversity (empty without others)."""
        steps = {"columns": self._steps.columns(), "rows": self._steps.rows()}
        if not any(np.isfinite(each).any() for each in steps.values()):
            raise RooflineError("The image has no two neighbouring pixels that are known; check its nodata.")
        profiles = {
            name: seams.profile(values, found.places).tolist()
            for (name, values), found in zip(steps.items(), self._borders)
            if found.places
        }
        pairs = [pair.measures() for pair in self._pairs]
        diversity = {
            name: float(np.mean([each[name] for each in pairs])) for name in (pairs[0] if pairs else ())
        }
        return {
            "seams": seams.measures((steps["columns"], steps["rows"]), self._borders),
            "profile": profiles,
            "likeness": self._likeness.measures() if "reference" in self._images else {},
            "diversity": diversity,
        }
