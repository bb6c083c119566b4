"""Training of networks that see surfaces in point clouds."""
