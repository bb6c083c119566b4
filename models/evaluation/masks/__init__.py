"""How good a mask is."""
