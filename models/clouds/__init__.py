"""Point clouds: their files, their index by place, and surfaces made of them."""
