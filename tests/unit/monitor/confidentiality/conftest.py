"""What the tests of the cell-key method share: the committed table and the script that makes it."""

from __future__ import annotations

from types import ModuleType

import pytest

from monitor.confidentiality.perturbation.p_table import PTable, read_table
from tests.builders.scripts import load_script


@pytest.fixture(scope="session")
def table() -> PTable:
    return read_table()


@pytest.fixture(scope="session")
def maker() -> ModuleType:
    """Return the script that computes the table anew."""
    return load_script("p_table")
