"""Import model: a published system's checkpoint in, a model file for the other algorithms out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..models.options import FAMILIES
from ..models.progress import cancellable
from .common.bridge import callbacks, core_run, tr, translated
from .common.network import NetworkAlgorithm

if TYPE_CHECKING:
    from ..models.bundle import ModelBundle

HEIGHTS = ("original", "metres")


class ImportModel(NetworkAlgorithm):
    NAME = "importmodel"
    DISPLAY_NAME = "Import model"
    GROUP = "models"
    SUMMARY = (
        "Turns a published network's weights, as their authors offer them, into a model for the toolbox."
    )
    HELP = (
        "ResDepth, the DSM enhancer, ESFPNet, ImpliCity, SatGen-CV and pix2pix are known. Choose the "
        "checkpoint where it lies: its configuration and normalisation files are read from there too.",
        "The log says what the model takes and gives. With its own tile size, overlap and precision it makes "
        "the raster that the original program makes. Nothing that is in the file is run.",
    )
    LIMITS = (
        "Only the networks of these systems are known; other checkpoints are refused, with what was found.",
        "Some authors allow research only: keep to the licence that they state.",
    )
    EXAMPLE = {"INPUT": "Model_best.pth", "FAMILY": "auto", "NAME": "mine", "OUTPUT": "model.pt"}
    TAGS = ("weights", "checkpoint", "pretrained", "pytorch", "resdepth", "implicity", "esfpnet", "pix2pix")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self.add(
            QgsProcessingParameterFile("INPUT", tr("Checkpoint")), "The weights file: .pth, .pt or similar."
        )
        self.add_enum("FAMILY", "System", FAMILIES, "auto: found from what is in the file.", advanced=False)
        self.add(
            QgsProcessingParameterString("NAME", tr("Name"), "", optional=True),
            "What the model is called; empty: a name of the system's.",
        )
        self.add(
            QgsProcessingParameterString("LICENCE", tr("Licence"), "", optional=True),
            "What its authors allow, to be kept with the model; empty: unknown.",
        )
        self.add(
            QgsProcessingParameterBoolean("INSTALL", tr("Install"), False),
            "Also put it into your model folder, so that its name is enough for MODEL.",
        )
        self.add_enum(
            "HEIGHTS",
            "Heights of DSM enhancer and ESFPNet",
            HEIGHTS,
            "original: whole metres from 0 to 255; metres: with fractions, at any elevation.",
        )
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Model file"), tr("Roofline models (*.pt)")),
            "Its path is what MODEL of the other algorithms may be.",
        )
        self.addOutput(QgsProcessingOutputString("MODEL", tr("What MODEL may be")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        source = self.parameterAsFile(parameters, "INPUT", context)
        family = self.parameterAsEnumString(parameters, "FAMILY", context)
        target = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        heights = self.parameterAsEnumString(parameters, "HEIGHTS", context)
        outputs: dict = {}
        told = cancellable(callbacks(feedback)["cancelled"])
        with core_run(context, feedback, torch=True), told:
            from ..models import bundle, published
            from ..models.modelfile import describe, store
            from ..models.published import dsm_enhancer
            from ..models.published.checkpoint import files_beside
            from ..models.raster.paths import check_paths

            check_paths([source, *files_beside(source)], [target])
            loaded = published.load(source, family)
            if heights == "metres":
                loaded = dsm_enhancer.in_metres(loaded)
            self._complete(loaded, parameters, context)
            is_installed = self.parameterAsBool(parameters, "INSTALL", context)
            if is_installed:
                store.check_name(loaded.name)
            weights = sum(tensor.numel() for tensor in loaded.network.parameters())
            for line in describe.describe(loaded.spec, weights):
                feedback.pushInfo(translated(line))
            loaded.save(target)
            outputs = {"OUTPUT": target, "MODEL": target}
            if is_installed:
                installed = bundle.install(loaded, loaded.name)
                feedback.pushInfo(tr("Installed: MODEL={}").format(installed.stem))
                outputs["MODEL"] = installed.stem
        return outputs

    def _complete(self, loaded: ModelBundle, parameters: dict, context: QgsProcessingContext) -> None:
        """What the user knows of the model, in its card."""
        card, name = loaded.card, self.parameterAsString(parameters, "NAME", context).strip()
        if name:
            card["name"] = name
        provenance = card.setdefault("provenance", {})
        provenance["imported from"] = Path(self.parameterAsFile(parameters, "INPUT", context)).name
        licence = self.parameterAsString(parameters, "LICENCE", context).strip()
        provenance["licence"] = licence or provenance.get("licence") or "unknown"
