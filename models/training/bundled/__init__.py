"""What the recipes of the bundled models alone need."""
