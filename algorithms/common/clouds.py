"""What algorithms that read point clouds share: the kinds of file, and which of the points are used."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from ...models.clouds.readers.selection import USUAL, Selection
from ...models.language import tr_noop
from ...models.options import RETURNS
from .base import RooflineAlgorithm
from .bridge import tr

FILES = "Point clouds (*.las *.laz *.ply *.xyz *.csv *.txt *.asc *.pts *.npz *.yaml);;All files (*)"
FLAGS = (
    ("WITHHELD", tr_noop("Use withheld points"), tr_noop("Points that are marked as deleted.")),
    (
        "SYNTHETIC",
        tr_noop("Use synthetic points"),
        tr_noop("Points that no sensor measured, such as added breaklines."),
    ),
    (
        "OVERLAP_POINTS",
        tr_noop("Use overlap points"),
        tr_noop("Points of a second flight strip over the same ground."),
    ),
)


def add_selection(algorithm: RooflineAlgorithm) -> None:
    """Add CLASSES, RETURNS, WITHHELD, SYNTHETIC and OVERLAP_POINTS.

    All are optional: people's models of the Model Designer know nothing of them and stay valid.
    """
    algorithm.add(
        QgsProcessingParameterString("CLASSES", tr("Classes of points"), "", optional=True),
        "Of LAS, LAZ and COPC, such as 2, 6 for ground and buildings, or 2-6; empty: all but noise (7, 18).",
        advanced=True,
    )
    algorithm.add_enum(
        "RETURNS",
        "Returns",
        RETURNS,
        "Of a laser pulse; first: the highest surface, last: below leaves.",
        optional=True,
    )
    for (name, label, help_text), usual in zip(FLAGS, (USUAL.withheld, USUAL.synthetic, USUAL.overlap)):
        flag = QgsProcessingParameterBoolean(name, tr(label), usual, optional=True)
        algorithm.add(flag, help_text, advanced=True)


def selection_of(algorithm: RooflineAlgorithm, parameters: dict, context: QgsProcessingContext) -> Selection:
    """Which points are used, by the parameters of `add_selection`; RooflineError names what is wrong."""
    withheld, synthetic, overlap = (
        algorithm.parameterAsBool(parameters, name, context) for name, _, _ in FLAGS
    )
    return Selection.of(
        algorithm.parameterAsString(parameters, "CLASSES", context),
        algorithm.parameterAsEnumString(parameters, "RETURNS", context),
        withheld=withheld,
        synthetic=synthetic,
        overlap=overlap,
    )
