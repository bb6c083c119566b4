"""What the chains hold: their inputs, their steps, where the boxes lie, their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)


@dataclass(frozen=True)
class Input:
    """A parameter of a chain: a QGIS definition, its help, and its place (column, row) on the canvas."""

    definition: QgsProcessingParameterDefinition
    text: str
    place: tuple[float, float]


@dataclass(frozen=True)
class Step:
    """An algorithm of a chain: "id" of an input, "step:OUTPUT" of a step before, by parameter; and values."""

    id: str
    algorithm: str
    label: str
    note: str
    takes: dict[str, str]
    gives: dict[str, str]
    place: tuple[float, float]
    fixed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """What a model file holds."""

    name: str
    title: str
    summary: str
    notes: str
    limits: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    example: dict[str, Any] = field(default_factory=dict)


def raster(name: str, label: str, optional: bool = False) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterRasterLayer(name, label, optional=optional)


def rasters(name: str, label: str) -> QgsProcessingParameterDefinition:
    kind = QgsProcessing.SourceType.TypeRaster
    return QgsProcessingParameterMultipleLayers(name, label, kind, optional=True)


def shapes(name: str, label: str) -> QgsProcessingParameterDefinition:
    kinds = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorAnyGeometry]
    return QgsProcessingParameterMapLayer(name, label, optional=True, types=kinds)


def areas(name: str, label: str) -> QgsProcessingParameterDefinition:
    kinds = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]
    return QgsProcessingParameterMapLayer(name, label, optional=True, types=kinds)


def number(name: str, label: str, default: float | None, least: float) -> QgsProcessingParameterDefinition:
    kinds = QgsProcessingParameterNumber.Type
    kind = kinds.Integer if isinstance(default, int) else kinds.Double
    return QgsProcessingParameterNumber(name, label, kind, default, default is None, least)


def model(name: str, label: str) -> QgsProcessingParameterDefinition:
    """A model's name; empty, which is what the step's own default stands for, unless it is given."""
    return QgsProcessingParameterString(name, label, optional=True)


DSM = "One band of heights in a projected CRS."
GUIDES = "Images in the order of the model that refines, if it takes any."
BUILDINGS = "Polygons or a mask raster, in any CRS, if the model that refines takes buildings."
MODEL = "The name of a bundled or installed model, or the path of a model file; empty: the default one."
MASK_MODEL = f"{MODEL} auto: the installed one that suits what is given."
REFINE = "Noise and false matches are reduced, walls get steeper, voids are filled."
FIND = "1 on buildings, 0 elsewhere, 255 where nothing is known."
SHARE = "How sure it is that a building stands there, 0 to 1."
DRAW = "Straight walls, right angles, heights above the refined surface's ground."
DTM = "The ground below buildings; without it the ground around is taken."
GRIDDED = (
    "The model <i>grid</i> of the first step needs no network: it takes the 90th percentile of the "
    "heights in each pixel."
)
DEGREES = "Coordinates in degrees are refused: reproject the points first."
REFINED = {"REFINE": False}  # the step before has done it
KNOWN = areas("BUILDINGS", "Buildings of the model that refines")
LEAST = number("MIN_AREA", "Smallest area (m2)", 0.0, 0.0)
CLOUD = (
    Input(
        QgsProcessingParameterFile("POINTS", "Point cloud", fileFilter="All files (*)"),
        "LAS, LAZ, COPC, PLY, XYZ or CSV; LAZ needs laspy and lazrs, which Set up PyTorch installs.",
        (0, 0),
    ),
    Input(
        QgsProcessingParameterCrs("CRS", "CRS of the points", optional=True),
        "For files that do not state it, such as PLY and XYZ.",
        (1, 0),
    ),
    Input(
        number("PIXEL_SIZE", "Pixel size", 0.0, 0.0),
        "In the unit of the coordinates; 0: the model's own, or by the density of the points.",
        (2, 0),
    ),
    Input(model("RECONSTRUCTION_MODEL", "Model that makes the DSM"), f"{MODEL} grid: by gridding.", (3, 0)),
    Input(
        rasters("GUIDES", "Guide rasters"),
        "Ortho-images for the model that makes the DSM, if it takes any.",
        (4, 0),
    ),
    Input(model("MODEL", "Model that refines"), MODEL, (2.05, 1)),
    Input(rasters("REFINE_GUIDES", "Guide rasters of the model that refines"), GUIDES, (3.05, 1)),
    Input(KNOWN, BUILDINGS, (4.05, 1)),
    Input(model("MASK_MODEL", "Model that finds buildings"), MASK_MODEL, (3.05, 2)),
)
SURFACE = (
    Input(raster("INPUT", "DSM"), DSM, (0, 0)),
    Input(rasters("GUIDES", "Guide rasters"), GUIDES, (1, 0)),
    Input(model("MODEL", "Model that refines"), MODEL, (2, 0)),
    Input(KNOWN, BUILDINGS, (3, 0)),
    Input(
        raster("IMAGERY", "Imagery", optional=True),
        "An orthophoto for the model that finds buildings, if it takes one.",
        (2.05, 1),
    ),
    Input(model("MASK_MODEL", "Model that finds buildings"), MASK_MODEL, (3.05, 1)),
)
RECONSTRUCT = Step(
    "reconstruct",
    "reconstructdsm",
    "Reconstruct DSM",
    "A surface from the points; small holes are filled.",
    {
        "POINTS": "POINTS",
        "CRS": "CRS",
        "PIXEL_SIZE": "PIXEL_SIZE",
        "MODEL": "RECONSTRUCTION_MODEL",
        "GUIDES": "GUIDES",
    },
    {},
    (1, 1),
)


def refine(source: str = "INPUT", guides: str = "GUIDES", row: float = 1) -> Step:
    takes = {"INPUT": source, "GUIDES": guides, "MODEL": "MODEL", "BUILDINGS": "BUILDINGS"}
    return Step("refine", "refinedsm", "Refine DSM", REFINE, takes, {"OUTPUT": "Refined DSM"}, (1, row))


def find(row: float, **more: str) -> Step:
    """The step that makes a building mask of the refined surface."""
    takes = {"DSM": "refine:OUTPUT", "MODEL": "MASK_MODEL", **more}
    return Step(
        *("mask", "buildingmask", "Building mask", FIND),
        takes,
        {"OUTPUT": "Building mask"},
        (3.05, row),
        REFINED,
    )


def outline(row: float, **more: str) -> tuple[Step, Step]:
    """The steps that make a building probability of the refined surface, and polygons of it."""
    share = Step(
        "mask",
        "buildingmask",
        "Building mask",
        SHARE,
        {"DSM": "refine:OUTPUT", "MODEL": "MASK_MODEL", **more},
        {"PROBABILITY": "Building probability"},
        (3.05, row),
        REFINED,
    )
    draw = Step(
        "footprints",
        "buildingfootprints",
        "Building footprints",
        DRAW,
        {"INPUT": "mask:PROBABILITY", "DSM": "refine:OUTPUT", "DTM": "DTM", "MIN_AREA": "MIN_AREA"},
        {"OUTPUT": "Footprints"},
        (3.05, row + 2),
    )
    return share, draw


RECIPES = (
    Recipe(
        "refineandevaluate",
        "Refine and evaluate",
        "Refines a DSM, and measures against a reference how much better it has become.",
        "The report judges the surface before and after on the same pixels.",
        "A reference of another date counts what has been built meanwhile as an error.",
        (
            Input(raster("INPUT", "DSM"), DSM, (0, 0)),
            Input(rasters("GUIDES", "Guide rasters"), GUIDES, (1, 0)),
            Input(model("MODEL", "Model"), MODEL, (2, 0)),
            Input(raster("REFERENCE", "Reference DSM"), "The true surface, on any grid.", (3, 0)),
            Input(
                raster("BUILDING_MASK", "Buildings", optional=True),
                "Adds metrics of buildings, of 2 m around their outlines and of terrain.",
                (4, 0),
            ),
            Input(KNOWN, BUILDINGS, (5, 0)),
        ),
        (
            refine(),
            Step(
                "evaluate",
                "evaluatedsm",
                "Evaluate DSM",
                "The refined surface against the reference; the DSM as it came is the baseline.",
                {
                    "INPUT": "refine:OUTPUT",
                    "REFERENCE": "REFERENCE",
                    "BASELINE": "INPUT",
                    "BUILDING_MASK": "BUILDING_MASK",
                },
                {"ERROR": "Error", "REPORT": "Report", "METRICS": "Metrics"},
                (3, 2),
            ),
        ),
        {
            "INPUT": "dsm.tif",
            "REFERENCE": "lidar.tif",
            "REFINED_DSM": "refined.tif",
            "REPORT": "report.html",
        },
    ),
    Recipe(
        "dsmtobuildingmask",
        "DSM to building mask",
        "Refines a DSM and finds the buildings in the refined surface.",
        "An orthophoto is used too if one is given and a model takes it.",
        "Both models must suit the place and its pixel size: errors of the first reach the second.",
        (*SURFACE, Input(LEAST, "Smaller buildings are left out.", (4.05, 1))),
        (refine(), find(2, IMAGERY="IMAGERY", MIN_AREA="MIN_AREA")),
        {
            "INPUT": "dsm.tif",
            "REFINED_DSM": "refined.tif",
            "BUILDING_MASK": "buildings.tif",
        },
    ),
    Recipe(
        "dsmtofootprints",
        "DSM to footprints",
        "Refines a DSM, finds the buildings in it and draws their polygons with heights.",
        "An orthophoto is used too if one is given and a model takes it. Outlines are taken from the "
        "probability of buildings, which is finer than a mask.",
        "Both models must suit the place and its pixel size: errors of the first reach the second.",
        (
            *SURFACE,
            Input(raster("DTM", "Terrain model", optional=True), DTM, (3.05, 3.2)),
            Input(LEAST, "Smaller buildings and courtyards are left out.", (4.05, 3.2)),
        ),
        (refine(), *outline(2, IMAGERY="IMAGERY")),
        {"INPUT": "dsm.tif", "REFINED_DSM": "refined.tif", "FOOTPRINTS": "buildings.gpkg"},
    ),
    Recipe(
        "pointcloudtobuildingmask",
        "Point cloud to building mask",
        "Makes a DSM from a point cloud, refines it and finds the buildings in it.",
        GRIDDED,
        DEGREES,
        (*CLOUD, Input(LEAST, "Smaller buildings are left out.", (4.05, 2))),
        (RECONSTRUCT, refine("reconstruct:OUTPUT", "REFINE_GUIDES", 2), find(3, MIN_AREA="MIN_AREA")),
        {
            "POINTS": "points.laz",
            "REFINED_DSM": "dsm.tif",
            "BUILDING_MASK": "buildings.tif",
        },
    ),
    Recipe(
        "pointcloudtofootprints",
        "Point cloud to footprints",
        "Makes a DSM from a point cloud, refines it, finds the buildings and draws their polygons with "
        "heights.",
        GRIDDED,
        DEGREES,
        (
            *CLOUD,
            Input(raster("DTM", "Terrain model", optional=True), DTM, (3.05, 4.2)),
            Input(LEAST, "Smaller buildings and courtyards are left out.", (4.05, 4.2)),
        ),
        (RECONSTRUCT, refine("reconstruct:OUTPUT", "REFINE_GUIDES", 2), *outline(3)),
        {"POINTS": "points.laz", "REFINED_DSM": "dsm.tif", "FOOTPRINTS": "buildings.gpkg"},
    ),
    Recipe(
        "plantoimagery",
        "Plan to imagery",
        "Paints an aerial image of a plan: roads and buildings in, a picture out.",
        "The image is made up: it shows no real place.",
        "The pixel size should be that of the images that the model was trained on.",
        (
            Input(shapes("ROADS", "Roads"), "A vector layer or a raster.", (0, 0)),
            Input(shapes("BUILDINGS", "Buildings"), "A vector layer or a raster.", (1, 0)),
            Input(number("ROAD_WIDTH", "Road width (m)", 7.0, 0.01), "Width of drawn lines.", (2, 0)),
            Input(
                QgsProcessingParameterExtent("EXTENT", "Extent", optional=True),
                "Without it: the raster's, or that of all layers.",
                (3, 0),
            ),
            Input(
                number("PIXEL_SIZE", "Pixel size (m)", None, 0.01),
                "Without it: the raster's own pixels, else 1 m.",
                (4, 0),
            ),
            Input(model("MODEL", "Model"), MODEL, (3.05, 1)),
            Input(number("SEED", "Seed", 0, 0), "The same seed gives the same image.", (4.05, 1)),
        ),
        (
            Step(
                "compose",
                "composemask",
                "Compose mask",
                "Roads in band 1, buildings in band 2.",
                {name: name for name in ("ROADS", "BUILDINGS", "ROAD_WIDTH", "EXTENT", "PIXEL_SIZE")},
                {},
                (1.5, 1),
            ),
            Step(
                "synthesize",
                "synthesizeimagery",
                "Synthesize imagery",
                "Red, green and blue, on the grid of the mask.",
                {"INPUT": "compose:OUTPUT", "MODEL": "MODEL", "SEED": "SEED"},
                {"OUTPUT": "Image"},
                (3.05, 2),
            ),
        ),
        {
            "ROADS": "roads.gpkg",
            "BUILDINGS": "houses.gpkg",
            "IMAGE": "image.tif",
        },
    ),
)
