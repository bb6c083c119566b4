"""Training of surface refiners."""
