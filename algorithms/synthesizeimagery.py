"""Synthesize imagery: a picture painted from a mask of roads and buildings."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..models.options import BACKGROUNDS, CHANNEL_ORDERS
from ..models.tasks import SYNTHESIZE_IMAGERY
from .common.bridge import callbacks, core_run, tr
from .common.network import NetworkAlgorithm, window_of
from .common.styles import style_output


class SynthesizeImagery(NetworkAlgorithm):
    NAME = SYNTHESIZE_IMAGERY.id
    DISPLAY_NAME = SYNTHESIZE_IMAGERY.title
    GROUP = "imagery"
    SUMMARY = "Paints an aerial image from a mask of roads and buildings with a neural network."
    HELP = (
        "The mask has two bands, such as Compose mask makes them. Pictures with roads in pure red and "
        "buildings in pure green, and SatGen-CV's label files with a page per row, can be used as they are.",
        "The same seed gives the same image. The image is made up: it shows no real place.",
    )
    LIMITS = (
        "A model paints what it was trained on: towns of one look, from one height.",
        "The mask should have the pixel size of the images that the model was trained on.",
    )
    EXAMPLE = {"INPUT": "mask.tif", "SEED": 7, "OUTPUT": "image.tif"}
    TAGS = ("image", "orthophoto", "satellite", "generate", "gan", "pix2pix", "mask", "deep learning")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self.add(QgsProcessingParameterRasterLayer("INPUT", tr("Mask")), "Roads and buildings.")
        self.add_enum(
            "CHANNEL_ORDER",
            "Order of the bands",
            CHANNEL_ORDERS,
            "auto: by the bands' descriptions, else roads first; published labels come in both orders.",
            advanced=False,
        )
        self.add_number("SEED", "Seed", 0, "The same seed gives the same image.", minValue=0)
        self.add_number(
            "DIVERSITY",
            "Diversity",
            0.0,
            "How much chance (dropout and input noise) goes into the image; 1: as in training. imagery-demo "
            "always paints with chance: 1 doubles it, so that two seeds differ more.",
            minValue=0.0,
            maxValue=1.0,
        )
        self.add_enum(
            "BACKGROUND",
            "Noise in empty tiles",
            BACKGROUNDS,
            "Gives the network something to paint where the mask is nearly empty.",
            advanced=False,
        )
        self.add_network_parameters()
        self.add_cluster()
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Image")),
            "Red, green and blue, on the grid of the mask.",
        )

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.mask = self.source(parameters, "INPUT", context)
        self.rectangle = self.extent(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        options = self.network_options(parameters, context)
        options["channel_order"] = self.parameterAsEnumString(parameters, "CHANNEL_ORDER", context)
        options["background"] = self.parameterAsEnumString(parameters, "BACKGROUND", context)
        options["diversity"] = self.parameterAsDouble(parameters, "DIVERSITY", context)
        options["seed"] = self.parameterAsInt(parameters, "SEED", context)
        model = self.model(parameters, context)
        outputs: dict = {}
        with core_run(context, feedback, torch=True):
            from ..models import bundle
            from ..models.distribute import whole
            from ..models.imagery import synthesis

            mask = self.mask.file()
            options.update(window=window_of(mask, self.rectangle), **callbacks(feedback))
            cluster = self.cluster(parameters, context)
            if cluster:
                whole.run(cluster, self.NAME, model, {"mask": [mask]}, {"target": target}, **options)
            else:
                synthesis.synthesize(bundle.load(model), mask, target, **options)
            outputs["OUTPUT"] = target
            style_output(target, "image", context)
        return outputs
