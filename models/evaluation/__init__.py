"""How good a surface is: metrics of height errors and the streaming comparison of two DSMs."""

from .surface.evaluate import evaluate
from .surface.metrics import surface_metrics
from .surface.views import Views

__all__ = ["Views", "evaluate", "surface_metrics"]
