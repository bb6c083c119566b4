"""How good a painted image is."""
