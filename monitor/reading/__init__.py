"""The web's only door: what a viewer may see of releases, steering and quality."""
