"""The web's only door to releases, steering and quality, by the viewer's group."""
