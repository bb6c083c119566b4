"""Chains: several algorithms as one, from the model files in resources/chains."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
)
from qgis.PyQt.QtGui import QIcon

from .base import HELP_URL, ROOT, icon_path
from .bridge import tr
from .helppage import help_page

FOLDER = ROOT / "resources" / "chains"


def chain_files() -> list[Path]:
    """The model files of the chains, in order of their names."""
    return sorted(FOLDER.glob("*.model3"))


class Chain(QgsProcessingModelAlgorithm):
    """A model file as an algorithm of the provider; its id is the file's name, its texts are the file's.

    QGIS calls a model's output by step and label, "refine:Refined DSM"; here it is REFINED_DSM.
    """

    @classmethod
    def of(cls, path: Path | str) -> Chain:
        """The chain in a file; its steps must be in the registry already."""
        chain = cls()
        chain.fromFile(str(path))
        chain.setSourceFilePath(str(path))
        for definition in chain.parameterDefinitions():
            definition.setDescription(tr(definition.description()))
            definition.setHelp(tr(definition.help()))
        chain._rename_outputs()
        return chain

    def createInstance(self) -> Chain:
        return Chain.of(self.sourceFilePath())

    def name(self) -> str:
        return Path(self.sourceFilePath()).stem

    def displayName(self) -> str:
        return tr(super().displayName())

    def group(self) -> str:
        return tr(super().group())

    def groupId(self) -> str:
        return super().group().lower()

    def shortDescription(self) -> str:
        return tr(self.helpContent().get("ALG_DESC", ""))

    def shortHelpString(self) -> str:
        content = self.helpContent()
        texts = [tr(content[key]) for key in ("ALG_DESC", "NOTES") if content.get(key)]
        return help_page(
            texts, self.parameterDefinitions(), content.get("EXAMPLES", ""), [tr(content["LIMITS"])]
        )

    def helpUrl(self) -> str:
        return HELP_URL

    def tags(self) -> list[str]:
        return list(dict.fromkeys([tr("chain"), *(tag for step in self._steps() for tag in step.tags())]))

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return icon_path(self.name())

    def canExecute(self) -> tuple[bool, str]:
        answers = (step.canExecute() for step in self._steps())
        return next((answer for answer in answers if not answer[0]), super().canExecute())

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        names = {new: old for old, new in self._public.items()}
        given = {names.get(name, name): value for name, value in parameters.items()}
        results = super().processAlgorithm(given, context, feedback)
        return {self._public.get(name, name): value for name, value in results.items()}

    def _rename_outputs(self) -> None:
        definitions = [each.clone() for each in self.destinationParameterDefinitions()]
        self._public = {each.name(): _public_name(each.name()) for each in definitions}
        for each in definitions:
            self.removeParameter(each.name())
            each.setName(self._public[each.name()])
            self.addParameter(each)

    def _steps(self) -> list[QgsProcessingAlgorithm]:
        registry = QgsApplication.processingRegistry()
        found = (registry.algorithmById(child.algorithmId()) for child in self.childAlgorithms().values())
        return [algorithm for algorithm in found if algorithm is not None]


def _public_name(output: str) -> str:
    return output.rpartition(":")[2].upper().replace(" ", "_")
