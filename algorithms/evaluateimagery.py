"""Evaluate imagery: a painted image against its plan, real images, and itself."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
)

from ..models.options import CHANNEL_ORDERS
from ..models.reports.figures import finite
from .common.bridge import callbacks, core_run, tr
from .common.files import check_files
from .common.network import NetworkAlgorithm, model_parameter

WEIGHTS = "PyTorch (*.pth *.pt);;All files (*)"
RASTERS = QgsProcessing.SourceType.TypeRaster
FILES = (
    ("REPORT", "Report", "HTML (*.html)", "One page with pictures, figures, and what they mean."),
    ("METRICS", "Metrics", "JSON (*.json)", "All numbers, for programs."),
    ("TABLE", "Table", "CSV (*.csv)", "A row per number, for spreadsheets."),
)
# Outputs by the part of the result and the name of the measure there.
NUMBERS = {
    "IOU": ("layout", "IoU"),
    "SEAM_RATIO": ("seams", "ratio"),
    "PSNR": ("likeness", "PSNR"),
    "SSIM": ("likeness", "SSIM"),
    "GMSD": ("likeness", "GMSD"),
    "FEATURE_DISTANCE": ("likeness", "feature_distance"),
    "KID": ("realism", "KID"),
    "DIVERSITY": ("diversity", "MAE"),
}


class EvaluateImagery(NetworkAlgorithm):
    NAME = "evaluateimagery"
    DISPLAY_NAME = "Evaluate imagery"
    GROUP = "imagery"
    SUMMARY = "Measures how well an image was painted from a mask of roads and buildings."
    HELP = (
        "A model that finds buildings looks for those of the mask: IOU tells whether they can be recognised. "
        "SEAM_RATIO is how much pixels differ at borders of tiles by how much they do around them: 1 is no "
        "seam.",
        "With a real image of the same place as REFERENCE: PSNR, SSIM and GMSD (0: equal). With images of "
        "the same mask and other seeds: how much they differ. With a file of VGG-16 or VGG-19 as FEATURES: "
        "a distance near to what people see, and KID, the distance to real images of such places.",
    )
    LIMITS = (
        "No figure tells whether an image looks real: look at the pictures of the report.",
        "KID depends on the network, the pixel size and the size of patches: compare it with that of two "
        "real places.",
    )
    EXAMPLE = {"INPUT": "image.tif", "MASK": "mask.tif", "REPORT": "report.html", "METRICS": "metrics.json"}
    TAGS = ("image", "quality", "seam", "psnr", "ssim", "lpips", "kid", "gan", "synthesis", "validation")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self._add_images()
        self.add(
            model_parameter(
                tr("Finder of buildings"), "buildings-imagery", "buildingmask", {}, given=["image"]
            ),
            "The model that looks for buildings in the image: a bundled or installed one, or a model file.",
        )
        painter = model_parameter(tr("Painter"), "imagery-demo", "synthesizeimagery", {}, name="PAINTER")
        self.add(painter, "The model that painted the image: its tiles are where seams would be.")
        self.add_number("TILE_SIZE", "Tile size (pixels)", 0, "As it was painted; 0: the painter's own.")
        self.add_number("OVERLAP", "Overlap (pixels)", -1, "As it was painted; -1: the painter's own.")
        self._add_features()
        self.add_device()
        self.add_files(FILES)
        for name in NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.image = self.source(parameters, "INPUT", context)
        self.mask = self.source(parameters, "MASK", context)
        self.reference = self.optional_source(parameters, "REFERENCE", context)
        self.others = self.sources(parameters, "OTHER_SEEDS", context)
        self.real = self.sources(parameters, "REAL_IMAGES", context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        files = self.asked_files(FILES, parameters, context)
        asked = self._asked(parameters, context)
        outputs: dict[str, Any] = {}
        with core_run(context, feedback, torch=True):
            from ..models.evaluation.files import as_json, write_wanted
            from ..models.evaluation.imagery.evaluate import Settings, Sources, evaluate_imagery
            from ..models.evaluation.imagery.numbers import imagery_table
            from ..models.evaluation.imagery.report import imagery_report
            from ..models.evaluation.imagery.views import ImageryViews

            check_files(self, parameters, context, {})
            views = ImageryViews() if files["REPORT"] else None
            sources = Sources(
                self.image.file(),
                self.mask.file(),
                None if self.reference is None else self.reference.file(),
                tuple(each.file() for each in self.others),
                tuple(each.file() for each in self.real),
            )
            result = evaluate_imagery(
                sources,
                Settings(**asked),
                files=[path for path in files.values() if path],
                views=views,
                **callbacks(feedback),
            )
            makers = {
                "REPORT": lambda: imagery_report(result, views),
                "METRICS": lambda: as_json(result),
                "TABLE": lambda: imagery_table(result),
            }
            outputs.update(write_wanted(files, makers))
            outputs.update(finite(_numbers(result)))
        return outputs

    def _add_images(self) -> None:
        self.add(QgsProcessingParameterRasterLayer("INPUT", tr("Image")), "The painted image.")
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask")),
            "Roads and buildings that it was painted from; one band: buildings.",
        )
        self.add_enum(
            "CHANNEL_ORDER",
            "Order of the bands",
            CHANNEL_ORDERS,
            "auto: by the bands' descriptions, else roads first; published labels come in both orders.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("REFERENCE", tr("Reference"), optional=True),
            "A real image of the same place, in any CRS and on any grid.",
        )
        for name, label, text in (
            ("OTHER_SEEDS", "Images of other seeds", "Painted from the same mask; up to 7."),
            ("REAL_IMAGES", "Real images", "Of such places, with such pixels, for KID; without: REFERENCE."),
        ):
            self.add(QgsProcessingParameterMultipleLayers(name, tr(label), RASTERS, optional=True), text)

    def _add_features(self) -> None:
        weights = QgsProcessingParameterFile(
            "FEATURES", tr("Network of features"), fileFilter=tr(WEIGHTS), optional=True
        )
        self.add(
            weights,
            "torchvision's state dict of vgg16 or vgg19 (features.0.weight ...), with LPIPS heads "
            "(lin0.model.1.weight ...) if there are any; nothing in it is run.",
        )
        self.add_number(
            "PATCH_SIZE",
            "Side of patches (pixels)",
            256,
            "What the network of features sees at once.",
            minValue=64,
            maxValue=1024,
            advanced=True,
        )
        self.add_number(
            "PATCHES",
            "Patches",
            32,
            "How many of an image it sees at most; each takes about half a second.",
            minValue=1,
            maxValue=1000,
            advanced=True,
        )

    def _asked(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """The settings of the core."""
        return {
            "channel_order": self.parameterAsEnumString(parameters, "CHANNEL_ORDER", context),
            "finder": self.model(parameters, context),
            "painter": self.parameterAsString(parameters, "PAINTER", context).strip() or "imagery-demo",
            "tile_size": self.parameterAsInt(parameters, "TILE_SIZE", context),
            "overlap": self.parameterAsInt(parameters, "OVERLAP", context),
            "features": self.parameterAsFile(parameters, "FEATURES", context) or None,
            "patch": self.parameterAsInt(parameters, "PATCH_SIZE", context),
            "patches": self.parameterAsInt(parameters, "PATCHES", context),
            **self.device_options(parameters, context),
        }


def _numbers(result: dict[str, Any]) -> dict[str, float | None]:
    """What was measured, by the outputs' names; None where its part has not been asked for."""
    parts = {**result, "layout": result["layout"]["image"]}
    return {name: parts[part].get(measure) for name, (part, measure) in NUMBERS.items()}
