"""What several tests share: rasters, models, scenes, programs, and where things lie."""
