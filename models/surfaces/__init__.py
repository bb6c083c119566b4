"""Refined surfaces: guide sets, and a DSM and NDVI in one picture."""
