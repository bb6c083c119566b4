"""Simulate city: a made-up town with known heights and what stereo would see of it."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterExtent,
    QgsProcessingParameterRasterDestination,
)

from ..models.errors import RooflineError
from ..models.options import ERROR_MODELS, FACADES, STYLES
from ..models.reports.figures import finite
from .common.base import RooflineAlgorithm
from .common.bridge import callbacks, core_run, tr
from .common.crs import wkt_of
from .common.styles import style_output

LARGEST_WHOLE = 2**31 - 1  # pixels that a side of a raster can have

OUTPUTS = {
    "TRUTH": ("True surface", "relief", "Heights of buildings, trees and ground without any error."),
    "STEREO": ("Stereo surface", "relief", "The noisy surface, with voids."),
    "BUILDINGS": ("Buildings", "mask", "1 on buildings."),
    "IMAGES": ("Orthoimage", "image", "Red, green, blue, near infrared and the matched views."),
    "SECOND_IMAGE": ("Oblique second image", "grey", "The partners of the matched views."),
    "NDVI": ("NDVI", "ndvi", "The vegetation index, -1 to 1."),
    "GROUND": ("Ground", "relief", "Heights of the terrain alone."),
    "ROADS": ("Roads", "roads", "1 on roads."),
    "TREES": ("Tree heights", "trees", "Metres above the ground."),
    "ROOF_PLANES": ("Roof planes", "labels", "A number per plane of a roof."),
}
ALWAYS = "STEREO"
BY_DEFAULT = ("TRUTH", "STEREO", "BUILDINGS")
ANY_STYLE = "any"
DEFAULT_CRS = "EPSG:32631"
CORNER = (500000.0, 5000000.0)  # the north-western one of a town without an extent


class SimulateCity(RooflineAlgorithm):
    NAME = "simulatecity"
    DISPLAY_NAME = "Simulate city"
    GROUP = "training"
    SUMMARY = "Makes a town with known heights, and the noisy surface that image matching would make of it."
    HELP = (
        "The true surface holds buildings of many roof shapes, trees, cars and terrain. The stereo surface "
        "is matched from a rendered image pair with occlusions, shadows and glass, or has hand-made errors.",
        "The orthoimage has red, green, blue, near infrared and the panchromatic views from above that were "
        "matched; the second image has their oblique partners. Roads, trees and roof planes are labels.",
        "The same seed gives the same town.",
    )
    LIMITS = (
        "It is made to train and to try things out: errors of real surfaces vary more.",
        "The whole town is held in memory: up to 4096 pixels a side.",
    )
    EXAMPLE = {
        "WIDTH": 512,
        "HEIGHT": 512,
        "SEED": 3,
        "STYLE": "old_town",
        "TRUTH": "truth.tif",
        "STEREO": "stereo.tif",
    }
    TAGS = (
        "dsm",
        "synthetic",
        "simulation",
        "training data",
        "stereo",
        "buildings",
        "procedural",
        "orthoimage",
        "ndvi",
        "roof planes",
    )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "Where the town lies; without it the size counts.",
        )
        self.add_number("WIDTH", "Width (pixels)", 512, "Used without an extent.", minValue=64)
        self.add_number("HEIGHT", "Height (pixels)", 512, "Used without an extent.", minValue=64)
        self.add_number(
            "PIXEL_SIZE", "Pixel size (m)", 0.5, "Ground sampling distance.", minValue=0.05, maxValue=10
        )
        self.add_number("SEED", "Seed", 2, "The same seed gives the same town.", minValue=0)
        self.add_enum("STYLE", "Style", (ANY_STYLE, *STYLES), "Kind of town; any: one by chance.", False)
        self.add_enum(
            "ERROR_MODEL",
            "Errors",
            ERROR_MODELS,
            "By matching rendered images, or hand-made.",
            False,
        )
        self.add_number("SEVERITY", "Severity", 0.5, "0: almost none; 1.5: bad.", minValue=0.0, maxValue=1.5)
        self.add(
            QgsProcessingParameterCrs("CRS", tr("CRS"), DEFAULT_CRS, optional=True),
            "A projected CRS in metres.",
            advanced=True,
        )
        self._add_acquisition()
        self.add_creation_options()
        for name, (label, _, help_text) in OUTPUTS.items():
            self.add(
                QgsProcessingParameterRasterDestination(
                    name, tr(label), optional=name != ALWAYS, createByDefault=name in BY_DEFAULT
                ),
                help_text,
            )
        self.addOutput(QgsProcessingOutputNumber("MAE", tr("Mean absolute error of the stereo surface (m)")))

    def _add_acquisition(self) -> None:
        for name, label, text, least, most in (
            (
                "SUN_AZIMUTH",
                "Azimuth of the sun (degrees)",
                "Clockwise from north. Without it: one by chance for every image pair.",
                0,
                360,
            ),
            (
                "SUN_ELEVATION",
                "Elevation of the sun (degrees)",
                "Above the horizon. Without it: one by chance for every image pair.",
                10,
                90,
            ),
        ):
            self.add_number(
                name,
                label,
                None,
                text,
                optional=True,
                minValue=least,
                maxValue=most,
                advanced=True,
            )
        self.add_number(
            "BASE_TO_HEIGHT",
            "Base to height",
            0.4,
            "Of the image pairs: 0.1 is a narrow angle between the views, 1 a wide one.",
            minValue=0.05,
            maxValue=1.5,
            advanced=True,
        )
        self.add_enum(
            "FACADES",
            "Facades",
            FACADES,
            "Walls in the second image: bright and dark stripes, or storeys with windows.",
        )

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.crs = self.parameterAsCrs(parameters, "CRS", context)
        if not self.crs.isValid():
            self.crs = QgsCoordinateReferenceSystem(DEFAULT_CRS)
        given = bool(parameters.get("EXTENT"))
        self.extent = self.parameterAsExtent(parameters, "EXTENT", context, self.crs) if given else None
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in OUTPUTS}
        paths = {name: path for name, path in paths.items() if path}
        style = self.parameterAsEnumString(parameters, "STYLE", context)
        recipe = {
            "seed": self.parameterAsInt(parameters, "SEED", context),
            "style": None if style == ANY_STYLE else style,
            "error_model": self.parameterAsEnumString(parameters, "ERROR_MODEL", context),
            "severity": self.parameterAsDouble(parameters, "SEVERITY", context),
            "facades": self.parameterAsEnumString(parameters, "FACADES", context),
            "base_to_height": self.parameterAsDouble(parameters, "BASE_TO_HEIGHT", context),
        }
        for name in ("SUN_AZIMUTH", "SUN_ELEVATION"):
            if parameters.get(name) not in (None, ""):
                recipe[name.lower()] = self.parameterAsDouble(parameters, name, context)
        outputs: dict = {}
        with core_run(context, feedback):
            from ..models.simulation import scene_files

            numbers = scene_files.simulate(
                self._grid(parameters, context),
                scene_files.Recipe(**recipe),
                {name.lower(): path for name, path in paths.items()},
                creation_options=self.creation_options(parameters, context),
                **callbacks(feedback),
            )
            outputs = {**paths, **finite({"MAE": numbers["MAE"]})}
            for name, path in paths.items():
                style_output(path, OUTPUTS[name][1], context)
        return outputs

    def _grid(self, parameters: dict, context: QgsProcessingContext) -> object:
        from ..models.raster.grid import Grid, ground_unit_at

        if self.crs.isGeographic():
            raise RooflineError("The CRS is in degrees: choose a projected CRS, such as a UTM zone.")
        projection = wkt_of(self.crs)
        crs = Grid(1, 1, projection=projection).crs
        if crs is not None and (crs.IsGeocentric() or crs.GetLinearUnits() != 1):
            raise RooflineError(
                "The CRS {crs} is not in metres: choose a projected CRS in metres, such as a UTM zone.",
                crs=self.crs.authid(),
            )
        extent, (left, top) = self.extent, CORNER
        middle = CORNER if extent is None else (extent.center().x(), extent.center().y())
        metres = self.parameterAsDouble(parameters, "PIXEL_SIZE", context)
        pixel = metres / ground_unit_at(projection, middle)
        if extent is None:
            width, height = (self.parameterAsInt(parameters, name, context) for name in ("WIDTH", "HEIGHT"))
        else:
            sides = extent.width() / pixel, extent.height() / pixel
            width, height = (max(1, round(min(side, LARGEST_WHOLE))) for side in sides)
            left, top = extent.xMinimum(), extent.yMaximum()
        return Grid(width, height, (left, pixel, 0.0, top, 0.0, -pixel), projection)
