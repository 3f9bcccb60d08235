"""Reports composed from the made-up release, and with texts of people beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from dashboards.components.selection import select
from dashboards.reports.composing import compose
from dashboards.reports.document import ReportDocument, ReportKind
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.application.database import open_store
from monitor.confidentiality.levels import FigureLevel
from monitor.reading.store import Store
from tests.builders.report_wishes import wishes
from tests.builders.sign_in import LEADER

PUBLISHED = FigureLevel.VEROEFFENTLICHUNG


@pytest.fixture(scope="session")
def both_levels(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library with exact and published figures, and a store for texts."""
    settings = fake.write_instance(tmp_path_factory.mktemp("berichte"))
    fake.write_steering(settings)
    return Library(Store(settings), open_store(settings))


@pytest.fixture(scope="session")
def composed(both_levels: Library) -> Callable[..., ReportDocument]:
    """Return a function: kind, view and wishes → the report."""

    def make(
        kind: ReportKind,
        *,
        level: FigureLevel = PUBLISHED,
        today: dt.date = dt.date(2026, 11, 20),
        asked: dict[str, Any] | None = None,
        progress: Any = None,
        **view: Any,
    ) -> ReportDocument:
        seen = View(viewer=LEADER, level=level, **view)
        context = Context("/bericht", seen, both_levels, internal=True, today=today)
        return compose(context, select(context), kind, wishes(**(asked or {})), progress=progress)

    return make
