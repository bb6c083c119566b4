"""Reports that say all that reports can say, and what of a page is words."""

from __future__ import annotations

import copy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Callable

import numpy as np
from osgeo import ogr
from roofline.models.clouds.occupancy import KINDS
from roofline.models.evaluation import MaskViews, Views, evaluate, evaluate_mask
from roofline.models.evaluation.imagery.evaluate import Settings, Sources, evaluate_imagery
from roofline.models.evaluation.imagery.report import imagery_report
from roofline.models.evaluation.imagery.views import ImageryViews
from roofline.models.evaluation.masks.report import mask_report
from roofline.models.evaluation.occupancy import Tally
from roofline.models.evaluation.surface.metrics import surface_metrics
from roofline.models.evaluation.surface.report import surface_report
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.shapes import Vector
from roofline.models.training import reporting
from roofline.models.training.buildings.judging import View as MaskView
from roofline.models.training.buildings.options import OPTIONS as MASK_OPTIONS
from roofline.models.training.buildings.plan import MaskPlan
from roofline.models.training.buildings.plan import Place as MaskPlace
from roofline.models.training.buildings.report import told_of as told_of_masks
from roofline.models.training.data.regions import Region
from roofline.models.training.imagery import plan as imagery_plan
from roofline.models.training.imagery.report import page as told_of_imagery
from roofline.models.training.imagery.training import View as PaintView
from roofline.models.training.judging import Judgement
from roofline.models.training.loop.trainer import Outcome
from roofline.models.training.reconstruction import configuration
from roofline.models.training.reconstruction.judging import View as SurfaceView
from roofline.models.training.reconstruction.plan import Plan as OccupancyPlan
from roofline.models.training.reconstruction.report import page as told_of_occupancy
from roofline.models.training.refiner.judging import View
from roofline.models.training.refiner.plan import Plan
from roofline.models.training.refiner.report import page as told_of

from support import rasters

RATE = {"optimizer": {"learning_rate": 1e-3}}
TERMS = ("MAE", "total", "mse", "l1", "gradient", "normal")
TERMS += ("laplace_nll", "g_gan", "d_fake", "d_real", "penalty")


class Words(HTMLParser):
    """The texts of a page, and what is said of its pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.language = ""
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._hidden = tag == "style"
        self.found.append(given.get("alt") or "")
        self.language = given.get("lang") or self.language

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self.found.append(data)


def mask_evaluations(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of evaluations of buildings: with all there is, polygons, nothing, one missed."""
    truth = np.zeros((128, 160), np.uint8)
    truth[20:50, 20:60], truth[70:100, 90:120] = 1, 1
    found = np.roll(truth, 3, axis=1)
    found[20:50] = 0
    found[5:12, 120:130] = 1
    paths = [
        rasters.write(folder / f"m{index}.tif", each, nodata=255) for index, each in enumerate((found, truth))
    ]
    valid = rasters.write(folder / "valid.tif", np.ones_like(truth), nodata=None)
    square = "POLYGON((500010 4999990,500020 4999990,500020 4999980,500010 4999980,500010 4999990))"
    wkb = bytes(ogr.CreateGeometryFromWkt(square).ExportToWkb())
    houses = Vector(lambda extent: [wkb], "houses.tif", "houses")

    def page(source: Any, reference: Any, **options: Any) -> str:
        views = MaskViews()
        return mask_report(evaluate_mask(source, reference, views=views, tile=64, **options), views)

    nothing = rasters.write(folder / "m2.tif", np.zeros_like(truth), nodata=255)
    return [
        lambda: page(*paths, valid_mask=valid, compatibility="dsm_enhancer"),
        lambda: page(
            houses, houses, grid=Grid(60, 60, (500000.0, 0.5, 0, 5000000.0, 0, -0.5), rasters.wkt(32631))
        ),
        lambda: page(nothing, nothing),
        lambda: page(nothing, houses),
    ]


def image_evaluations(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of painted images: with all there is, with tiles that show, with next to nothing."""
    plan = np.zeros((2, 96, 128), np.uint8)
    plan[0, 40:50], plan[1, 10:35, 20:60] = 255, 255
    image = np.random.default_rng(4).integers(60, 180, (3, 96, 128)).astype(np.uint8)
    paths = {
        name: rasters.write(folder / f"{name}.tif", each, nodata=None)
        for name, each in {"plan": plan, "image": image, "other": image[:, ::-1]}.items()
    }
    other = paths["other"]
    sources = Sources(paths["image"], paths["plan"], other, (other,), (paths["image"],))
    models = {"finder": "finder.pt", "painter": "painter.pt", "tile": [96, 128], "tiles": 1}
    views = ImageryViews()
    full = evaluate_imagery(sources, Settings(), views=views)
    full["realism"] = {"KID": 0.5, "KID_error": 0.1, "patches": 9.0, "real_patches": 8.0}
    full["realism"] |= {"network": "vgg16", "against": "real"}
    full["likeness"]["feature_distance"] = 0.3
    steps = {"ratio": 1.0, "low": 0.9, "high": 1.1, "blended": 1.0}
    full = {**full, "seams": steps, "profile": {"columns": [1.0] * 49, "rows": [1.0] * 49}}
    full["models"], full["files"]["features"] = models, "vgg.pth"
    against = {**full["realism"], "against": "reference"}
    shown = {**full, "seams": {**steps, "ratio": 2.0}, "realism": against}
    little = evaluate_imagery(Sources(paths["image"], paths["plan"]))
    cases = [(full, views), (shown, views), ({**little, "crs": "", "models": models}, None)]
    return [lambda case=case: imagery_report(*case) for case in cases]


def evaluations(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of evaluations: of everything, of little, of surfaces that are worse or shifted."""
    truth = rasters.town((160, 200))
    noise = np.random.default_rng(20).laplace(0, 0.6, truth.shape).astype(np.float32)
    flags = {name: np.zeros(truth.shape, np.uint8) for name in ("building", "water", "forest")}
    for index, flag in enumerate(flags.values()):
        flag[50:80, 50 * index + 5 : 50 * index + 40] = 1
    masks: dict[str, Any] = {
        f"{name}_mask": rasters.write(folder / f"{name}.tif", flag, nodata=255)
        for name, flag in flags.items()
    }
    masks["valid_mask"] = rasters.write(folder / "valid.tif", np.ones_like(flags["water"]), nodata=255)
    after, reference, before = (
        rasters.write(folder / f"{name}.tif", heights)
        for name, heights in (("after", truth + noise / 2), ("truth", truth), ("before", truth + noise))
    )
    views = Views()
    full = evaluate(after, reference, baseline=before, max_error=1, views=views, **masks)
    full["resampled"], full["metres_per_unit"]["reference"] = ["reference"], 0.3048
    full["bootstrap"]["neighbour_correlation"] = 0.5
    plain = {**evaluate(after, reference), "crs": "", "quantile_bound_m": 0.0005}
    plain["source"]["all"] |= {"MEDIAN": 5.0, "NMAD": 0.1}
    cases = [(full, views), (plain, None)]
    for relative, bounds, median in ((-0.1, [-0.2, 0.1], 5.0), (-0.1, None, -5.0), (0.1, None, 0.0)):
        varied = copy.deepcopy(full)
        varied["improvement"]["all"]["MAE"] |= {"relative": relative, "relative_interval": bounds}
        varied["source"]["all"] |= {"MEDIAN": median, "NMAD": 0.1}
        cases.append((varied, None))
    return [lambda case=case: surface_report(*case) for case in cases]


class Positions:
    """Where a training's samples lie, without a training."""

    def __init__(self, regions: tuple[Region, ...]) -> None:
        self.regions = regions

    def positions(self, epoch: int, most: int) -> list[tuple[int, Window, None]]:
        return [(0, Window(col, 0, 32, 32), None) for col in range(0, 96, 32)]


def trainings(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of trainings: of everything that went wrong and right, and of none."""
    truth = rasters.town((96, 128))
    paths = [rasters.write(folder / f"{name}.tif", truth) for name in ("lidar", "noisy")]
    places = tuple(Region(f"Place {n}", paths[0], paths[1] if n else None) for n in range(9))
    errors = np.random.default_rng(1).normal(0, 1, (3, *truth.shape)).astype(np.float32)
    surfaces = {name: truth + error for name, error in zip(("before", "start", "after"), errors)}
    surfaces["after"] = surfaces["after"] + 2
    metrics = {name: surface_metrics(heights - truth) for name, heights in surfaces.items()}
    judged = Judgement(metrics, None, (View(None, 0.5, surfaces, truth),), 12)
    entry = {f"{part}/{term}": 1.0 for part in ("train", "val") for term in TERMS}
    made = []
    for terms in (TERMS[:3], TERMS[3:6], TERMS[6:9], TERMS[9:]):  # a chart shows six lines at most
        chosen = {key: value for key, value in entry.items() if key.partition("/")[2] in terms}
        history = [
            {"epoch": n, "step": 5 * n, "learning_rate": 1e-4, "val/before": 1.0, **chosen} for n in (1, 2)
        ]
        outcome = Outcome(folder, folder, history, 2, 75.0, cancelled=True)
        plan = Plan(places, start="refine-geometry", freeze_encoder=True, degrade=0.2)
        made.append((plan, outcome, judged))
    one = Plan((replace(places[0], samples=1),), architecture="compact")
    made.append((one, Outcome(folder, folder, history[:1], 1, 60.0), replace(judged, windows=1)))
    nothing = Plan(places[:1], architecture="compact")
    made.append((nothing, Outcome(folder, folder, [], 0, 1.0), Judgement()))
    return [lambda case=case: _refiner(folder, *case) for case in made]


def _refiner(folder: Path, plan: Plan, outcome: Outcome, judged: Judgement) -> str:
    told = told_of(plan, outcome, Positions(plan.regions), judged)
    return _written(folder, told, outcome, judged)


def _written(folder: Path, told: reporting.Page, outcome: Outcome, judged: Judgement) -> str:
    """A page as every training writes it."""
    target = folder / "report.html"
    reporting.write(target, told, outcome, judged)
    return target.read_text(encoding="utf-8")


def reconstructions(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of trainings of occupancy: of all that can be said, and of nothing."""
    truth = rasters.town((32, 32))
    surfaces = {"grid": truth + 0.1, "start": truth - 1, "after": truth + 2}
    metrics = {name: surface_metrics(heights - truth) for name, heights in surfaces.items()}
    told = Tally(8, 9, 10, 90, 100).figures()
    shares = {"grid": {}, "start": told, "after": {**told, "IOU": 0.5}}
    metrics = {name: {**each, "pixels": each["count"], **shares[name]} for name, each in metrics.items()}
    judged = Judgement(metrics, None, (SurfaceView(surfaces, truth, 0.5),), 3, "IOU", True)
    figures = {"total": 1.0, "IOU": 0.5, "PRECISION": 0.6, "RECALL": 0.7}
    entry = {f"{part}/{name}": value for part in ("train", "val") for name, value in figures.items()}
    history = [{"epoch": n, "step": n, "learning_rate": 1e-3, **entry} for n in (1, 2)]
    place = {"points": "points.ply", "reference": "town.tif", "name": "Town"}
    config = configuration.complete({"places": [place], "training": {"scheduler": {"type": None}}})
    by_kind = {name: dict.fromkeys((*KINDS, "all"), told) for name in ("start", "after")}
    whole = Outcome(folder, folder, history, 2, 75.0, cancelled=True)
    cases = [
        (OccupancyPlan(config, start="level.pt"), whole, judged, by_kind),
        (OccupancyPlan(config), Outcome(folder, folder, [], 0, 1.0), Judgement(), {}),
    ]
    return [lambda case=case: _written(folder, told_of_occupancy(*case), *case[1:3]) for case in cases]


def masks(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of trainings of building masks: of all that can be said, and of nothing."""
    truth = rasters.town((32, 32))
    buildings = truth > truth.mean()
    found = {"start": ~buildings, "after": buildings}
    figures = {"IOU": 0.5, "F1": 0.6, "PRECISION": 0.7, "RECALL": 0.8, "count": 9.0}
    metrics = {"start": {**figures, "IOU": 0.9}, "after": figures}
    views = tuple(
        MaskView(layer, found, buildings, truth > 0, 0.5) for layer in (truth[None], np.stack([truth] * 3))
    )
    judged = Judgement(metrics, None, views, 3, "IOU", True)
    entry = {"train/total": 1.0, "val/IOU": 0.5}
    history = [{"epoch": n, "step": n, "learning_rate": 1e-3, **entry} for n in (1, 2)]
    whole = Outcome(folder, folder, history, 2, 75.0, cancelled=True)
    plans = [
        MaskPlan(
            (MaskPlace({"dsm": "dsm.tif"}, "labels.tif"),),
            MASK_OPTIONS.checked({"model": {"start": start}, **RATE}),
        )
        for start in ("level.pt", None)
    ]
    cases = [(plans[0], whole, judged), (plans[1], Outcome(folder, folder, [], 0, 1.0), Judgement())]
    return [lambda case=case: _written(folder, told_of_masks(*case), *case[1:]) for case in cases]


def imagery(folder: Path) -> list[Callable[[], str]]:
    """Makers of pages of trainings of painters: of all that can be said, and of nothing."""
    terms = ("total", "discriminator", "l1", "colour", "g_gan", "perceptual", "matching")
    figures = dict.fromkeys(terms, 0.5)
    picture = np.zeros((3, 16, 16), np.float32)
    mask = np.resize(np.array([-1, 0, 1], np.float32), (2, 16, 16))
    view = PaintView(mask, {"target": picture, "start": picture, "after": picture})
    judged = Judgement({"start": figures, "after": figures}, views=(view,), windows=3, metric="colour")
    entry = {f"{split}/{term}": 1.0 for split in ("train", "val") for term in terms}
    history = [{"epoch": n, "step": n, "learning_rate": 1e-3, **entry} for n in (1, 2)]
    whole = Outcome(folder, folder, history, 2, 75.0, cancelled=True)
    place = imagery_plan.Region("Town", image="dsm.tif", masks={"mask": "mask.tif"})
    plan = imagery_plan.plan_of((place,), {"architecture": "spade"})
    cases = [(plan, whole, judged), (plan, Outcome(folder, folder, [], 0, 1.0), Judgement())]
    return [lambda case=case: _written(folder, told_of_imagery(*case), *case[1:]) for case in cases]
