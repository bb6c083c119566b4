"""What the algorithms share: parameters, the bridge to the core, styles, help, translation."""
