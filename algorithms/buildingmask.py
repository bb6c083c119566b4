"""Building mask: where buildings stand, from heights, imagery or both."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..models.errors import RooflineError
from ..models.language import tr_noop
from ..models.tasks import BUILDING_MASK
from .common.bridge import callbacks, core_run, tr
from .common.network import NetworkAlgorithm, window_of
from .common.styles import style_output

NOTHING_GIVEN = tr_noop("Nothing to look at: give a DSM, IMAGERY or both.")


class BuildingMask(NetworkAlgorithm):
    NAME = BUILDING_MASK.id
    DISPLAY_NAME = BUILDING_MASK.title
    GROUP = "buildings"
    SUMMARY = "Finds buildings in a DSM or in imagery with a neural network."
    HELP = (
        "The mask is 1 on buildings, 0 elsewhere and 255 (nodata) where the input is void, on the grid of "
        "the first raster that the model takes.",
        "With auto, buildings-surface takes a DSM (and NDVI), buildings-imagery takes IMAGERY (and a DSM, "
        "which helps where heights tell more than colours); your own models come first.",
        "Models of other systems are made ready by Import model.",
    )
    LIMITS = (
        "A model knows buildings such as those that it was trained on, at its pixel size.",
        "auto knows the bundled and the installed models only; other ones are named by their path.",
    )
    EXAMPLE = {"DSM": "refined.tif", "MODEL": "buildings.pt", "MIN_AREA": 20, "OUTPUT": "buildings.tif"}
    TAGS = ("building", "footprint", "mask", "segmentation", "dsm", "orthophoto", "deep learning")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, label, text in (
            ("DSM", "DSM", "One band of heights."),
            (
                "IMAGERY",
                "Imagery",
                "An orthophoto: the bands that it calls red, green and blue, else the first three; or those "
                "that your model takes.",
            ),
            ("NDVI", "NDVI", "A vegetation index, as itself or coded in 8 bits."),
        ):
            self.add(QgsProcessingParameterRasterLayer(name, tr(label), optional=True), text)
        self.add_number(
            "THRESHOLD",
            "Threshold",
            None,
            "Probability above which a pixel is a building. Empty: the model's own.",
            optional=True,
            minValue=0.0,
            maxValue=1.0,
        )
        self.add_number(
            "MIN_AREA", "Smallest area (m2)", 0.0, "Smaller buildings are left out.", minValue=0.0
        )
        self.add(
            # Optional: people's models of the Model Designer know nothing of it and stay valid.
            QgsProcessingParameterBoolean("REFINE", tr("Refine a noisy DSM first"), True, optional=True),
            "A DSM that Refine DSM would change much, as those of image matching, is refined before, where "
            "buildings-surface finds the buildings (not on a cluster).",
        )
        self.add_network_parameters(auto=tr("the model that uses most of the inputs"))
        self.add_cluster()
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Building mask")),
            "1 on buildings, 0 elsewhere, 255 where nothing is known.",
        )
        self.add(
            QgsProcessingParameterRasterDestination(
                "PROBABILITY", tr("Building probability"), optional=True, createByDefault=False
            ),
            "Probability of a building, 0 to 1.",
        )
        self.addOutput(QgsProcessingOutputNumber("BUILDING_AREA", tr("Building area (m2)")))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        roles = BUILDING_MASK.roles
        sources = {name: self.optional_source(parameters, name, context) for name in roles}
        self.given = {roles[name]: source for name, source in sources.items() if source is not None}
        self.rectangles = {
            roles[name]: self.extent(parameters, context, name) for name in roles if sources[name] is not None
        }
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        probability = self.parameterAsOutputLayer(parameters, "PROBABILITY", context) or None
        options = self.network_options(parameters, context)
        options["min_area"] = self.parameterAsDouble(parameters, "MIN_AREA", context)
        if parameters.get("THRESHOLD") not in (None, ""):
            options["threshold"] = self.parameterAsDouble(parameters, "THRESHOLD", context)
        model = self.model(parameters, context)
        refine = self.parameterAsBoolean(parameters, "REFINE", context)
        outputs: dict[str, Any] = {}
        with core_run(context, feedback, torch=True):
            from ..models import predict
            from ..models.buildings import matched
            from ..models.distribute import whole
            from ..models.modelfile import choice
            from ..models.raster.paths import check_apart

            if not self.given:
                raise RooflineError(NOTHING_GIVEN)
            files = {role: source.file() for role, source in self.given.items()}
            check_apart(files.values(), [each for each in (target, probability) if each])
            loaded = choice.choose_model(model, files, self.NAME)
            sources = choice.in_order(loaded.spec, files)
            first = next(role for role, file in files.items() if file == sources[0])
            options.update(window=window_of(sources[0], self.rectangles[first]), **callbacks(feedback))
            cluster = self.cluster(parameters, context)
            if cluster:
                targets = {"target": target, "probability": probability}
                inputs = {role: [file] for role, file in files.items()}
                numbers = whole.run(cluster, self.NAME, model, inputs, targets, **options)
            else:
                find = matched.find if refine else predict.predict
                numbers = find(loaded, sources, target, probability=probability, **options).numbers
            outputs = {"OUTPUT": target, "BUILDING_AREA": numbers["building_area"]}
            style_output(target, "mask", context)
            if probability:
                outputs["PROBABILITY"] = probability
                style_output(probability, "probability", context)
        return outputs
