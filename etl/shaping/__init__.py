"""Rows and columns of a file matched to the canonical schema; the staging table."""
