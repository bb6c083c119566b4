"""Refine DSM: a noisy surface in, a crisp one out."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..models.formats.scratch import Scratch
from ..models.options import FUSIONS
from ..models.reports.figures import finite
from ..models.tasks import REFINE_DSM
from .common.bridge import callbacks, core_run, tr
from .common.crs import crs_of
from .common.network import NetworkAlgorithm, window_of
from .common.styles import style_output
from .common.vectors import AREAS, shapes_or_raster


class RefineDsm(NetworkAlgorithm):
    NAME = REFINE_DSM.id
    DISPLAY_NAME = REFINE_DSM.title
    GROUP = "surfacemodels"
    SUMMARY = "Refines a noisy digital surface model (DSM) of a town with a neural network."
    HELP = (
        "Noise, spikes and false matches are reduced, walls get steeper, voids are filled. "
        "The grid, the CRS, the height reference and the nodata value of the input are kept.",
        "The input must be in a projected CRS (metres or feet). Heights may have any offset.",
    )
    LIMITS = (
        "The bundled model is made for towns, in pixels of some 0.1 to 2.5 m. Walls blurred over many "
        "pixels stay uncertain; roofs lost or invented over more than some 30 pixels are not recovered.",
        "Rasters in degrees are refused: reproject them first.",
    )
    EXAMPLE = {"INPUT": "dsm.tif", "MODEL": "refine-geometry", "OUTPUT": "refined.tif"}
    TAGS = ("dsm", "dem", "denoise", "filter", "stereo", "photogrammetry", "buildings", "deep learning")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self.add(QgsProcessingParameterRasterLayer("INPUT", tr("DSM")), "One band of heights.")
        self.add(
            QgsProcessingParameterMultipleLayers(
                "GUIDES", tr("Guide rasters"), QgsProcessing.SourceType.TypeRaster, optional=True
            ),
            "Images in the model's order, on any grid; a multiple of what the model takes is several sets. "
            "A picture of 512 x 256 pixels with DSM and NDVI side by side needs none.",
        )
        self.add(
            QgsProcessingParameterMapLayer("BUILDINGS", tr("Buildings"), optional=True, types=AREAS),
            "Polygons, such as a cadastre's or OpenStreetMap's, or a mask raster, in any CRS, for a model "
            "that takes buildings. They may lie some metres off.",
        )
        self.add(
            QgsProcessingParameterBoolean("FILL_VOIDS", tr("Fill voids"), True),
            "Where a height is within 128 pixels; farther off, voids stay. If unchecked, all stay.",
        )
        self.add_enum(
            "GUIDE_SETS",
            "Several guide sets",
            FUSIONS,
            "Fuse the results, or one band per set.",
        )
        self.add_network_parameters()
        self.add_cluster()
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Refined DSM")),
            "Heights on the grid of the DSM.",
        )
        self.add_uncertainty()
        self.addOutput(QgsProcessingOutputNumber("MEAN_ABSOLUTE_CHANGE", tr("Mean absolute change")))
        self.addOutput(QgsProcessingOutputNumber("VOIDS_FILLED", tr("Voids filled (pixels)")))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.dsm = self.source(parameters, "INPUT", context)
        self.guides = self.sources(parameters, "GUIDES", context)
        self.buildings = shapes_or_raster(self, parameters, "BUILDINGS", context)
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        self.crs = crs_of(layer)
        self.rectangle = self.extent(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        uncertainty = self.parameterAsOutputLayer(parameters, "UNCERTAINTY", context) or None
        options = self.network_options(parameters, context)
        options["fill_voids"] = self.parameterAsBool(parameters, "FILL_VOIDS", context)
        model = self.model(parameters, context)
        outputs: dict[str, Any] = {}
        with (
            core_run(context, feedback, torch=True),
            Scratch() as folder,
        ):
            from ..models import bundle
            from ..models.distribute import whole
            from ..models.modelfile.card import require_task
            from ..models.surfaces.dsm_ndvi_pair import halves
            from ..models.surfaces.fusion import predict_sets
            from ..models.surfaces.guides import guide_sets

            dsm, guides = self.dsm.file(), [guide.file() for guide in self.guides]
            loaded = bundle.load(model)
            require_task(loaded.spec, REFINE_DSM.id)
            buildings = self.buildings and self.buildings.areas(self.crs, context.transformContext())
            if not guides:
                dsm, *guides = halves(loaded.spec, dsm, folder) or [dsm]
            options["fusion"] = self.parameterAsEnumString(parameters, "GUIDE_SETS", context)
            options.update(window=window_of(dsm, self.rectangle), **callbacks(feedback))
            cluster = self.cluster(parameters, context)
            if cluster:
                inputs = {"dsm": [dsm], "guides": guides, "buildings": [buildings or None]}
                targets = {"target": target, "uncertainty": uncertainty}
                numbers = whole.run(cluster, self.NAME, model, inputs, targets, **options)
            else:
                sets = guide_sets(loaded.spec, guides)
                options.update(buildings=buildings, uncertainty=uncertainty)
                numbers = predict_sets(loaded, dsm, sets, target, **options).numbers
            outputs = {
                "OUTPUT": target,
                **finite({"MEAN_ABSOLUTE_CHANGE": numbers["mean_absolute_change"]}),
                "VOIDS_FILLED": int(numbers["voids_filled"]),
            }
            style_output(target, "relief", context)
            if uncertainty:
                outputs["UNCERTAINTY"] = uncertainty
                style_output(uncertainty, "uncertainty", context)
        return outputs
