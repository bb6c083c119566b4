"""What a training is told, and what is wrong with it."""
