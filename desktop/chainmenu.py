"""The chains in the context menu of the toolbox: a copy in the Model Designer, to be changed and kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm

from ..algorithms.chains import Chain
from ..algorithms.common.bridge import tr


class ChainMenu:
    """The entry in the toolbox; there is none where Processing is switched off."""

    def load(self, iface: Any) -> None:
        self._entries: list[Any] = []
        with suppress(ImportError):
            from processing.gui.ProviderActions import ProviderContextMenuActions

            self._entries = [_entry()]
            ProviderContextMenuActions.registerProviderContextMenuActions(self._entries)

    def unload(self) -> None:
        if self._entries:
            from processing.gui.ProviderActions import ProviderContextMenuActions

            ProviderContextMenuActions.deregisterProviderContextMenuActions(self._entries)
            self._entries = []


def _entry() -> Any:
    """The entry; its class is made here, for Processing's is known only where Processing is."""
    from processing.gui.ContextAction import ContextAction

    class OpenInDesigner(ContextAction):
        def __init__(self) -> None:
            super().__init__()
            self.name = tr("Open a copy in the Model Designer…")

        def isEnabled(self) -> bool:
            return isinstance(self.itemData, Chain)

        def execute(self) -> None:
            from processing.modeler.ModelerDialog import ModelerDialog

            model = QgsProcessingModelAlgorithm()
            model.fromFile(self.itemData.sourceFilePath())
            model.setSourceFilePath("")  # saving asks for a place: the plugin's own file stays as it is
            designer = ModelerDialog.create(model)
            designer.update_model.connect(_refresh_models)
            designer.show()
            designer.activate()

    return OpenInDesigner()


def _refresh_models() -> None:
    provider = QgsApplication.processingRegistry().providerById("model")
    if provider is not None:
        provider.refreshAlgorithms()
