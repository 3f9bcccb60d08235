"""Benchmarks: ``make bench``. The pipeline against the same work by hand, and what users wait for.

Both sides of the pipeline read the same file, come to the same counts (compared at the end) and run
as processes of their own, by turns (A B A B): further load of the machine falls on both. Read the
ratios, not the seconds. Process start and imports are timed apart. Pages are measured in a real
browser over the demo, against the aims of a user's patience.
"""
