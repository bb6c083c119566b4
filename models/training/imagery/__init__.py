"""The training of image painters: masks of roads and buildings in, images out."""
