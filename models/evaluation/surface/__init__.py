"""How good a surface is."""
