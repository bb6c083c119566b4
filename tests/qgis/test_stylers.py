"""Styles of results outlive Python's collection and die with the context that QGIS deletes them with."""

from __future__ import annotations

import gc

from support import rasters


def test_a_style_serves_every_run(qgis, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer
    from roofline.algorithms.common.styles import style_output

    path = str(rasters.write(tmp_path / "dsm.tif", rasters.town()))
    for _ in range(3):
        context, layer = QgsProcessingContext(), QgsRasterLayer(path, "dsm")
        plain = layer.renderer().type()
        details = QgsProcessingContext.LayerDetails("dsm", QgsProject.instance(), "OUTPUT")
        context.addLayerToLoadOnCompletion(path, details)
        style_output(path, "relief", context)
        gc.collect()
        styler = context.layersToLoadOnCompletion()[path].postProcessor()
        styler.postProcessLayer(layer, context, QgsProcessingFeedback())
        assert layer.renderer().type() != plain
        del styler, context
        gc.collect()
