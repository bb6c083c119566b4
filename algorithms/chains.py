"""Chains: several algorithms as one, from the model files in resources/chains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingMultiStepFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterRasterDestination,
    QgsProcessingUtils,
    QgsProperty,
)
from qgis.PyQt.QtGui import QIcon

from ..models.errors import RooflineError
from ..models.formats.names import is_there
from ..models.language import one_line
from ..models.modelfile.card import require_task
from ..models.options import AUTO
from ..models.progress import stop_if
from ..models.raster.formats import HEIGHTS, MASK, PICTURE
from ..models.tasks import REFINE_DSM
from .common.ahead import Later, check_step
from .common.base import ROOT, icon_path
from .common.bridge import NOTHING_WRITTEN, callbacks, core_run, tr
from .common.files import check_files, sources_of
from .common.help import help_page, page_of
from .common.network import words_of
from .common.parameter_errors import faults
from .common.sinks import sink_text
from .common.translation import translated
from .common.vectors import layer_of

FOLDER = ROOT / "resources" / "chains"
STORED = {
    "REFINED_DSM": HEIGHTS,
    "ERROR": HEIGHTS,
    "BUILDING_MASK": MASK,
    "IMAGE": PICTURE,
    "BUILDING_PROBABILITY": HEIGHTS,
}


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
        return page_of(self.name())

    def tags(self) -> list[str]:
        return list(dict.fromkeys([tr("chain"), *(tag for step in self._steps() for tag in step.tags())]))

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return icon_path(self.name())

    def canExecute(self) -> tuple[bool, str]:
        answers = (step.canExecute() for step in self._steps())
        return next((answer for answer in answers if not answer[0]), super().canExecute())

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        words = faults(self.parameterDefinitions(), parameters, context)
        plain = {name: layer_of(value) for name, value in parameters.items()}
        return (False, words) if words else super().checkParameterValues(plain, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self._later = Later(self, parameters, context)
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        try:
            check_files(self, parameters, context, STORED)
            asked = str(parameters.get("MASK_MODEL") or AUTO).strip()
            self._later.check(set() if asked == AUTO else {"IMAGERY"})
        except RooflineError as error:
            raise QgsProcessingException(one_line(translated(error))) from None
        if not self._check_models(parameters, context, feedback):
            return {}
        names = {new: old for old, new in self._public.items()}
        unkept = {name for name in self._between() if not parameters.get(name)}
        named = parameters | dict.fromkeys(unkept, QgsProcessing.TEMPORARY_OUTPUT)
        named |= self._temporary(named, context)
        given = {names.get(name, name): value for name, value in named.items()}
        heard = _Heard(feedback, self._unkept_labels(parameters, context))
        before = self._kept(parameters, context)
        if feedback.isCanceled():  # before there was anybody to hear it
            heard.cancel()
        try:
            results = super().processAlgorithm(given, context, heard)
        except QgsProcessingException as error:  # QGIS says which step it was, and the step what is wrong
            self._say_finished(before, self._kept(parameters, context), feedback)
            raise QgsProcessingException(self._told(heard.told(str(error)), heard.errors)) from None
        if feedback.isCanceled() and not self._say_finished(
            before, self._kept(parameters, context), feedback
        ):
            feedback.pushInfo(tr(NOTHING_WRITTEN))
        named = {self._public.get(name, name): value for name, value in results.items()}
        return {name: value for name, value in named.items() if name not in unkept}

    def _check_models(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Refuse before the first step, which may take hours, a model that a later one cannot run.

        Returns whether to go on: PyTorch, which reads models, takes seconds to start, which may be cancelled.
        """
        asked = list(self._asked_models(parameters))
        if not asked:
            return True
        with core_run(context, feedback, torch=True):
            from ..models import bundle

            stop_if(callbacks(feedback)["cancelled"])
            for step, given in asked:
                try:
                    card, task = bundle.load(given).spec, step.algorithm().name()
                    require_task(card, task)
                    check_step(task, card, self._later)
                except RooflineError as error:
                    said = tr("Stopped before running {}: {}").format(
                        tr(step.description()), translated(error)
                    )
                    raise QgsProcessingException(one_line(said)) from None
            return True
        return False

    def _asked_models(self, parameters: dict) -> Iterator[tuple[QgsProcessingModelChildAlgorithm, str]]:
        """Steps with the models that are given to them, of those that are no words of their parameters; with
        the settled one where a surface that is made before is refined.
        """
        for step in self.childAlgorithms().values():
            definition = step.algorithm().parameterDefinition("MODEL")
            settled = self._later.refines and step.algorithm().name() == REFINE_DSM.id
            for source in step.parameterSources().get("MODEL", []):
                given = str(parameters.get(source.parameterName()) or "").strip()
                given = given or (str(definition.defaultValue()) if settled else "")
                if given and given not in words_of(definition):
                    yield step, given

    def _kept(self, parameters: dict, context: QgsProcessingContext) -> dict[str, tuple[Path, int, int]]:
        """Files that outputs are to be, by name, with what a new one would change of them."""
        texts = {name: sink_text(parameters.get(name), context) for name in self._public.values()}
        found = {name: (Path(text), Path(text).stat()) for name, text in texts.items() if is_there(text)}
        return {name: (path, each.st_ino, each.st_mtime_ns) for name, (path, each) in found.items()}

    def _say_finished(self, before: dict, after: dict, feedback: QgsProcessingFeedback) -> bool:
        """Say what earlier steps have written: it is whole, may have taken hours, and stays."""
        new = {name: kept for name, kept in after.items() if before.get(name) != kept}
        for name, (path, *_) in new.items():
            feedback.pushWarning(tr("{} was finished before that and stays: {}").format(name, path))
        return bool(new)

    def _told(self, said: str, errors: list[str]) -> str:
        """One line: the step, and the step's own sentence.

        QGIS names the step at the end of what it says; newer versions add the step's sentence, after a colon.
        """
        sentence = one_line(errors[-1] if errors else said)
        names = [step.description() for step in self.childAlgorithms().values()]
        step = next((name for name in names if said.endswith(name) or f"{name}: " in said), "")
        if not step:
            return sentence
        own = sentence.partition(f"{step}: ")[2]
        return tr("Stopped while running {}: {}").format(tr(step), own or sentence)

    def _temporary(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """Rasters that are temporary, under names that people know: later steps' sentences name them."""
        named: dict[str, Any] = {}
        for each in self.destinationParameterDefinitions():
            given = parameters.get(each.name())
            if (
                sink_text(given, context) != QgsProcessing.TEMPORARY_OUTPUT
                or each.type() != QgsProcessingParameterRasterDestination.typeName()
            ):
                continue
            path = QgsProcessingUtils.generateTempFilename(f"{each.description()}.tif")
            if isinstance(given, QgsProcessingOutputLayerDefinition):
                given = QgsProcessingOutputLayerDefinition(given)
                given.sink = QgsProperty.fromValue(path)
            named[each.name()] = given if isinstance(given, QgsProcessingOutputLayerDefinition) else path
        return named

    def _unkept_labels(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """What people call outputs that only later steps see, by the names that QGIS gives their files; none
        where people have given a file of such a name.
        """
        steps, taken = self.childAlgorithms(), self._taken()
        kept = {
            (name, each.childOutputName())
            for name, step in steps.items()
            for each in step.modelOutputs().values()
        }
        own = {Path(source).stem for source in sources_of(self, parameters, context)}
        return {
            output: steps[name].algorithm().parameterDefinition(output).description()
            for name, output in taken - kept
            if name in steps and output not in own
        }

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
        """The outputs that later steps take, by their public names."""
        taken = self._taken()
        return {
            _public_name(label)
            for name, step in self.childAlgorithms().items()
            for label, output in step.modelOutputs().items()
            if (name, output.childOutputName()) in taken
        }

    def _taken(self) -> set[tuple[str, str]]:
        """Steps with those of their outputs that later steps take."""
        steps = self.childAlgorithms().values()
        inputs = [sources for step in steps for sources in step.parameterSources().values()]
        return {(each.outputChildId(), each.outputName()) for sources in inputs for each in sources}

    def _steps(self) -> list[QgsProcessingAlgorithm]:
        registry = QgsApplication.processingRegistry()
        found = (registry.algorithmById(child.algorithmId()) for child in self.childAlgorithms().values())
        return [algorithm for algorithm in found if algorithm is not None]


class _Heard(QgsProcessingMultiStepFeedback):
    """Passes all on, and keeps the steps' sentences, which QGIS leaves out of a model's error.

    Files that QGIS has named after an output of a step, such as OUTPUT.tif, get its label: {"OUTPUT": "DSM"}.
    """

    def __init__(self, feedback: QgsProcessingFeedback, labels: dict[str, str]) -> None:
        super().__init__(1, feedback)
        self.errors: list[str] = []
        names = "|".join(map(re.escape, labels))
        self._unkept = re.compile(rf"(?:\S*[/\\])?\b({names})\.\w+" if names else r"(?!)")
        self._labels = labels

    def told(self, text: str) -> str:
        """A sentence of a step in words of the chain."""
        return self._unkept.sub(lambda found: f'"{self._labels[found[1]]}"', text)

    def pushInfo(self, info: str) -> None:
        if info != tr(NOTHING_WRITTEN):  # true of the step that says it; the chain knows of all
            super().pushInfo(self.told(info))

    def pushWarning(self, warning: str) -> None:
        super().pushWarning(self.told(warning))

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N803 - QGIS's name
        if error.strip():
            self.errors.append(self.told(error))
        super().reportError(self.told(error), fatalError)


def _public_name(output: str) -> str:
    return output.rpartition(":")[2].upper().replace(" ", "_")
