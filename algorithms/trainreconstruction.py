"""Train reconstruction: a model of one's own that makes surfaces of point clouds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..models.clouds.readers.selection import USUAL
from ..models.errors import RooflineError
from ..models.tasks import RECONSTRUCT_DSM
from ..models.training.reconstruction.options import FAMILIES, OPTIONS
from .common.bridge import LayerSource, tr
from .common.clouds import FILES, add_selection, selection_of
from .common.crs import wkt_of
from .common.training import TrainingAlgorithm
from .common.vectors import AREAS, VectorSource, shapes_or_raster

CONFIGURATIONS = "Configurations (*.yaml *.yml *.json);;All files (*)"


class TrainReconstruction(TrainingAlgorithm):
    OPTIONS = OPTIONS
    FAMILIES = FAMILIES
    ORIGINAL = "IMPLICITY"
    FIGURES = {"IOU": ("after", "IOU"), "MAE": ("after", "MAE"), "MAE_GRID": ("grid", "MAE")}
    NAME = "trainreconstruction"
    DISPLAY_NAME = "Train reconstruction"
    SUMMARY = "Trains a model that makes surfaces of point clouds like yours, from points and a reference."
    HELP = (
        "Give a point cloud and a better surface of the same place, and run: no meshes are needed. The "
        "network learns which places in space are occupied; places to learn from are drawn in space, near "
        "the reference and on its walls. A fifth of the area is kept aside to judge the result, which the "
        "report shows. The model file is MODEL of Reconstruct DSM then.",
        "The reference may be polygons of roofs with heights too, of a city model for instance: a surface is "
        "made of them beside the model, with the points' own heights between the buildings.",
        "The chunk_info.yaml of a data set of ImpliCity is taken as POINTS too; it needs no reference.",
        "CONFIG takes ImpliCity's own YAML with what it inherits, or any number of places from a file, in "
        "place of points and reference. Numbers that are 0 are then those of the file.",
        "Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.",
    )
    LIMITS = (
        "On a CPU a training takes from minutes to hours; a GPU is much faster.",
        "The reference should be of the same date: what was built in between is learnt as an error.",
        "A model trained for a few minutes is no match for gridding: the report says which is better.",
    )
    EXAMPLE = {
        "POINTS": "points.laz",
        "REFERENCE": "lidar.tif",
        "EPOCHS": 40,
        "OUTPUT": "mine.pt",
        "REPORT": "training.html",
    }
    TAGS = ("dsm", "train", "point cloud", "occupancy", "implicity", "deep learning", "neural network")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        points = QgsProcessingParameterFile("POINTS", tr("Point cloud"), fileFilter=tr(FILES), optional=True)
        self.add(points, "LAS, LAZ, COPC, PLY, XYZ, CSV, or the chunk_info.yaml of ImpliCity's data sets.")
        self.add(
            QgsProcessingParameterMapLayer("REFERENCE", tr("Reference"), optional=True, types=AREAS),
            "A better surface of the same place, such as LiDAR, on any grid; or polygons of roofs with "
            "heights (LoD1, LoD2).",
        )
        self.add(
            QgsProcessingParameterString("HEIGHT_FIELD", tr("Field of roof heights"), "", optional=True),
            "Of polygons: heights above the level that the points count from. Empty: their Z.",
            advanced=True,
        )
        rasters = QgsProcessing.SourceType.TypeRaster
        self.add(
            QgsProcessingParameterMultipleLayers("GUIDES", tr("Guide rasters"), rasters, optional=True),
            "Ortho-images that the model shall take besides the points, of one band each.",
            advanced=True,
        )
        self.add_configuration(
            "ImpliCity's YAML, or a training configuration with any number of places, in place of the above.",
            CONFIGURATIONS,
        )
        self.add_options("architecture")
        words = {"none": tr("start from nothing")}
        self.add_start(
            RECONSTRUCT_DSM.id,
            "none",
            words,
            "An installed model, a model file or ImpliCity's own checkpoint; none: start from nothing.",
        )
        self.add_options()
        self.add(
            QgsProcessingParameterCrs("CRS", tr("CRS of the points"), optional=True),
            "For files that do not state it, such as PLY and XYZ.",
            advanced=True,
        )
        add_selection(self)
        self.add_run_parameters()
        self._add_outputs()

    def _add_outputs(self) -> None:
        self.add_destinations(
            "Its path is MODEL of Reconstruct DSM.",
            "One page: how the training went, and what the model does to the part kept aside.",
        )
        self.add_folder(
            "IMPLICITY",
            tr("ImpliCity results folder"),
            "The results as ImpliCity's own training would leave them.",
        )
        self.add_folder(
            "DATASET",
            tr("ImpliCity data set"),
            "A new folder for the places as chunks of points and queries, in the original's form.",
        )
        self.add_figure("IOU", "IoU of occupancy on validation data")
        self.add_figure("MAE", "Mean absolute error of validation data after (m)")
        self.add_figure("MAE_GRID", "Mean absolute error of gridded points on validation data (m)")

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.reference = shapes_or_raster(self, parameters, "REFERENCE", context)
        self.transforms = context.transformContext()
        self.guides = self.sources(parameters, "GUIDES", context)
        given = self.parameterAsCrs(parameters, "CRS", context)
        self.crs = wkt_of(given)
        return True

    def training(
        self, parameters: dict, context: QgsProcessingContext, files: Any, cancelled: Callable[[], bool]
    ) -> Any:
        from ..models.training import run
        from ..models.training.reconstruction.dataset import build
        from ..models.training.reconstruction.training import ReconstructionTraining

        plan = self._plan(parameters, context, cancelled)
        training = ReconstructionTraining(plan)
        folder = self.parameterAsString(parameters, "DATASET", context)
        run.check_files(training, files, [Path(folder)] if folder else [])
        if folder:
            build(plan, folder, cancelled=cancelled)
            self.built["DATASET"] = folder
        return training

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        self.built: dict[str, str] = {}
        return {**super().processAlgorithm(parameters, context, feedback), **self.built}

    def _plan(self, parameters: dict, context: QgsProcessingContext, cancelled: Any) -> Any:
        """The plan of the configuration, or of points and reference."""
        from ..models.training.reconstruction import defaults

        selection = selection_of(self, parameters, context)
        overrides = defaults.Overrides(
            self.asked(parameters, context),
            selection=selection,
            start=self.parameterAsString(parameters, "MODEL", context),
            crs=self.crs,
        )
        config = self.parameterAsFile(parameters, "CONFIG", context)
        points = self.parameterAsFile(parameters, "POINTS", context)
        if config:
            if points or self.reference or self.guides:
                raise RooflineError(
                    "CONFIG was given besides POINTS, REFERENCE or GUIDES: leave one of the two empty."
                )
            if selection != USUAL:
                raise RooflineError(
                    "CONFIG tells of each place which points are used: leave CLASSES, RETURNS and the flags "
                    "as they are."
                )
            return defaults.plan_of_file(config, overrides)
        reference: Any = self.reference
        if isinstance(reference, VectorSource) and points:
            reference = self._of_roofs(reference, points, overrides, parameters, context, cancelled)
        elif isinstance(reference, LayerSource):
            reference = reference.file()
        return defaults.plan_of(points, reference, [guide.file() for guide in self.guides], overrides)

    def _of_roofs(
        self,
        roofs: VectorSource,
        points: str,
        overrides: Any,
        parameters: dict,
        context: QgsProcessingContext,
        cancelled: Any,
    ) -> str:
        """A reference surface of polygons, written beside the model; its path."""
        from ..models.clouds.readers import open_points
        from ..models.clouds.roofs import Roofs, write_reference

        crs = QgsCoordinateReferenceSystem.fromWkt(open_points(points).crs or self.crs)
        roofs.areas(crs, self.transforms)  # refuses what has no polygons
        field = self.parameterAsString(parameters, "HEIGHT_FIELD", context).strip()
        model = self.files(parameters, context).model
        target = model.with_name(f"{model.stem}-reference.tif")
        if not target.exists():
            self.made.append(target)
        write_reference(
            points,
            Roofs(roofs.with_heights(crs, self.transforms, field), roofs.name),
            target,
            pixel_size=overrides.get("pixel_size") or 0.0,
            crs=self.crs,
            selection=overrides.selection,
            cancelled=cancelled,
        )
        return str(target)
