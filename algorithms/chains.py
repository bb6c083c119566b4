"""Chains: several algorithms as one, from the model files in resources/chains."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtGui import QIcon

from .common.base import HELP_URL, ROOT, icon_path
from .common.bridge import tr
from .common.help import help_page

FOLDER = ROOT / "resources" / "chains"


def chain_files() -> list[Path]:
    """The model files of the chains, in order of their names."""
    return sorted(FOLDER.glob("*.model3"))


class Chain(QgsProcessingModelAlgorithm):
    """A model file as an algorithm of the provider; its id is the file's name, its texts are the file's.

    QGIS calls a model's output by step and label, "refine:Refined DSM"; here it is REFINED_DSM. What a later
    step goes on with need not be kept.
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
        chain._offer_models()
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
        unkept = {name for name in self._between() if not parameters.get(name)}
        parameters = {**parameters, **dict.fromkeys(unkept, QgsProcessing.TEMPORARY_OUTPUT)}
        given = {names.get(name, name): value for name, value in parameters.items()}
        results = super().processAlgorithm(given, context, feedback)
        named = {self._public.get(name, name): value for name, value in results.items()}
        return {name: value for name, value in named.items() if name not in unkept}

    def _rename_outputs(self) -> None:
        definitions = [each.clone() for each in self.destinationParameterDefinitions()]
        self._public = {each.name(): _public_name(each.name()) for each in definitions}
        between = self._between()
        for each in definitions:
            self.removeParameter(each.name())
            each.setName(self._public[each.name()])
            if each.name() in between:
                each.setFlags(each.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
            self.addParameter(each)

    def _offer_models(self) -> None:
        """Dialogs offer for a chain's model what they offer for that of the step which takes it."""
        for step in self.childAlgorithms().values():
            for source in step.parameterSources().get("MODEL", []):
                definition = self.parameterDefinition(source.parameterName())
                if definition is not None:
                    definition.setMetadata(step.algorithm().parameterDefinition("MODEL").metadata())

    def _between(self) -> set[str]:
        """The outputs that later steps take."""
        steps = self.childAlgorithms()
        inputs = [sources for step in steps.values() for sources in step.parameterSources().values()]
        taken = {(each.outputChildId(), each.outputName()) for sources in inputs for each in sources}
        return {
            _public_name(label)
            for name, step in steps.items()
            for label, output in step.modelOutputs().items()
            if (name, output.childOutputName()) in taken
        }

    def _steps(self) -> list[QgsProcessingAlgorithm]:
        registry = QgsApplication.processingRegistry()
        found = (registry.algorithmById(child.algorithmId()) for child in self.childAlgorithms().values())
        return [algorithm for algorithm in found if algorithm is not None]


def _public_name(output: str) -> str:
    return output.rpartition(":")[2].upper().replace(" ", "_")
