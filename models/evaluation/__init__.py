"""How good a surface is: metrics of height errors and the streaming comparison of two DSMs."""

from .metrics import surface_metrics
from .surface import evaluate
from .views import Views

__all__ = ["Views", "evaluate", "surface_metrics"]
