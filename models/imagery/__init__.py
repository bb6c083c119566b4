"""Masks of roads and buildings, and images painted from them."""
