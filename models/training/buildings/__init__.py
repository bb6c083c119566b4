"""Training of building masks."""
