"""Where the rows of a source stand in the warehouse: a table, or a query over the register."""

from __future__ import annotations

from monitor.concept.sources import DELIVERY_STATE, FactSource
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL


def relation_of(source: FactSource) -> str:
    """Return what stands behind FROM in a query over the rows of a source."""
    return f"({DELIVERY_STATE_SQL})" if source.name == DELIVERY_STATE else source.name
