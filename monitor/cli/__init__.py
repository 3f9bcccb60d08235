"""The command line ``monitor``: the only place that wires ETL, checks, numbers and dashboards.

A command reads its arguments, calls the layers and prints. Its German docstring is its help.
Whatever is slow to import is imported inside the commands, so that ``monitor --help`` answers at
once; the modules of commands are imported here because that registers them.
"""

from monitor.cli import contracts, deliveries, demo, instance, releases, serving, storage
from monitor.cli.errors import main

__all__ = ["contracts", "deliveries", "demo", "instance", "main", "releases", "serving", "storage"]
