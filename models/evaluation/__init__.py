"""How good a surface is: metrics of height errors and the streaming comparison of two DSMs."""

from .metrics import surface_metrics
from .surface import evaluate

__all__ = ["evaluate", "surface_metrics"]
