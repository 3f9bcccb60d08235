"""Benchmark of the pipeline against the same work written by hand in DuckDB: ``make bench``.

Both sides read the same file, come to the same counts (compared at the end) and run as processes of
their own, by turns (A B A B): further load of the machine falls on both. Read the ratios, not the
seconds. Process start and imports are timed apart.
"""
