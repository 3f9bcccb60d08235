"""The pages of the application, in the order of the menu, for routing, rights and shell."""

from __future__ import annotations

from typing import Final

from dashboards.pages import (
    actions,
    contract_rows,
    data,
    goal,
    overview,
    own_deliveries,
    protection,
    quality,
    report,
    statement,
)
from dashboards.pages.page import Page

PAGES: Final[tuple[Page, ...]] = (
    overview.PAGE,
    goal.PAGE,
    actions.PAGE,
    report.PAGE,
    data.PAGE,
    contract_rows.PAGE,
    quality.PAGE,
    own_deliveries.PAGE,
    protection.PAGE,
    statement.PAGE,
)
