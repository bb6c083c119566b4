"""Building masks."""
