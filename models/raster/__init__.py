"""GDAL in and out: grids, datasets, writers, voids."""
