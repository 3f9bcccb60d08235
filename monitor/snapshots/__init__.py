"""Snapshots: immutable folders, their layout, making, reading and order."""
