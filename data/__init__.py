"""The canonical schema, the reference content and the demo generator.

The package is the lowest layer, without imports of the project.
"""
