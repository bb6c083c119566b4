"""The core: networks, engine, simulation and evaluation, usable without QGIS."""
