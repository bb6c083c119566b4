"""What QGIS sees: one thin Processing algorithm per file."""
