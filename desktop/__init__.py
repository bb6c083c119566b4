"""The windows of QGIS: actions, tasks, preview, models, settings. Imports no torch."""
