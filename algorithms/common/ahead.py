"""What later steps of a chain take, looked at before its first one, which may take hours."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)

from ...models.progress import unsaid
from ...models.raster.ahead import check_ahead
from .bridge import LayerSource
from .crs import wkt_of
from .vectors import VectorSource, shapes_or_raster

# By parameter; an image may be of a model that needs none, if one is named.
LATER = {"REFERENCE": "heights", "DTM": "heights", "BUILDING_MASK": "mask", "IMAGERY": ""}
OF_POINTS = {"BUILDINGS": "mask"}  # of later steps where the first one makes the surface
GUIDES = "REFINE_GUIDES"


class Later:
    """The layers of later steps of a chain, and what its surface is made of. Main thread only."""

    def __init__(
        self, chain: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
    ) -> None:
        known = {each.name() for each in chain.parameterDefinitions() if not each.isDestination()}
        given = {name for name in known if parameters.get(name) not in (None, "", [])}
        self._transforms = context.transformContext()
        self._points = chain.parameterAsFile(parameters, "POINTS", context) if "POINTS" in given else ""
        self._crs = wkt_of(chain.parameterAsCrs(parameters, "CRS", context)) if "CRS" in given else ""
        self._kinds = {**LATER, **(OF_POINTS if self._points else {})}
        self._layers = {
            name: shapes_or_raster(chain, parameters, name, context) for name in self._kinds if name in given
        }
        # Whether the model that refines runs on a surface that an earlier step makes.
        self.refines = chain.parameterDefinition(GUIDES) is not None
        self.guides: list[LayerSource] = []
        if GUIDES in given:
            layers = chain.parameterAsLayerList(parameters, GUIDES, context)
            self.guides = [LayerSource.of(each, GUIDES) for each in layers]
        self._surface = None
        if "INPUT" in given:
            layer = chain.parameterAsRasterLayer(parameters, "INPUT", context)
            self._surface = LayerSource.of(layer, parameters["INPUT"])

    @property
    def has_buildings(self) -> bool:
        """Whether a later step is given buildings."""
        return "BUILDINGS" in self._layers

    def roles(self) -> dict[str, str]:
        """What a finder of buildings is given, by role."""
        return {"dsm": "", **({"image": ""} if "IMAGERY" in self._layers else {})}

    def check(self, left_out: set[str]) -> None:
        """Refuse what no step can take beside the surface, but for parameters that are left out."""
        surface = self._grid() if self._surface is None else self._surface.file()
        later = [(each, self._kinds[name]) for name, each in self._layers.items() if name not in left_out]
        for each, kind in [*later, *((guide, "") for guide in self.guides)]:
            if surface is not None and each is not None:
                with unsaid():
                    source = self._source(each, surface)
                check_ahead(surface, source, kind)

    def _grid(self) -> Any:
        if not (self._points and (self._layers or self.guides)):
            return None
        from ...models.clouds.ahead import grid_ahead

        return grid_ahead(self._points, self._crs)

    def _source(self, layer: LayerSource | VectorSource, surface: Any) -> Any:
        if isinstance(layer, LayerSource):
            return layer.file()
        return layer.areas(QgsCoordinateReferenceSystem.fromWkt(surface.projection), self._transforms)


def check_step(algorithm: str, card: Any, later: Later) -> None:
    """Refuse what the model of a later step cannot take, or lacks."""
    from ...models.modelfile import choice
    from ...models.surfaces.guides import check_beside
    from ...models.tasks import BUILDING_MASK, REFINE_DSM

    if algorithm == BUILDING_MASK.id:
        with unsaid():
            choice.in_order(card, later.roles())
    elif algorithm == REFINE_DSM.id and later.refines:
        check_beside(card, [guide.file() for guide in later.guides], later.has_buildings)
