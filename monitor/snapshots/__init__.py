"""Immutable folders: what one is, how it is made, read and kept in order."""
