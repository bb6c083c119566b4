"""Procedural cities and stereo error models, for training and benchmarks."""
