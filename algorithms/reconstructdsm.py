"""Reconstruct DSM: a photogrammetric point cloud in, a surface out."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from ..models.errors import RooflineError
from ..models.tasks import RECONSTRUCT_DSM
from .common.bridge import HELP_URL, TORCH_MISSING, callbacks, core_run, tr
from .common.clouds import FILES, add_selection, selection_of
from .common.crs import crs_of, wkt_of
from .common.network import NetworkAlgorithm, torch_is_installed
from .common.styles import style_output
from .common.vectors import corners

CLASSICAL = RECONSTRUCT_DSM.model
SCHEDULES = ("fast", "original")


class ReconstructDsm(NetworkAlgorithm):
    NAME = RECONSTRUCT_DSM.id
    DISPLAY_NAME = RECONSTRUCT_DSM.title
    GROUP = "surfacemodels"
    SUMMARY = "Makes a digital surface model (DSM) from a point cloud, by a neural network or by gridding."
    HELP = (
        "A network decides for every place above the ground whether it is occupied, and the highest such "
        "place of each pixel becomes the surface. Images of the same place help, if the model takes any.",
        "The bundled model <i>reconstruct-points</i> looks at what lies in each pixel and about it: it "
        "fills gaps, and takes noise and gross errors out.",
        "The model <i>grid</i> needs no network and no PyTorch: it takes the 90th percentile of the heights "
        "in each pixel and fills small holes with the nearest height.",
        "LAZ and COPC need the Python packages laspy and lazrs, which Raster > Roofline > Set up PyTorch "
        "installs; LAS, PLY, XYZ and CSV (x, y, z) need nothing. Coordinates must be in a projected CRS.",
        "Points of LAS files that are marked as noise (classes 7 and 18) or withheld are left out unless "
        "CLASSES or WITHHELD ask for them, and so are a few points far from all others where no extent is "
        "given. The log says how many.",
    )
    LIMITS = (
        "Heights are one per pixel: bridges and overhangs close what lies below them.",
        "Coordinates in degrees are refused: reproject the points first.",
    )
    EXAMPLE = {"POINTS": "points.laz", "MODEL": "grid", "PIXEL_SIZE": 0.5, "OUTPUT": "dsm.tif"}
    TAGS = ("dsm", "point cloud", "las", "laz", "copc", "ply", "occupancy", "photogrammetry", "stereo")

    def canExecute(self) -> tuple[bool, str]:
        return True, ""  # gridding needs no PyTorch; without it, networks are refused when run

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        points = QgsProcessingParameterFile("POINTS", tr("Point cloud"), fileFilter=tr(FILES))
        self.add(points, "LAS, LAZ, COPC, PLY, XYZ, CSV, or point chunks of ImpliCity's data sets.")
        self.add(
            QgsProcessingParameterMultipleLayers(
                "GUIDES", tr("Guide rasters"), QgsProcessing.SourceType.TypeRaster, optional=True
            ),
            "Ortho-images in the model's order, on any grid.",
        )
        self.add_number(
            "PIXEL_SIZE",
            "Pixel size",
            0.0,
            "In the unit of the coordinates; 0: the model's own, or by the density of the points.",
            minValue=0.0,
        )
        self.add_network_parameters(**{CLASSICAL: tr("gridding, without a network")})
        self.add_cluster()
        self.add(
            QgsProcessingParameterCrs("CRS", tr("CRS of the points"), optional=True),
            "For files that do not state it, such as PLY and XYZ.",
            advanced=True,
        )
        add_selection(self)
        self.add_enum(
            "SCHEDULE",
            "Search for heights",
            SCHEDULES,
            "original: every height of every column, as published; slower, with the same result.",
        )
        self.add(QgsProcessingParameterRasterDestination("OUTPUT", tr("Surface")), "Heights, one per pixel.")
        self.add_uncertainty()
        self.addOutput(QgsProcessingOutputNumber("POINT_COUNT", tr("Points used")))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.points = self.parameterAsFile(parameters, "POINTS", context)
        self.guides = self.sources(parameters, "GUIDES", context)
        given = self.parameterAsCrs(parameters, "CRS", context)
        self.crs = wkt_of(given)
        self.bounds, self.failure = None, None
        try:
            self.bounds = self._bounds(parameters, context) if parameters.get("EXTENT") else None
        except RooflineError as error:  # QGIS would swallow its sentence here
            self.failure = error
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        self.uncertainty = self.parameterAsOutputLayer(parameters, "UNCERTAINTY", context) or None
        model = self.model(parameters, context)
        outputs: dict[str, Any] = {}
        with core_run(context, feedback, torch=model != CLASSICAL):
            if self.failure is not None:
                raise self.failure
            self.selection = selection_of(self, parameters, context)
            run = self._grid if model == CLASSICAL else self._network
            count = run(parameters, target, context, feedback)
            outputs = {"OUTPUT": target, "POINT_COUNT": count}
            style_output(target, "relief", context)
            if self.uncertainty:
                outputs["UNCERTAINTY"] = self.uncertainty
                style_output(self.uncertainty, "uncertainty", context)
        return outputs

    def _grid(
        self, parameters: dict, target: str, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> int:
        from ..models.clouds.gridding import grid_points
        from ..models.engine.setup import no_uncertainty

        if self.cluster(parameters, context):
            raise RooflineError(
                "Gridding is done on this machine: leave CLUSTER empty or choose another MODEL."
            )
        if self.guides:
            raise RooflineError("Gridding takes no guides: leave GUIDES empty or choose another MODEL.")
        if self.uncertainty:
            raise no_uncertainty(CLASSICAL)
        return grid_points(
            self.points,
            target,
            pixel_size=self.parameterAsDouble(parameters, "PIXEL_SIZE", context),
            extent=self.bounds,
            crs=self.crs,
            selection=self.selection,
            creation_options=self.creation_options(parameters, context),
            **callbacks(feedback),
        )

    def _network(
        self, parameters: dict, target: str, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> int:
        if not torch_is_installed():
            raise RooflineError(TORCH_MISSING, url=HELP_URL)
        from ..models import bundle
        from ..models.clouds.reconstruct import reconstruct
        from ..models.distribute import whole

        model, guides = self.model(parameters, context), [guide.file() for guide in self.guides]
        options: dict[str, Any] = {
            "pixel_size": self.parameterAsDouble(parameters, "PIXEL_SIZE", context),
            "extent": self.bounds,
            "crs": self.crs,
            "schedule": self.parameterAsEnumString(parameters, "SCHEDULE", context),
            **self.network_options(parameters, context),
            **callbacks(feedback),
        }
        cluster = self.cluster(parameters, context)
        if cluster:
            inputs = {"points": [self.points], "guides": guides}
            targets = {"target": target, "uncertainty": self.uncertainty}
            options["selection"] = self.selection.words()
            return int(whole.run(cluster, self.NAME, model, inputs, targets, **options)["points"])
        files = {"guides": guides, "uncertainty": self.uncertainty, "selection": self.selection}
        return reconstruct(bundle.load(model), self.points, target, **files, **options).points

    def _bounds(self, parameters: dict, context: QgsProcessingContext) -> tuple[float, float, float, float]:
        """EXTENT in the CRS of the points, of CRS, or of the first guide. Main thread only."""
        from ..models.clouds.readers import open_points

        crs = QgsCoordinateReferenceSystem.fromWkt(open_points(self.points).crs or self.crs)
        layers = self.parameterAsLayerList(parameters, "GUIDES", context)
        if not crs.isValid() and layers:
            crs = crs_of(layers[0])
        return corners(self.parameterAsExtent(parameters, "EXTENT", context, crs))
