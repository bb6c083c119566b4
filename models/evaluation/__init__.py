"""How good a surface or a mask is: metrics, and streaming comparisons of two DSMs or of buildings."""

from .masks.evaluate import evaluate_mask
from .masks.views import MaskViews
from .surface.evaluate import evaluate
from .surface.metrics import surface_metrics
from .surface.views import Views

__all__ = ["MaskViews", "Views", "evaluate", "evaluate_mask", "surface_metrics"]
