"""Training of surface refiners: true surfaces, degraded scenes, the loop, the bundled model's recipe."""
