"""What a model file says of itself, in words, and where model files lie."""
