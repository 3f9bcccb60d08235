"""Makers of datasets: a module per subject, each with functions from frames to a `Dataset`.

Makers of the release's own tables take its frames; makers of side tables take the warehouse and run
while a release is made. The web imports no maker.
"""
