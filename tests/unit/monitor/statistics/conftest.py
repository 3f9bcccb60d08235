from __future__ import annotations

import pytest

from monitor.confidentiality.perturbation.p_table import PTable, read_table


@pytest.fixture(scope="session")
def table() -> PTable:
    """Return the committed p-table, whose noise added variances are compared with."""
    return read_table()
