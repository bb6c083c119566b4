"""Pages, charts and pictures of reports, in the language of QGIS."""
