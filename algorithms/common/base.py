"""Common ground of the algorithms: metadata, shared parameters, what is needed to run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtGui import QIcon

from ...models.language import tr_noop
from .bridge import LayerSource, tr
from .files import conflict
from .help import command, help_page, page_of
from .parameter_errors import faults
from .vectors import layer_of

ROOT = Path(__file__).resolve().parents[2]
CLUSTER = tr_noop(
    "Address of a scheduler of dask.distributed, such as tcp://host:8786: its machines do the work. "
    "They must see inputs and outputs under the same paths. Empty: this machine."
)
Written = tuple[str, str, str, str]  # a file that a run writes: its parameter, label, filter and help
GROUPS = {
    "surfacemodels": "Surface models",
    "buildings": "Buildings",
    "imagery": "Imagery",
    "training": "Training",
    "models": "Models",
}


def icon_path(name: str) -> str:
    """Path of an icon in resources/icons."""
    return str(ROOT / "resources" / "icons" / f"{name}.svg")


class RooflineAlgorithm(QgsProcessingAlgorithm):
    """Subclasses set the class constants and write initAlgorithm, prepareAlgorithm and processAlgorithm."""

    NAME = DISPLAY_NAME = GROUP = SUMMARY = ""
    HELP: tuple[str, ...] = ()
    LIMITS: tuple[str, ...] = ()
    EXAMPLE: dict[str, Any] = {}
    TAGS: tuple[str, ...] = ()

    def createInstance(self) -> RooflineAlgorithm:
        return type(self)()

    def name(self) -> str:
        return self.NAME

    def displayName(self) -> str:
        return tr(self.DISPLAY_NAME)

    def group(self) -> str:
        return tr(GROUPS[self.GROUP])

    def groupId(self) -> str:
        return self.GROUP

    def shortDescription(self) -> str:
        return tr(self.SUMMARY)

    def shortHelpString(self) -> str:
        return help_page(
            (tr(text) for text in (self.SUMMARY, *self.HELP)),
            self.parameterDefinitions(),
            command(self.NAME, self.EXAMPLE),
            (tr(text) for text in self.LIMITS),
        )

    def helpUrl(self) -> str:
        return page_of(self.NAME)

    def tags(self) -> list[str]:
        return [tr(tag) for tag in self.TAGS]

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return icon_path(self.NAME)

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        words = faults(self.parameterDefinitions(), parameters, context)
        if words:
            return False, words
        # QGIS knows "selected features only" of feature sources alone, Roofline of every vector layer.
        plain = {name: layer_of(value) for name, value in parameters.items()}
        fine, words = super().checkParameterValues(plain, context)
        if fine:
            words = conflict(self, parameters, context)
        return fine and not words, words

    def add(
        self, parameter: QgsProcessingParameterDefinition, help_text: str = "", advanced: bool = False
    ) -> None:
        """Add a parameter with its help, as an advanced one if asked."""
        parameter.setHelp(tr(help_text))
        if isinstance(parameter, QgsProcessingParameterFile) and "*.*" in parameter.fileFilter():
            parameter.setFileFilter(tr("All files (*)"))  # QGIS's own refuses names without a dot, as python3
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_enum(
        self,
        name: str,
        label: str,
        options: tuple[str, ...],
        help_text: str,
        advanced: bool = True,
        optional: bool = False,
    ) -> None:
        """Add a choice of static strings; the first one is the default."""
        parameter = QgsProcessingParameterEnum(
            name,
            tr(label),
            list(options),
            defaultValue=options[0],
            optional=optional,
            usesStaticStrings=True,
        )
        self.add(parameter, help_text, advanced)

    def add_number(
        self, name: str, label: str, default: float | None, help_text: str, **options: Any
    ) -> None:
        """Add a number, whole if its default is; `options` are QGIS's, such as minValue and optional."""
        advanced = options.pop("advanced", False)
        kinds = QgsProcessingParameterNumber.Type
        kind = kinds.Integer if isinstance(default, int) else kinds.Double
        parameter = QgsProcessingParameterNumber(name, tr(label), kind, default, **options)
        self.add(parameter, help_text, advanced)

    def add_files(self, files: Iterable[Written]) -> None:
        """Add files that are written if people name them."""
        for name, label, file_filter, text in files:
            self.add(QgsProcessingParameterFileDestination(name, tr(label), file_filter, optional=True), text)

    def asked_files(
        self, files: Iterable[Written], parameters: dict, context: QgsProcessingContext
    ) -> dict[str, str]:
        """The paths of such files by name, "" where none is wanted."""
        return {name: self.parameterAsFileOutput(parameters, name, context) for name, *_ in files}

    def add_creation_options(self) -> None:
        self.add(
            QgsProcessingParameterString("CREATION_OPTIONS", tr("Creation options"), "", optional=True),
            "GDAL creation options, separated by |, such as COMPRESS=ZSTD|BIGTIFF=YES.",
            advanced=True,
        )

    def creation_options(self, parameters: dict, context: QgsProcessingContext) -> tuple[str, ...]:
        text = self.parameterAsString(parameters, "CREATION_OPTIONS", context)
        return tuple(option.strip() for option in text.split("|") if option.strip())

    def add_cluster(self, help_text: str = CLUSTER) -> None:
        """Add CLUSTER."""
        parameter = QgsProcessingParameterString("CLUSTER", tr("Cluster"), optional=True)
        self.add(parameter, help_text, advanced=True)

    def cluster(self, parameters: dict, context: QgsProcessingContext) -> str:
        """CLUSTER, "" where this machine does the work."""
        return self.parameterAsString(parameters, "CLUSTER", context).strip()

    def source(self, parameters: dict, name: str, context: QgsProcessingContext) -> LayerSource:
        """The source of a raster parameter that has to be given. Main thread only."""
        return LayerSource.of(self.parameterAsRasterLayer(parameters, name, context), parameters.get(name))

    def optional_source(
        self, parameters: dict, name: str, context: QgsProcessingContext
    ) -> LayerSource | None:
        """The source of a raster parameter, None if it is not given. Main thread only."""
        return None if parameters.get(name) in (None, "", []) else self.source(parameters, name, context)

    def sources(self, parameters: dict, name: str, context: QgsProcessingContext) -> list[LayerSource]:
        """The sources of a multiple raster parameter, in the given order. Main thread only."""
        return [LayerSource.of(layer, name) for layer in self.parameterAsLayerList(parameters, name, context)]
