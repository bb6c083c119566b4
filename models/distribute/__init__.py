"""One raster by many machines: a plan, blocks that share nothing, and the mosaic of them."""
