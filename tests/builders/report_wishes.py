"""Wishes for reports, with the packaged layout and without an office of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from dashboards.reports.wishes import Wishes
from monitor.content.report_layout import read_report_layout

MEETING = dt.date(2026, 12, 10)


def wishes(**asked: Any) -> Wishes:
    """Return wishes; without any: a report without frame."""
    return Wishes(layout=read_report_layout(Path("/nirgends")), **asked)
