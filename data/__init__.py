"""The canonical schema, the reference content and the demo generator.

This package is the lowest layer: it imports nothing else of ours.
"""
