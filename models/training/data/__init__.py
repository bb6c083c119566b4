"""From rasters to samples."""
