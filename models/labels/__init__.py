"""Labels of roads and buildings by SAM 3, which runs in a Python of its own."""
