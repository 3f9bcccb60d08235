"""The command line ``monitor``: the only place that wires ETL, checks, numbers and dashboards.

A command reads arguments, calls the layers and prints. The German docstring of a command is its
help. Slow modules are imported inside commands, so that ``monitor --help`` answers at once; the
modules of commands are imported here since the import registers the commands.
"""

from monitor.cli import (
    accounts,
    approvals,
    audit_log,
    contracts,
    deliveries,
    demo,
    instance,
    releases,
    report,
    serving,
    upkeep,
)
from monitor.cli.errors import main

__all__ = [
    "accounts",
    "approvals",
    "audit_log",
    "contracts",
    "deliveries",
    "demo",
    "instance",
    "main",
    "releases",
    "report",
    "serving",
    "upkeep",
]
