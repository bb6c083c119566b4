"""A network over a place of any size: inputs, tiles, batches, devices, outputs."""
